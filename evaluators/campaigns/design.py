"""What a campaign measures, sends to whom, and what that is worth: the parts that plan and test share."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.data_files import Count
from evaluators.documents import Finite, Id, Label, Part, Share, known_ids, unique_ids

Positive = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
MetricKind = Literal["proportion", "mean", "ratio", "rating"]


class Metric(Part):
    """One figure per customer, zeros kept for those who did nothing."""

    id: Id
    name: Label
    kind: MetricKind
    unit: Label = ""
    denominator: Id | None = None  # ratio only: the metric that it is a ratio to
    better: Literal["more", "less"] = "more"
    cap: Positive | None = None  # winsorising limit, the same in all arms, fixed before the data; None: none
    highest: Annotated[int, Field(ge=2, le=11)] | None = None  # rating only: best mark, 5 or 10

    @model_validator(mode="after")
    def _parts_fit_kind(self) -> Self:
        if (self.kind == "ratio") != (self.denominator is not None):
            raise ValueError("a ratio needs a denominator, and only a ratio has one")
        if self.highest is not None and self.kind != "rating":
            raise ValueError("only a rating has a best mark")
        return self


class Guardrail(Part):
    """A metric that must not get worse by more than a margin."""

    metric: Id
    margin: Positive  # metric's unit per customer
    baseline: Finite | None = None  # metric without the campaign, for the plan's power; None: not known


class Variant(Part):
    """What one arm of customers gets. The first is the control."""

    id: Id
    name: Label
    strategy: Literal["nothing", "same", "tailored", "one_segment"] = "same"
    only_segment: Id | None = None  # strategy one_segment: which
    split: Positive = 1  # share of the customers in proportion to the other variants'
    send_cost: Amount = 0  # a customer, in the currency


class Segment(Part):
    """A group of customers that is looked at by itself."""

    id: Id
    name: Label
    customers: Count | None = None  # in the list at hand; None: not counted yet
    baseline: Finite | None = None  # primary metric's figure without the campaign; None: the common one
    planned: bool = True  # named before the send; otherwise what is found in it is a lead only
    channel: Label = ""
    send_time: Label = ""


class Group(Part):
    """Segments that are looked at as one."""

    id: Id
    name: Label
    segments: Annotated[tuple[Id, ...], Field(min_length=1)]


class Grouping(Part):
    """A coarser way to look at the segments, such as by one of two things that make them up."""

    id: Id
    name: Label
    groups: Annotated[tuple[Group, ...], Field(min_length=2, max_length=200)]

    @model_validator(mode="after")
    def _groups_do_not_overlap(self) -> Self:
        unique_ids("groups", [group.id for group in self.groups])
        unique_ids("segments", [segment for group in self.groups for segment in group.segments])
        return self


class Money(Part):
    """What an effect is worth."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    margin: Amount | None = None  # worth of one unit of the primary metric; None: not said, and no money is shown
    switching_cost: Amount = 0  # once, of taking a variant into use
    recipients: Count | None = None  # customers that the decision concerns; None: those in the test
    smallest_effect: Amount | None = None  # smallest difference worth having, metric's unit per customer


class Looks(Part):
    """When results may be read before the end."""

    method: Literal["fixed", "group_sequential", "always_valid"] = "fixed"
    planned: Annotated[int, Field(ge=1, le=20)] = 1  # looks, the last one at the end

    @model_validator(mode="after")
    def _fixed_looks_once(self) -> Self:
        if self.method == "fixed" and self.planned != 1:
            raise ValueError("a fixed horizon has one look, at the end")
        return self


class Errors(Part):
    """How often one is willing to be wrong."""

    alpha: Annotated[float, Field(gt=0, lt=0.5)] = 0.05  # two-sided, false alarms
    power: Annotated[float, Field(gt=0.5, lt=1)] = 0.8
    leads_rate: Share = 0.10  # false discoveries among leads in segments that nobody planned


class Design(Part):
    """What is tested: metrics, arms, segments, looks. The lock of a plan is over this part."""

    metrics: Annotated[tuple[Metric, ...], Field(max_length=50)] = ()
    primary: Id | None = None  # None: the first metric
    guardrails: Annotated[tuple[Guardrail, ...], Field(max_length=20)] = ()
    variants: Annotated[tuple[Variant, ...], Field(max_length=20)] = ()
    segments: Annotated[tuple[Segment, ...], Field(max_length=200)] = ()
    segmented_by: Label = ""  # what makes the segments, in words
    groupings: Annotated[tuple[Grouping, ...], Field(max_length=5)] = ()  # whether effects differ is read by each too
    holdout: Annotated[float, Field(ge=0, lt=1)] = 0  # share kept out of this and coming campaigns
    window_days: Annotated[int, Field(ge=1, le=3660)] = 14  # outcomes count for this long after exposure
    looks: Looks = Looks()
    errors: Errors = Errors()
    money: Money = Money()

    @model_validator(mode="after")
    def _ids_are_unique_and_known(self) -> Self:
        metrics = unique_ids("metrics", [metric.id for metric in self.metrics])
        segments = unique_ids("segments", [segment.id for segment in self.segments])
        unique_ids("variants", [variant.id for variant in self.variants])
        known_ids("primary", {self.primary} if self.primary else set(), metrics)
        known_ids("guardrails", {guardrail.metric for guardrail in self.guardrails}, metrics)
        known_ids("denominator", {metric.denominator for metric in self.metrics if metric.denominator}, metrics)
        unique_ids("groupings", [grouping.id for grouping in self.groupings])
        grouped = {one for grouping in self.groupings for group in grouping.groups for one in group.segments}
        known_ids("groupings.segments", grouped, segments)
        known_ids("only_segment", {one.only_segment for one in self.variants if one.only_segment}, segments)
        return self

    @property
    def primary_metric(self) -> Metric | None:
        """The metric that decides, or ``None`` while there is none."""
        return next((metric for metric in self.metrics if self.primary in {None, metric.id}), None)

    @property
    def control(self) -> Variant | None:
        """The first variant, or ``None`` while there is none."""
        return self.variants[0] if self.variants else None
