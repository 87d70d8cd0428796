"""Power curves: the chance of finding an effect with the customers at hand, by the effect's size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evaluators.campaigns.design import Looks
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_levels import looked_power, overall_level, segment_level
from evaluators.campaigns.plan_list import FEWEST, Part, Terms, parts, shown, terms, together
from evaluators.campaigns.plan_metric import planned_metric, relative_to
from evaluators.campaigns.plan_results import PowerCurve, PowerPoint

POINTS = 41  # of a curve
BEYOND = 1.6  # curves reach this many times the detectable effect, or the smallest effect worth having
KNOTS = 33  # fixed powers between which what looks leave of them is drawn


def power_curves(document: CampaignPlan) -> tuple[PowerCurve, ...]:
    """Return the power curves of a plan, the one of the whole list first, then the counted segments.

    Empty while there is no list, or what is needed of the metric is not known; parts without customers in an arm
    have no curve.
    """
    metric, counted = planned_metric(document), parts(document.design)
    if metric is None or not counted:
        return ()
    given = terms(document, metric)
    whole = together(counted, document.baseline, own=document.baseline is None)
    levels = {planned: segment_level(document.design, planned=planned) for planned in (True, False)}
    several = [(whole, overall_level(document.design)), *((part, levels[part.planned]) for part in counted)]
    left = {level: _left(given.looks, level) for level in {level for _, level in several}}
    found = (_curve(part, given, level, left[level]) for part, level in several)
    return tuple(one for one in found if one is not None)


def _curve(part: Part, given: Terms, level: float, left: Callable[[float], float] | None) -> PowerCurve | None:
    metric = given.metric.at(part.baseline)
    control, variant = part.arms[0], min(part.arms[1:])
    if left is None or not metric.ready or min(control, variant) < FEWEST:
        return None
    ends = [abs(end) for end in (shown(part, given, level).absolute, given.effect) if end is not None]
    room = _room(metric.baseline, metric.direction == "up") if metric.share else None
    furthest = BEYOND * max(ends) if ends else room
    if not furthest:
        return None
    furthest = furthest if room is None else min(furthest, room)
    points = []
    for effect in np.linspace(0, furthest, POINTS)[1:].tolist():
        power = metric.power(effect, control / given.design_effect, variant / given.design_effect, alpha=level)
        if power is not None:
            signed = metric.signed(effect)
            points.append(PowerPoint(effect=signed, relative=relative_to(signed, metric.baseline), power=left(power)))
    ordered = tuple(sorted(points, key=lambda point: point.effect))
    return PowerCurve(segment=part.segment, customers=part.customers, alpha=level, points=ordered) if ordered else None


def _room(baseline: float | None, up: bool) -> float:
    """Return how far a share can move."""
    if baseline is None:
        return 0.0
    return 1 - baseline if up else baseline


def _left(looks: Looks, level: float) -> Callable[[float], float] | None:
    """Return what looks leave of a fixed test's power, drawn between a few knots; ``None``: too strict to tell."""
    if looks.method == "fixed":
        return lambda power: power
    from scipy.special import ndtr

    fixed = ndtr(np.linspace(-3.5, 5.0, KNOTS))
    kept = [looked_power(looks, float(one), level) for one in fixed]
    known = [one for one in kept if one is not None]
    if len(known) < len(kept):
        return None
    return lambda power: float(np.interp(power, [0.0, *fixed.tolist(), 1.0], [0.0, *known, 1.0]))
