"""Numbers that decide how segmentations are measured: defaults that are shown and can be edited."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evaluators.documents import Finite, Part, Share
from evaluators.tools.settings import Settings

Some = Annotated[int, Field(ge=1, le=1_000)]


class Effort(Part):
    """How much work the measures of chance and of stability may do."""

    pairs: Some = 50  # bootstrap pairs
    restarts: Some = 3  # random starts of each fit to a bootstrap sample
    slow_pairs: Some = 10  # pairs of latent class and density, one start each; half as many shuffled copies
    rows: Annotated[int, Field(ge=100, le=100_000)] = 20_000  # customers that stability is found on, at most
    fit_rows: Annotated[int, Field(ge=100, le=1_000_000)] = 50_000  # customers that models are fitted to, at most
    label_draws: Annotated[int, Field(ge=20, le=10_000)] = 200  # labels dealt anew, for criteria of outcome
    data_draws: Annotated[int, Field(ge=2, le=1_000)] = 20  # columns shuffled apart, for criteria of structure
    data_pairs: Some = 2  # bootstrap pairs on each shuffled copy
    silhouette_rows: Annotated[int, Field(ge=100, le=100_000)] = 10_000  # customers of the sampled silhouette


class Floor(Part):
    """What a segment has to be to be worth serving, and to carry a test."""

    least: Annotated[int, Field(ge=0, le=100_000_000)] = 20  # customers; a smaller segment knocks its candidate out
    customers: Annotated[int, Field(ge=1, le=100_000_000)] | None = None  # that D1 asks; None: what a test needs
    baseline: Annotated[float, Field(gt=0, lt=1)] = 0.10  # share that answers without a campaign
    effect: Annotated[float, Field(gt=0, lt=1)] = 0.10  # smallest difference worth finding, absolute
    margin: Share = 1.0  # profit per money of value
    cost: Annotated[Finite, Field(ge=0)] = 0.0  # of serving one segment, over the time the value is of


class SegmentationSettings(Part):
    """All defaults of measuring and weighing."""

    outcome: Literal["money", "yes_no"] = "money"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"  # that the data's money is in
    cap_share: Annotated[float, Field(gt=0.5, le=1)] = 0.99  # of spending customers who stay under the cap of money
    targeted: Annotated[float, Field(gt=0, lt=1)] = 0.20  # share of customers that A3 targets
    servable: Annotated[int, Field(ge=1, le=200)] | None = None  # segments that the team can serve; None: any number
    least_people: Annotated[int, Field(ge=1, le=10_000)] = 20  # customers of a segment within a filter
    floor: Floor = Floor()
    effort: Effort = Effort()
    decision: Settings = Settings()  # of the ranking; its seed also starts every random number of the measures
