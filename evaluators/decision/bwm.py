"""Best-worst weights: the most important item against all, and all against the least important."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.tables import Floats
from evaluators.errors import EvaluationError, NotComputable

STRONGEST = 9.0  # end of the scale of judgements, which begins at 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BestWorst:
    """Weights of the linear model."""

    weights: Floats  # (n,), sum 1
    deviation: float  # xi: largest |w_B - a_Bj w_j| or |w_j - a_jW w_W|; 0 when the judgements agree fully
    input_consistency: float | None  # largest |a_Bj a_jW - a_BW| / (a_BW² - a_BW); None: not defined at a_BW = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BestWorstIntervals:
    """All weights that fit the judgements equally well in the non-linear model."""

    deviation: float  # xi: largest |w_B/w_j - a_Bj| or |w_j/w_W - a_jW|
    consistency_ratio: float | None  # xi over the largest possible at this a_BW; None: not defined at a_BW = 1
    low: Floats  # (n,) smallest weight of each item
    high: Floats  # (n,) largest weight of each item
    centre: Floats  # (n,) middles of the intervals, scaled to sum 1


def best_worst_linear(best: int, worst: int, best_to_others: ArrayLike, others_to_worst: ArrayLike) -> BestWorst:
    """Weights by the linear model: min xi, |w_B - a_Bj w_j| <= xi, |w_j - a_jW w_W| <= xi, sum w = 1.

    Parameters
    ----------
    best, worst : int
        0-based places of the most and the least important item.
    best_to_others, others_to_worst : array_like, shape (n,)
        Judgements 1..9; 1 for an item against itself.

    Raises
    ------
    NotComputable
        ``no_criteria`` when there are no judgements.
    EvaluationError
        ``best_worst_outside`` (``index``, ``value``): a judgement is not within 1..9, or not 1 for an item
        against itself; ``best_worst_same``: one item is both; ``best_worst_disagree``: best against worst is
        given twice, with different figures.

    References
    ----------
    Rezaei (2016), Omega 64:126-130. doi:10.1016/j.omega.2015.12.001
    Input-based consistency: Liang, Brunelli & Rezaei (2020), Omega 96:102175. doi:10.1016/j.omega.2019.102175
    """
    from scipy.optimize import linprog

    to_others, to_worst = _checked(best, worst, best_to_others, others_to_worst)
    n = len(to_others)
    from_best, from_worst = -np.diag(to_others), np.eye(n)
    from_best[:, best] += 1.0
    from_worst[:, worst] -= to_worst
    differences = np.vstack([from_best, from_worst])
    bounds = np.vstack([differences, -differences])
    solved = linprog(
        np.append(np.zeros(n), 1.0),
        A_ub=np.column_stack([bounds, -np.ones(len(bounds))]),
        b_ub=np.zeros(len(bounds)),
        A_eq=np.append(np.ones(n), 0.0)[None, :],
        b_eq=np.ones(1),
        method="highs",
    )
    weights = np.maximum(np.asarray(solved.x, dtype=float)[:n], 0.0)
    weights = weights / weights.sum()
    return BestWorst(
        weights=weights,
        deviation=float(np.abs(differences @ weights).max()),
        input_consistency=_share_of_range(
            float(np.abs(to_others * to_worst - to_others[worst]).max()), to_others[worst] ** 2 - to_others[worst]
        ),
    )


def best_worst_intervals(
    best: int, worst: int, best_to_others: ArrayLike, others_to_worst: ArrayLike
) -> BestWorstIntervals:
    """Weight intervals by the non-linear model: min xi, |w_B/w_j - a_Bj| <= xi, |w_j/w_W - a_jW| <= xi.

    With w_W = 1 and w_B = b every other weight has a range of its own, so a xi is feasible exactly when some b
    lies in all the ranges that the judgements leave it (``_best_range``). Bisection finds the smallest such xi.
    There the range of b is a single point, and the intervals follow in closed form: an item's share is
    largest when it stands at its upper end and all others at their lower ends.

    Parameters, Raises
    ------------------
    As in ``best_worst_linear``.

    References
    ----------
    Rezaei (2015), Omega 53:49-57. doi:10.1016/j.omega.2014.11.009
    """
    to_others, to_worst = _checked(best, worst, best_to_others, others_to_worst)
    strongest = to_others[worst]
    deviation = _smallest_deviation(best, worst, to_others, to_worst)
    ratio_best = float(np.mean(_best_range(deviation, best, worst, to_others, to_worst)))
    lower = np.maximum(ratio_best / (to_others + deviation), to_worst - deviation)
    room = to_others - deviation
    upper = np.minimum(
        np.divide(ratio_best, room, out=np.full_like(room, np.inf), where=room > 0), to_worst + deviation
    )
    lower[[best, worst]] = upper[[best, worst]] = ratio_best, 1.0
    upper = np.maximum(upper, lower)
    low = lower / (lower + upper.sum() - upper)
    high = upper / (upper + lower.sum() - lower)
    largest = (1 + 2 * strongest - sqrt(1 + 8 * strongest)) / 2
    return BestWorstIntervals(
        deviation=deviation,
        consistency_ratio=_share_of_range(deviation, largest),
        low=low,
        high=high,
        centre=(low + high) / (low + high).sum(),
    )


def _smallest_deviation(best: int, worst: int, to_others: Floats, to_worst: Floats) -> float:
    """Bisect for the smallest xi that some b fits; equal weights always fit the starting upper end."""
    low, high = 0.0, float(max(to_others.max(), to_worst.max())) - 1.0
    bottom, top = _best_range(low, best, worst, to_others, to_worst)
    if bottom <= top:
        return low
    while low < (middle := (low + high) / 2) < high:
        bottom, top = _best_range(middle, best, worst, to_others, to_worst)
        low, high = (low, middle) if bottom <= top else (middle, high)
    return high


def _best_range(xi: float, best: int, worst: int, to_others: Floats, to_worst: Floats) -> tuple[float, float]:
    """Return the range of w_B / w_W at a deviation ``xi``; empty when its ends are in the wrong order.

    The best against the worst leaves a_BW ± xi. Each other item j leaves b <= (a_Bj + xi)(a_jW + xi) and, while
    both judgements exceed xi, b >= (a_Bj - xi)(a_jW - xi).
    """
    strongest = to_others[worst]
    others = np.ones(len(to_others), dtype=bool)
    others[[best, worst]] = False
    above = (to_others + xi) * (to_worst + xi)
    below = np.maximum(to_others - xi, 0.0) * np.maximum(to_worst - xi, 0.0)
    bottom = np.max(below[others], initial=max(strongest - xi, 0.0))
    top = np.min(above[others], initial=strongest + xi)
    return (1.0, 1.0) if best == worst else (float(bottom), float(top))


def _share_of_range(deviation: float, largest: float) -> float | None:
    """Divide by the largest possible deviation; with none possible, no deviation is 0 and any other undefined."""
    if largest > 0:
        return float(deviation / largest)
    return 0.0 if deviation == 0 else None


def _checked(best: int, worst: int, best_to_others: ArrayLike, others_to_worst: ArrayLike) -> tuple[Floats, Floats]:
    to_others, to_worst = np.asarray(best_to_others, dtype=float), np.asarray(others_to_worst, dtype=float)
    n = len(to_others)
    if to_others.shape != to_worst.shape or to_others.ndim != 1:
        raise ValueError(f"two equally long rows are needed, not {to_others.shape} and {to_worst.shape}")
    if n == 0:
        raise NotComputable("no_criteria")
    if not (0 <= best < n and 0 <= worst < n):
        raise ValueError(f"best {best} and worst {worst} must be places in 0..{n - 1}")
    if n > 1 and best == worst:
        raise EvaluationError("best_worst_same", index=best)
    for judgements, itself in ((to_others, best), (to_worst, worst)):
        wrong = ~((judgements >= 1) & (judgements <= STRONGEST))
        wrong[itself] |= judgements[itself] != 1
        if np.any(wrong):
            index = int(np.argmax(wrong))
            raise EvaluationError(
                "best_worst_outside", index=index, value=float(judgements[index]), low=1, high=STRONGEST
            )
    if to_others[worst] != to_worst[best]:
        raise EvaluationError("best_worst_disagree", value=float(to_others[worst]), other=float(to_worst[best]))
    return to_others, to_worst
