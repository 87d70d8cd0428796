"""How the effect on the primary metric built up: after each send, and day by day since exposure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.design import Metric
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.outcomes import Arms, arms_of, customers
from evaluators.campaigns.overall import compare_arms
from evaluators.campaigns.results import OverTime, OverTimePoint
from evaluators.errors import NotComputable

Days = Sequence[tuple[int, CellTable]]


def effects_over_time(
    document: CampaignTest, table: CellTable, days: Days | None, *, confidence: float
) -> tuple[OverTime, ...]:
    """Return each variant's cumulative effect by send, where there are several, and by day, where days are given.

    A picture of how the answer came about. Every point has the interval of a single look, so picking the best of
    them is peeking; only the last one is the answer, and only the overall effect decides.

    Parameters
    ----------
    document : CampaignTest
    table : CellTable
        Of all sends.
    days : sequence of (day, CellTable), optional
        Cumulative cells by whole days since exposure.
    confidence : float
        Two-sided, of each point by itself.
    """
    metric, design = document.design.primary_metric, document.design
    if metric is None or len(design.variants) < 2:
        return ()
    sends = _by_send(document, table, metric)
    by_day = [(str(day), arms_of(part, metric)) for day, part in days or ()]
    found: list[OverTime] = []
    for variant in design.variants[1:]:
        if len(sends) > 1:
            found.append(_built_up(document, metric, variant.id, "send", sends, confidence))
        if by_day:
            found.append(_built_up(document, metric, variant.id, "day", by_day, confidence))
    return tuple(found)


def _by_send(document: CampaignTest, table: CellTable, metric: Metric) -> list[tuple[str, Arms]]:
    """Return the arms after each send, in the document's order; sends without the metric are left out."""
    arms = arms_of(table, metric)
    known = [send.id for send in document.sends if send.id in arms.sends]
    return [
        (send, arms.only(cell for cell in arms.cells if cell.send in known[:place]))
        for place, send in enumerate(known, start=1)
    ]


def _built_up(
    document: CampaignTest,
    metric: Metric,
    variant: str,
    by: Literal["send", "day"],
    steps: Sequence[tuple[str, Arms]],
    confidence: float,
) -> OverTime:
    control, floor = document.design.variants[0].id, document.settings.small_cell
    points = []
    for label, arms in steps:
        sizes = [customers(arms.cells, one) for one in (control, variant)]
        if sum(sizes) < floor:
            continue
        estimate = _estimate(arms, control, variant, confidence) if min(sizes) >= floor else None
        points.append(OverTimePoint(label=label, customers=sum(sizes), estimate=estimate))
    return OverTime(variant=variant, metric=metric.id, by=by, points=tuple(points))


def _estimate(arms: Arms, control: str, variant: str, confidence: float) -> Estimate | None:
    try:
        return compare_arms(arms, control, variant, confidence=confidence)
    except NotComputable:
        return None
