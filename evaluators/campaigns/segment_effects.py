"""Effect of one variant within each segment, from cells: as observed, and with variances fit for comparing segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import Proportion, Summary

Floats = NDArray[np.float64]
Outcome = Proportion | Summary
Scale = Literal["additive", "relative"]

HALF = 0.5  # event that keeps a logarithm of a share finite (Walter 1975)
BORROWED_EVENTS = 10.0  # that average customers lend to each segment's share before its variance is taken
BORROWED = 100  # average customers that each segment's variance of a mean is smoothed by
ROUNDS = 25  # of fitting variances as arm times segment; converges to rounding in under ten


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentPair:
    """One metric of one segment in two arms; both arms of the same type."""

    segment: str
    control: Outcome
    variant: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentEffect:
    """Effect of the variant against the control within one segment."""

    segment: str
    customers: int  # both arms
    effect: float | None  # variant - control, metric's unit; relative scale: log of the ratio; None: an arm is empty
    variance: float | None  # of the effect; None: it cannot be estimated (effect None, or one customer in an arm)

    @property
    def known(self) -> bool:
        """Whether the effect can be weighed against others: no effect ever gets an infinite weight."""
        return self.effect is not None and self.variance is not None and self.variance > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PairArrays:
    """Arrays of segments that have customers in both arms; leading axes of draws are allowed for the sums."""

    customers: Floats  # (2, S), control first
    means: Floats  # (2, ..., S)
    variances: Floats  # (2, ..., S), of single customers
    shares: bool  # means are shares of events


def size(outcome: Outcome) -> int:
    """Return the customers behind an outcome."""
    return outcome.trials if isinstance(outcome, Proportion) else outcome.n


def as_summary(outcome: Outcome) -> Summary:
    """Return an outcome as customers, mean and sample variance."""
    return outcome.summary() if isinstance(outcome, Proportion) else outcome


def segment_effects(pairs: Sequence[SegmentPair], *, scale: Scale = "additive") -> tuple[SegmentEffect, ...]:
    """Return each segment's effect with the variance that its own two cells show.

    Right for an interval of one segment; for comparing segments use ``comparable_effects``, since a cell that by
    chance saw few events then claims too much precision.

    Parameters
    ----------
    pairs : sequence of SegmentPair
    scale : {"additive", "relative"}
        Relative: log of the ratio of means, variance by delta; shares get half an event in each arm.

    Returns
    -------
    tuple of SegmentEffect
        In the order given.

    References
    ----------
    Walter (1975), Biometrika 62:371-374. doi:10.1093/biomet/62.2.371
    """
    return tuple(_own_effect(pair, scale) for pair in pairs)


def _own_effect(pair: SegmentPair, scale: Scale) -> SegmentEffect:
    n0, n1 = size(pair.control), size(pair.variant)
    effect = _point(pair, scale) if min(n0, n1) > 0 else None
    variance = None
    if effect is not None and min(n0, n1) > 1:
        before, after = as_summary(pair.control), as_summary(pair.variant)
        if scale == "additive":
            variance = before.variance / n0 + after.variance / n1
        elif isinstance(pair.control, Proportion) and isinstance(pair.variant, Proportion):
            variance = sum(1 / (one.events + HALF) - 1 / (one.trials + HALF) for one in (pair.control, pair.variant))
        else:
            variance = before.variance / (n0 * before.mean**2) + after.variance / (n1 * after.mean**2)
    return SegmentEffect(segment=pair.segment, customers=n0 + n1, effect=effect, variance=variance)


def _point(pair: SegmentPair, scale: Scale) -> float | None:
    """Return the effect of two arms with customers; None where a mean is not positive and a ratio is asked for."""
    if scale == "additive":
        return as_summary(pair.variant).mean - as_summary(pair.control).mean
    if isinstance(pair.control, Proportion) and isinstance(pair.variant, Proportion):
        risks = [(one.events + HALF) / (one.trials + HALF) for one in (pair.control, pair.variant)]
    else:
        risks = [as_summary(pair.control).mean, as_summary(pair.variant).mean]
    return float(np.log(risks[1] / risks[0])) if min(risks) > 0 else None


def comparable_effects(pairs: Sequence[SegmentPair], *, scale: Scale = "additive") -> tuple[SegmentEffect, ...]:
    """Return each segment's effect with its variance pooled over the arms and smoothed over the segments.

    The variances are those expected if all segments had the same effect: shares are pooled over the arms after that
    effect is taken off; variances of means are fitted as arm times segment. Pooling without taking the effect off
    would overstate or understate them wherever the split is unequal. Each segment is smoothed by as many average
    customers as bring ``BORROWED_EVENTS`` (shares) or by ``BORROWED`` (means), so none claims to be without chance.

    Parameters
    ----------
    pairs : sequence of SegmentPair
    scale : {"additive", "relative"}

    Returns
    -------
    tuple of SegmentEffect
        In the order given.
    """
    points = segment_effects(pairs, scale=scale)
    kept = [place for place, one in enumerate(points) if one.effect is not None]
    variances: dict[int, float] = {}
    if kept:
        fitted = effect_variances(arrays_of([pairs[place] for place in kept]), scale)
        variances = {place: float(value) for place, value in zip(kept, fitted, strict=True) if np.isfinite(value)}
    return tuple(
        SegmentEffect(segment=one.segment, customers=one.customers, effect=one.effect, variance=variances.get(place))
        for place, one in enumerate(points)
    )


def arrays_of(pairs: Sequence[SegmentPair]) -> PairArrays:
    """Return the arrays of segments that have customers in both arms."""
    arms = [[as_summary(pair.control) for pair in pairs], [as_summary(pair.variant) for pair in pairs]]
    return PairArrays(
        customers=np.array([[one.n for one in arm] for arm in arms], dtype=float),
        means=np.array([[one.mean for one in arm] for arm in arms], dtype=float),
        variances=np.array([[one.variance for one in arm] for arm in arms], dtype=float),
        shares=all(isinstance(one, Proportion) for pair in pairs for one in (pair.control, pair.variant)),
    )


def effect_variances(cells: PairArrays, scale: Scale) -> Floats:
    """Return the variance of each segment's effect if all segments had the same effect, shape (..., S)."""
    n = cells.customers
    means = common_means(cells, scale)
    singles = means * (1 - means) if cells.shares else _fitted_variances(cells)
    if scale == "relative":
        with np.errstate(divide="ignore", invalid="ignore"):
            singles = singles / means**2
    shape = (2, *(1,) * (singles.ndim - 2), n.shape[1])
    return np.asarray((singles / n.reshape(shape)).sum(axis=0))


def common_means(cells: PairArrays, scale: Scale) -> Floats:
    """Return both arms' means in each segment if all segments had the same effect, shape (2, ..., S).

    The common effect is the Mantel-Haenszel difference or ratio; half of it lies on either side of a segment's centre,
    so that neither arm is favoured. Shares are smoothed at the centre and kept off 0 and 1.
    """
    (n0, n1), (m0, m1) = cells.customers, cells.means
    total, weights = n0 + n1, n0 * n1 / (n0 + n1)
    if scale == "additive":
        half = (weights * (m1 - m0)).sum(axis=-1, keepdims=True) / weights.sum() / 2
        centre = (n0 * (m0 + half) + n1 * (m1 - half)) / total
    else:
        sums = (weights * m0).sum(axis=-1, keepdims=True), (weights * m1).sum(axis=-1, keepdims=True)
        both = (sums[0] > 0) & (sums[1] > 0)
        half = np.sqrt(np.where(both, sums[1], 1.0) / np.where(both, sums[0], 1.0))
        centre = (n0 * m0 + n1 * m1) / (n0 / half + n1 * half)
    if cells.shares:
        centre = _smoothed_shares(centre, total)
    means = np.stack([centre - half, centre + half] if scale == "additive" else [centre / half, centre * half])
    return np.clip(means, HALF / total, 1 - HALF / total) if cells.shares else means


def _smoothed_shares(shares: Floats, customers: Floats) -> Floats:
    """Mix into each segment as many average customers as bring a few events (or non-events, if those are rarer)."""
    average = (shares * customers).sum(axis=-1, keepdims=True) / customers.sum()
    rarer = np.clip(np.minimum(average, 1 - average), 1 / customers.sum(), None)
    lent = BORROWED_EVENTS / rarer
    return np.asarray((shares * customers + average * lent) / (customers + lent))


def _fitted_variances(cells: PairArrays) -> Floats:
    """Return variances as arm times segment, the segments smoothed; one without any spread gets the average."""
    shape = (2, *(1,) * (cells.variances.ndim - 2), cells.customers.shape[1])
    customers, freedom = cells.customers.sum(axis=0), np.maximum(cells.customers - 1, 0.0).reshape(shape)
    sums = freedom * cells.variances
    arms = np.ones((*sums.shape[:-1], 1))
    segments = _share_of(sums.sum(axis=0), freedom.sum(axis=0))
    for _ in range(ROUNDS):
        arms = _share_of(sums.sum(axis=-1, keepdims=True), (freedom * segments).sum(axis=-1, keepdims=True))
        segments = _share_of(sums.sum(axis=0), (freedom * arms).sum(axis=0))
    seen = segments > 0
    average = (segments * customers).sum(axis=-1, keepdims=True)
    average = _share_of(average, (seen * customers).sum(axis=-1, keepdims=True))
    smoothed = (segments * customers + BORROWED * average) / (customers + BORROWED)
    return np.asarray(np.where(arms > 0, arms, 1.0) * np.where(seen, smoothed, average))


def _share_of(part: Floats, whole: Floats) -> Floats:
    """Divide; 0 where there is nothing to divide by."""
    whole = np.broadcast_to(whole, part.shape)
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)
