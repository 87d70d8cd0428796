"""What customers' data look like before anyone segments by them: rows, spread, what is missing, old or unusable.

Nobody can be told from it: bars of fewer than five customers are joined with others or left out, and so are the ends
of the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField

Kind = Literal["number", "category", "yes_no", "date"]
Origin = Literal["customers", "orders", "made"]
"""The customer table, the log's own column, or worked out from the log."""
Unusable = Literal["empty", "constant", "identifier", "after_split", "outcome", "kind", "name_taken", "absent"]
Spread = Literal["enough", "narrow", "hardly", "scattered", "none"]

FEWEST_SHOWN = 5  # customers
FEWEST_FOR_MIDDLE, FEWEST_FOR_ENDS = 20, 100  # customers with a value from whom quantiles are told
FEW_CUSTOMERS = 100  # fewer give rough figures alone
CONCENTRATED = 0.9  # share of one value from which a field hardly tells customers apart
MOST_CATEGORIES = 50  # more different texts have to be grouped before they can segment
OLD_DAYS = 730  # from which values may have changed since they were collected


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAudit:
    """What became of every row of a log. All but the last three counts add up to ``rows``."""

    rows: int
    used: int  # purchases before the split
    outcome: int  # purchases within the window after it
    after: int  # purchases after the window
    without_customer: int
    without_date: int
    returned: int  # cancellations and returns: marked, or a quantity or an amount not above zero
    unpriced: int  # a price not above zero, or no quantity or money
    cancelled: int  # rows that are marked as cancelled, with a customer or without
    duplicates: int  # rows beyond the first of those that are alike in every column; they count all the same
    first: datetime | None  # moment of the log
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A value, or a range of numbers, with the customers who have it."""

    customers: int
    value: str | None = None  # category, or yes as "1" and no as "0"; None: a range, or the rest
    low: float | None = None  # of a range, inside it; None: open below. A single number has low and high alike
    high: float | None = None  # outside it, but for a single number; None: open above
    rest: bool = False  # all rarer values together


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLook:
    """One column or feature of the customers."""

    column: str  # or the feature's code
    origin: Origin
    kind: Kind  # as the field says, else by the column's type
    customers: int
    missing: int  # customers without a value
    distinct: int = 0
    whole: bool = False  # whether all numbers are whole
    commonest_share: float | None = None  # of the customers with a value; None: nobody has one
    middle: tuple[float, float, float] | None = None  # quartiles of numbers; None: not numbers, or few customers
    ends: tuple[float, float] | None = None  # between which 90 % lie; None likewise
    bars: tuple[Bar, ...] = ()  # empty: nothing can be shown
    field: str | None = None  # id of the document's field that names it; None: no field does
    age_days: int | None = None  # from when the values were collected to the evaluation; None: not known
    reliability: int | None = None  # 1 hearsay to 5 checked; None: not judged
    unusable: Unusable | None = None  # why nobody can be segmented by it; None: it can be

    @property
    def missing_share(self) -> float:
        """Share of customers without a value; 0 of nobody."""
        return self.missing / self.customers if self.customers else 0.0

    @property
    def spread(self) -> Spread:
        """Whether there is enough spread to segment by."""
        if self.commonest_share is None or self.distinct < 2:
            return "none"
        if self.commonest_share >= CONCENTRATED:
            return "hardly"
        if self.kind == "category":
            return "scattered" if self.distinct > MOST_CATEGORIES else "enough"
        return "narrow" if self.middle is not None and self.middle[0] == self.middle[2] else "enough"

    @property
    def old(self) -> bool:
        """Whether the values were collected so long ago that they may have changed."""
        return self.age_days is not None and self.age_days >= OLD_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLook:
    """What followed."""

    bought: int  # customers with an outcome above zero
    mean: float | None  # money per customer; None: yes or no
    days_seen: int | None  # of the window that the log covers; None: there is no log


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLook:
    """A document's data, looked at as a whole."""

    customers: int
    split_on: date  # day on which the outcome begins; the evaluation's own day where none is named
    split_named: bool
    window_days: int
    log: LogAudit | None  # None: no log
    unlisted: int | None  # customers of the log who are not in the table and are left out; None: not both tables
    outcome: OutcomeLook | None  # None: not known
    fields: tuple[FieldLook, ...]

    @property
    def few(self) -> bool:
        """Whether there are so few customers that figures are rough."""
        return self.customers < FEW_CUSTOMERS

    @property
    def unusable(self) -> tuple[FieldLook, ...]:
        """Columns that nobody can be segmented by."""
        return tuple(one for one in self.fields if one.unusable is not None)

    def of(self, column: str) -> FieldLook | None:
        """Return the look of one column, or ``None``."""
        return next((one for one in self.fields if one.column == column), None)


def with_fields(look: DataLook, document: SegmentationEvaluation) -> DataLook:
    """Return a look with what a document's fields say of the columns: ids, ages, reliability, days of the outcome.

    A field whose column is in none of the tables stands last.
    """
    fields = {one.source: one for one in document.fields}
    people = document.data.customers
    beside = set() if people is None else {people.customer, people.outcome}
    seen = {one.column for one in look.fields}
    absent = [_nothing(one, look.customers) for one in document.fields if one.source not in seen | beside]
    return replace(
        look,
        fields=tuple(
            _said(one, fields.get(one.column), look, document.as_of) if one.unusable != "name_taken" else one
            for one in (*look.fields, *absent)
        ),
    )


def _said(one: FieldLook, field: CustomerField | None, look: DataLook, as_of: date) -> FieldLook:
    if field is None:
        return one
    collected = field.collected_on
    late = collected is not None and look.split_named and collected >= look.split_on
    return replace(
        one,
        field=field.id,
        age_days=None if collected is None else max(0, (as_of - collected).days),
        reliability=field.reliability,
        unusable="after_split" if late and one.unusable is None else one.unusable,
    )


def _nothing(field: CustomerField, customers: int) -> FieldLook:
    return FieldLook(
        column=field.source,
        origin="customers",
        kind=field.kind,
        customers=customers,
        missing=customers,
        unusable="absent",
    )


def shown_values(counted: Sequence[tuple[str, int]], present: int) -> tuple[Bar, ...]:
    """Return bars of values so that none, nor the rest of them, has fewer than five customers.

    Parameters
    ----------
    counted : sequence of (str, int)
        The commonest values with their customers, most first.
    present : int
        Customers with a value.
    """
    shown = [(value, count) for value, count in counted if count >= FEWEST_SHOWN]
    rest = present - sum(count for _, count in shown)
    while 0 < rest < FEWEST_SHOWN and shown:
        rest += shown.pop()[1]
    bars = [Bar(value=value, customers=count) for value, count in shown]
    if rest and bars:
        bars.append(Bar(customers=rest, rest=True))
    return tuple(bars)


def shown_ranges(edges: Sequence[float | None], counts: Sequence[int]) -> tuple[Bar, ...]:
    """Return bars of ranges, those of fewer than five customers joined with a neighbour.

    Parameters
    ----------
    edges : sequence of float or None
        One more than there are ranges; ``None`` at an open end.
    counts : sequence of int
        Customers of each range.
    """
    found: list[tuple[float | None, float | None, int]] = []
    for place, count in enumerate(counts):
        low, high = edges[place], edges[place + 1]
        if found and 0 < found[-1][2] < FEWEST_SHOWN:
            low, count = found[-1][0], found.pop()[2] + count
        found.append((low, high, count))
    while len(found) > 1 and 0 < found[-1][2] < FEWEST_SHOWN:
        _, high, count = found.pop()
        low, _, more = found.pop()
        found.append((low, high, count + more))
    if not found or 0 < found[0][2] < FEWEST_SHOWN:
        return ()
    return tuple(Bar(low=low, high=high, customers=count) for low, high, count in found)
