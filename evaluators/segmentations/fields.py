"""The fields of customers that a segmentation document names: where they lie, what they mean, how delicate they are."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field as Limited
from pydantic import model_validator

from evaluators.documents import Id, Label, Part, Text

Sensitivity = Annotated[int, Limited(ge=0, le=5)]
GatheredBy = Literal["survey", "interview", "tracking", "crm", "orders", "social_media", "third_party"]


class CustomerField(Part):
    """One field of the customers: a column of the table, or a feature worked out from the transactions."""

    id: Id  # rules and models name the field by it
    name: Label = ""
    column: Annotated[Text, Limited(max_length=200)] = ""  # column or feature code; empty: the same as the id
    kind: Literal["number", "category", "yes_no", "date"] = "number"
    role: Literal["input", "outcome", "channel", "filter", "ignored"] = "input"
    """input: may segment; outcome: known only after the split; channel: a consented, usable way to reach the customer;
    filter: lists are narrowed by it, so that segment and value together must hold enough people; ignored: neither."""
    at_signup: bool = False  # known on the customer's first day
    sensitivity: Sensitivity = 1  # points of privacy, 0 nothing to 5 very delicate
    special_category: bool = False  # special category of personal data (GDPR, article 9)
    inferred: bool = False  # guessed from other data, not given
    basis: Text = ""  # ground for using a special or inferred field, in the user's words; empty: none named
    gathered_by: GatheredBy | None = None  # how it came to be known; None: not told
    collected_on: date | None = None  # when the values were collected; None: not known
    reliability: Annotated[int, Limited(ge=1, le=5)] | None = None  # 1 hearsay to 5 checked; None: not judged

    @model_validator(mode="after")
    def _a_channel_says_yes_or_no(self) -> Self:
        if self.role == "channel" and self.kind != "yes_no":
            raise ValueError("a channel is a yes/no field")
        return self

    @property
    def source(self) -> str:
        """Name of the column that holds the field."""
        return self.column or self.id
