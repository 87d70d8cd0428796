"""What each variant is worth in money, and what one more send would tell."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.decision import oriented
from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.money import Economics, another_send, net_value
from evaluators.campaigns.results import MetricEffect, VariantMoney
from evaluators.results import Interval


def variant_money(
    design: Design, table: CellTable, effects: Sequence[MetricEffect], *, confidence: float
) -> tuple[VariantMoney, ...]:
    """Return each variant's worth by the primary metric; nothing where no margin is stated.

    Recipients are those of the document, otherwise the customers of the test. One more send is as large as the
    sends so far are on average, and costs what the variant's messages in it cost.
    """
    metric, margin = design.primary_metric, design.money.margin
    customers = sum(cell.customers for cell in table.cells)
    recipients = customers if design.money.recipients is None else design.money.recipients
    if metric is None or not margin or not recipients:
        return ()
    found = (
        _money(design, table, one, metric, margin, recipients, confidence) for one in effects if one.metric == metric.id
    )
    return tuple(one for one in found if one is not None)


def _money(
    design: Design,
    table: CellTable,
    effect: MetricEffect,
    metric: Metric,
    margin: float,
    recipients: int,
    confidence: float,
) -> VariantMoney | None:
    estimate = effect.estimate
    if estimate is None or not estimate.standard_error:
        return None
    costs = {one.id: one.send_cost for one in design.variants}
    economics = Economics(
        recipients=recipients,
        margin=margin,
        send_cost=costs[effect.variant] - costs[design.variants[0].id],
        switching_cost=design.money.switching_cost,
    )
    value, low, high = oriented(metric, estimate)
    interval = Interval(low=low, high=high) if low is not None and high is not None else None
    net = net_value(value, estimate.standard_error, economics, interval=interval, confidence=confidence)
    sends = len({cell.send for cell in table.cells})
    more = another_send(
        value,
        estimate.standard_error,
        economics,
        next_standard_error=estimate.standard_error * sqrt(sends),
        cost=effect.figure.customers / sends * costs[effect.variant],
    )
    return VariantMoney(variant=effect.variant, recipients=recipients, net=net, another_send=more)
