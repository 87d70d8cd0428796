"""Targeting read from a test: the chosen rule, the user's own, the best single variant, and the honest gain."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.outcomes import Arms, arms_of
from evaluators.campaigns.policy import Money, Rule, RuleValue, SegmentArms, one_variant, policy_value, rule_value
from evaluators.campaigns.policy_choice import ChosenBy, CrossFitted, choose_rule, cross_fitted
from evaluators.campaigns.results import PolicyReading
from evaluators.errors import NotComputable

Halves = Sequence[tuple[CellTable, CellTable]]


def read_policy(
    document: CampaignTest, table: CellTable, *, halves: Halves | None, confidence: float
) -> PolicyReading | None:
    """Return who should get what by the primary metric; None without segments, for a ratio or for clusters.

    In money net of sending where a margin is stated, otherwise in the metric's unit with more being better. The
    user's rule gives segments it does not name the control.

    Parameters
    ----------
    document : CampaignTest
    table : CellTable
        Small segments folded.
    halves : sequence of (CellTable, CellTable), optional
        Random halvings of the customers; None: no customer rows, and no honest value of a chosen rule.
    confidence : float
        Two-sided.
    """
    metric = document.design.primary_metric
    if metric is None or len(document.design.variants) < 2:
        return None
    arms = arms_of(table, metric)
    if arms.metric.kind == "ratio" or not arms.segments:
        return None
    money, control = _money(document.design, metric), document.design.variants[0].id
    by: ChosenBy = "raw_sign" if document.settings.switch_rule == "raw" else document.settings.switch_rule
    chosen: RuleValue | None = None
    own: RuleValue | None = None
    honest: CrossFitted | None = None
    reason = own_reason = None
    nothing = _control_value(document.design, arms, money, confidence)
    try:
        cells = _table(document.design, arms)
        rule = choose_rule(cells, control=control, by=by, money=money, confidence=confidence)
        chosen = rule_value(rule, cells, money=money, confidence=confidence)
        if halves:
            honest = _cross_fitted(document.design, metric, halves, by, money, confidence)
    except NotComputable as fault:
        reason = fault.code
    if document.rule:
        try:
            cells = _table(document.design, arms)
            own = rule_value(_own_rule(document, cells), cells, money=money, confidence=confidence)
        except NotComputable as fault:
            own_reason = fault.code
    return PolicyReading(
        metric=metric.id,
        in_money=bool(document.design.money.margin),
        chosen=chosen,
        own=own,
        cross_fitted=honest,
        reason=reason,
        own_reason=own_reason,
        control=nothing,
    )


def _control_value(design: Design, arms: Arms, money: Money, confidence: float) -> Estimate | None:
    """Return what the control for everybody brings; None where it cannot be valued."""
    try:
        cells = _table(design, arms)
        return policy_value(one_variant(design.variants[0].id, cells), cells, money=money, confidence=confidence)
    except NotComputable:
        return None


def _money(design: Design, metric: Metric) -> Money:
    sign = 1.0 if metric.better == "more" else -1.0
    if not design.money.margin:
        return Money(margin=sign)
    return Money(margin=sign * design.money.margin, costs={one.id: one.send_cost for one in design.variants})


def _table(design: Design, arms: Arms) -> tuple[SegmentArms, ...]:
    parts = ((segment, arms.within(segment)) for segment in arms.segments)
    return tuple(
        SegmentArms(segment=segment, arms={one.id: part.outcome(one.id) for one in design.variants})
        for segment, part in parts
    )


def _own_rule(document: CampaignTest, cells: Sequence[SegmentArms]) -> Rule:
    control = document.design.variants[0].id
    lines = {line.segment: line.variant for line in document.rule}
    return Rule(name="given", variants={one.segment: lines.get(one.segment, control) for one in cells})


def _cross_fitted(
    design: Design, metric: Metric, halves: Halves, by: ChosenBy, money: Money, confidence: float
) -> CrossFitted:
    tables = [(_table(design, arms_of(a, metric)), _table(design, arms_of(b, metric))) for a, b in halves]
    return cross_fitted(tables, control=design.variants[0].id, by=by, money=money, confidence=confidence)
