"""Permutation and bootstrap where the rows are at hand; the draws come from the caller's generator."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import Estimate
from evaluators.errors import NotComputable
from evaluators.results import Interval

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]

SAME = 1e-9  # share by which statistics may differ by rounding and still count as equal
CHUNK = 2_000_000  # values drawn at a time, about 16 MB


def permutation_p_value(
    control: ArrayLike, variant: ArrayLike, *, rng: np.random.Generator, draws: int = 10_000
) -> float:
    """Return the two-sided p-value of Welch's statistic over random re-assignments of the arms.

    The statistic is in units of its own error, so that the test also holds for means of arms that spread differently.

    Parameters
    ----------
    control, variant : array_like, shape (n0,) and (n1,)
        One value per customer, at least two each.
    rng : numpy.random.Generator
    draws : int
        Re-assignments; the p-value is at least 1 / (draws + 1).

    Returns
    -------
    float
        In (0, 1]; 1 where all values are equal.

    Raises
    ------
    NotComputable
        ``too_few_customers``.

    References
    ----------
    Chung and Romano (2013), Ann. Stat. 41:484-507. doi:10.1214/13-AOS1090
    Phipson and Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9:39. doi:10.2202/1544-6115.1585
    """
    after, before = sorted((_checked(control), _checked(variant)), key=len)  # |t| is the same either way round
    values = np.concatenate([before, after])
    values = values - values.mean()
    if not np.ptp(values):
        return 1.0
    squares, n1 = values**2, len(after)
    chosen = np.empty((draws, 2))
    for draw in range(draws):
        places = rng.choice(len(values), n1, replace=False, shuffle=False)
        chosen[draw] = values[places].sum(), squares[places].sum()
    seen = np.array([[values[len(before) :].sum(), squares[len(before) :].sum()]])
    totals = (float(values.sum()), float(squares.sum()))
    statistics = _welch_statistics(chosen, totals, len(before), n1)
    limit = float(_welch_statistics(seen, totals, len(before), n1)[0]) * (1 - SAME)
    return float(((statistics >= limit).sum() + 1) / (draws + 1))


def _welch_statistics(variant: Floats, totals: tuple[float, float], n0: int, n1: int) -> Floats:
    """Return |t| from the variant's sum and sum of squares; infinite where both arms are constant and differ.

    Parameters
    ----------
    variant : ndarray, shape (draws, 2)
    totals : tuple of float
        Sum and sum of squares of all values.
    """
    sums, squares = variant[:, 0], variant[:, 1]
    others, other_squares = totals[0] - sums, totals[1] - squares
    spread1 = np.maximum(squares - sums**2 / n1, 0) / (n1 - 1) / n1
    spread0 = np.maximum(other_squares - others**2 / n0, 0) / (n0 - 1) / n0
    gaps = np.abs(sums / n1 - others / n0)
    errors = np.sqrt(spread0 + spread1)
    none = errors <= SAME * gaps
    return np.where(none, np.where(gaps > 0, np.inf, 0.0), gaps / np.where(none, 1.0, errors))


def bootstrap_difference(
    control: ArrayLike,
    variant: ArrayLike,
    *,
    rng: np.random.Generator,
    draws: int = 2_000,
    confidence: float = 0.95,
    statistic: Statistic | None = None,
) -> Estimate:
    """Return the difference of a statistic with its percentile interval over resampled customers.

    Parameters
    ----------
    control, variant : array_like, shape (n0,) and (n1,)
        One value per customer, at least two each.
    rng : numpy.random.Generator
    draws : int
        Resamples of each arm, at least 2.
    confidence : float
        Two-sided, in (0, 1).
    statistic : callable, optional
        From values of shape (resamples, customers) to figures of shape (resamples,); the mean unless given.

    Returns
    -------
    Estimate
        Method ``bootstrap``; no p-value.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``no_variation`` where every resample gives the same.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13. doi:10.1201/9780429246593
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be within 0..1, not {confidence}")
    before, after = _checked(control), _checked(variant)
    figure = statistic or _means
    gaps = _resampled(after, figure, rng, draws) - _resampled(before, figure, rng, draws)
    if not np.ptp(gaps):
        raise NotComputable("no_variation")
    low, high = np.quantile(gaps, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(
        value=float(figure(after[None, :])[0] - figure(before[None, :])[0]),
        standard_error=sqrt(float(gaps.var(ddof=1))),
        interval=Interval(low=float(low), high=float(high)),
        p_value=None,
        method="bootstrap",
    )


def _means(values: Floats) -> Floats:
    return np.asarray(values.mean(axis=1))


def _resampled(values: Floats, figure: Statistic, rng: np.random.Generator, draws: int) -> Floats:
    """Return the statistic of each resample, a bounded number of values at a time."""
    step = max(CHUNK // len(values), 1)
    parts = []
    for start in range(0, draws, step):
        places = rng.integers(0, len(values), size=(min(step, draws - start), len(values)))
        parts.append(figure(values[places]))
    return np.concatenate(parts)


def _checked(values: ArrayLike) -> Floats:
    """Return finite values as floats."""
    seen = np.asarray(values, dtype=float)
    if len(seen) < 2:
        raise NotComputable("too_few_customers", customers=len(seen), minimum=2)
    if not np.isfinite(seen).all():
        raise ValueError("values must be finite numbers")
    return seen
