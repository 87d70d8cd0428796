"""VIKOR: a compromise between the group's total and its largest regret."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.ranking import leaders
from evaluators.decision.tables import Floats, checked_directions, checked_table, shares_of_largest, shares_of_range
from evaluators.decision.weights import checked_weights
from evaluators.errors import EvaluationError

ROUNDING = 1e-10  # S, R and Q lie in 0..1; smaller differences are rounding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VikorResult:
    """Regrets of each tool; less is better in all three."""

    total_regret: Floats  # S, (m,), 0..1
    largest_regret: Floats  # R, (m,), 0..1
    compromise_index: Floats  # Q, (m,), 0..1
    acceptable_advantage: bool | None  # C1: the second is at least 1/(m-1) behind by Q; None: one tool
    acceptable_stability: bool | None  # C2: the first is also first by S or by R; None: one tool
    compromise: tuple[int, ...]  # 0-based, rising: the tools that the method cannot choose between


def vikor(performances: ArrayLike, weights: ArrayLike, directions: ArrayLike, total_share: float = 0.5) -> VikorResult:
    """Rank by Q = v (S - S*)/(S- - S*) + (1 - v) (R - R*)/(R- - R*) and give the compromise set.

    Regrets are measured against the best and worst figure that any tool has; a criterion on which all tools
    are equal adds none, and a part of Q whose range is 0 is 0.

    Parameters
    ----------
    performances : array_like, shape (m, n)
        Raw figures or values.
    weights : array_like, shape (n,)
        Not negative; scaled to sum 1.
    directions : array_like, shape (n,)
        +1 more is better, -1 less is better.
    total_share : float
        v, the weight of the total regret against the largest, 0..1.

    Raises
    ------
    EvaluationError
        ``share_outside``; otherwise as ``tables.checked_table`` and ``weights.normalised``.

    References
    ----------
    Opricovic & Tzeng (2004), Eur. J. Oper. Res. 156:445-455. doi:10.1016/S0377-2217(03)00020-1
    """
    if not 0 <= total_share <= 1:
        raise EvaluationError("share_outside", value=total_share, low=0, high=1)
    table = checked_table(performances)
    columns = shares_of_largest(table) * checked_directions(directions, table.shape[1])
    regrets = shares_of_range(columns.max(axis=0) - columns) * checked_weights(weights, table.shape[1])
    total, largest = regrets.sum(axis=1), regrets.max(axis=1)
    index = total_share * _along_range(total) + (1 - total_share) * _along_range(largest)
    advantage, stability, compromise = _compromise(total, largest, index)
    return VikorResult(
        total_regret=total,
        largest_regret=largest,
        compromise_index=index,
        acceptable_advantage=advantage,
        acceptable_stability=stability,
        compromise=compromise,
    )


def _along_range(regret: Floats) -> Floats:
    span = regret.max() - regret.min()
    return (regret - regret.min()) / span if span > ROUNDING else np.zeros_like(regret)


def _compromise(total: Floats, largest: Floats, index: Floats) -> tuple[bool | None, bool | None, tuple[int, ...]]:
    """Return conditions C1 and C2 and the compromise set."""
    if len(index) == 1:
        return None, None, (0,)
    order = np.argsort(index, kind="stable")
    behind = index - index[order[0]]
    threshold = 1 / (len(index) - 1)
    advantage = bool(behind[order[1]] >= threshold - ROUNDING)
    first = set(leaders(index, higher_is_better=False, scale=1.0))
    best_elsewhere = {*leaders(total, higher_is_better=False, scale=1.0)} | {
        *leaders(largest, higher_is_better=False, scale=1.0)
    }
    stability = bool(first & best_elsewhere)
    if not advantage:
        return advantage, stability, tuple(int(tool) for tool in np.flatnonzero(behind < threshold - ROUNDING))
    kept = order[:1] if stability else order[behind[order] <= behind[order[1]] + ROUNDING]
    return advantage, stability, tuple(sorted(int(tool) for tool in kept))
