"""Second looks at means from how often each value occurs: ranks, uncapped means, resampling. They never decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.cells import Cell, CellTable
from evaluators.campaigns.counted import counted_values
from evaluators.campaigns.design import Metric
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.outcomes import arms_of
from evaluators.campaigns.overall import metrics_of
from evaluators.campaigns.rank_tests import stratified_ranks
from evaluators.campaigns.ratings import same_side
from evaluators.campaigns.resampling import Strata, bootstrap_difference, permutation_p_value
from evaluators.campaigns.results import MetricEffect, Support
from evaluators.campaigns.segment_effects import SegmentPair
from evaluators.campaigns.simpson import post_stratified
from evaluators.campaigns.source import CustomerRows
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.errors import NotComputable

MOST_DRAWS = 2_000  # of a second look, which need not be as fine as what decides


def read_supports(
    document: CampaignTest, table: CellTable, effects: Sequence[MetricEffect], *, confidence: float
) -> tuple[Support, ...]:
    """Return the second looks at means and ratings, for sends that counted values; sends are strata.

    Means: Mann-Whitney, since a few large orders can carry a mean alone. Where the plan has a cap, the mean that
    decides is of capped values, and the one of values as they came stands beside it: what is cut off was real money.
    The mean that decides is also resampled, as its formula trusts that large orders are many enough: dealt to the arms
    again for its p-value, drawn again for its interval; these agree when they too tell it from chance, or neither.
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
            if metric.kind == "mean" and strata is not None:
                found += _resampled(document, metric, effect, strata, confidence)
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

    def values(send: str, arm: str) -> ValueCounts:
        return counted_values((cell for cell in cells if (cell.send, cell.variant) == (send, arm)), metric)

    pairs = ((values(send, control), values(send, variant)) for send in sends)
    return [(before, after) for before, after in pairs if before.n and after.n]


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


def _resampled(
    document: CampaignTest, metric: Metric, effect: MetricEffect, strata: Strata, confidence: float
) -> list[Support]:
    """Return the permutation test and the bootstrap of the mean that decides."""
    if metric.cap is not None:
        strata = [(before.capped(metric.cap), after.capped(metric.cap)) for before, after in strata]
    settings, level = document.settings, 1 - confidence
    draws = min(settings.permutations, MOST_DRAWS)

    def permuted() -> Estimate:
        p_value = permutation_p_value(strata, rng=np.random.default_rng(settings.seed), draws=draws)
        plain = _plain_estimate(strata, confidence)
        return replace(plain, standard_error=None, interval=None, p_value=p_value, method="permutation")

    def drawn() -> Estimate:
        rng = np.random.default_rng(settings.seed)
        return bootstrap_difference(strata, rng=rng, draws=draws, confidence=confidence)

    return [
        _second_mean(metric, effect, "permutation", permuted, level),
        _second_mean(metric, effect, "bootstrap", drawn, level),
    ]


def _second_mean(
    metric: Metric,
    effect: MetricEffect,
    method: Literal["permutation", "bootstrap"],
    work_out: Callable[[], Estimate],
    level: float,
) -> Support:
    estimate = agrees = reason = None
    try:
        estimate = work_out()
    except NotComputable as fault:
        reason = fault.code
    else:
        first = effect.estimate.p_value if effect.estimate else None
        agrees = None if first is None else _clear(estimate, level) == (first < level)
    return Support(
        variant=effect.variant,
        metric=metric.id,
        method=method,
        estimate=estimate,
        superiority=None,
        p_value=estimate.p_value if estimate else None,
        cap=None,
        agrees=agrees,
        reason=reason,
    )


def _clear(estimate: Estimate, level: float) -> bool:
    """Whether a resampled difference is told from chance: by its interval, or by its p-value where it has none."""
    around = estimate.interval
    if around is not None:
        return not around.low <= 0 <= around.high
    return estimate.p_value is not None and estimate.p_value < level


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
