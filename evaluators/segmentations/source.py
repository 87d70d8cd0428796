"""Where the customers of a segmentation come from: a table of customers, a log of their orders, or both."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from evaluators.data_files import DataFile
from evaluators.documents import Part, Text, unique_ids

Heading = Annotated[Text, StringConstraints(min_length=1, max_length=200)]
FeatureName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class CustomerTable(Part):
    """A table with a row for each customer; which of its columns are fields, the document's fields say."""

    file: DataFile
    customer: Heading | None = None  # None: a row is a customer, known by its number alone
    joined: Heading | None = None  # date; who joined from the split on is left out. None: all were there
    outcome: Heading | None = None  # what followed, where there is no log; None: not known
    value: Heading | None = None  # money that the customer has brought, where there is no log; None: not known

    @property
    def columns(self) -> frozenset[str]:
        """Columns that a field may name."""
        return frozenset(self.file.columns) - {self.customer, self.outcome}


class Engagement(Part):
    """Something that customers do, summed from a column of the log over all its rows, bought or not."""

    name: FeatureName  # of the feature
    column: Heading


class OrderLog(Part):
    """A log of orders with a row for each order or each of its lines."""

    file: DataFile
    customer: Heading
    at: Heading  # day or moment
    order: Heading | None = None  # number of the order that a row belongs to; None: each row is an order
    amount: Heading | None = None  # money of the row; None: quantity times price, where both are there
    quantity: Heading | None = None
    price: Heading | None = None
    cancelled_with: Text = ""  # what the order number of a cancellation begins with; empty: nothing tells
    category: Heading | None = None  # what was bought
    traits: Annotated[tuple[Heading, ...], Field(max_length=50)] = ()  # of the customer; that of the latest row counts
    engagement: Annotated[tuple[Engagement, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _engagement_is_told_apart(self) -> Self:
        unique_ids("engagement", [*(one.name for one in self.engagement), *self.traits])
        return self


class DataSource(Part):
    """The tables, and where their past ends; the rows themselves are kept by their fingerprint."""

    customers: CustomerTable | None = None
    orders: OrderLog | None = None
    split_on: date | None = None  # features come from before this day, a log's outcome from it on; None: no outcome
    window_days: Annotated[int, Field(ge=1, le=3_650)] = 91  # of the outcome
    earlier_on: date | None = None  # day that migration is counted from; None: not asked
    seasons: bool = False  # also in which month and season customers buy

    @model_validator(mode="after")
    def _days_follow_each_other(self) -> Self:
        if self.earlier_on and self.split_on and self.earlier_on >= self.split_on:
            raise ValueError("earlier_on: must be before split_on")
        return self

    @property
    def files(self) -> tuple[DataFile, ...]:
        """The files that are named."""
        return tuple(one.file for one in (self.customers, self.orders) if one is not None)
