"""Where a test's figures come from: a table as a mail tool prints it, or customer rows kept outside the document."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.data_files import Count, DataFile
from evaluators.documents import Finite, Id, Part, Text

SumOfProducts = Annotated[float, Field(ge=-1e24, le=1e24, allow_inf_nan=False)]  # of cents, say, over a whole list


BETWEEN = " · "  # between the values of several columns that make a segment


class TableRow(Part):
    """Sums over the customers of one variant in one segment."""

    variant: Id
    segment: Id | None = None  # None: no segments in the table
    customers: Count  # assigned (or delivered) customers, also those who did nothing
    sums: dict[Id, Finite] = {}  # by metric; of a proportion the customers who did it
    squares: dict[Id, SumOfProducts] = {}  # sums of squares by metric; a mean has no error without them
    products: dict[Id, SumOfProducts] = {}  # ratio metrics: sum of numerator times denominator

    @model_validator(mode="after")
    def _sums_fit(self) -> Self:
        if self.customers == 0 and any(self.sums.values()):
            raise ValueError("sums over no customers")
        if any(square < 0 for square in self.squares.values()):
            raise ValueError("a sum of squares is not negative")
        return self


class PastedTable(Part):
    """A table of sums; everything that sums allow is worked out from it."""

    type: Literal["table"] = "table"
    rows: Annotated[tuple[TableRow, ...], Field(max_length=20_000)] = ()


class Roles(Part):
    """Which column of a file means what. Guessed by the program, confirmed by the user."""

    variant: Text
    variants: dict[Text, Id] = {}  # value in the column to variant id
    customer: Text | None = None  # None: one row is one customer, and checks on ids are not run
    segment: Text | None = None
    segment_also: Annotated[tuple[Text, ...], Field(max_length=2)] = ()  # columns that divide the segments further
    segments: dict[Text, Id] = {}  # value in the column to segment id; empty: values as they are
    metrics: dict[Id, Text] = {}  # metric id to column
    covariates: tuple[Text, ...] = ()  # columns known before the send
    exposed_at: Text | None = None
    outcome_at: Text | None = None
    cluster: Text | None = None  # what was dealt together
    segment_read: Literal["before", "after", "unknown"] = "unknown"  # against the exposure

    @property
    def segment_columns(self) -> tuple[str, ...]:
        """Columns whose values, with ``BETWEEN`` between them, are the segments."""
        return () if self.segment is None else (self.segment, *self.segment_also)


class OutcomeTable(Part):
    """What customers did, joined to the assignment by customer; who is not in it did nothing."""

    file: DataFile
    customer: Text  # column
    at: Text | None = None
    metrics: dict[Id, Text] = {}  # metric id to the column that is summed per customer; "" counts rows


class CustomerRows(Part):
    """Rows of customers, in the data store and never in the document."""

    type: Literal["rows"] = "rows"
    file: DataFile
    roles: Roles
    outcomes: Annotated[tuple[OutcomeTable, ...], Field(max_length=10)] = ()


Source = Annotated[PastedTable | CustomerRows, Field(discriminator="type")]
