"""What single thing would change the leader: one score, or one criterion left out. Exact for the additive model."""

from __future__ import annotations

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
    table = checked_table(values)
    given = checked_weights(weights, table.shape[1])
    leader, runner_up = leader_and_rival(table, given)
    weight = float(given[criterion])
    if runner_up is None or weight == 0:
        return None
    rival = runner_up if tool == leader else tool
    gap = max(float((table[leader] - table[rival]) @ given), 0.0)
    now = float(table[tool, criterion])
    needed = now - gap / weight if tool == leader else now + gap / weight
    if not scale[0] <= needed <= scale[1]:
        return None
    return ScoreFlip(tool=tool, criterion=criterion, leader=leader, rival=rival, from_value=now, to_value=needed)


def score_flips(
    values: ArrayLike, weights: ArrayLike, *, scale: tuple[float, float] = (0.0, 100.0)
) -> tuple[ScoreFlip, ...]:
    """Return all cells that can change the leader alone, the nearest (in value points) first; see ``score_flip``."""
    tools, criteria = checked_table(values).shape
    cells = ((tool, criterion) for tool in range(tools) for criterion in range(criteria))
    flips = [flip for cell in cells if (flip := score_flip(values, weights, *cell, scale=scale)) is not None]
    return tuple(sorted(flips, key=lambda flip: abs(flip.to_value - flip.from_value)))


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
