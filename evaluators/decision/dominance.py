"""Tools that are nowhere worse than another, and tools for which nothing gives more for less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.decision.tables import checked_table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DominatedPair:
    """``winner`` is at least as good on every criterion and better on one."""

    winner: int  # 0-based
    loser: int  # 0-based
    strict: bool  # better on every criterion


def dominated_pairs(values: ArrayLike) -> tuple[DominatedPair, ...]:
    """Return all pairs of which one dominates the other, whatever the weights.

    Parameters
    ----------
    values : array_like, shape (m, n)
        More is better in every column.
    """
    table = checked_table(values)
    return _pairs(table, table)


def certainly_dominated_pairs(low: ArrayLike, high: ArrayLike) -> tuple[DominatedPair, ...]:
    """Return the pairs of which one dominates the other even at its own worst and the other's best.

    Parameters
    ----------
    low, high : array_like, shape (m, n)
        Ends of every value's range.
    """
    worst, best = checked_table(low), checked_table(high)
    if worst.shape != best.shape or np.any(worst > best):
        raise ValueError("low and high must have one shape, and low <= high must hold")
    return _pairs(worst, best)


def _pairs(worst: Floats, best: Floats) -> tuple[DominatedPair, ...]:
    pairs = []
    for winner, own in enumerate(worst):
        nowhere_worse = np.all(own >= best, axis=1)
        better = own > best
        somewhere, everywhere = np.any(better, axis=1), np.all(better, axis=1)
        for loser in np.flatnonzero(nowhere_worse & somewhere).tolist():
            if loser != winner:
                pairs.append(DominatedPair(winner=winner, loser=loser, strict=bool(everywhere[loser])))
    return tuple(pairs)


def efficient_frontier(costs: Sequence[float | None], benefits: ArrayLike) -> tuple[bool, ...]:
    """Return which tools are efficient: no other costs at most as much and benefits at least as much, one strictly.

    Parameters
    ----------
    costs : sequence of float or None, length m
        None: not known; such a tool is never called efficient and makes no other inefficient.
    benefits : array_like, shape (m,)

    >>> efficient_frontier([300, 150, None], [80, 80, 99])
    (False, True, False)
    """
    worth = np.asarray(benefits, dtype=float)
    if len(costs) != len(worth):
        raise ValueError("one cost per benefit is needed")
    known = {tool: float(cost) for tool, cost in enumerate(costs) if cost is not None}

    def beaten(tool: int) -> bool:
        return any(
            cost <= known[tool] and worth[other] >= worth[tool] and (cost < known[tool] or worth[other] > worth[tool])
            for other, cost in known.items()
        )

    return tuple(tool in known and not beaten(tool) for tool in range(len(worth)))
