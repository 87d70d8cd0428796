"""How far weights may move before another tool leads; exact for the additive model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.decision.mavt import additive_scores
from evaluators.decision.tables import checked_table
from evaluators.decision.weight_shifts import least_euclidean, least_even, least_moved
from evaluators.decision.weights import checked_weights
from evaluators.results import Interval

Floats = NDArray[np.float64]
Norm = Literal["l1", "l2", "linf"]

ROUNDING = 1e-9  # share by which a bound may miss
CLOSED = 1e-12  # score difference, relative to the largest value, that rounding alone makes


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightChange:
    """The smallest change of all weights together that brings a rival level with the leader."""

    leader: int  # 0-based
    rival: int  # 0-based; nothing else overtakes the leader earlier
    distance: float  # in the norm asked for, share
    weights: Floats  # (n,), weights at the tie
    points: float  # weight points of 100 that move: half the L1 distance times 100


def leader_of(values: ArrayLike, weights: ArrayLike) -> int:
    """Return the 0-based tool with the best additive score, the first of equals."""
    scores = additive_scores(values, weights)
    return int(np.flatnonzero(scores >= scores.max() - CLOSED * max(1.0, float(np.abs(scores).max())))[0])


def weight_interval(values: ArrayLike, weights: ArrayLike, criterion: int) -> Interval:
    """Return the weights of one criterion that keep the leader on top while the others keep their proportions.

    With d = v_leader - v_rival and the rest's gap r, the gap at weight x is x d_k + (1-x) r, so it closes at
    r / (r - d_k). Where the criterion has all the weight now, the others share what it gives up equally.

    Parameters
    ----------
    values : array_like, shape (m, n)
    weights : array_like, shape (n,)
        Scaled to sum 1.
    criterion : int
        0-based.

    Returns
    -------
    Interval
        Within 0..1, both ends still (at least tied) on top. A single tool or criterion gives 0..1.

    References
    ----------
    Mareschal (1988), Eur. J. Oper. Res. 33:54-64. doi:10.1016/0377-2217(88)90254-8
    """
    table = checked_table(values)
    given = checked_weights(weights, table.shape[1])
    if table.shape[1] == 1:
        return Interval(low=0.0, high=1.0)
    leads = table[leader_of(table, given)] - table
    others = np.delete(given, criterion)
    rest = others / others.sum() if others.sum() > 0 else np.full(len(others), 1 / len(others))
    low, high, now = 0.0, 1.0, float(given[criterion])
    for lead, at_all in zip(np.delete(leads, criterion, axis=1), leads[:, criterion].tolist(), strict=True):
        at_none = float(lead @ rest)
        if at_none < 0 <= at_all:
            low = max(low, at_none / (at_none - at_all))
        elif at_all < 0:
            high = min(high, max(at_none, 0.0) / (max(at_none, 0.0) - at_all))
    return Interval(low=min(low, now), high=max(high, now))


def single_weight_changes(
    values: ArrayLike, weights: ArrayLike, ahead: int, behind: int
) -> tuple[tuple[float | None, bool], ...]:
    """Return per criterion the change of its weight alone, the others left as they are, that levels two tools.

    Parameters
    ----------
    values : array_like, shape (m, n)
    weights : array_like, shape (n,)
    ahead, behind : int
        0-based tools.

    Returns
    -------
    tuple of (change, feasible), length n
        The weight becomes w - change. None: the two tools are equal on the criterion. Feasible: change <= w.

    References
    ----------
    Triantaphyllou & Sánchez (1997), Decis. Sci. 28:151-194. doi:10.1111/j.1540-5915.1997.tb01306.x
    """
    table = checked_table(values)
    given = checked_weights(weights, table.shape[1])
    differences = table[behind] - table[ahead]
    gap = float(differences @ given)
    changes: list[tuple[float | None, bool]] = []
    for difference, weight in zip(differences.tolist(), given.tolist(), strict=True):
        change = gap / difference if difference else None
        changes.append((change, change is not None and change <= weight))
    return tuple(changes)


def smallest_weight_change(
    values: ArrayLike, weights: ArrayLike, *, leader: int | None = None, norm: Norm = "l1"
) -> WeightChange | None:
    """Return the smallest change of the whole weight vector that makes some rival tie the leader.

    Parameters
    ----------
    values : array_like, shape (m, n)
    weights : array_like, shape (n,)
        Scaled to sum 1.
    leader : int, optional
        0-based; found unless told.
    norm : {"l1", "l2", "linf"}
        L1: fewest points moved in all; L2: the nearest weights; L-infinity: the least largest single move.

    Returns
    -------
    WeightChange or None
        None: no weights bring any rival level (the leader is better on every criterion, or alone).
        A distance of 0: the lead is shared, or another's, already.
    """
    table = checked_table(values)
    given = checked_weights(weights, table.shape[1])
    best = leader_of(table, given) if leader is None else leader
    way = {"l1": least_moved, "l2": least_euclidean, "linf": least_even}[norm]
    found: WeightChange | None = None
    for rival in range(len(table)):
        lead = table[best] - table[rival]
        if rival == best or lead.min() > 0:
            continue
        if norm == "l2" and found is not None and _least_distance(given, lead) > found.distance:
            continue
        moved = way(given, lead)
        distance = _distance(moved - given, norm)
        if found is None or distance < found.distance:
            points = float(np.abs(moved - given).sum()) * 50
            found = WeightChange(leader=best, rival=rival, distance=distance, weights=moved, points=points)
    return found


def _least_distance(weights: Floats, lead: Floats) -> float:
    """Return a Euclidean distance that any weights, positive or not, are at least away at which the lead is used up."""
    tilt = lead - lead.mean()
    steepness = float(np.sqrt(tilt @ tilt))
    return float(lead @ weights) / steepness * (1 - ROUNDING) if steepness > 0 else 0.0


def _distance(change: Floats, norm: Norm) -> float:
    if norm == "l1":
        return float(np.abs(change).sum())
    return float(np.sqrt(change @ change)) if norm == "l2" else float(np.abs(change).max())
