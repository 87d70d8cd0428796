"""A column that describes customers as a feature: numbers, texts, yes and no, days since a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from data.customers import as_text
from data.measures import column_of
from data.order_lines import moment, number

if TYPE_CHECKING:
    from ibis.expr.types import Table

FieldKind = Literal["number", "category", "yes_no", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldColumn:
    """A column that is a feature."""

    column: str  # and the feature's name
    kind: FieldKind | None = None  # of a date the feature is the days elapsed since; None: as the column's type says
    collected_on: date | None = None  # when the column was asked or last brought up to date


def field_kind(table: Table, one: FieldColumn) -> FieldKind:
    """Return what a column is: as it was said, else by its type.

    Raises
    ------
    DataError
        ``column_missing``.
    """
    if one.kind is not None:
        return one.kind
    kind = column_of(table, one.column).type()
    if kind.is_boolean():
        return "yes_no"
    if kind.is_numeric():
        return "number"
    return "date" if kind.is_temporal() and not kind.is_time() else "category"


def field_value(table: Table, one: FieldColumn, days_to: date) -> Any:
    """Return a column as a feature; an empty text is missing.

    Parameters
    ----------
    days_to : date
        Day at whose beginning elapsed days end.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_date`` or ``column_not_numeric``.
    """
    kind = field_kind(table, one)
    if kind == "date":
        return elapsed(moment(table, one.column), days_to).cast("float64")
    if kind == "category":
        return as_text(column_of(table, one.column)).nullif("")
    return number(table, one.column)


def elapsed(at: Any, days_to: date) -> Any:
    """Return the whole days from a moment to the beginning of a day."""
    import ibis

    day = at.date()
    begun = (at > day.cast("timestamp")).cast("int64")  # less than the whole of the day is left
    return ibis.date(days_to.isoformat()).delta(day, unit="day") - begun
