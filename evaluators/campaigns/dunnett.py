"""Several variants against one control on a mean: Dunnett's test, integrated exactly instead of simulated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import Estimate, Summary, difference_error
from evaluators.campaigns.means import satterthwaite
from evaluators.campaigns.quadrature import nodes_between, spread_nodes
from evaluators.errors import NotComputable
from evaluators.results import Interval

Floats = NDArray[np.float64]
Variances = Literal["separate", "pooled"]

REACH = 8.5  # standard deviations of the common part that are integrated over
MOST_NODES = 8_192  # over the common part
DENSITY = 3.0  # nodes within one standard deviation of the narrowest own part
KNOWN_SPREAD = 1e7  # degrees of freedom from which the standard deviation counts as known


def dunnett(
    control: Summary,
    variants: Sequence[Summary],
    *,
    confidence: float = 0.95,
    variances: Variances = "separate",
) -> tuple[Estimate, ...]:
    """Compare each variant's mean with the control's; all comparisons hold together.

    With one variant this is Welch's test (separate variances) or Student's (pooled). An adjusted p-value is under
    1 - confidence just when its interval leaves zero out.

    Parameters
    ----------
    control : Summary
    variants : sequence of Summary
    confidence : float
        Of all intervals together.
    variances : "separate" or "pooled"
        Separate: each arm its own variance and each comparison its Satterthwaite degrees of freedom (Hasler &
        Hothorn). Pooled: Dunnett's own, for arms that differ in the mean alone.

    Returns
    -------
    tuple of Estimate
        Variant less control, in the order given; adjusted two-sided p-values and simultaneous intervals.

    Raises
    ------
    NotComputable
        ``too_few_customers`` when an arm has under two; ``no_variation`` when a difference has no error.

    References
    ----------
    Dunnett (1955), J. Am. Stat. Assoc. 50:1096-1121. doi:10.1080/01621459.1955.10501294
    Hasler & Hothorn (2008), Biom. J. 50:793-800. doi:10.1002/bimj.200710466
    """
    degrees = [math.inf] * len(variants)
    if variances == "pooled":
        control, variants, degrees = _pooled(control, variants)
    errors = [difference_error(control, variant) for variant in variants]
    if any(error == 0 for error in errors):
        raise NotComputable("no_variation")
    if variances == "separate":
        degrees = [_own_degrees(control, variant) for variant in variants]
    loadings = math.sqrt(control.mean_variance) / np.array(errors)
    return tuple(
        _comparison(variant.mean - control.mean, error, loadings, df, confidence, f"dunnett_{variances}")
        for variant, error, df in zip(variants, errors, degrees, strict=True)
    )


def largest_t_exceeds(value: float, loadings: ArrayLike, degrees: float = math.inf) -> float:
    """Return P(max_i |T_i| >= value) for statistics that share one control.

    Given the control's part the statistics are independent, so the correlation b_i b_j of each pair leaves one
    integral over the common part; one more goes over the estimated standard deviation.

    Parameters
    ----------
    value : float
        At least 0.
    loadings : array_like, shape (k,)
        b_i in 0..1; its square is the control's share of the squared standard error of comparison i. Above 0.99998
        it counts as that, which errs on the safe side.
    degrees : float
        Degrees of freedom of the common standard deviation; infinite: it is known.
    """
    from scipy.special import ndtr

    shared = np.asarray(loadings, dtype=float)
    alone = 2 * _t_below(-value, degrees)
    if len(shared) < 2:
        return alone
    shared = np.minimum(shared, math.sqrt(1 - (DENSITY * 2 * REACH / MOST_NODES) ** 2))
    own = np.sqrt(1 - shared**2)
    common, weights = _common_nodes(float(own.min()))
    scale, chances = _scales(degrees)
    limits, part = value * scale[:, None, None], (shared * common[:, None])[None]
    outside = ndtr((part - limits) / own) + ndtr((-part - limits) / own)
    with np.errstate(divide="ignore"):  # a limit of 0 is always exceeded
        missed = -np.expm1(np.log1p(-np.minimum(outside, 1.0)).sum(axis=2))
    return min(max(float(chances @ (missed @ weights)), alone), 1.0)


def critical_t(confidence: float, loadings: ArrayLike, degrees: float = math.inf) -> float:
    """Return the limit that max_i |T_i| stays under with the given probability.

    >>> round(critical_t(0.95, [0.5**0.5] * 2, 10), 2)
    2.57
    """
    from scipy.optimize import brentq

    shared = np.asarray(loadings, dtype=float)
    alpha = 1 - confidence
    alone, apart = (-_t_at(alpha / 2 / tests, degrees) for tests in (1, len(shared)))
    if len(shared) < 2:
        return alone
    apart *= 1 + 1e-9  # Bonferroni's limit is never too low
    return float(brentq(lambda t: largest_t_exceeds(t, shared, degrees) - alpha, alone, apart, xtol=1e-10))


def _comparison(
    difference: float, error: float, loadings: Floats, degrees: float, confidence: float, method: str
) -> Estimate:
    reach = critical_t(confidence, loadings, degrees) * error
    return Estimate(
        value=difference,
        standard_error=error,
        interval=Interval(low=difference - reach, high=difference + reach),
        p_value=largest_t_exceeds(abs(difference) / error, loadings, degrees),
        method=method,
    )


def _pooled(control: Summary, variants: Sequence[Summary]) -> tuple[Summary, list[Summary], list[float]]:
    """Return all arms with the variance of all of them, and its degrees of freedom for each comparison."""
    arms = (control, *variants)
    for arm in arms:
        if arm.n < 1:
            raise NotComputable("too_few_customers", customers=arm.n, minimum=1)
    degrees = sum(arm.n - 1 for arm in arms)
    if degrees < 1:
        raise NotComputable("too_few_customers", customers=control.n, minimum=2)
    variance = sum((arm.n - 1) * arm.variance for arm in arms) / degrees
    with_it = [Summary(arm.n, arm.mean, variance) for arm in arms]
    return with_it[0], with_it[1:], [float(degrees)] * len(variants)


def _own_degrees(control: Summary, variant: Summary) -> float:
    """Return the degrees of freedom of a difference of means with separate variances."""
    return satterthwaite((control.mean_variance, variant.mean_variance), (control.n - 1, variant.n - 1))


def _t_below(value: float, degrees: float) -> float:
    from scipy.special import ndtr, stdtr

    return float(ndtr(value) if degrees >= KNOWN_SPREAD else stdtr(degrees, value))


def _t_at(probability: float, degrees: float) -> float:
    from scipy.special import ndtri, stdtrit

    return float(ndtri(probability) if degrees >= KNOWN_SPREAD else stdtrit(degrees, probability))


def _common_nodes(narrowest: float) -> tuple[Floats, Floats]:
    """Return values of the common part and their probabilities, close enough for the narrowest own part."""
    values, weights = spread_nodes(-REACH, REACH, finest=narrowest, density=DENSITY, most=MOST_NODES)
    return values, weights * np.exp(-0.5 * values**2) / math.sqrt(2 * math.pi)


def _scales(degrees: float) -> tuple[Floats, Floats]:
    """Return values of the estimated over the true standard deviation, and their probabilities."""
    from scipy.special import gammainccinv, gammaincinv, gammaln, xlogy

    if degrees >= KNOWN_SPREAD:
        return np.ones(1), np.ones(1)
    half = degrees / 2
    low, high = math.sqrt(gammaincinv(half, 1e-16) / half), math.sqrt(gammainccinv(half, 1e-16) / half)
    place, weights = nodes_between(np.linspace(0.0, 1.0, 3))
    bend = 3 if degrees < 4 else 1  # nodes crowd where the density of few degrees has its corner
    scale = low + (high - low) * place**bend
    density = np.exp(math.log(2) + half * math.log(half) - gammaln(half) + xlogy(degrees - 1, scale) - half * scale**2)
    chances = weights * density * place ** (bend - 1)
    return scale, chances / chances.sum()
