"""The metric of a plan as its formulas see it: size, power and detectable effect by kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from evaluators.campaigns.mean_size import mean_power, mean_sample_size, minimum_detectable_mean
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.power import DetectableEffect, Direction, minimum_detectable_share, proportion_power
from evaluators.campaigns.sample_size import ProportionFormula, SampleSize, proportion_sample_size
from evaluators.errors import EvaluationError

MOST_CUSTOMERS = 1e15  # no list is longer; a larger answer is none
SMALLEST_DEVIATION = 1e-100  # under it, squares leave the number range
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMetric:
    """The metric that decides, with what is known of it before the campaign."""

    share: bool  # a proportion; otherwise a mean of customers
    direction: Direction  # of the effect looked for
    baseline: float | None  # without the campaign; None: not said
    given_deviation: float | None  # standard deviation per customer; None: not said, or a proportion
    formula: ProportionFormula

    @property
    def deviation(self) -> float | None:
        """Standard deviation per customer, or ``None`` when it is not known."""
        if not self.share:
            return self.given_deviation
        if self.baseline is None or not 0 <= self.baseline <= 1:
            return None
        return math.sqrt(self.baseline * (1 - self.baseline))

    @property
    def ready(self) -> bool:
        """Whether anything can be computed."""
        return self.deviation is not None

    def at(self, baseline: float | None) -> PlannedMetric:
        """Return the metric with a segment's own baseline, if it has one."""
        return self if baseline is None else replace(self, baseline=baseline)

    def signed(self, effect: float) -> float:
        """Return an effect in the direction that is looked for."""
        return effect if self.direction == "up" else -effect

    def reachable(self, effect: float) -> bool:
        """Whether baseline and effect give a possible figure."""
        return not self.share or 0 <= (self.baseline or 0.0) + self.signed(effect) <= 1

    def size(self, effect: float, *, power: float, alpha: float, ratio: float) -> SampleSize | None:
        """Return the customers that an effect needs, or ``None``."""
        if not self.reachable(effect):
            return None
        found = computed(lambda: self._size(effect, power, alpha, ratio))
        return found if found is not None and max(found.control, found.variant) <= MOST_CUSTOMERS else None

    def power(self, effect: float, control: float, variant: float, *, alpha: float) -> float | None:
        """Return the power to find an effect, or ``None``."""
        if not self.reachable(effect):
            return None
        return computed(lambda: self._power(effect, control, variant, alpha))

    def detectable(self, control: float, variant: float, *, power: float, alpha: float) -> DetectableEffect | None:
        """Return the smallest effect that is found, or ``None``."""
        return computed(lambda: self._detectable(control, variant, power, alpha))

    @property
    def _mean_deviation(self) -> float | None:
        known = self.given_deviation
        return known if known is not None and known >= SMALLEST_DEVIATION else None

    def _size(self, effect: float, power: float, alpha: float, ratio: float) -> SampleSize | None:
        if not self.share:
            known = self._mean_deviation
            return None if known is None else mean_sample_size(effect, known, power=power, alpha=alpha, ratio=ratio)
        if self.baseline is None:
            return None
        target = self.baseline + self.signed(effect)
        return proportion_sample_size(
            self.baseline, target, power=power, alpha=alpha, ratio=ratio, formula=self.formula
        )

    def _power(self, effect: float, control: float, variant: float, alpha: float) -> float | None:
        if not self.share:
            known = self._mean_deviation
            return None if known is None else mean_power(effect, known, control, variant, alpha=alpha)
        if self.baseline is None:
            return None
        target = self.baseline + self.signed(effect)
        return proportion_power(self.baseline, target, control, variant, alpha=alpha, formula=self.formula)

    def _detectable(self, control: float, variant: float, power: float, alpha: float) -> DetectableEffect | None:
        if not self.share:
            known = self._mean_deviation
            if known is None:
                return None
            return minimum_detectable_mean(
                known,
                control,
                variant,
                baseline=self.baseline or 0.0,
                power=power,
                alpha=alpha,
                direction=self.direction,
            )
        if self.baseline is None:
            return None
        return minimum_detectable_share(
            self.baseline,
            control,
            variant,
            power=power,
            alpha=alpha,
            direction=self.direction,
            formula=self.formula,
        )


def planned_metric(document: CampaignPlan) -> PlannedMetric | None:
    """Return the metric that decides, or ``None`` while there is none.

    A ratio's deviation is that of one unit of its denominator (one order), units counting as independent; with their
    mean number per customer it becomes sd / sqrt(mean) per customer.
    """
    metric = document.design.primary_metric
    if metric is None:
        return None
    deviation = document.deviation
    if metric.kind == "ratio" and deviation is not None:
        units = document.denominator_mean
        deviation = None if units is None else deviation / math.sqrt(units)
    return PlannedMetric(
        share=metric.kind == "proportion",
        direction="up" if metric.better == "more" else "down",
        baseline=document.baseline,
        given_deviation=None if metric.kind == "proportion" else deviation,
        formula=document.formula,
    )


def relative_to(effect: float, baseline: float | None) -> float | None:
    """Return an effect as a share of the baseline, or ``None`` when there is none to speak of."""
    found = computed(lambda: effect / abs(baseline)) if baseline else None
    return found if found is not None and math.isfinite(found) else None


def computed(question: Callable[[], R | None]) -> R | None:
    """Return an answer, or ``None`` when the figures have none: shares outside 0..1, effects beyond all numbers."""
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            found = question()
    except (EvaluationError, ArithmeticError):
        return None
    return None if isinstance(found, float) and math.isnan(found) else found
