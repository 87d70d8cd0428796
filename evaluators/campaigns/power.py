"""What a list of a given size can find in shares, and in differences between segments."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from evaluators.campaigns.sample_size import (
    ProportionFormula,
    check_shares,
    cohen_h,
    continuity,
    proportion_deviations,
    quantiles,
)
from evaluators.errors import EvaluationError, NotComputable

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectableEffect:
    """The smallest effect that a list finds with the wished power."""

    absolute: float  # in the metric's unit; negative when looked for downwards
    relative: float | None  # share of the baseline; None: the baseline is 0
    target: float  # baseline plus the effect
    formula: str  # code of the formula


def proportion_power(
    baseline: float,
    target: float,
    control: float,
    variant: float,
    *,
    alpha: float = 0.05,
    formula: ProportionFormula = "fleiss",
) -> float:
    """Return the power of a test of two shares; turns ``proportion_sample_size`` around.

    Parameters
    ----------
    baseline, target : float
        Share of the control and of the variant.
    control, variant : float
        Customers, above 0; divided by the design effect where clusters are assigned.
    alpha : float
        Two-sided. The tail on the wrong side is not counted.
    formula : str
        As in ``proportion_sample_size``.
    """
    from scipy.special import ndtr

    _check_arms(control, variant)
    check_shares(baseline, target)
    z_alpha, _ = quantiles(1 - alpha / 4, alpha)
    if baseline == target:
        return alpha / 2
    if formula == "arcsine":
        return float(ndtr(abs(cohen_h(baseline, target)) / math.sqrt(1 / control + 1 / variant) - z_alpha))
    ratio = variant / control
    under_null, under_effect = proportion_deviations(baseline, target, ratio, formula)
    root = math.sqrt(control)
    if formula == "fleiss_corrected":
        root = max(root - continuity(baseline, target, ratio) / (4 * root), 0.0)
    ahead = root * abs(target - baseline) - z_alpha * under_null
    if under_effect == 0:
        return float(ahead > 0)
    return float(ndtr(ahead / under_effect))


def difference_power(effect: float, standard_error: float, *, alpha: float = 0.05) -> float:
    """Return the power to find an effect that is estimated with a known standard error (normal)."""
    z_alpha, _ = quantiles(1 - alpha / 4, alpha)
    if not standard_error > 0:
        raise NotComputable("no_variation")
    return normal_power(abs(effect) / standard_error, z_alpha)


def interaction_power(difference: float, first_error: float, second_error: float, *, alpha: float = 0.05) -> float:
    """Return the power to find that the effect in one segment differs from the effect in another.

    Parameters
    ----------
    difference : float
        Effect in the one less effect in the other.
    first_error, second_error : float
        Standard errors of the two effects, as from ``effect_error``.
    alpha : float
        Two-sided.
    """
    return difference_power(difference, math.hypot(first_error, second_error), alpha=alpha)


def heterogeneity_power(effects: ArrayLike, standard_errors: ArrayLike, *, alpha: float = 0.05) -> float:
    """Return the power of Cochran's Q to find that the effects of several segments differ.

    Parameters
    ----------
    effects, standard_errors : array_like, shape (S,)
        Supposed effects and their standard errors, above 0; at least two segments.

    References
    ----------
    Hedges & Pigott (2001), Psychol. Methods 6:203-217. doi:10.1037/1082-989X.6.3.203
    """
    from scipy.special import chdtri, chndtr

    supposed, errors = np.asarray(effects, dtype=float), np.asarray(standard_errors, dtype=float)
    if len(supposed) < 2:
        raise NotComputable("too_few_segments", count=len(supposed), minimum=2)
    if not np.all(errors > 0):
        raise NotComputable("no_variation")
    weights = 1 / errors**2
    away = float(weights @ (supposed - weights @ supposed / weights.sum()) ** 2)
    degrees = len(supposed) - 1
    return 1 - float(chndtr(float(chdtri(degrees, alpha)), degrees, away))


def effect_error(deviation: float, control: float, variant: float, *, variant_deviation: float | None = None) -> float:
    """Return the standard error of a difference of means; the deviation of a share p is sqrt(p (1 - p))."""
    _check_arms(control, variant)
    other = deviation if variant_deviation is None else variant_deviation
    return math.hypot(deviation / math.sqrt(control), other / math.sqrt(variant))


def minimum_detectable_share(
    baseline: float,
    control: float,
    variant: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    direction: Direction = "up",
    formula: ProportionFormula = "fleiss",
) -> DetectableEffect | None:
    """Return the smallest change of a share that a list finds.

    Parameters
    ----------
    baseline : float
        Share of the control.
    control, variant : float
        Customers; divided by the design effect where clusters are assigned.
    power, alpha : float
    direction : "up" or "down"
    formula : str
        As in ``proportion_sample_size``.

    Returns
    -------
    DetectableEffect or None
        None: not even a share of 1 (upwards) or 0 (downwards) would be found.

    >>> found = minimum_detectable_share(0.02, 3_000, 3_000)
    >>> round(found.absolute, 4), round(found.relative, 2)
    (0.0114, 0.57)
    """
    from scipy.optimize import brentq

    check_shares(baseline)
    quantiles(power, alpha)
    end = 1.0 if direction == "up" else 0.0

    def shortfall(target: float) -> float:
        return proportion_power(baseline, target, control, variant, alpha=alpha, formula=formula) - power

    if baseline == end or shortfall(end) < 0:
        return None
    target = float(brentq(shortfall, baseline, end, xtol=1e-14, rtol=1e-14))
    return detectable(baseline, target - baseline, formula)


def detectable(baseline: float, effect: float, formula: str) -> DetectableEffect:
    """Return an effect with its relative figure."""
    relative = effect / abs(baseline) if baseline else None
    return DetectableEffect(absolute=effect, relative=relative, target=baseline + effect, formula=formula)


def normal_power(away: float, z_alpha: float) -> float:
    """Return the chance that a statistic with mean ``away`` passes z; the other tail is not counted."""
    from scipy.special import ndtr

    return float(ndtr(away - z_alpha))


def _check_arms(control: float, variant: float) -> None:
    if not min(control, variant) > 0:
        raise EvaluationError("not_above_zero", value=min(control, variant))
