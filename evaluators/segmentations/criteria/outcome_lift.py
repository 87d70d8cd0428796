"""A1: how much of the next period's outcome the segments tell of customers they have not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import NotComputable
from evaluators.notes import Note, Severity
from evaluators.results import Interval
from evaluators.segmentations.criteria.lift_ceiling import LiftCeiling
from evaluators.segmentations.criteria.nulls import LABEL_DRAWS, Codes, permuted_labels_null
from evaluators.segmentations.criteria.outcome_table import OutcomeTable, checked_outcome, logarithmic
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured, unassigned_note
from evaluators.segmentations.criteria.segments import Segments, segments_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REACH = 1.959963984540054  # normal quantile of a two-sided 95 %
ROUNDING = 1e-12  # share of squared error that a segmentation saves by rounding alone
FEW = 100  # customers under which outcome criteria are marked as unsure


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfSampleR2:
    """Share of squared error that the means of segments save on customers not used for the means."""

    value: float  # at most 1; below 0 where the segments' means mislead
    standard_error: float  # of the value, given the dealt folds
    interval: Interval  # 95 %, normal


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLift:
    """A1 of one segmentation, with the same on a log scale beside it."""

    criterion: MeasuredCriterion
    found: OutOfSampleR2  # on the scale that is scored: money, or yes/no
    logarithmic: OutOfSampleR2 | None  # on log(1 + money), shown only; None: the outcome is yes/no
    by_chance: float  # mean R2 of permuted labels, about -(K - 1) / n


def out_of_sample_r2(labels: ArrayLike, outcome: ArrayLike, folds: Ints) -> OutOfSampleR2:
    """Return R2 of segment means, pooled over folds, against the mean of the other folds.

    R2 = 1 - sum (y - segment mean)^2 / sum (y - mean)^2, both means from the other folds; of yes/no it is the Brier
    skill. A customer without a segment is foretold by the mean. The error is the delta method's for a ratio of sums.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: unassigned.
    outcome : array_like, shape (n,)
    folds : ndarray of int, shape (n,)
        From ``folds.deal_folds``.

    Raises
    ------
    NotComputable
        ``outcome_constant``.

    References
    ----------
    Campbell & Thompson (2008), Rev. Financ. Stud. 21:1509-1531. doi:10.1093/rfs/hhm055
    """
    segments = segments_of(labels, rows=len(folds))
    return _r2(segments, checked_outcome(outcome, rows=len(folds)), folds)


def _r2(segments: Segments, outcome: Floats, folds: Ints) -> OutOfSampleR2:
    ours, base = squared_losses(segments, outcome, folds)
    value = 1 - ours.sum() / base.sum()
    parts = base - ours - value * base
    error = float(np.sqrt((parts**2).sum()) / base.sum())
    around = Interval(low=float(value - REACH * error), high=float(value + REACH * error))
    return OutOfSampleR2(value=float(value), standard_error=error, interval=around)


def squared_losses(segments: Segments, outcome: Floats, folds: Ints) -> tuple[Floats, Floats]:
    """Return each customer's squared error by the segment's mean and by the overall mean, both from other folds."""
    table = OutcomeTable.of(segments.codes, outcome, folds, segments=segments.count)
    ours = outcome - table.predictions[folds, segments.codes]  # code -1 is the last column
    return ours**2, (outcome - table.train_means[folds]) ** 2


def outcome_lift(
    labels: ArrayLike,
    outcome: ArrayLike,
    folds: Ints,
    *,
    ceiling: LiftCeiling,
    rng: np.random.Generator,
    raw_money: ArrayLike | None = None,
    draws: int = LABEL_DRAWS,
    progress: Callable[[float], None] | None = None,
) -> OutcomeLift:
    """Measure A1.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
    outcome : array_like, shape (n,)
        Of a window after the as-of date: winsorised money (``outcome_table.winsorised``) or zeros and ones.
    folds : ndarray of int, shape (n,)
    ceiling : LiftCeiling
        On the same outcome and folds; the same for all candidates.
    rng : numpy.random.Generator
        Permutes labels.
    raw_money : array_like, shape (n,), optional
        Money before winsorising, for the log scale; the outcome itself unless told.
    draws : int
    progress : callable, optional

    Raises
    ------
    NotComputable
        ``outcome_constant``.
    """
    segments = segments_of(labels, rows=len(folds))
    given = checked_outcome(outcome, rows=len(folds))
    found = _r2(segments, given, folds)
    centred = given - given.mean()
    squares = float(centred @ centred)

    def statistic(codes: Codes) -> float:
        return OutcomeTable.of(codes, centred, folds, segments=segments.count, squares=squares).r2

    chance = permuted_labels_null(statistic, segments.codes, rng=rng, draws=draws, progress=progress)
    binary = bool(np.isin(given, (0, 1)).all())
    money = given if raw_money is None else checked_outcome(raw_money, rows=len(folds))
    criterion = measured(
        "A1",
        found.value,
        null=0.0,
        ceiling=ceiling.value,
        null_interval=chance.interval,
        interval=found.interval,
        notes=remarks(segments),
    )
    return OutcomeLift(
        criterion=criterion,
        found=found,
        logarithmic=None if binary else _r2(segments, logarithmic(money), folds),
        by_chance=chance.mean,
    )


def remarks(segments: Segments) -> tuple[Note, ...]:
    """Return what weakens every criterion of outcome: few customers, one segment, customers without a segment."""
    rows = len(segments.codes)
    found: tuple[Note, ...] = unassigned_note(segments.unassigned, rows)
    if rows < FEW:
        facts = {"customers": rows, "minimum": FEW}
        found += (Note(code="few_customers_measured", severity=Severity.WARNING, facts=facts),)
    if segments.count == 1:
        found += (Note(code="single_segment"),)
    return found


def lift_ratio(
    labels: ArrayLike,
    reference: ArrayLike,
    outcome: ArrayLike,
    folds: Ints,
    *,
    rng: np.random.Generator,
    draws: int = 1000,
) -> tuple[float, Interval]:
    """Return what share of a reference's R2 a segmentation has, with a 95 % bootstrap interval on the same customers.

    Parameters
    ----------
    labels, reference : array_like of int, shape (n,)
    outcome : array_like, shape (n,)
    folds : ndarray of int, shape (n,)
    rng : numpy.random.Generator
    draws : int
        Resamples of customers; means of segments stay as they are.

    Raises
    ------
    NotComputable
        ``reference_tells_nothing`` where the reference's R2 is not above 0, here or in 1 of 40 resamples.

    References
    ----------
    Efron (1979), Ann. Stat. 7:1-26. doi:10.1214/aos/1176344552
    """
    given = checked_outcome(outcome, rows=len(folds))
    ours, base = squared_losses(segments_of(labels, rows=len(folds)), given, folds)
    theirs, _ = squared_losses(segments_of(reference, rows=len(folds)), given, folds)
    saved = np.stack([base - ours, base - theirs])
    totals = np.empty((draws, 2))
    for draw in range(draws):
        times = np.bincount(rng.integers(len(given), size=len(given)), minlength=len(given))
        totals[draw] = saved @ times
    whole = saved.sum(axis=1)
    if min(whole[1], np.quantile(totals[:, 1], 0.025)) <= ROUNDING * base.sum():
        raise NotComputable("reference_tells_nothing")
    low, high = np.quantile(totals[:, 0] / totals[:, 1], [0.025, 0.975])
    return float(whole[0] / whole[1]), Interval(low=float(low), high=float(high))
