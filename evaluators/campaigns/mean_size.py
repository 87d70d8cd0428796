"""How many customers a test of two means or ratios needs, and what a given list can find in them."""

from __future__ import annotations

import math

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.power import DetectableEffect, Direction, detectable, effect_error, normal_power
from evaluators.campaigns.ratios import ratio_of_sums
from evaluators.campaigns.sample_size import SampleSize, check_ratio, quantiles
from evaluators.errors import EvaluationError, NotComputable

MOST_CUSTOMERS = 1e15  # no list is longer; a larger answer is none
NORMAL_FROM = 1e6  # degrees of freedom from which the t distribution counts as normal
WIDEST = 1e6  # standard errors under which every detectable effect lies


def mean_power(
    effect: float,
    deviation: float,
    control: float,
    variant: float,
    *,
    variant_deviation: float | None = None,
    alpha: float = 0.05,
) -> float:
    """Return the power of Welch's test, by the noncentral t; with equal arms and deviations it is Student's.

    Parameters
    ----------
    effect : float
        Difference of the means.
    deviation : float
        Standard deviation over customers.
    control, variant : float
        Customers, above 1 each.
    variant_deviation : float, optional
        Of the variant where it differs.
    alpha : float
        Two-sided. The tail on the wrong side is not counted.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``no_variation`` when both deviations are 0.
    """
    from scipy.special import nctdtr, stdtrit

    if min(control, variant) <= 1:
        raise NotComputable("too_few_customers", customers=min(control, variant), minimum=2)
    z_alpha, _ = quantiles(1 - alpha / 4, alpha)
    other = deviation if variant_deviation is None else variant_deviation
    parts = (deviation**2 / control, other**2 / variant)
    if not sum(parts) > 0:
        raise NotComputable("no_variation")
    away = abs(effect) / math.sqrt(sum(parts))
    degrees = sum(parts) ** 2 / (parts[0] ** 2 / (control - 1) + parts[1] ** 2 / (variant - 1))
    if degrees > NORMAL_FROM:
        return normal_power(away, z_alpha)
    missed = float(nctdtr(degrees, away, -float(stdtrit(degrees, alpha / 2))))
    return 1.0 if math.isnan(missed) else 1 - missed  # SciPy gives nan for some chances under 1e-50


def mean_sample_size(
    effect: float,
    deviation: float,
    *,
    variant_deviation: float | None = None,
    power: float = 0.8,
    alpha: float = 0.05,
    ratio: float = 1.0,
) -> SampleSize:
    """Return the customers that show a difference of two means by Welch's test, exactly by the noncentral t.

    Parameters
    ----------
    effect : float
        Difference worth finding, in the metric's unit.
    deviation : float
        Standard deviation over customers, above 0; for a ratio metric ``ratio_deviation``, with a covariate
        ``adjusted_deviation``.
    variant_deviation : float, optional
        Of the variant where it differs.
    power, alpha, ratio : float
        As in ``proportion_sample_size``.

    Raises
    ------
    NotComputable
        ``no_effect_to_find``; ``no_variation`` when both deviations are 0.

    >>> round(mean_sample_size(1, 1, power=0.9).control, 4)
    22.0211
    """
    from scipy.optimize import brentq

    quantiles(power, alpha)
    check_ratio(ratio)
    other = deviation if variant_deviation is None else variant_deviation
    if effect == 0:
        raise NotComputable("no_effect_to_find")

    def shortfall(log_n: float) -> float:
        n = math.exp(log_n)
        return mean_power(effect, deviation, n, n * ratio, variant_deviation=other, alpha=alpha) - power

    smallest = math.log(2 / min(ratio, 1.0))  # two customers in the smaller arm
    largest = math.log(MOST_CUSTOMERS)
    if shortfall(smallest) >= 0:
        n = math.exp(smallest)
    elif shortfall(largest) < 0:
        raise NotComputable("too_small_to_find", effect=effect, deviation=max(deviation, other))
    else:
        n = math.exp(brentq(shortfall, smallest, largest, xtol=1e-13))
    return SampleSize(control=n, variant=n * ratio, formula="welch_noncentral_t")


def minimum_detectable_mean(
    deviation: float,
    control: float,
    variant: float,
    *,
    baseline: float = 0.0,
    variant_deviation: float | None = None,
    power: float = 0.8,
    alpha: float = 0.05,
    direction: Direction = "up",
) -> DetectableEffect:
    """Return the smallest change of a mean that a list finds by Welch's test.

    Parameters
    ----------
    deviation : float
        Standard deviation over customers; for a ratio metric ``ratio_deviation``.
    control, variant : float
        Customers, above 1 each; divided by the design effect where clusters are assigned.
    baseline : float
        Mean of the control, for the relative figure.
    power, alpha : float
    direction : "up" or "down"

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``no_variation``.
    """
    from scipy.optimize import brentq

    quantiles(power, alpha)
    error = effect_error(deviation, control, variant, variant_deviation=variant_deviation)
    if error == 0:
        raise NotComputable("no_variation")

    def shortfall(effect: float) -> float:
        found = mean_power(effect, deviation, control, variant, variant_deviation=variant_deviation, alpha=alpha)
        return found - power

    effect = float(brentq(shortfall, 0.0, WIDEST * error, xtol=1e-14 * error, rtol=1e-14))
    return detectable(baseline, effect if direction == "up" else -effect, "welch_noncentral_t")


def ratio_deviation(moments: Moments, numerator: str, denominator: str) -> float:
    """Return the standard deviation per customer of a ratio metric, to plan it as a mean.

    sqrt(v_y - 2 R c_yd + R^2 v_d) / mean d, with R = mean y / mean d.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``denominator_empty``.

    References
    ----------
    Deng, Knoblich & Lu (2018), KDD, 233-242. doi:10.1145/3219819.3219919
    """
    return math.sqrt(ratio_of_sums(moments, numerator, denominator).variance * moments.n)


def adjusted_deviation(deviation: float, correlation: float) -> float:
    """Return the standard deviation that is left after adjusting for a covariate known before the test.

    References
    ----------
    Deng, Xu, Kohavi & Walker (2013), WSDM, 123-132. doi:10.1145/2433396.2433413

    >>> round(adjusted_deviation(10, 0.6), 12)
    8.0
    """
    if not -1 <= correlation <= 1:
        raise EvaluationError("share_outside", value=correlation, low=-1, high=1)
    return deviation * math.sqrt(1 - correlation**2)
