"""Segment effects drawn towards their common mean by how much the segments truly differ (DerSimonian-Laird)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import critical_value, normal_interval
from evaluators.campaigns.segment_effects import SegmentEffect
from evaluators.errors import NotComputable
from evaluators.results import Interval

Floats = NDArray[np.float64]
PredictionBy = Literal["t", "normal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrunkenEffect:
    """One segment's effect, as observed and as best guessed from all segments."""

    segment: str
    raw: float | None  # scale's unit; None: not computed
    shrunken: float  # the mean of all segments where there is no raw effect to shrink
    own_weight: float  # 0..1 of the raw effect in the shrunken one
    standard_error: float  # of the shrunken effect, with Morris's allowance for the spread being estimated
    interval: Interval  # normal, around the shrunken effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrinkage:
    """How much segments truly differ, and what follows for each and for a new one."""

    between_variance: float | None  # tau squared, scale's unit squared; None: fewer than two effects are known
    mean: float  # random-effects mean
    mean_error: float
    mean_interval: Interval  # normal
    new_segment: Interval | None  # where a new segment's effect lies; None: too few segments for its distribution
    effects: tuple[ShrunkenEffect, ...]  # in the order given


def between_variance(values: Floats, variances: Floats) -> float:
    """Return DerSimonian and Laird's tau squared, cut at 0, of two or more effects.

    tau2 = (Q - (S - 1)) / (sum w - sum w^2 / sum w) with w = 1 / V.

    References
    ----------
    DerSimonian & Laird (1986), Control. Clin. Trials 7:177-188. doi:10.1016/0197-2456(86)90046-2
    """
    weights = 1 / variances
    q = weights @ (values - weights @ values / weights.sum()) ** 2
    return max(0.0, float((q - len(values) + 1) / (weights.sum() - weights @ weights / weights.sum())))


def shrink(effects: Sequence[SegmentEffect], *, confidence: float = 0.95, prediction: PredictionBy = "t") -> Shrinkage:
    """Shrink each segment's effect towards the mean of all: B D + (1 - B) mean, B = tau2 / (tau2 + V).

    Parameters
    ----------
    effects : sequence of SegmentEffect
        On either scale. Those without a variance, or with variance 0, get the mean and take no part in it.
    confidence : float
        Two-sided, in (0, 1).
    prediction : {"t", "normal"}
        For a new segment: t with S - 2 degrees of freedom (needs three segments), or normal, as some programs do,
        which is too narrow with few segments.

    Raises
    ------
    NotComputable
        ``no_segment_effects`` when no segment has an effect with a variance.

    References
    ----------
    DerSimonian & Laird (1986), Control. Clin. Trials 7:177-188. doi:10.1016/0197-2456(86)90046-2
    Morris (1983), J. Am. Stat. Assoc. 78:47-55. doi:10.1080/01621459.1983.10477920
    Higgins, Thompson & Spiegelhalter (2009), J. R. Stat. Soc. A 172:137-159. doi:10.1111/j.1467-985X.2008.00552.x
    """
    known = [one for one in effects if one.known]
    if not known:
        raise NotComputable("no_segment_effects", segments=len(effects))
    values = np.array([one.effect for one in known], dtype=float)
    variances = np.array([one.variance for one in known], dtype=float)
    spread = between_variance(values, variances) if len(known) > 1 else None
    weights = 1 / (variances + (spread or 0.0))
    mean, error = float(weights @ values / weights.sum()), float(weights.sum() ** -0.5)
    return Shrinkage(
        between_variance=spread,
        mean=mean,
        mean_error=error,
        mean_interval=normal_interval(mean, error, confidence=confidence),
        new_segment=_new_segment(mean, error, spread, len(known), confidence, prediction),
        effects=tuple(_shrunken(one, spread, mean, error, len(known), confidence) for one in effects),
    )


def _shrunken(
    one: SegmentEffect, spread: float | None, mean: float, mean_error: float, segments: int, confidence: float
) -> ShrunkenEffect:
    own, shrunken, variance = 0.0, mean, mean_error**2 + (spread or 0.0)
    if one.known and one.effect is not None and one.variance is not None:
        own = 1.0 if spread is None else spread / (spread + one.variance)
        shrunken = own * one.effect + (1 - own) * mean
        unsure = 2 / max(segments - 3, 1) * (one.effect - mean) ** 2
        variance = own * one.variance + (1 - own) ** 2 * (mean_error**2 + unsure)
    error = float(np.sqrt(variance))
    return ShrunkenEffect(
        segment=one.segment,
        raw=one.effect,
        shrunken=shrunken,
        own_weight=own,
        standard_error=error,
        interval=normal_interval(shrunken, error, confidence=confidence),
    )


def _new_segment(
    mean: float, error: float, spread: float | None, segments: int, confidence: float, by: PredictionBy
) -> Interval | None:
    from scipy.special import stdtrit

    if spread is None or (by == "t" and segments < 3):
        return None
    reach = critical_value(confidence) if by == "normal" else float(stdtrit(segments - 2, (1 + confidence) / 2))
    half = reach * float(np.sqrt(spread + error**2))
    return Interval(low=mean - half, high=mean + half)
