"""Satisfaction scores compared as means, with a look at whether the order of the answers agrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from evaluators.campaigns.aggregates import Estimate, Proportion
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.proportions import compare_proportions
from evaluators.campaigns.rank_tests import RankComparison, mann_whitney
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.errors import EvaluationError
from evaluators.notes import Note, Severity

Score = Literal["mean", "csat", "nps"]

CSAT_SCALE, CSAT_SATISFIED = (1, 5), 4  # satisfied: 4 or 5 of 5
NPS_SCALE, NPS_PROMOTER, NPS_DETRACTOR = (0, 10), 9, 6  # promoters from 9 up, detractors to 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingComparison:
    """A difference of ratings and what their order says about it."""

    estimate: Estimate  # mean: points of the scale; csat: share, -1..1; nps: points, -200..200
    ranks: RankComparison  # Mann-Whitney on the same answers
    agrees: bool  # False: score and order point to different arms, and at least one of them clearly


def satisfied(answers: ValueCounts) -> Proportion:
    """Return how many of the answers 1..5 are satisfied, 4 or 5.

    Raises
    ------
    EvaluationError
        ``rating_outside``.

    >>> satisfied(ValueCounts.of([1, 3, 4, 5, 5]))
    Proportion(events=3, trials=5)
    """
    _check(answers, CSAT_SCALE)
    return Proportion(answers.above(CSAT_SATISFIED - 1), answers.n)


def promoter_points(answers: ValueCounts) -> ValueCounts:
    """Return answers 0..10 as 100 for promoters (9, 10), 0, and -100 for detractors (0..6); their mean is the NPS.

    Raises
    ------
    EvaluationError
        ``rating_outside``.

    >>> promoter_points(ValueCounts.of([10, 9, 8, 3])).summary().mean
    25.0
    """
    _check(answers, NPS_SCALE)
    promoters = (answers.values >= NPS_PROMOTER).astype(float)
    detractors = (answers.values <= NPS_DETRACTOR).astype(float)
    return ValueCounts(100 * (promoters - detractors), answers.counts)


def compare_ratings(
    control: ValueCounts,
    variant: ValueCounts,
    score: Score = "mean",
    *,
    scale: tuple[int, int] = CSAT_SCALE,
    confidence: float = 0.95,
) -> RatingComparison:
    """Compare answers on a rating scale.

    Parameters
    ----------
    control, variant : ValueCounts
        Whole-numbered answers, at least two each. Those who did not answer are not in here: whether answering
        differs between the arms is a question of its own.
    score : {"mean", "csat", "nps"}
        Mean of the scale; share of 4 and 5 on 1..5; promoters less detractors on 0..10, in points.
    scale : tuple of int
        Lowest and highest answer, for ``mean``; the others have their own.
    confidence : float
        Two-sided, in (0, 1).

    Raises
    ------
    EvaluationError
        ``rating_outside`` for an answer off the scale.
    NotComputable
        ``no_trials`` or ``too_few_customers``; ``no_variation`` for means of answers that are all alike.
    """
    if score == "csat":
        estimate = compare_proportions(satisfied(control), satisfied(variant), confidence=confidence)
    elif score == "nps":
        arms = [promoter_points(arm).summary() for arm in (control, variant)]
        estimate = compare_means(arms[0], arms[1], confidence=confidence)
    else:
        for arm in (control, variant):
            _check(arm, scale)
        estimate = compare_means(control.summary(), variant.summary(), confidence=confidence)
    ranks = mann_whitney(control, variant)
    agrees = same_side(estimate, ranks.superiority - 0.5, ranks.p_value, level=1 - confidence)
    if not agrees:
        facts = {"score": score, "superiority": ranks.superiority}
        note = Note(code="order_disagrees", severity=Severity.WARNING, facts=facts)
        estimate = replace(estimate, notes=(*estimate.notes, note))
    return RatingComparison(estimate=estimate, ranks=ranks, agrees=agrees)


def same_side(estimate: Estimate, other: float, p_value: float | None, *, level: float) -> bool:
    """Return whether a second look points to the same arm as an estimate, or neither of them is clear.

    Parameters
    ----------
    estimate : Estimate
    other : float
        The second look's difference; its sign counts.
    p_value : float or None
        The second look's.
    level : float
        P-value under which a look is clear.
    """
    clear = any(one is not None and one < level for one in (p_value, estimate.p_value))
    return not clear or estimate.value * other >= 0


def _check(answers: ValueCounts, scale: tuple[int, int]) -> None:
    off = answers.values[(answers.values < scale[0]) | (answers.values > scale[1]) | (answers.values % 1 != 0)]
    if len(off):
        raise EvaluationError("rating_outside", value=float(off[0]), low=scale[0], high=scale[1])
