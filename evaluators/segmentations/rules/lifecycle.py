"""Loyal, occasional, potential and former customers, by thresholds that the team can change."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from evaluators.documents import Part
from evaluators.segmentations.rules.conditions import AllOf, FieldName, Rule, compare
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable

FORMER, LOYAL, OCCASIONAL, POTENTIAL = "former", "loyal", "occasional", "potential"
Count = Annotated[int, Field(ge=1, le=100_000)]


class Lifecycle(Part):
    """Where the stages of a customer's life change."""

    recency: FieldName = "recency_days"  # days since the last purchase; missing: never bought
    orders: FieldName = "orders"
    former_after_days: Count = 180  # longer without a purchase: former
    loyal_from_orders: Count = 4
    occasional_from_orders: Count = 2  # fewer: potential, bought once or not yet

    @model_validator(mode="after")
    def _stages_are_in_order(self) -> Self:
        if self.occasional_from_orders >= self.loyal_from_orders:
            raise ValueError("occasional_from_orders is below loyal_from_orders")
        return self


def lifecycle_table(stages: Lifecycle | None = None) -> RuleTable:
    """Return the stages as ordered lines: whoever stayed away too long is former, however many the orders.

    Customers without any purchase have no recency and are potential; only a missing number of orders leaves a
    customer unassigned.
    """
    chosen = stages or Lifecycle()
    loyal, some = chosen.loyal_from_orders, chosen.occasional_from_orders
    frequent: tuple[tuple[str, Rule], ...] = (
        (FORMER, compare(chosen.recency, "gt", chosen.former_after_days)),
        (LOYAL, compare(chosen.orders, "ge", loyal)),
        (OCCASIONAL, AllOf(all=(compare(chosen.orders, "ge", some), compare(chosen.orders, "lt", loyal)))),
        (POTENTIAL, compare(chosen.orders, "lt", some)),
    )
    return RuleTable(
        segments=tuple(RuleSegment(id=name) for name, _ in frequent),
        lines=tuple(RuleLine(segment=name, when=rule) for name, rule in frequent),
    )
