"""Guardrails: is a harm that nobody wants shown to be small enough? Safe, harmed, or not proven either way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from evaluators.campaigns.aggregates import Proportion, Summary, difference_error
from evaluators.campaigns.means import satterthwaite, t_estimate
from evaluators.campaigns.proportions import margin_z, miettinen_nurminen_interval, pooled_z
from evaluators.campaigns.sample_size import SampleSize, check_ratio, check_shares
from evaluators.errors import EvaluationError, NotComputable
from evaluators.results import Interval

Worse = Literal["higher", "lower"]


class GuardrailState(StrEnum):
    """What is known about a harm."""

    SAFE = "safe"  # shown to be under the margin
    HARMED = "harmed"  # shown to be there, and not shown to be under the margin
    UNPROVEN = "unproven"  # neither: silence is not safety


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardrail:
    """One guardrail metric of a variant against the control."""

    state: GuardrailState
    difference: float  # variant less control, metric's unit
    interval: Interval  # of the difference; each end one-sided at alpha
    margin: float  # largest harm that is put up with, above 0, metric's unit
    worse: Worse  # which way harm lies
    p_safe: float  # one-sided p-value of "the harm is at least the margin"; small: safe
    p_harm: float  # one-sided p-value of "there is no harm"; small: worse than the control
    method: str  # score | welch


def guard_share(
    control: Proportion, variant: Proportion, *, margin: float, worse: Worse = "higher", alpha: float = 0.05
) -> Guardrail:
    """Judge a share that should not get worse, such as unsubscribes, by score tests.

    Every guardrail is tested at alpha: a variant passes only where all of them do, so nothing has to be corrected.
    Interval and p-values use the same variance and cannot disagree.

    Parameters
    ----------
    control, variant : Proportion
    margin : float
        Largest harm that is put up with, a share in (0, 1).
    worse : "higher" or "lower"
        Which way harm lies.
    alpha : float
        One-sided.

    Raises
    ------
    EvaluationError
        ``share_outside`` for a margin or alpha outside (0, 1).
    NotComputable
        ``no_trials``.

    References
    ----------
    Farrington & Manning (1990), Stat. Med. 9:1447-1454. doi:10.1002/sim.4780091208
    Berger & Hsu (1996), Stat. Sci. 11:283-319 (intersection-union tests). doi:10.1214/ss/1032280304

    >>> guard_share(Proportion(30, 10_000), Proportion(33, 10_000), margin=0.001).state.value
    'unproven'
    """
    sign = _sign(worse)
    _check_open(margin, alpha)
    return _judged(
        variant.share - control.share,
        miettinen_nurminen_interval(control, variant, confidence=1 - 2 * alpha),
        margin=margin,
        worse=worse,
        p_safe=_below(sign * margin_z(control, variant, sign * margin)),
        p_harm=_below(-sign * pooled_z(control, variant)),
        method="score",
    )


def guard_mean(
    control: Summary, variant: Summary, *, margin: float, worse: Worse = "higher", alpha: float = 0.05
) -> Guardrail:
    """Judge a mean that should not get worse, by Welch's test.

    Parameters
    ----------
    control, variant : Summary
    margin : float
        Largest harm that is put up with, metric's unit, above 0.
    worse, alpha
        As in ``guard_share``.

    Raises
    ------
    EvaluationError
        ``not_above_zero`` for a margin that is not.
    NotComputable
        ``too_few_customers``; ``no_variation``.
    """
    from scipy.special import stdtr

    sign = _sign(worse)
    if not 0 < margin < math.inf:
        raise EvaluationError("not_above_zero", value=margin)
    _check_open(alpha)
    error = difference_error(control, variant)
    if error == 0:
        raise NotComputable("no_variation")
    degrees = satterthwaite((control.mean_variance, variant.mean_variance), (control.n - 1, variant.n - 1))
    difference = variant.mean - control.mean
    return _judged(
        difference,
        t_estimate(difference, error, degrees, "welch", confidence=1 - 2 * alpha).interval,
        margin=margin,
        worse=worse,
        p_safe=float(stdtr(degrees, (sign * difference - margin) / error)),
        p_harm=float(stdtr(degrees, -sign * difference / error)),
        method="welch",
    )


def guardrail_power(
    baseline: float, control: float, variant: float, *, margin: float, alpha: float = 0.05, difference: float = 0.0
) -> float:
    """Return how probably a guardrail on a share is shown safe.

    Parameters
    ----------
    baseline : float
        Share of the control.
    control, variant : float
        Customers, above 0.
    margin : float
        Largest harm that is put up with, above 0; harm lies upwards.
    alpha : float
        One-sided.
    difference : float
        True difference; 0: the variant does no harm.

    >>> round(guardrail_power(0.003, 10_000, 10_000, margin=0.001), 2)
    0.36
    """
    from scipy.special import ndtr, ndtri

    _check_open(margin, alpha)
    check_shares(baseline, baseline + difference)
    if not min(control, variant) > 0:
        raise NotComputable("no_customers")
    error = math.sqrt(_variance(baseline, control) + _variance(baseline + difference, variant))
    if error == 0:
        raise NotComputable("no_variation")
    return float(ndtr((margin - difference) / error + ndtri(alpha)))


def guardrail_sample_size(
    baseline: float, *, margin: float, power: float = 0.8, alpha: float = 0.05, ratio: float = 1.0
) -> SampleSize:
    """Return the customers that show a harmless variant to be safe; turns ``guardrail_power`` around.

    Parameters
    ----------
    baseline, margin : float
        Shares.
    power : float
    alpha : float
        One-sided.
    ratio : float
        Customers of the variant per customer of the control.

    References
    ----------
    Blackwelder (1982), Control. Clin. Trials 3:345-353. doi:10.1016/0197-2456(82)90024-1
    """
    from scipy.special import ndtri

    _check_open(margin, alpha, power)
    check_shares(baseline)
    check_ratio(ratio)
    if power <= alpha:
        raise EvaluationError("power_under_alpha", power=power, alpha=alpha)
    n = float((ndtri(power) - ndtri(alpha)) / margin) ** 2 * baseline * (1 - baseline) * (1 + 1 / ratio)
    return SampleSize(control=n, variant=n * ratio, formula="noninferiority_normal")


def _judged(
    difference: float,
    interval: Interval | None,
    *,
    margin: float,
    worse: Worse,
    p_safe: float,
    p_harm: float,
    method: str,
) -> Guardrail:
    if interval is None:
        raise ValueError("a guardrail needs an interval")
    least, most = (interval.low, interval.high) if worse == "higher" else (-interval.high, -interval.low)
    state = GuardrailState.UNPROVEN
    if most < margin:
        state = GuardrailState.SAFE
    elif least > 0:
        state = GuardrailState.HARMED
    return Guardrail(
        state=state,
        difference=difference,
        interval=interval,
        margin=margin,
        worse=worse,
        p_safe=p_safe,
        p_harm=p_harm,
        method=method,
    )


def _sign(worse: Worse) -> int:
    return 1 if worse == "higher" else -1


def _below(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(z))


def _variance(share: float, customers: float) -> float:
    return share * (1 - share) / customers


def _check_open(*shares: float) -> None:
    for share in shares:
        if not 0 < share < 1:
            raise EvaluationError("share_outside", value=share, low=0, high=1)
