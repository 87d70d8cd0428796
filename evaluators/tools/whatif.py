"""What would change the answer, exactly and at the point values: weights, single figures, criteria, dominance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluators.decision.dominance import certainly_dominated_pairs, dominated_pairs
from evaluators.decision.flips import ScoreFlip as FlipPlace
from evaluators.decision.flips import removal_flips, score_flips
from evaluators.decision.stability import smallest_weight_change, weight_interval
from evaluators.results import Interval
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.results import Changes, Domination, RemovalFlip, ScoreFlip, WeightFlip
from evaluators.tools.scales import GradeScale, Scale, YesNoScale
from evaluators.tools.scaling import BEST_VALUE, RawFigure, figure_at
from evaluators.tools.simulation import Grid

Floats = NDArray[np.float64]
ROUNDING = 1e-9  # value points by which arithmetic may miss a grade's or a point's own value


def changes_of(document: ToolEvaluation, ranked: Grid, weights: Floats) -> Changes | None:
    """Return what would dethrone the leader by additive score; ``None`` with fewer than two tools.

    Parameters
    ----------
    document : ToolEvaluation
    ranked : Grid
        Ranked tools, the leader first.
    weights : ndarray, shape (n,)
    """
    if len(ranked.tools) < 2:
        return None
    values = ranked.values()
    weight = _weight_flip(ranked.tools, values, weights)
    flips = sorted(score_flips(values, weights), key=lambda flip: abs(flip.to_value - flip.from_value))
    removals = tuple(
        RemovalFlip(criterion=ranked.criteria[flip.criterion], leader=ranked.tools[flip.leader])
        for flip in removal_flips(values, weights)
    )
    scores = tuple(found for flip in flips if (found := _score_flip(document, ranked, flip)) is not None)
    return Changes(
        weight=weight,
        scores=scores,
        removals=removals,
        nothing_can=weight is None and not scores and not removals,
    )


def _weight_flip(tools: Sequence[str], values: Floats, weights: Floats) -> WeightFlip | None:
    nearest = smallest_weight_change(values, weights, norm="l1")
    if nearest is None:
        return None
    euclidean = smallest_weight_change(values, weights, norm="l2")
    largest = smallest_weight_change(values, weights, norm="linf")
    return WeightFlip(
        rival=tools[nearest.rival],
        points=nearest.points,
        weights=tuple(nearest.weights.tolist()),
        euclidean=None if euclidean is None else euclidean.distance,
        largest_single=None if largest is None else largest.distance,
    )


def _score_flip(document: ToolEvaluation, ranked: Grid, flip: FlipPlace) -> ScoreFlip | None:
    """Tell a flip in the scale's own figures; ``None`` when no grade or answer goes that far."""
    tool, criterion = ranked.tools[flip.tool], document.criteria[flip.criterion]
    cell = ranked.cells[tool, criterion.id]
    to_raw = _figure_reaching(criterion.scale, flip)
    if to_raw is None:
        return None
    return ScoreFlip(
        tool=tool,
        criterion=criterion.id,
        rival=ranked.tools[flip.rival],
        from_value=flip.from_value,
        to_value=flip.to_value,
        from_raw=cell.raw,
        to_raw=to_raw,
        assumed=cell.assumed,
    )


def _figure_reaching(scale: Scale, flip: FlipPlace) -> RawFigure | None:
    """Return the nearest figure at or beyond the flip's value: below it for the leader, above it for the others."""
    if isinstance(scale, GradeScale | YesNoScale):
        return _step_reaching(scale, flip)
    level = [point.x for point in scale.points if abs(point.value - flip.to_value) <= ROUNDING]
    return level[-1] if level and flip.to_value < flip.from_value else figure_at(scale, flip.to_value)


def _step_reaching(scale: GradeScale | YesNoScale, flip: FlipPlace) -> RawFigure | None:
    """Return the first grade or answer that goes far enough; tools that are level need one step all the same."""
    steps: list[tuple[RawFigure, float]] = [(False, 0.0), (True, BEST_VALUE)]
    if isinstance(scale, GradeScale):
        steps = [(grade.id, grade.value) for grade in scale.grades]
    sign = -1.0 if flip.tool == flip.leader else 1.0
    needed = sign * (flip.to_value - flip.from_value)
    ways = [(sign * (value - flip.from_value), figure) for figure, value in steps]
    far_enough = [way for way in ways if way[0] > ROUNDING and way[0] >= needed - ROUNDING]
    return min(far_enough, key=lambda way: way[0])[1] if far_enough else None


def stable_ranges(ranked: Grid, weights: Floats) -> tuple[Interval | None, ...]:
    """Return for each criterion the weights that keep the leader, the others rescaled."""
    if len(ranked.tools) < 2:
        return (None,) * len(ranked.criteria)
    values = ranked.values()
    return tuple(weight_interval(values, weights, place) for place in range(len(ranked.criteria)))


def dominations_of(ranked: Grid) -> tuple[Domination, ...]:
    """Return which tools are at least as good on everything as which others."""
    if len(ranked.tools) < 2:
        return ()
    certain = {(pair.winner, pair.loser) for pair in certainly_dominated_pairs(ranked.low(), ranked.high())}
    return tuple(
        Domination(
            winner=ranked.tools[pair.winner],
            loser=ranked.tools[pair.loser],
            certain=(pair.winner, pair.loser) in certain,
        )
        for pair in dominated_pairs(ranked.values())
    )
