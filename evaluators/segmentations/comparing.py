"""What the candidates say beside each other: shares of the best prediction, and the simplest that is as good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np

from evaluators.errors import EvaluationError
from evaluators.segmentations.candidates import MODELS
from evaluators.segmentations.criteria.folds import sampled_rows
from evaluators.segmentations.criteria.outcome_lift import lift_ratio
from evaluators.segmentations.data_facts import Labels
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.ground import Ground, fault_of
from evaluators.segmentations.ranking import score_range
from evaluators.segmentations.results import CandidateFound, Prediction, Simplest
from evaluators.tools.results import ToolResult

BOTH_SIDES = 2 * 1.959963984540054  # standard errors between the ends of a 95 % range
BEST_VALUE = 100.0


def predictions(
    ground: Ground, found: Sequence[CandidateFound], labels: Mapping[str, Labels]
) -> tuple[Prediction, ...]:
    """Return what share of the best predictor's out-of-sample R2 each other ranked candidate has.

    On a sample of the customers where they are many.
    """
    outcome = ground.outcome
    lifts = {one.candidate: one.lift.found.value for one in found if one.lift is not None and not one.knocked_out}
    if outcome is None or len(lifts) < 2:
        return ()
    reference = max(lifts, key=lambda name: lifts[name])
    limit = ground.document.settings.effort.fit_rows
    rows = sampled_rows(len(outcome.scored), rng=ground.rng("predictions"), limit=limit)
    told = []
    for name in lifts:
        if name == reference:
            continue
        rng = ground.rng(name, "prediction")
        try:
            share, interval = lift_ratio(
                labels[name][rows], labels[reference][rows], outcome.scored[rows], outcome.folds[rows], rng=rng
            )
            told.append(Prediction(candidate=name, reference=reference, share=share, interval=interval))
        except EvaluationError as problem:
            fault = fault_of(problem)
            told.append(Prediction(candidate=name, reference=reference, share=None, interval=None, fault=fault))
    return tuple(told)


def simplest(document: SegmentationEvaluation, found: Sequence[CandidateFound], ranking: ToolResult) -> Simplest | None:
    """Return the simplest candidate within one standard error of the best score, at the given weights.

    Rules come before models, then few segments before many, then short tables before long ones. The standard error is
    that of the difference of the two scores, from the ranges of measured criteria; what is known exactly adds nothing.
    Baselines take no part: whether segments are worth having is another question.

    References
    ----------
    Breiman et al. (1984), Classification and Regression Trees, section 3.4.3
    """
    plain = {one.candidate: one for one in found if not one.baseline}
    scores = {one.tool: one.score for one in ranking.ranking if one.tool in plain}
    if not scores:
        return None
    weights = {one.criterion: one.weight for one in ranking.criteria}
    variances = {name: _variance(document, plain[name], weights) for name in scores}
    best = min(scores, key=lambda name: (-scores[name], _complexity(document, plain[name])))

    def error(name: str) -> float:
        return 0.0 if name == best else BEST_VALUE * sqrt(variances[name] + variances[best])

    near = [name for name, score in scores.items() if score >= scores[best] - error(name)]
    chosen = min(near, key=lambda name: (_complexity(document, plain[name]), -scores[name]))
    return Simplest(
        candidate=chosen,
        best=best,
        score=scores[chosen],
        best_score=scores[best],
        standard_error=error(chosen),
    )


def _complexity(document: SegmentationEvaluation, one: CandidateFound) -> tuple[bool, int, int]:
    model = isinstance(document.candidate(one.candidate), MODELS)
    held = sum(segment.customers > 0 for segment in one.segments)
    return model, held, one.lines or 0


def _variance(document: SegmentationEvaluation, one: CandidateFound, weights: Mapping[str, float]) -> float:
    parts = [0.0]
    for criterion in document.criteria:
        found = one.criterion(criterion.code) if criterion.code else None
        ends = None if found is None else score_range(found.measured)
        if ends is not None:
            parts.append((weights[criterion.id] * (ends[1] - ends[0]) / BOTH_SIDES) ** 2)
    return float(np.sum(parts))
