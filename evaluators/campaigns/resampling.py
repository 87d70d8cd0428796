"""Permutation and bootstrap of means from how often each value occurs; the draws come from the caller's generator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.errors import NotComputable
from evaluators.results import Interval

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Strata = Sequence[tuple[ValueCounts, ValueCounts]]  # control and variant of each

SAME = 1e-9  # difference of statistics, absolute or as a share, that rounding alone makes
CHUNK = 1_000_000  # numbers drawn at a time, about 8 MB
MOST_VALUES = 50_000  # different values, strata added up, above which nothing is redrawn
PER_VALUE = 16  # customers that are dealt one by one in the time that one value's number takes to draw
EFFORT = 50_000_000  # customers dealt one by one in all, about a second: above that there are fewer draws
LEAST = 400  # draws, however many values there are


def permutation_p_value(strata: Strata, *, rng: np.random.Generator, draws: int = 2_000) -> float:
    """Return the two-sided p-value of a difference of means over random re-assignments of the arms.

    Customers of each stratum are dealt to its arms again (multivariate hypergeometric). The statistic is the
    difference with strata weighted by their customers, in units of its own error (Welch's with one stratum), so that
    the test also holds for means of arms that spread differently.

    Parameters
    ----------
    strata : sequence of (ValueCounts, ValueCounts)
        Control and variant; a stratum with fewer than two customers in an arm is passed over.
    rng : numpy.random.Generator
    draws : int
        Re-assignments, fewer where very many customers would be dealt; the p-value is at least 1 / (draws + 1).

    Returns
    -------
    float
        In (0, 1]; 1 where all values are equal.

    Raises
    ------
    NotComputable
        ``no_trials`` without strata; ``too_few_customers``; ``too_many_values``.

    References
    ----------
    Chung and Romano (2013), Ann. Stat. 41:484-507. doi:10.1214/13-AOS1090
    Phipson and Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9:39. doi:10.2202/1544-6115.1585
    """
    known = _checked(strata)
    both = [control.merge(variant) for control, variant in known]
    if all(len(one.values) == 1 for one in both):
        return 1.0
    draws = affordable(both, draws)
    total = sum(one.n for one in both)
    gaps, errors = np.zeros((2, draws + 1))  # the last one is as it came
    for whole, (_, variant) in zip(both, known, strict=True):
        weight, n1 = whole.n / total, variant.n
        came = _sums(variant.values - _mean(whole), variant.counts[None, :])
        sums, squares = np.concatenate([dealt_again(whole, n1, rng, draws), came], axis=1)
        every = float(whole.counts @ (whole.values - _mean(whole)) ** 2)
        gap, error = _welch(sums, squares, every, whole.n - n1, n1)
        gaps += weight * gap
        errors += weight**2 * error
    statistics = _standardised(np.abs(gaps), np.sqrt(errors))
    limit = float(statistics[-1]) * (1 - SAME) - SAME
    return float((statistics >= limit).sum() / (draws + 1))


def bootstrap_difference(
    strata: Strata, *, rng: np.random.Generator, draws: int = 2_000, confidence: float = 0.95
) -> Estimate:
    """Return the difference of means with its percentile interval over resampled customers.

    Each arm of each stratum is drawn again with replacement (multinomial); strata are weighted by their customers.

    Parameters
    ----------
    strata : sequence of (ValueCounts, ValueCounts)
        Control and variant; a stratum with fewer than two customers in an arm is passed over.
    rng : numpy.random.Generator
    draws : int
        Resamples of each arm, at least 2; fewer where very many customers would be drawn.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Estimate
        Method ``bootstrap``; no p-value.

    Raises
    ------
    NotComputable
        ``no_trials`` without strata; ``too_few_customers``; ``too_many_values``; ``no_variation`` where every
        resample gives the same.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13. doi:10.1201/9780429246593
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be within 0..1, not {confidence}")
    known = _checked(strata)
    draws = affordable([arm for pair in known for arm in pair], draws)
    total = sum(control.n + variant.n for control, variant in known)
    value, gaps = 0.0, np.zeros(draws)
    for control, variant in known:
        weight = (control.n + variant.n) / total
        value += weight * (_mean(variant) - _mean(control))
        gaps += weight * (drawn_means(variant, rng, draws) - drawn_means(control, rng, draws))
    if np.ptp(gaps) <= SAME * np.abs(gaps).max():
        raise NotComputable("no_variation")
    low, high = np.quantile(gaps, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(
        value=value,
        standard_error=sqrt(float(gaps.var(ddof=1))),
        interval=Interval(low=float(low), high=float(high)),
        p_value=None,
        method="bootstrap",
    )


def affordable(groups: Sequence[ValueCounts], draws: int) -> int:
    """Return how many of the wanted draws are made of these groups of customers."""
    effort = sum(min(_rare(one), PER_VALUE * len(one.values)) for one in groups)
    return min(draws, max(LEAST, EFFORT // max(effort, 1)))


def dealt_again(whole: ValueCounts, n1: int, rng: np.random.Generator, draws: int) -> Floats:
    """Return sums, and sums of squares, of n1 customers chosen at random without replacement, shape (2, draws).

    Values are less the mean of all. Where most customers have one value (nothing bought), only the others are dealt
    one by one; where values repeat, their numbers are drawn.
    """
    centred = whole.values - _mean(whole)
    rare = _rare(whole)
    if rare > PER_VALUE * len(whole.values):

        def numbers(count: int) -> Floats:
            dealt = rng.multivariate_hypergeometric(whole.counts, n1, size=count, method="marginals")
            return _sums(centred, dealt)

        return _in_chunks(numbers, draws, len(centred))
    common = int(whole.counts.argmax())
    others = np.repeat(np.delete(centred, common), np.delete(whole.counts, common))

    def one_by_one(count: int) -> Floats:
        chosen = rng.hypergeometric(rare, whole.n - rare, n1, size=count)
        rows = rng.permuted(np.broadcast_to(others, (count, rare)), axis=1)
        rows[np.arange(rare) >= chosen[:, None]] = 0.0
        rest = n1 - chosen
        sums = rows.sum(axis=1) + rest * centred[common]
        return np.stack([sums, np.einsum("ij,ij->i", rows, rows) + rest * centred[common] ** 2])

    return _in_chunks(one_by_one, draws, rare)


def drawn_means(arm: ValueCounts, rng: np.random.Generator, draws: int) -> Floats:
    """Return means of as many customers drawn at random with replacement, shape (draws,)."""
    mean, rare = _mean(arm), _rare(arm)
    centred = arm.values - mean
    if rare > PER_VALUE * len(arm.values):
        shares = arm.counts / arm.n

        def numbers(count: int) -> Floats:
            return np.asarray(rng.multinomial(arm.n, shares, size=count) @ centred)[None, :]

        return np.asarray(mean + _in_chunks(numbers, draws, len(centred))[0] / arm.n)
    common = int(arm.counts.argmax())
    others = np.repeat(np.delete(centred, common), np.delete(arm.counts, common))

    def one_by_one(count: int) -> Floats:
        chosen = rng.binomial(arm.n, rare / arm.n, size=count)
        widest = int(chosen.max())
        rows = others[rng.integers(0, max(rare, 1), size=(count, widest))] if rare else np.zeros((count, 0))
        rows[np.arange(widest) >= chosen[:, None]] = 0.0
        return np.asarray(rows.sum(axis=1) + (arm.n - chosen) * centred[common])[None, :]

    return np.asarray(mean + _in_chunks(one_by_one, draws, rare)[0] / arm.n)


def _in_chunks(draw: Callable[[int], Floats], draws: int, width: int) -> Floats:
    """Put together draws that are made a bounded number of values at a time, along the last axis."""
    return np.concatenate([draw(count) for count in _parts(draws, max(1, CHUNK // max(width, 1)))], axis=-1)


def _parts(draws: int, step: int) -> Iterator[int]:
    for start in range(0, draws, step):
        yield min(step, draws - start)


def _sums(values: Floats, counts: Counts) -> Floats:
    """Return sums and sums of squares of values by their numbers, counts of shape (draws, k)."""
    return np.stack([counts @ values, counts @ values**2])


def _welch(sums: Floats, squares: Floats, every: float, n0: int, n1: int) -> tuple[Floats, Floats]:
    """Return differences of means, and their variances, from the variant's sums of values less the mean of all.

    Parameters
    ----------
    every : float
        Sum of squares of both arms.
    """
    spread1 = np.maximum(squares - sums**2 / n1, 0) / (n1 - 1) / n1
    spread0 = np.maximum(every - squares - sums**2 / n0, 0) / (n0 - 1) / n0
    return np.asarray(sums * (1 / n1 + 1 / n0)), np.asarray(spread0 + spread1)


def _standardised(gaps: Floats, errors: Floats) -> Floats:
    """Return gaps in units of their errors; infinite where no arm varies and they differ."""
    none = errors <= SAME * gaps
    return np.where(none, np.where(gaps > 0, np.inf, 0.0), gaps / np.where(none, 1.0, errors))


def _mean(counts: ValueCounts) -> float:
    return float(counts.counts @ counts.values) / counts.n


def _rare(counts: ValueCounts) -> int:
    """Return how many customers have another value than the commonest."""
    return counts.n - int(counts.counts.max())


def _checked(strata: Strata) -> list[tuple[ValueCounts, ValueCounts]]:
    """Return the strata that have two customers in each arm; raises as ``permutation_p_value``."""
    if not strata:
        raise NotComputable("no_trials")
    known = [pair for pair in strata if min(one.n for one in pair) >= 2]
    if not known:
        most = max(min(one.n for one in pair) for pair in strata)
        raise NotComputable("too_few_customers", customers=most, minimum=2)
    values = sum(len(np.union1d(control.values, variant.values)) for control, variant in known)
    if values > MOST_VALUES:
        raise NotComputable("too_many_values", values=values, most=MOST_VALUES)
    return known
