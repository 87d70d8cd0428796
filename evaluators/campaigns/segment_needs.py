"""Whether a segment can carry a test of its own: what it can show, and how many customers it would take."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_levels import fixed_power, segment_level
from evaluators.campaigns.plan_list import Part, Terms, parts, shown, splits, terms
from evaluators.campaigns.plan_metric import MOST_CUSTOMERS, planned_metric
from evaluators.campaigns.plan_results import Shown
from evaluators.campaigns.sample_size import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentNeed:
    """One segment's test."""

    shown: Shown  # what its customers at hand can show
    needed: int | None  # customers of it, held out ones too, that show the smallest effect; None: not computable


def segment_needs(document: CampaignPlan) -> tuple[SegmentNeed, ...]:
    """Return every counted segment's test, in the order of the design; nothing while there is no metric."""
    metric = planned_metric(document)
    if metric is None:
        return ()
    given = terms(document, metric)
    levels = {planned: segment_level(document.design, planned=planned) for planned in (True, False)}
    return tuple(
        SegmentNeed(
            shown=shown(part, given, levels[part.planned]),
            needed=_needed(document, part, given, levels[part.planned]),
        )
        for part in parts(document.design)
    )


def _needed(document: CampaignPlan, part: Part, given: Terms, level: float) -> int | None:
    """Return the customers of a segment that show the smallest effect, arms in the design's proportions."""
    wished = fixed_power(given.looks, given.power, level)
    if given.effect is None or wished is None:
        return None
    shares = splits(document.design)
    ratio = min(shares[1:]) / shares[0]
    size = given.metric.at(part.baseline).size(given.effect, power=wished, alpha=level, ratio=ratio)
    if size is None:
        return None
    per_arm = [size.control * given.design_effect * share / shares[0] for share in shares]
    if not sum(per_arm) <= MOST_CUSTOMERS:
        return None
    return math.ceil(sum(whole(one) for one in per_arm) / (1 - document.design.holdout))
