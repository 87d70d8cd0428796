"""Second looks at means from how often each value occurs: ranks and uncapped means. They never decide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.cells import Cell, CellTable
from evaluators.campaigns.design import Metric
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.outcomes import arms_of
from evaluators.campaigns.overall import metrics_of
from evaluators.campaigns.rank_tests import stratified_ranks
from evaluators.campaigns.ratings import same_side
from evaluators.campaigns.results import MetricEffect, Support
from evaluators.campaigns.segment_effects import SegmentPair
from evaluators.campaigns.simpson import post_stratified
from evaluators.campaigns.source import CustomerRows
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.errors import NotComputable

Strata = Sequence[tuple[ValueCounts, ValueCounts]]


def read_supports(
    document: CampaignTest, table: CellTable, effects: Sequence[MetricEffect], *, confidence: float
) -> tuple[Support, ...]:
    """Return the second looks at means and ratings, for sends that counted values; sends are strata.

    Means: Mann-Whitney, since a few large orders can carry a mean alone. Where the plan has a cap, the mean that
    decides is of capped values, and the one of values as they came stands beside it: what is cut off was real money.
    Values are counted before they are capped, so ranks are of uncapped ones too; customers above the cap, who would
    be tied at it, are few. Ratings: the ranks again, as the distances between marks are a convention. A metric whose
    values were not counted in every send has no ranks, and an uncapped mean with a reason only; cells of clusters
    have neither.

    Parameters
    ----------
    document : CampaignTest
    table : CellTable
    effects : sequence of MetricEffect
        What the looks are held against.
    confidence : float
        Two-sided.
    """
    found: list[Support] = []
    for metric in metrics_of(document.design):
        cells = arms_of(table, metric).cells
        if metric.kind not in ("mean", "rating") or table.of_clusters:
            continue
        counted = _counted(cells, metric)
        for effect in (one for one in effects if one.metric == metric.id):
            strata = _strata(cells, metric.id, document.design.variants[0].id, effect.variant) if counted else None
            if strata is not None:
                found.append(_ranks(metric, effect, strata, 1 - confidence))
            if metric.kind == "mean" and is_capped(document, metric):
                found.append(_uncapped(metric, effect, strata, confidence))
    return tuple(found)


def is_capped(document: CampaignTest, metric: Metric) -> bool:
    """Whether a metric's values were capped: customer rows were, a table's sums are as the mail tool printed them."""
    limited = metric.kind != "proportion" and metric.cap is not None
    return limited and any(isinstance(send.source, CustomerRows) for send in document.sends)


def _counted(cells: Sequence[Cell], metric: Metric) -> bool:
    """Whether every send counted the metric's values; a cell of one that did may hold none (nobody rated)."""
    with_values = {cell.send for cell in cells if metric.id in cell.histograms}
    return bool(cells) and all(cell.send in with_values for cell in cells)


def _strata(cells: Sequence[Cell], metric: str, control: str, variant: str) -> Strata:
    """Return both arms' values by send, where both have some."""
    sends = dict.fromkeys(cell.send for cell in cells)
    pairs = ((_values(cells, metric, send, control), _values(cells, metric, send, variant)) for send in sends)
    return [(before, after) for before, after in pairs if before.n and after.n]


def _values(cells: Sequence[Cell], metric: str, send: str, variant: str) -> ValueCounts:
    pairs = [
        pair
        for cell in cells
        if (cell.send, cell.variant) == (send, variant)
        for pair in cell.histograms.get(metric, ())
    ]
    return ValueCounts(np.array([value for value, _ in pairs]), np.array([n for _, n in pairs], dtype=np.int64))


def _ranks(metric: Metric, effect: MetricEffect, strata: Strata, level: float) -> Support:
    superiority = p_value = agrees = reason = None
    try:
        found = stratified_ranks(strata)
    except NotComputable as fault:
        reason = fault.code
    else:
        superiority, p_value = found.superiority, found.p_value
        agrees = same_side(effect.estimate, superiority - 0.5, p_value, level=level) if effect.estimate else None
    return Support(
        variant=effect.variant,
        metric=metric.id,
        method="ordinal" if metric.kind == "rating" else "mann_whitney",
        estimate=None,
        superiority=superiority,
        p_value=p_value,
        cap=None,
        agrees=agrees,
        reason=reason,
    )


def _uncapped(metric: Metric, effect: MetricEffect, strata: Strata | None, confidence: float) -> Support:
    """Compare the values as they came; no strata: they were not counted."""
    estimate = agrees = None
    reason: str | None = "values_not_counted"
    if strata is not None:
        try:
            estimate, reason = _plain_estimate(strata, confidence), None
        except NotComputable as fault:
            reason = fault.code
    if estimate and effect.estimate:
        agrees = same_side(effect.estimate, estimate.value, estimate.p_value, level=1 - confidence)
    return Support(
        variant=effect.variant,
        metric=metric.id,
        method="uncapped",
        estimate=estimate,
        superiority=None,
        p_value=estimate.p_value if estimate else None,
        cap=metric.cap,
        agrees=agrees,
        reason=reason,
    )


def _plain_estimate(strata: Strata, confidence: float) -> Estimate:
    if not strata:
        raise NotComputable("no_trials")
    arms = [(before.summary(), after.summary()) for before, after in strata]
    if len(arms) == 1:
        return compare_means(*arms[0], confidence=confidence)
    pairs = [
        SegmentPair(segment=str(place), control=before, variant=after) for place, (before, after) in enumerate(arms)
    ]
    found = post_stratified(pairs, confidence=confidence)
    if not found.standard_error:
        raise NotComputable("no_variation")
    return found
