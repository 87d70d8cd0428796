"""What single thing would change the leader: one score, or one criterion left out. Exact for the additive model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.decision.mavt import additive_scores
from evaluators.decision.stability import CLOSED, leader_of
from evaluators.decision.tables import checked_table
from evaluators.decision.weights import checked_weights

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFlip:
    """One value that, changed alone, brings another tool level with the leader; any further and it leads."""

    tool: int  # 0-based, whose value changes
    criterion: int  # 0-based
    leader: int  # 0-based
    rival: int  # 0-based, the tool that comes level with the leader
    from_value: float  # 0-100
    to_value: float  # 0-100, value at the tie


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalFlip:
    """A criterion without which another tool leads."""

    criterion: int  # 0-based
    leader: int  # 0-based, the tool that leads then


def leader_and_rival(values: ArrayLike, weights: ArrayLike) -> tuple[int, int | None]:
    """Return the 0-based tools with the best and the next best score, the first of equals; None: only one tool."""
    scores = additive_scores(values, weights)
    leader = leader_of(values, weights)
    behind = [tool for tool in np.argsort(-scores, kind="stable").tolist() if tool != leader]
    return leader, behind[0] if behind else None


def score_flip(
    values: ArrayLike,
    weights: ArrayLike,
    tool: int,
    criterion: int,
    *,
    scale: tuple[float, float] = (0.0, 100.0),
) -> ScoreFlip | None:
    """Return the value of one cell at which the leader changes, everything else as it is.

    The leader's own value falls until the runner-up is level, another tool's rises until it is level itself:
    by the gap divided by the criterion's weight.

    Parameters
    ----------
    values : array_like, shape (m, n)
    weights : array_like, shape (n,)
        Scaled to sum 1.
    tool, criterion : int
        0-based.
    scale : (float, float)
        Ends of the value scale.

    Returns
    -------
    ScoreFlip or None
        None: no value on the scale does it, the criterion has no weight, or there is one tool only.
    """
    found = (flip for flip in _row_flips(values, weights, [tool], scale) if flip.criterion == criterion)
    return next(found, None)


def score_flips(
    values: ArrayLike, weights: ArrayLike, *, scale: tuple[float, float] = (0.0, 100.0)
) -> tuple[ScoreFlip, ...]:
    """Return all cells that can change the leader alone, the nearest (in value points) first; see ``score_flip``."""
    flips = _row_flips(values, weights, range(len(checked_table(values))), scale)
    return tuple(sorted(flips, key=lambda flip: abs(flip.to_value - flip.from_value)))


def _row_flips(
    values: ArrayLike, weights: ArrayLike, tools: Iterable[int], scale: tuple[float, float]
) -> Iterator[ScoreFlip]:
    """Yield the flips of some tools, criterion by criterion."""
    table = checked_table(values)
    given = checked_weights(weights, table.shape[1])
    leader, runner_up = leader_and_rival(table, given)
    if runner_up is None:
        return
    weighed = np.flatnonzero(given > 0)
    for tool in tools:
        rival = runner_up if tool == leader else tool
        gap = max(float((table[leader] - table[rival]) @ given), 0.0)
        now = table[tool, weighed]
        with np.errstate(over="ignore"):  # a weight of next to nothing asks for a value without end
            steps = gap / given[weighed]
        needed = now - steps if tool == leader else now + steps
        for place in np.flatnonzero((scale[0] <= needed) & (needed <= scale[1])).tolist():
            yield ScoreFlip(
                tool=tool,
                criterion=int(weighed[place]),
                leader=leader,
                rival=rival,
                from_value=float(now[place]),
                to_value=float(needed[place]),
            )


def removal_flips(values: ArrayLike, weights: ArrayLike) -> tuple[RemovalFlip, ...]:
    """Return the criteria without which another tool leads, the remaining weights rescaled.

    A leader that is caught up with but not passed still leads. A criterion that holds all the weight cannot be
    left out.
    """
    table = checked_table(values)
    given = checked_weights(weights, table.shape[1])
    leader = leader_of(table, given)
    flips = []
    for criterion in range(table.shape[1]):
        rest = np.delete(given, criterion)
        if not rest.sum() > 0:
            continue
        without = np.delete(table, criterion, axis=1)
        scores = additive_scores(without, rest)
        if scores[leader] < scores.max() - CLOSED * max(1.0, float(np.abs(scores).max())):
            flips.append(RemovalFlip(criterion=criterion, leader=leader_of(without, rest)))
    return tuple(flips)
