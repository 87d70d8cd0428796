"""How far several evaluators agree, and whether weights or scores divide them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.decision.ranking import ranks as ranked
from evaluators.errors import NotComputable

Floats = NDArray[np.float64]

EXACT_LIMIT = 50_000  # combinations of orders that are listed in full
PERMUTATIONS = 20_000  # random ones otherwise
BLOCK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """Kendall's coefficient of concordance W."""

    w: float  # 0 no agreement .. 1 the same order from all
    squares: float  # S, squared deviations of the rank sums
    chi_squared: float  # k (m - 1) W
    degrees: int  # m - 1
    mean_spearman: float  # mean rank correlation of all pairs of raters
    p_value: float  # chance of so large an S if every rater ordered at random
    exact: bool  # all orders were listed; False: a seeded sample of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What divides the evaluators' scores: variance over evaluators, averaged over tools."""

    weight_variance: float  # own weights, common scores
    score_variance: float  # common weights, own scores
    from_weights: float | None  # share of the sum of both; None: the evaluators do not differ
    from_scores: float | None
    by_criterion: Floats  # (n,), each criterion's part of both variances; sums to both
    discuss: tuple[int, ...]  # 0-based, at most two criteria with the largest parts, above 0


def kendall_w(ratings: ArrayLike, *, rng: np.random.Generator) -> Concordance:
    """Return Kendall's W of several orders, with ties, and its permutation p-value.

    Parameters
    ----------
    ratings : array_like, shape (k raters, m items)
        Ranks, or any figures to rank by; equal figures of a rater are ties.
    rng : Generator
        For the p-value when not all orders can be listed.

    Raises
    ------
    NotComputable
        ``too_few_raters`` or ``too_few_items`` under two; ``all_tied`` when every rater ties everything.

    References
    ----------
    Kendall & Babington Smith (1939), Ann. Math. Stat. 10:275-287. doi:10.1214/aoms/1177732186
    Siegel (1956), Nonparametric Statistics for the Behavioral Sciences, ch. 9.
    """
    table, squares, w = _agreement(ratings)
    raters, items = table.shape
    p_value, exact = _p_value(table, squares, rng)
    return Concordance(
        w=w,
        squares=squares,
        chi_squared=raters * (items - 1) * w,
        degrees=items - 1,
        mean_spearman=(raters * w - 1) / (raters - 1),
        p_value=p_value,
        exact=exact,
    )


def concordance(ratings: ArrayLike) -> float:
    """Return Kendall's W alone, for orders that are no sample of raters; parameters and errors as in ``kendall_w``."""
    return _agreement(ratings)[2]


def _agreement(ratings: ArrayLike) -> tuple[Floats, float, float]:
    """Return the ranks, shape (k, m), S and W."""
    given = np.asarray(ratings, dtype=float)
    raters, items = given.shape
    if raters < 2:
        raise NotComputable("too_few_raters", count=raters, minimum=2)
    if items < 2:
        raise NotComputable("too_few_items", count=items, minimum=2)
    table = np.array([ranked(row, higher_is_better=False) for row in given])
    tied = sum(float((sizes**3 - sizes).sum()) for sizes in (np.unique(row, return_counts=True)[1] for row in table))
    largest = (raters**2 * (items**3 - items) - raters * tied) / 12
    if largest <= 0:
        raise NotComputable("all_tied", raters=raters)
    squares = float(_squares(table.sum(axis=0), raters))
    return table, squares, min(squares / largest, 1.0)


def _squares(sums: Floats, raters: int) -> Floats:
    """Return S for rank sums in the last axis."""
    return np.asarray(((sums - raters * (sums.shape[-1] + 1) / 2) ** 2).sum(axis=-1), dtype=float)


def _p_value(table: Floats, observed: float, rng: np.random.Generator) -> tuple[float, bool]:
    """Return the share of orders with S at least as large; the first rater's order can stay as it is."""
    raters, items = table.shape
    enough = observed - 1e-9 * max(observed, 1.0)
    # raters and items are bounded first: the power of a factorial would be a number without end
    exact = items <= 8 and raters <= 17 and factorial(items) ** (raters - 1) <= EXACT_LIMIT
    as_large = total = 0
    for sums in _all_sums(table) if exact else _random_sums(table, rng):
        as_large += int(np.count_nonzero(_squares(sums, raters) >= enough))
        total += len(sums)
    return (as_large / total, True) if exact else ((1 + as_large) / (1 + total), False)


def _all_sums(table: Floats) -> Iterator[Floats]:
    """Yield the rank sums of all combinations of the other raters' orders."""
    sums = table[:1]
    for row in table[1:]:
        orders = np.array(list(permutations(row)))
        sums = (sums[:, None, :] + orders).reshape(-1, len(row))
    yield sums


def _random_sums(table: Floats, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield rank sums of random orders of the other raters."""
    for start in range(0, PERMUTATIONS, BLOCK):
        count = min(BLOCK, PERMUTATIONS - start)
        sums = np.tile(table[0], (count, 1))
        for row in table[1:]:
            sums += rng.permuted(np.tile(row, (count, 1)), axis=1)
        yield sums


def disagreement(
    own_weights: ArrayLike, own_values: ArrayLike, common_weights: ArrayLike, common_values: ArrayLike
) -> Disagreement:
    """Split the evaluators' disagreement into what their weights and what their scores make.

    A criterion's part of a variance is the covariance of its contribution with the score, so the parts add up.

    Parameters
    ----------
    own_weights : array_like, shape (k, n)
        Each sums to 1; the common ones for an evaluator who gave none.
    own_values : array_like, shape (k, m, n)
        0-100; the common value where an evaluator gave none.
    common_weights : array_like, shape (n,)
    common_values : array_like, shape (m, n)

    Raises
    ------
    NotComputable
        ``too_few_raters`` under two.
    """
    weights, values = np.asarray(own_weights, dtype=float), np.asarray(own_values, dtype=float)
    if len(weights) < 2:
        raise NotComputable("too_few_raters", count=len(weights), minimum=2)
    by_weights = _variance_parts(weights[:, None, :] * np.asarray(common_values, dtype=float))
    by_scores = _variance_parts(values * np.asarray(common_weights, dtype=float))
    parts = by_weights + by_scores
    in_weights, in_scores = max(float(by_weights.sum()), 0.0), max(float(by_scores.sum()), 0.0)
    both = in_weights + in_scores
    differ = both > 1e-18 * max(1.0, float(np.abs(values).max(initial=0.0)) ** 2)
    worst = np.argsort(-parts, kind="stable")[:2].tolist()
    return Disagreement(
        weight_variance=in_weights,
        score_variance=in_scores,
        from_weights=in_weights / both if differ else None,
        from_scores=in_scores / both if differ else None,
        by_criterion=parts,
        discuss=tuple(place for place in worst if parts[place] > 1e-9 * both) if differ else (),
    )


def _variance_parts(contributions: Floats) -> Floats:
    """Return each criterion's part of the scores' variance over evaluators, averaged over tools.

    Parameters
    ----------
    contributions : ndarray, shape (k, m, n)
        What each criterion adds to each tool's score for each evaluator.
    """
    around = contributions - contributions.mean(axis=0)
    return np.asarray((around * around.sum(axis=2, keepdims=True)).mean(axis=0).mean(axis=0))
