"""The levels at which a plan's comparisons are tested, and what looking early makes of their power."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from evaluators.campaigns.confidence_sequence import sequence_power
from evaluators.campaigns.design import Design, Looks
from evaluators.campaigns.multiplicity import sidak_confidence
from evaluators.campaigns.plan_results import LooksPrice
from evaluators.campaigns.sample_size import quantiles
from evaluators.campaigns.spending import Look, equal_looks, sequential_power, spending_boundaries

UNLIMITED_LOOKS = 20  # reckoned with where somebody looks as often as they like
LARGEST_DRIFT = 40.0  # standard errors; beyond it nothing is planned
MILDEST = 0.5  # two-sided level above which nobody tests
STRICTEST = 1e-9  # two-sided level under which looks are not worked out, and the least rate of leads reckoned with


def comparisons(design: Design) -> int:
    """Return how many variants are compared with the control, at least 1."""
    return max(len(design.variants) - 1, 1)


def overall_level(design: Design) -> float:
    """Return the two-sided level of one variant against the control."""
    return design.errors.alpha / comparisons(design)


def segment_level(design: Design, *, planned: bool) -> float:
    """Return the two-sided level of one variant in one segment.

    Planned segments share alpha by Šidák over segments and variants; others have the strictest step of
    Benjamini-Hochberg at the rate of leads.
    """
    count = sum(segment.planned == planned for segment in design.segments) * comparisons(design)
    if not count:
        return design.errors.alpha
    if not planned:
        return min(max(design.errors.leads_rate, STRICTEST) / count, MILDEST)
    if design.errors.alpha < STRICTEST:
        return design.errors.alpha / count  # the same to all digits, and not lost beside 1
    return 1 - sidak_confidence(1 - design.errors.alpha, count)


def fixed_power(looks: Looks, power: float, alpha: float) -> float | None:
    """Return the power that a fixed test must have for the looks to leave the wished one; ``None``: too strict."""
    from scipy.special import ndtr, ndtri

    if looks.method == "fixed":
        return power
    drift = _needed_drift(looks, power, alpha)
    return None if drift is None else float(ndtr(drift + ndtri(alpha / 2)))


def looked_power(looks: Looks, fixed: float, alpha: float) -> float | None:
    """Return the power that looks leave of a fixed test's; ``None``: the level is too strict to tell."""
    from scipy.special import ndtri

    if looks.method == "fixed" or not 0 < fixed < 1:
        return fixed
    if alpha < STRICTEST:
        return None
    drift = float(ndtri(fixed) - ndtri(alpha / 2))
    return min(max(_power_at(looks, alpha)(max(drift, 0.0)), 0.0), 1.0)


def looks_price(looks: Looks, power: float, alpha: float) -> LooksPrice | None:
    """Return what the looks cost, or ``None`` when the level is too strict to tell."""
    drift = sum(quantiles(power, alpha))
    needed = drift if looks.method == "fixed" else _needed_drift(looks, power, alpha)
    left = looked_power(looks, power, alpha)
    if left is None or needed is None:
        return None
    return LooksPrice(
        method=looks.method,
        looks=looks_counted(looks),
        alpha=alpha,
        inflation=(needed / drift) ** 2,
        power_without=power,
        power_with=left,
    )


def looks_counted(looks: Looks) -> int:
    """Return how many looks are reckoned with."""
    return UNLIMITED_LOOKS if looks.method == "always_valid" and looks.planned == 1 else looks.planned


@lru_cache(maxsize=256)
def _needed_drift(looks: Looks, power: float, alpha: float) -> float | None:
    """Return the effect in standard errors that the looks find, or ``None``: too strict to tell."""
    from scipy.optimize import brentq

    if alpha < STRICTEST:
        return None
    found = _power_at(looks, alpha)
    if found(LARGEST_DRIFT) <= power:
        return None
    return float(brentq(lambda drift: found(drift) - power, 0.0, LARGEST_DRIFT, xtol=1e-10))


def _power_at(looks: Looks, alpha: float) -> Callable[[float], float]:
    if looks.method == "always_valid":
        return lambda drift: sequence_power(drift, looks=looks_counted(looks), alpha=alpha)
    boundaries = _boundaries(looks.planned, alpha)
    return lambda drift: sequential_power(boundaries, drift).power


@lru_cache(maxsize=64)
def _boundaries(looks: int, alpha: float) -> tuple[Look, ...]:
    return spending_boundaries(equal_looks(looks), alpha=alpha)
