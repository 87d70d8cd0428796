"""The campaign-test document: did a variant beat the control, where, and what to send to whom?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.campaigns.design import Design
from evaluators.campaigns.plan import Lock
from evaluators.campaigns.source import PastedTable, Source
from evaluators.documents import Document, Id, Label, Part, Share, Text, known_ids, unique_ids


class Send(Part):
    """One sending of the plan, with a randomisation of its own. Several pool."""

    id: Id
    name: Label = ""
    source: Source = PastedTable()
    sent_on: date | None = None
    last_outcome_on: date | None = None  # until when outcomes were collected; None: not said
    planned_customers: int | None = None  # as the plan had it; None: not planned
    final: bool = True  # False: a look before the end


class Override(Part):
    """A blocking check that the user let pass, with the reason; the report shows it."""

    check: Id
    reason: Annotated[Text, Field(min_length=1)]
    on: date


class PlannedDesign(Part):
    """The plan that this test follows, as it was locked."""

    design: Design
    lock: Lock | None = None


class RuleLine(Part):
    """Which variant a segment gets under the user's own rule."""

    segment: Id
    variant: Id


class ReadingSettings(Part):
    """Numbers that decide how a result is worked out; shown and editable."""

    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 20_240_902
    srm_block: Share = 0.001  # p under which the shares of the arms block the verdict
    srm_note: Share = 0.01
    permutations: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    cross_fits: Annotated[int, Field(ge=1, le=200)] = 20  # random halvings behind the value of a chosen rule
    small_cell: Annotated[int, Field(ge=1, le=100)] = 5  # customers under which a cell is not shown to others
    twyman_lift: Share = 0.5  # lower limit of a relative lift above which the data are worth a second look
    outlier_share: Share = 0.2  # share of a metric in the top 0.1 % of customers that is remarked
    switch_rule: Literal["shrunken", "raw", "significant"] = "shrunken"
    certificate: Annotated[int, Field(ge=0, le=10_000)] = 0  # re-randomisations that count false alarms; 0: none


class CampaignTest(Document):
    """Did a variant beat the control, overall and in which segments; what to send to whom?"""

    kind: Literal["campaign-test"] = "campaign-test"
    schema_version: Literal[1] = 1
    question: Label = ""
    as_of: date  # the day that the outcome window is judged on
    design: Design = Design()
    planned: PlannedDesign | None = None
    sends: Annotated[tuple[Send, ...], Field(max_length=100)] = ()
    sends_remaining: Annotated[int, Field(ge=0, le=1_000)] = 0  # planned looks or sends still to come
    rule: tuple[RuleLine, ...] = ()  # the user's own targeting rule, fixed before the data
    overrides: tuple[Override, ...] = ()
    settings: ReadingSettings = ReadingSettings()

    @model_validator(mode="after")
    def _ids_are_unique_and_known(self) -> Self:
        variants = {variant.id for variant in self.design.variants}
        segments = {segment.id for segment in self.design.segments}
        metrics = {metric.id for metric in self.design.metrics}
        unique_ids("sends", [send.id for send in self.sends])
        unique_ids("rule", [line.segment for line in self.rule])
        known_ids("rule.segment", (line.segment for line in self.rule), segments)
        known_ids("rule.variant", (line.variant for line in self.rule), variants)
        for send in self.sends:
            if isinstance(send.source, PastedTable):
                rows = send.source.rows
                known_ids("table.variant", (row.variant for row in rows), variants)
                known_ids("table.segment", (row.segment for row in rows if row.segment), segments)
                known_ids("table.sums", (name for row in rows for name in row.sums), metrics)
        return self
