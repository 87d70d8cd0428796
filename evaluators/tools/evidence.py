"""What is known about a tool on a criterion, who says so and when: scores, quotes, own trials, reviews."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.documents import Finite, Id, Part, Share, Text
from evaluators.tools.facts import Confidence
from evaluators.tools.need import Currency, Positive
from evaluators.tools.scales import GradeScale, Scale, YesNoScale

EvidenceKind = Literal["own_trial", "measured", "vendor", "third_party", "review", "guess"]
Figure = bool | Finite | Id  # yes/no, a number in the scale's unit, or a grade's id


class Evidence(Part):
    """One statement about one cell of the grid. Several may stand side by side."""

    id: Id
    tool: Id
    criterion: Id
    state: Literal["known", "unknown", "quote_only"] = "known"
    value: Figure | None = None
    low: Finite | Id | None = None  # both ends or neither; the value lies between
    high: Finite | Id | None = None
    kind: EvidenceKind = "guess"
    confidence: Confidence = "medium"
    source: Text = ""
    seen: date | None = None
    by: Id | None = None  # evaluator; None: the team
    note: Text = ""

    @model_validator(mode="after")
    def _state_and_value_agree(self) -> Self:
        given = self.value is not None or self.low is not None
        if self.state == "known" and not given:
            raise ValueError("a known score needs a value or an interval")
        if self.state != "known" and (given or self.high is not None):
            raise ValueError(f"a score that is {self.state} has no value")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval needs both ends")
        return self

    def problem_on(self, scale: Scale) -> str | None:
        """Say what keeps this statement off a scale, or ``None`` when it fits."""
        figures = [figure for figure in (self.value, self.low, self.high) if figure is not None]
        if isinstance(scale, GradeScale):
            grades = [grade.id for grade in scale.grades]
            wrong = [figure for figure in figures if figure not in grades]
            return f"grade {wrong[0]!r} not on the scale; grades: {', '.join(grades)}" if wrong else None
        if isinstance(scale, YesNoScale):
            if self.low is not None:
                return "a yes/no score has no interval"
            return None if all(isinstance(figure, bool) for figure in figures) else "a yes/no score is true or false"
        numbers = [figure for figure in figures if isinstance(figure, float | int) and not isinstance(figure, bool)]
        if len(numbers) != len(figures):
            return "a number is needed"
        if self.low is not None and numbers[-2] > numbers[-1]:
            return "low is above high"
        if self.value is not None and len(numbers) == 3 and not numbers[1] <= numbers[0] <= numbers[2]:
            return "the value lies outside its interval"
        return None


class PriceTier(Part):
    """What a month costs up to a size."""

    up_to: Positive | None = None  # in the unit of ``tiers_by``; None: no upper end
    monthly: Positive


class Quote(Part):
    """A price offer or price list row, as received."""

    id: Id
    tool: Id
    monthly: Positive | None = None  # None: tiers say it
    per_seat: bool = False
    set_up: Positive = 0
    tiers: tuple[PriceTier, ...] = ()
    tiers_by: Literal["contacts", "sends", "seats"] = "contacts"
    currency: Currency = "EUR"
    vat_included: bool = False
    term_months: Annotated[int, Field(ge=1, le=120)] = 1
    yearly_discount: Share = 0  # taken when billed by the year
    billed_yearly: bool = False
    valid_until: date | None = None
    seen: date | None = None
    kind: Literal["offer", "price_list", "invoice", "guess"] = "offer"
    source: Text = ""  # for example an e-mail and its date
    includes: Text = ""

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        if (self.monthly is None) == (not self.tiers):
            raise ValueError("a quote has either a monthly price or tiers")
        ends = [tier.up_to for tier in self.tiers]
        bounded = [end for end in ends if end is not None]
        if None in ends[:-1] or bounded != sorted(set(bounded)):
            raise ValueError("tiers must grow; only the last may be open")
        return self


class Trial(Part):
    """An own-trial score sheet."""

    id: Id
    tool: Id
    by: Id | None = None
    tasks_done: Annotated[int, Field(ge=0, le=1000)]
    tasks_total: Annotated[int, Field(ge=1, le=1000)]
    minutes: Positive | None = None  # for all tasks together; None: not timed
    minutes_planned: Positive | None = None  # what the tasks should take
    rating: Annotated[float, Field(ge=1, le=5)] | None = None  # how easy it felt
    seen: date
    note: Text = ""

    @model_validator(mode="after")
    def _done_within_total(self) -> Self:
        if self.tasks_done > self.tasks_total:
            raise ValueError("more tasks done than there were")
        return self


class Review(Part):
    """Stars from a review site: mean and how many."""

    id: Id
    tool: Id
    site: Text = ""
    stars: Annotated[float, Field(ge=1, le=5)]
    count: Annotated[int, Field(ge=1, le=10_000_000)]
    histogram: tuple[Annotated[int, Field(ge=0)], ...] = ()  # how many gave 1, 2, 3, 4, 5 stars; empty: not known
    seen: date | None = None

    @model_validator(mode="after")
    def _histogram_adds_up(self) -> Self:
        if self.histogram and (len(self.histogram) != 5 or sum(self.histogram) != self.count):
            raise ValueError("the histogram needs five counts that add up to the number of reviews")
        return self
