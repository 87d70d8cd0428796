"""Relative lift: how much more per customer than the control, in shares of the control."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isinf, log, sqrt
from typing import Literal

from evaluators.campaigns.aggregates import Estimate, Proportion, Summary, critical_value, normal_interval, two_sided
from evaluators.campaigns.score import ratio_limits
from evaluators.errors import NotComputable
from evaluators.results import Interval

Reach = Literal["bounded", "unbounded_above", "unbounded"]
LiftMethod = Literal["fieller", "delta", "log"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """Variant's figure over the control's, less 1: 0.1 is ten per cent more."""

    value: float | None  # None: the control has nothing to compare with
    reach: Reach  # whether the data set limits at all
    interval: Interval | None  # None unless bounded
    at_least: float | None  # lower limit; None where unbounded
    standard_error: float | None  # by the delta method; None: not part of the method
    method: str  # code: score_ratio, fieller, delta or log


def _bounded(value: float, low: float, high: float, method: str, standard_error: float | None = None) -> Lift:
    interval = Interval(low=low, high=high)
    return Lift(
        value=value, reach="bounded", interval=interval, at_least=low, standard_error=standard_error, method=method
    )


def _open(value: float | None, at_least: float | None, method: str) -> Lift:
    return Lift(
        value=value,
        reach="unbounded" if at_least is None else "unbounded_above",
        interval=None,
        at_least=at_least,
        standard_error=None,
        method=method,
    )


def proportion_lift(control: Proportion, variant: Proportion, *, confidence: float = 0.95) -> Lift:
    """Return the lift of a share with its score interval: above 0 exactly where the pooled score test says so.

    Parameters
    ----------
    control, variant : Proportion
        At least one customer each.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Lift
        Unbounded above where the control has no events, unbounded where nobody has.

    Raises
    ------
    NotComputable
        ``no_trials``.

    References
    ----------
    Miettinen and Nurminen (1985), Stat. Med. 4:213-226. doi:10.1002/sim.4780040211

    >>> proportion_lift(Proportion(48, 80), Proportion(56, 70)).interval.rounded(4)
    Interval(low=0.079, high=0.6721)
    """
    if not control.trials or not variant.trials:
        raise NotComputable("no_trials")
    limits = ratio_limits(control.events, control.trials, variant.events, variant.trials, confidence=confidence)
    low, high = (float(limit) - 1 for limit in limits)
    if not control.events or isinf(high):
        return _open(None, low if variant.events else None, "score_ratio")
    return _bounded(variant.share / control.share - 1, low, high, "score_ratio")


def mean_lift(control: Summary, variant: Summary, *, confidence: float = 0.95, method: LiftMethod = "fieller") -> Lift:
    """Return the lift of a mean, such as revenue per customer.

    Parameters
    ----------
    control, variant : Summary
        At least two customers each.
    confidence : float
        Two-sided, in (0, 1).
    method : {"fieller", "delta", "log"}
        Fieller's set is the decision's; the delta method is for quick tables.

    Raises
    ------
    NotComputable
        ``too_few_customers``; those of `figure_lift`.
    """
    return figure_lift(
        control.mean,
        control.mean_variance,
        variant.mean,
        variant.mean_variance,
        confidence=confidence,
        method=method,
    )


def figure_lift(
    figure0: float,
    variance0: float,
    figure1: float,
    variance1: float,
    *,
    confidence: float = 0.95,
    method: LiftMethod = "fieller",
) -> Lift:
    """Return the lift of independent normal figures: means, ratios or adjusted means.

    Parameters
    ----------
    figure0, variance0 : float
        Control's figure and that figure's variance.
    figure1, variance1 : float
        Variant's.
    confidence : float
        Two-sided, in (0, 1).
    method : {"fieller", "delta", "log"}

    Returns
    -------
    Lift
        Fieller's set is unbounded where the control does not differ from zero at this confidence.

    Raises
    ------
    NotComputable
        ``control_not_positive`` where a share of the control says nothing; ``variant_not_positive`` for ``log``.

    References
    ----------
    Fieller (1954), J. R. Stat. Soc. B 16:175-185. doi:10.1111/j.2517-6161.1954.tb00159.x

    >>> figure_lift(0.65, 0.4, 1.42, 0.1).reach
    'unbounded'
    """
    z = critical_value(confidence)
    if method == "fieller" and variance0 > 0 and figure0**2 <= z * z * variance0:
        return _open(figure1 / figure0 - 1 if figure0 > 0 else None, None, method)
    if figure0 <= 0:
        raise NotComputable("control_not_positive", value=figure0)
    ratio = figure1 / figure0
    error = sqrt(variance1 + ratio**2 * variance0) / figure0
    if method == "delta":
        around = normal_interval(ratio - 1, error, confidence=confidence)
        return _bounded(ratio - 1, around.low, around.high, method, error)
    if method == "log":
        if figure1 <= 0:
            raise NotComputable("variant_not_positive", value=figure1)
        reach = exp(z * error / ratio)
        return _bounded(ratio - 1, ratio / reach - 1, ratio * reach - 1, method, error)
    g = z * z * variance0 / figure0**2
    reach = z * sqrt(variance1 * (1 - g) + ratio**2 * variance0) / figure0
    return _bounded(ratio - 1, (ratio - reach) / (1 - g) - 1, (ratio + reach) / (1 - g) - 1, method, error)


def fieller_g(control: Summary, *, confidence: float = 0.95) -> float:
    """Return Fieller's g, the squared critical value over the squared z of the control's mean; bounded below 1.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``control_not_positive`` where the mean is zero.
    """
    if control.mean == 0:
        raise NotComputable("control_not_positive", value=control.mean)
    return critical_value(confidence) ** 2 * control.mean_variance / control.mean**2


def risk_ratio(control: Proportion, variant: Proportion, *, confidence: float = 0.95) -> Estimate:
    """Return the ratio of shares with the interval normal on the log scale, for comparison with other tools.

    Returns
    -------
    Estimate
        Value variant / control; the standard error is that of its logarithm.

    Raises
    ------
    NotComputable
        ``no_trials``; ``empty_cell`` where an arm has no events.

    References
    ----------
    Katz et al. (1978), Biometrics 34:469-474. doi:10.2307/2530610
    """
    ratio = _positive(variant.share) / _positive(control.share)
    error = sqrt(sum((1 - arm.share) / arm.events for arm in (control, variant)))
    return _on_log_scale(ratio, error, "log_ratio", confidence)


def odds_ratio(control: Proportion, variant: Proportion, *, confidence: float = 0.95) -> Estimate:
    """Return the ratio of odds with Woolf's interval.

    Returns
    -------
    Estimate
        Value of the variant's odds over the control's; the standard error is that of its logarithm.

    Raises
    ------
    NotComputable
        ``no_trials``; ``empty_cell`` where nobody or everybody in an arm did it.

    References
    ----------
    Woolf (1955), Ann. Hum. Genet. 19:251-253. doi:10.1111/j.1469-1809.1955.tb01348.x
    """
    odds = [_positive(arm.share) / _positive(1 - arm.share) for arm in (control, variant)]
    error = sqrt(sum(1 / arm.events + 1 / (arm.trials - arm.events) for arm in (control, variant)))
    return _on_log_scale(odds[1] / odds[0], error, "logit", confidence)


def _positive(share: float) -> float:
    if share == 0:
        raise NotComputable("empty_cell")
    return share


def _on_log_scale(ratio: float, error: float, method: str, confidence: float) -> Estimate:
    around = normal_interval(log(ratio), error, confidence=confidence)
    p_value = two_sided(log(ratio) / error) if error > 0 else 1.0
    interval = Interval(low=exp(around.low), high=exp(around.high))
    return Estimate(value=ratio, standard_error=error, interval=interval, p_value=p_value, method=method)
