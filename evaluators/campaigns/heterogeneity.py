"""Do segments differ in the effect, and does its sign change: Q, I-squared, Gail-Simon, the F of a linear model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.segment_effects import (
    PairArrays,
    Scale,
    SegmentEffect,
    SegmentPair,
    arrays_of,
    common_means,
    comparable_effects,
    effect_variances,
    size,
)

Floats = NDArray[np.float64]
TestMethod = Literal["q_chi_square", "q_resampled"]

FEW = 5  # expected events, or non-events, of a cell under which chi-square is not relied on
DRAWS = 9_999
SAME = 1e-9  # relative difference of statistics that rounding alone makes


@dataclass(frozen=True, slots=True, kw_only=True)
class Heterogeneity:
    """Whether the segments' effects differ by more than chance."""

    q: float | None  # weighted squared differences from the common effect; None: fewer than two effects are known
    degrees: int  # of freedom: known effects less one
    p_value: float | None  # that chance alone makes a Q this large; None with Q
    i_squared: float | None  # share of the differences that is not chance, 0..1; None with Q
    common: float | None  # effect common to all, by precision; scale's unit; None: no effect is known
    common_error: float | None  # standard error of the common effect
    method: TestMethod
    scale: Scale
    left_out: tuple[str, ...]  # segments without a known effect


@dataclass(frozen=True, slots=True, kw_only=True)
class SignChange:
    """Whether some segments gain and others lose, by Gail and Simon."""

    above: float  # sum of squared z of the segments above the threshold
    below: float  # the same of those below
    p_value: float | None  # that chance alone makes both this large; None: fewer than two effects are known
    better: tuple[str, ...]  # segments above the threshold, significant or not
    worse: tuple[str, ...]  # segments below it
    left_out: tuple[str, ...]  # segments without a known effect


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionF:
    """F test of variant times segment in a linear model with one variance for all customers."""

    f: float
    degrees: tuple[int, int]  # segments less one; customers less cells
    p_value: float
    left_out: tuple[str, ...]  # segments with an empty arm


def cochran_q(effects: Sequence[SegmentEffect], *, scale: Scale = "additive") -> Heterogeneity:
    """Test by chi-square whether effects with given variances differ.

    Q = sum w (D - mean)^2 with w = 1/V, chi-square with S - 1 degrees; I2 = max(0, (Q - S + 1) / Q). An effect
    without a variance, or with variance 0, is left out and named: none has infinite weight.

    Parameters
    ----------
    effects : sequence of SegmentEffect
    scale : {"additive", "relative"}
        Of the effects; passed on.

    References
    ----------
    Higgins & Thompson (2002), Stat. Med. 21:1539-1558. doi:10.1002/sim.1186
    """
    from scipy.special import chdtrc

    known, left_out = _known(effects)
    if not known:
        return _without_q(None, None, scale, left_out)
    values, variances = _arrays(known)
    weights = 1 / variances
    common, error = float(weights @ values / weights.sum()), float(weights.sum() ** -0.5)
    if len(known) < 2:
        return _without_q(common, error, scale, left_out)
    q, degrees = float(weights @ (values - common) ** 2), len(known) - 1
    return Heterogeneity(
        q=q,
        degrees=degrees,
        p_value=float(chdtrc(degrees, q)),
        i_squared=max(0.0, (q - degrees) / q) if q > 0 else 0.0,
        common=common,
        common_error=error,
        method="q_chi_square",
        scale=scale,
        left_out=left_out,
    )


def _without_q(common: float | None, error: float | None, scale: Scale, left_out: tuple[str, ...]) -> Heterogeneity:
    return Heterogeneity(
        q=None,
        degrees=0,
        p_value=None,
        i_squared=None,
        common=common,
        common_error=error,
        method="q_chi_square",
        scale=scale,
        left_out=left_out,
    )


def heterogeneity(
    pairs: Sequence[SegmentPair], *, rng: np.random.Generator, scale: Scale = "additive", draws: int = DRAWS
) -> Heterogeneity:
    """Test whether the variant's effect differs between segments, variances pooled over arms and smoothed.

    Where a cell of shares expects fewer than ``FEW`` events or non-events, the p-value comes from resampling
    each segment's events between its arms (hypergeometric; with the odds of the common effect, central when there
    is none) instead of from chi-square.

    Parameters
    ----------
    pairs : sequence of SegmentPair
    rng : numpy.random.Generator
        Used only when resampling.
    scale : {"additive", "relative"}
        Effects can be equal on one scale only, unless there is none: fix the scale in the plan.
    draws : int
        Resamples.

    References
    ----------
    Cochran (1954), Biometrics 10:101-129. doi:10.2307/3001666
    """
    found = cochran_q(comparable_effects(pairs, scale=scale), scale=scale)
    if found.q is None:
        return found
    cells = arrays_of([pair for pair in pairs if pair.segment not in found.left_out])
    if not cells.shares or not _too_few(cells):
        return found
    p_value = _resampled_p(cells, found.q, scale, rng, draws)
    return Heterogeneity(
        q=found.q,
        degrees=found.degrees,
        p_value=p_value,
        i_squared=found.i_squared,
        common=found.common,
        common_error=found.common_error,
        method="q_resampled",
        scale=scale,
        left_out=found.left_out,
    )


def _too_few(cells: PairArrays) -> bool:
    """Whether some cell expects few events, or few non-events, by its customers and its segment's share."""
    shares = (cells.customers * cells.means).sum(axis=0) / cells.customers.sum(axis=0)
    return bool((cells.customers * np.minimum(shares, 1 - shares)).min() < FEW)


def _resampled_p(cells: PairArrays, q: float, scale: Scale, rng: np.random.Generator, draws: int) -> float:
    """Return the share of resamples, the observed one counted in, whose Q is at least the observed."""
    (n0, n1), means = cells.customers, common_means(cells, scale)
    events = np.rint((cells.customers * cells.means).sum(axis=0))
    odds = means[1] * (1 - means[0]) / (means[0] * (1 - means[1]))
    moved = np.stack([_hypergeometric(*cell, rng, draws) for cell in zip(n0, n1, events, odds, strict=True)], axis=1)
    redrawn = np.stack([(events - moved) / n0, moved / n1])
    sample = PairArrays(customers=cells.customers, means=redrawn, variances=redrawn, shares=True)
    effects = _redrawn_effects(redrawn, cells.customers, scale)
    weights = 1 / effect_variances(sample, scale)
    common = (weights * effects).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    reached = (weights * (effects - common) ** 2).sum(axis=1) >= q * (1 - SAME)
    return float((1 + reached.sum()) / (1 + draws))


def _redrawn_effects(means: Floats, customers: Floats, scale: Scale) -> Floats:
    """Return effects of redrawn shares, shape (draws, S), as ``segment_effects`` makes them."""
    if scale == "additive":
        return np.asarray(means[1] - means[0])
    n = customers[:, None, :]
    risks = (means * n + 0.5) / (n + 0.5)
    return np.asarray(np.log(risks[1] / risks[0]))


def _hypergeometric(n0: float, n1: float, events: float, odds: float, rng: np.random.Generator, draws: int) -> Floats:
    """Draw how many of a segment's events fall to the variant (Fisher's noncentral hypergeometric)."""
    from scipy.special import gammaln

    support = np.arange(max(0.0, events - n0), min(events, n1) + 1)
    rest = events - support
    logs = support * np.log(odds) - gammaln(support + 1) - gammaln(n1 - support + 1)
    logs -= gammaln(rest + 1) + gammaln(n0 - rest + 1)
    chances = np.exp(logs - logs.max()).cumsum()
    return np.asarray(support[np.searchsorted(chances, rng.random(draws) * chances[-1], side="right")])


def sign_change(effects: Sequence[SegmentEffect], *, threshold: float = 0.0) -> SignChange:
    """Test whether the variant is better in some segments and worse in others.

    p = sum over h = 1..S-1 of Bin(h; S-1, 1/2) P(chi-square_h > min(Q+, Q-)), Q+ and Q- the sums of squared z on
    either side of the threshold. All on one side: p = 1.

    Parameters
    ----------
    effects : sequence of SegmentEffect
        Additive, with the variances of ``comparable_effects``.
    threshold : float
        Effect at which the variant just pays its extra cost, metric's unit.

    References
    ----------
    Gail & Simon (1985), Biometrics 41:361-372. doi:10.2307/2530862
    """
    known, left_out = _known(effects)
    values, variances = _arrays(known)
    gaps = values - threshold
    squares = gaps**2 / variances
    above, below = float(squares[gaps > 0].sum()), float(squares[gaps < 0].sum())
    return SignChange(
        above=above,
        below=below,
        p_value=sign_change_p(min(above, below), len(known)) if len(known) > 1 else None,
        better=tuple(one.segment for one, gap in zip(known, gaps, strict=True) if gap > 0),
        worse=tuple(one.segment for one, gap in zip(known, gaps, strict=True) if gap < 0),
        left_out=left_out,
    )


def sign_change_p(statistic: float, segments: int) -> float:
    """Return the Gail-Simon p-value of min(Q+, Q-) over two or more segments.

    >>> round(sign_change_p(2.71, 2), 3)
    0.05
    """
    from scipy.special import bdtr, chdtrc

    if not statistic > 0:
        return 1.0
    h = np.arange(1, segments)
    chances = bdtr(h, segments - 1, 0.5) - bdtr(h - 1, segments - 1, 0.5)
    return float(chances @ chdtrc(h, statistic))


def interaction_f(pairs: Sequence[SegmentPair]) -> InteractionF | None:
    """Return the F test of variant times segment, one variance for all cells; for comparison with linear models.

    Returns
    -------
    InteractionF or None
        None: fewer than two segments have both arms, or nothing varies within the cells.
    """
    from scipy.special import fdtrc

    both = [pair for pair in pairs if min(size(pair.control), size(pair.variant)) > 0]
    if len(both) < 2:
        return None
    cells = arrays_of(both)
    n0, n1 = cells.customers
    within, rest = float(((cells.customers - 1) * cells.variances).sum()), int((n0 + n1 - 2).sum())
    if rest < 1 or not within > 0:
        return None
    weights, effects = n0 * n1 / (n0 + n1), cells.means[1] - cells.means[0]
    between = float(weights @ (effects - weights @ effects / weights.sum()) ** 2)
    degrees = (len(both) - 1, rest)
    f = between / degrees[0] / (within / rest)
    left_out = tuple(pair.segment for pair in pairs if pair not in both)
    return InteractionF(f=f, degrees=degrees, p_value=float(fdtrc(*degrees, f)), left_out=left_out)


def _known(effects: Sequence[SegmentEffect]) -> tuple[list[SegmentEffect], tuple[str, ...]]:
    return [one for one in effects if one.known], tuple(one.segment for one in effects if not one.known)


def _arrays(known: Sequence[SegmentEffect]) -> tuple[Floats, Floats]:
    return np.array([one.effect for one in known], dtype=float), np.array([one.variance for one in known], dtype=float)
