"""Ratios of sums, such as clicks per mail or revenue per order, with the customer as the unit."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from evaluators.campaigns.aggregates import Estimate, Moments, normal_interval, two_sided
from evaluators.campaigns.lift import Lift, figure_lift
from evaluators.errors import NotComputable


@dataclass(frozen=True, slots=True)
class Ratio:
    """One arm's ratio of sums."""

    value: float  # numerator's sum over the denominator's
    variance: float  # of the ratio, by the delta method


def ratio_of_sums(arm: Moments, numerator: str, denominator: str) -> Ratio:
    """Return an arm's ratio and its variance from customers' numerators and denominators.

    Parameters
    ----------
    arm : Moments
        At least two customers.
    numerator, denominator : str
        Names of the metrics; the denominator's mean must be positive.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``denominator_empty``.

    References
    ----------
    Deng, Knoblich and Lu (2018), KDD 2018:233-242. doi:10.1145/3219819.3219919
    """
    if arm.n < 2:
        raise NotComputable("too_few_customers", customers=arm.n, minimum=2)
    top, bottom = arm.summary(numerator), arm.summary(denominator)
    if bottom.mean <= 0:
        raise NotComputable("denominator_empty", metric=denominator)
    value = top.mean / bottom.mean
    rest = arm.combined({numerator: 1.0, denominator: -value})
    return Ratio(value, rest.mean_variance / bottom.mean**2)


def compare_ratios(
    control: Moments, variant: Moments, numerator: str, denominator: str, *, confidence: float = 0.95
) -> Estimate:
    """Compare two ratios of sums, so that a customer with many mails or orders counts as one customer.

    Parameters
    ----------
    control, variant : Moments
        At least two customers each.
    numerator, denominator : str
        Names of the metrics.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Estimate
        Method ``ratio_delta``; variant - control.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``denominator_empty``; ``no_variation``.
    """
    ratios = [ratio_of_sums(arm, numerator, denominator) for arm in (control, variant)]
    error = sqrt(sum(ratio.variance for ratio in ratios))
    if error <= 0:
        raise NotComputable("no_variation")
    value = ratios[1].value - ratios[0].value
    return Estimate(
        value=value,
        standard_error=error,
        interval=normal_interval(value, error, confidence=confidence),
        p_value=two_sided(value / error),
        method="ratio_delta",
    )


def ratio_lift(
    control: Moments, variant: Moments, numerator: str, denominator: str, *, confidence: float = 0.95
) -> Lift:
    """Return the relative lift of a ratio of sums, by Fieller.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``denominator_empty``; ``control_not_positive``.
    """
    before, after = (ratio_of_sums(arm, numerator, denominator) for arm in (control, variant))
    return figure_lift(before.value, before.variance, after.value, after.variance, confidence=confidence)
