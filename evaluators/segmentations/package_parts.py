"""What a segment package holds beside the way itself: segments, fields, and what the columns of new tables mean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from evaluators.data_files import Count
from evaluators.documents import Id, Label, Part, Share, Text
from evaluators.segmentations.source import Engagement, Heading

FEWEST_TOLD = 5
"""Customers from which a group's count is told: of a smaller one a person might be recognised."""


class PackagedSegment(Part):
    """A segment and how many customers it had when the package was made."""

    id: Id
    name: Label
    customers: Count | None  # None: fewer than ``FEWEST_TOLD``, and somebody

    @field_validator("customers")
    @classmethod
    def _few_are_not_told(cls, customers: int | None) -> int | None:
        if customers is not None and 0 < customers < FEWEST_TOLD:
            raise ValueError(f"fewer than {FEWEST_TOLD} customers are not told")
        return customers


class PackagedField(Part):
    """A field that the way reads, and where it comes from."""

    id: Id  # rules and models name the field by it
    name: Label = ""
    source: Heading  # column of the customer table, or what is worked out from the log under this name
    kind: Literal["number", "category", "yes_no", "date"] = "number"
    origin: Literal["customers", "orders"]


class PeopleMeaning(Part):
    """What the columns of a customer table mean beside its fields."""

    customer: Heading | None = None  # None: a row is a customer, known by its number alone
    joined: Heading | None = None  # date; who joined from the counting day on is left out


class OrderMeaning(Part):
    """What the columns of an order log mean; as ``source.OrderLog``, whose file it is not tied to."""

    customer: Heading
    at: Heading
    order: Heading | None = None
    amount: Heading | None = None
    quantity: Heading | None = None
    price: Heading | None = None
    cancelled_with: Text = ""
    category: Heading | None = None
    traits: Annotated[tuple[Heading, ...], Field(max_length=50)] = ()
    engagement: Annotated[tuple[Engagement, ...], Field(max_length=50)] = ()


class StandIn(Part):
    """How faithful a tree is that stands in for segments without a rule of their own."""

    agreement: Share  # of the fitted customers that the tree puts where the method did
    balanced_accuracy: Share | None  # out of fold, mean over segments; None: not checked
