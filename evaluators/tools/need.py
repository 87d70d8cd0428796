"""What the tool is for: scenario, budget and must-haves."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from evaluators.documents import Finite, Id, Label, Part, Share, Text

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Positive = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]

MustHaveKind = Literal[
    "eu_hosting",
    "data_processing_agreement",
    "finnish_support",
    "finnish_language",
    "free_trial",
    "free_tier",
    "built_in_ab_testing",
    "real_time_segments",
    "api",
    "integration",
    "open_source",
    "self_hosting",
    "own",
]


class Estimate(Part):
    """A figure that is not exactly known: triangular between ``low`` and ``high`` about ``value``."""

    value: Finite
    low: Finite | None = None  # None: exactly ``value``
    high: Finite | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.least <= self.value <= self.most:
            raise ValueError("low <= value <= high must hold")
        return self

    @property
    def least(self) -> float:
        """Smallest possible figure."""
        return self.value if self.low is None else self.low

    @property
    def most(self) -> float:
        """Largest possible figure."""
        return self.value if self.high is None else self.high


class ExchangeRate(Part):
    """What one unit of ``currency`` costs in the scenario's currency, on a day."""

    currency: Currency
    rate: Estimate
    seen: date
    source: Text = ""


class Scenario(Part):
    """The use that prices are worked out for. Shared by all tools: drawn once per simulated case."""

    contacts: Estimate = Estimate(value=5_000)
    sends_month: Estimate = Estimate(value=20_000)
    seats: Annotated[int, Field(ge=1, le=100_000)] = 1
    years: Annotated[int, Field(ge=1, le=10)] = 3
    growth_year: Estimate = Estimate(value=0)  # share a year, in contacts and sends
    currency: Currency = "EUR"
    exchange_rates: tuple[ExchangeRate, ...] = ()
    include_vat: bool = False
    vat_rate: Share = 0.255  # Finland's general rate since 2024-09-01

    @model_validator(mode="after")
    def _figures_make_sense(self) -> Self:
        if self.contacts.least < 0 or self.sends_month.least < 0:
            raise ValueError("contacts and sends cannot be negative")
        if self.growth_year.least <= -1:
            raise ValueError("growth must stay above -100 %")
        if any(rate.rate.least <= 0 for rate in self.exchange_rates):
            raise ValueError("an exchange rate must be above zero")
        return self


class MustHave(Part):
    """A condition without which a tool is out."""

    id: Id
    kind: MustHaveKind
    name: Label = ""  # which integration, or what the own condition says


class Answer(Part):
    """The team's own finding on whether a tool meets a must-have; it stands above the catalogue."""

    tool: Id
    must_have: Id
    answer: Literal["yes", "no", "unknown"]
    source: Text = ""
    seen: date | None = None


class Need(Part):
    """What for, how much use, what it may cost, what it must have."""

    purpose: Label = ""
    scenario: Scenario = Scenario()
    budget_month: Positive | None = None  # scenario's currency and VAT; None: no budget set
    must_haves: tuple[MustHave, ...] = ()
    answers: tuple[Answer, ...] = ()

    @model_validator(mode="after")
    def _answers_have_questions(self) -> Self:
        known = {must.id for must in self.must_haves}
        if len(known) != len(self.must_haves):
            raise ValueError("must_haves: the same id twice")
        missing = sorted({answer.must_have for answer in self.answers} - known)
        if missing:
            raise ValueError(f"answers: unknown must-have {', '.join(missing)}")
        return self
