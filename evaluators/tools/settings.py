"""Numbers that decide how a result is worked out: defaults that are shown and can be edited."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from evaluators.documents import Part, Share

Width = Annotated[float, Field(ge=0, le=100)]


class Thresholds(Part):
    """When a lead is clear, a lead, or close."""

    clear_acceptability: Share = 0.95
    leads_acceptability: Share = 0.80
    leads_points: Annotated[float, Field(ge=0, le=100)] = 5  # weight points that would have to move
    close_acceptability: Share = 0.50
    information_points: Annotated[float, Field(ge=0, le=100)] = 0.1  # under it, an answer cannot change anything

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.close_acceptability <= self.leads_acceptability <= self.clear_acceptability:
            raise ValueError("close <= leads <= clear must hold")
        return self


class EvidenceWidths(Part):
    """Half-width on the 0-100 value scale that each kind of evidence gets in the simulation."""

    measured: Width = 5  # measured or own trial
    vendor: Width = 10  # vendor's own page
    dated: Width = 15  # dated transcription, data set or reviews
    weak: Width = 25  # rival or low confidence
    guess: Width = 30
    per_year: Width = 5  # for each year of age beyond the first
    most: Width = 40
    stale_after_days: Annotated[int, Field(ge=1, le=36_500)] = 365


class WeightVariation(Part):
    """Coefficient of variation of an average weight, by how sure the weights are."""

    sure: Annotated[float, Field(gt=0, le=1)] = 0.10
    normal: Annotated[float, Field(gt=0, le=1)] = 0.25
    unsure: Annotated[float, Field(gt=0, le=1)] = 0.50


class Settings(Part):
    """All defaults of the decision engine."""

    draws: Annotated[int, Field(ge=1_000, le=1_000_000)] = 100_000
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 20_240_901
    thresholds: Thresholds = Thresholds()
    widths: EvidenceWidths = EvidenceWidths()
    variation: WeightVariation = WeightVariation()
    budget_share: Share = 0.05  # a tool whose chance to fit the budget is below this is left out of the ranking
    vikor_v: Share = 0.5
    product_floor: Annotated[float, Field(gt=0, le=100)] = 1  # value used for 0 in the weighted product
    promethee_indifference: Annotated[float, Field(ge=0, le=100)] = 5  # differences below do not count
    promethee_preference: Annotated[float, Field(gt=0, le=100)] = 30  # differences above count in full

    @model_validator(mode="after")
    def _promethee_ordered(self) -> Self:
        if self.promethee_preference <= self.promethee_indifference:
            raise ValueError("the preference threshold must be above the indifference threshold")
        return self
