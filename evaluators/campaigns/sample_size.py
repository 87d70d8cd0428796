"""How many customers a test of two shares needs, arms equal or not; each formula is named."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from evaluators.errors import EvaluationError, NotComputable

ProportionFormula = Literal["fleiss", "fleiss_corrected", "baseline_variance", "arcsine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSize:
    """Customers that a comparison of two arms needs."""

    control: float  # customers of the control, not rounded
    variant: float  # customers of the variant, not rounded
    formula: str  # code of the formula

    @property
    def customers(self) -> int:
        """Whole customers of both arms together, each arm rounded up."""
        return whole(self.control) + whole(self.variant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """How long a running test takes."""

    days: int  # until the customers are there
    weeks: int  # whole weeks that hold these days, since weekdays differ


def whole(customers: float) -> int:
    """Round customers up, forgiving what is only rounding of the computation.

    >>> whole(61.0000000000001), whole(61.01)
    (61, 62)
    """
    return math.ceil(customers * (1 - 1e-12))


def proportion_sample_size(
    baseline: float,
    target: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    ratio: float = 1.0,
    formula: ProportionFormula = "fleiss",
) -> SampleSize:
    """Return the customers that show the difference of two shares.

    Tools differ by some per cent, each by its formula:

    - ``fleiss``: pooled variance under no effect, n1 = [z_a sqrt((1 + 1/k) pq) + z_b sqrt(p1 q1 + p2 q2 / k)]^2 / d^2;
    - ``fleiss_corrected``: the same with the continuity correction, for a test that has it;
    - ``baseline_variance``: the baseline's variance under no effect, as Evan Miller's page does;
    - ``arcsine``: Cohen's h.

    Parameters
    ----------
    baseline, target : float
        Share of the control and of the variant, in 0..1.
    power : float
        Probability of finding the effect.
    alpha : float
        Two-sided; divide it by the comparisons where several variants are tested.
    ratio : float
        Customers of the variant per customer of the control, k.

    Returns
    -------
    SampleSize
        At least one customer in each arm.

    Raises
    ------
    NotComputable
        ``no_effect_to_find`` when the shares are equal.

    References
    ----------
    Fleiss, Tytun & Ury (1980), Biometrics 36:343-346. doi:10.2307/2529990
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, ch. 6

    >>> proportion_sample_size(0.20, 0.25, formula="baseline_variance").customers
    2062
    """
    z_alpha, z_beta = quantiles(power, alpha)
    check_ratio(ratio)
    check_shares(baseline, target)
    if baseline == target:
        raise NotComputable("no_effect_to_find")
    if formula == "arcsine":
        n = (1 + 1 / ratio) * ((z_alpha + z_beta) / cohen_h(baseline, target)) ** 2
    else:
        under_null, under_effect = proportion_deviations(baseline, target, ratio, formula)
        n = (max(z_alpha * under_null + z_beta * under_effect, 0.0) / (target - baseline)) ** 2
    if formula == "fleiss_corrected":
        n = (math.sqrt(n) + math.sqrt(n + continuity(baseline, target, ratio))) ** 2 / 4
    n = max(n, 1 / min(ratio, 1.0))
    return SampleSize(control=n, variant=n * ratio, formula=formula)


def interaction_sample_size(
    difference: float,
    deviation: float,
    *,
    first_share: float = 0.5,
    power: float = 0.8,
    alpha: float = 0.05,
    ratio: float = 1.0,
) -> SampleSize:
    """Return the customers that show a difference between the effects in two segments.

    n1 = (z_a + z_b)^2 sd^2 (1 + 1/k) (1/s + 1/(1 - s)) / difference^2: between two halves four times what an overall
    effect of that size needs.

    Parameters
    ----------
    difference : float
        Effect in one segment less the effect in the other, in the metric's unit.
    deviation : float
        Standard deviation over customers; of a share p, sqrt(p (1 - p)).
    first_share : float
        Share of the customers in the first segment, in (0, 1).
    power, alpha, ratio : float
        As in ``proportion_sample_size``.
    """
    z_alpha, z_beta = quantiles(power, alpha)
    check_ratio(ratio)
    if not 0 < first_share < 1:
        raise EvaluationError("share_outside", value=first_share, low=0, high=1)
    if difference == 0:
        raise NotComputable("no_effect_to_find")
    spread = deviation**2 * (1 + 1 / ratio) / (first_share * (1 - first_share))
    n = (z_alpha + z_beta) ** 2 * spread / difference**2
    return SampleSize(control=n, variant=n * ratio, formula="normal_interaction")


def duration(customers: float, per_day: float) -> Duration:
    """Return how long a running test takes.

    Parameters
    ----------
    customers : float
        All arms together.
    per_day : float
        New customers of the test a day, above 0: visitors times the share of them in the test.

    >>> duration(2062, 100)
    Duration(days=21, weeks=3)
    """
    if not per_day > 0:
        raise EvaluationError("not_above_zero", value=per_day)
    days = max(whole(customers / per_day), 1)
    return Duration(days=days, weeks=math.ceil(days / 7))


def cohen_h(baseline: float, target: float) -> float:
    """Return the difference of two shares on the arcsine scale."""
    return 2 * math.asin(math.sqrt(target)) - 2 * math.asin(math.sqrt(baseline))


def proportion_deviations(
    baseline: float, target: float, ratio: float, formula: ProportionFormula
) -> tuple[float, float]:
    """Return sqrt(n1) times the standard error of the difference of shares under no effect and under the effect."""
    null = baseline if formula == "baseline_variance" else (baseline + ratio * target) / (1 + ratio)
    under_null = math.sqrt((1 + 1 / ratio) * null * (1 - null))
    return under_null, math.sqrt(baseline * (1 - baseline) + target * (1 - target) / ratio)


def continuity(baseline: float, target: float, ratio: float) -> float:
    """Return the term of the continuity correction, 2 (k + 1) / (k |d|)."""
    return 2 * (ratio + 1) / (ratio * abs(target - baseline))


def quantiles(power: float, alpha: float) -> tuple[float, float]:
    """Return z of the two-sided level and of the power."""
    from scipy.special import ndtri

    for share in (power, alpha):
        if not 0 < share < 1:
            raise EvaluationError("share_outside", value=share, low=0, high=1)
    if power <= alpha / 2:
        raise EvaluationError("power_under_alpha", power=power, alpha=alpha)
    return -float(ndtri(alpha / 2)), float(ndtri(power))


def check_shares(*shares: float) -> None:
    """Refuse shares outside 0..1."""
    for share in shares:
        if not 0 <= share <= 1:
            raise EvaluationError("share_outside", value=share, low=0, high=1)


def check_ratio(ratio: float) -> None:
    """Refuse arms without a ratio."""
    if not 0 < ratio < math.inf:
        raise EvaluationError("not_above_zero", value=ratio)
