"""Do segments differ in a mean when few customers have anything but zero: Q against redrawn values of each segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.heterogeneity import DRAWS, FEW, SAME, Heterogeneity, cochran_q
from evaluators.campaigns.resampling import CHUNK, affordable, dealt_again
from evaluators.campaigns.segment_effects import PairArrays, SegmentPair, comparable_effects, effect_variances
from evaluators.campaigns.value_counts import ValueCounts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesPair:
    """How often each value of a metric occurs in one segment, in two arms."""

    segment: str
    control: ValueCounts
    variant: ValueCounts

    def summarised(self) -> SegmentPair:
        """Return the same segment by customers, mean and variance."""
        return SegmentPair(segment=self.segment, control=self.control.summary(), variant=self.variant.summary())

    def together(self) -> ValueCounts:
        """Return the values of both arms."""
        return self.control.merge(self.variant)


def heterogeneity_of_values(
    pairs: Sequence[ValuesPair], *, rng: np.random.Generator, draws: int = DRAWS
) -> Heterogeneity:
    """Test whether the effect on a mean differs between segments, from how often each value occurs.

    Where a cell expects fewer than ``FEW`` customers with another value than the segment's commonest (buyers, as a
    rule), the p-value comes from redrawing each segment's values between its arms (multivariate hypergeometric);
    exact when the variant has no effect, near when all segments have the same one, as Q is in units of its error.

    Parameters
    ----------
    pairs : sequence of ValuesPair
    rng : numpy.random.Generator
        Used only when resampling.
    draws : int
        Resamples, fewer where very many customers would be dealt.

    References
    ----------
    Chung & Romano (2013), Ann. Stat. 41:484-507. doi:10.1214/13-AOS1090
    """
    found = cochran_q(comparable_effects([pair.summarised() for pair in pairs]))
    known = [pair for pair in pairs if pair.segment not in found.left_out]
    if found.q is None or not any(_too_few(pair) for pair in known):
        return found
    draws = affordable([pair.together() for pair in known], draws)
    reached, step = 0, max(1, CHUNK // len(known))
    for start in range(0, draws, step):
        redrawn = _redrawn_q(known, rng, min(step, draws - start))
        reached += int((redrawn >= found.q * (1 - SAME)).sum())
    return replace(found, p_value=(1 + reached) / (1 + draws), method="q_resampled")


def _too_few(pair: ValuesPair) -> bool:
    both = pair.together()
    return min(pair.control.n, pair.variant.n) * (1 - int(both.counts.max()) / both.n) < FEW


def _redrawn_q(pairs: Sequence[ValuesPair], rng: np.random.Generator, draws: int) -> Floats:
    """Return Q of redrawn segments, shape (draws,); infinite where a redrawing leaves nothing to vary."""
    means, variances = np.empty((2, draws, len(pairs))), np.empty((2, draws, len(pairs)))
    for place, pair in enumerate(pairs):
        both = pair.together()
        sums, squares = dealt_again(both, pair.variant.n, rng, draws)
        every = float(both.counts @ (both.values - both.values @ both.counts / both.n) ** 2)
        parts = ((-sums, every - squares, pair.control.n), (sums, squares, pair.variant.n))
        for arm, (total, of_squares, n) in enumerate(parts):
            means[arm, :, place] = total / n
            variances[arm, :, place] = np.maximum(of_squares - total**2 / n, 0.0) / max(n - 1, 1)
    customers = np.array([[pair.control.n for pair in pairs], [pair.variant.n for pair in pairs]], dtype=float)
    cells = PairArrays(customers=customers, means=means, variances=variances, shares=False)
    effects, fitted = means[1] - means[0], effect_variances(cells, "additive")
    flat = fitted.min(axis=1) <= 0  # no customer differs from another within any cell: nothing speaks against chance
    weights = 1 / np.where(flat[:, None], 1.0, fitted)
    common = (weights * effects).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    return np.where(flat, np.inf, (weights * (effects - common) ** 2).sum(axis=1))
