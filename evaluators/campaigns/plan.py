"""The campaign-plan document: how many customers, how long, who gets what."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from evaluators.campaigns.design import Amount, Design, Positive
from evaluators.data_files import Sha256
from evaluators.documents import Document, Finite, Label, Part, Share, Text


class Lock(Part):
    """The design as it stood before the send; what differs later is listed as a deviation."""

    design_sha256: Sha256  # over the canonical JSON of the design
    locked_on: date


class Assignment(Part):
    """How customers are dealt to variants. The same salt and list give the same assignment again."""

    salt: Annotated[Text, Field(max_length=200)] = ""  # differs by campaign, so that halves are not used twice
    holdout_salt: Annotated[Text, Field(max_length=200)] = ""  # stays from campaign to campaign
    covariates: tuple[Text, ...] = ()  # columns whose balance is checked


class CampaignPlan(Document):
    """How many customers, how long, who gets what?"""

    kind: Literal["campaign-plan"] = "campaign-plan"
    schema_version: Literal[1] = 1
    question: Label = ""
    as_of: date
    design: Design = Design()
    baseline: Finite | None = None  # primary metric without the campaign, per customer; share for a proportion
    deviation: Positive | None = None  # standard deviation of the primary metric; proportions need none
    denominator_mean: Positive | None = None  # ratio only: mean of the denominator per customer
    cluster_size: Annotated[float, Field(ge=1, le=1e9)] = 1  # customers dealt together, for example in one shop
    intraclass_correlation: Share = 0
    visitors_day: Amount | None = None  # web tests: customers that come in a day; None: a list at hand
    formula: Literal["fleiss", "fleiss_corrected", "baseline_variance", "arcsine"] = "fleiss"
    assignment: Assignment = Assignment()
    lock: Lock | None = None
