"""Fields of a model or a rule as columns of a table: numbers, answers as places in a list, and what is missing.

Read as ``evaluators.segmentations.models.inputs`` reads them, so that a database and numpy see the same.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from data.measures import column_of
from evaluators.errors import DataError
from evaluators.segmentations.models.inputs import MISSING_ANSWER, CategoryField, NumberField

if TYPE_CHECKING:
    from ibis.expr.types import Table

LARGEST = sys.float_info.max
LARGEST_WHOLE = 2**63


def constant(value: float) -> Any:
    """Return a constant to its last digit: databases read ``0.1`` as a decimal and may round it twice."""
    import ibis

    return ibis.literal(repr(float(value))).cast("float64")


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """Return a name that no column has yet; names that differ in case alone are one to a database."""
    known = {name.casefold() for name in taken}
    while wanted.casefold() in known:
        wanted += "_"
    return wanted


def joined(parts: Sequence[Any], how: Any) -> Any:
    """Return conditions joined two by two, so that a thousand of them nest ten deep."""
    while len(parts) > 1:
        pairs = [parts[place : place + 2] for place in range(0, len(parts), 2)]
        parts = [reduce(how, pair) for pair in pairs]
    return parts[0]


def is_number(value: Any) -> bool:
    """Tell whether a column can be read as a number; yes and no are 1 and 0."""
    kind = value.type()
    return bool(kind.is_numeric() or kind.is_boolean())


def as_number(value: Any) -> Any:
    """Return a column of numbers in double precision."""
    return (value.cast("int32") if value.type().is_boolean() else value).cast("float64")


def is_finite(value: Any) -> Any:
    """Return where a number is finite; null where there is none.

    Not a number is asked for by name: a Parquet file's bounds leave it out, and DuckDB answers comparisons by them.
    """
    return and_(~value.isnan(), value.between(constant(-LARGEST), constant(LARGEST)))


def number_of(table: Table, field: NumberField) -> tuple[Any, Any]:
    """Return a number filled and transformed, and for whom it is there; None: for everybody.

    Anything that is not finite is missing.

    Raises
    ------
    DataError
        ``column_missing``; ``column_not_numeric``.
    """
    import ibis

    raw = column_of(table, field.name)
    if not is_number(raw):
        raise DataError("column_not_numeric", column=field.name)
    value = as_number(raw)
    there: Any = is_finite(value) if raw.type().is_floating() else raw.notnull()
    if field.fill is not None:
        value, there = ibis.cases((there, value), else_=constant(field.fill)), None
    if field.transform == "signed_log":
        value = value.sign() * (constant(1.0) + value.abs()).ln()
    return value, there


def answer_of(table: Table, field: CategoryField, known: Sequence[str]) -> tuple[Any, Any]:
    """Return the place of the answer among those known, null for any other, and who answered; None: everybody.

    Raises
    ------
    DataError
        ``column_missing``; ``column_not_answers`` for a column whose values no answer is compared with.
    """
    import ibis

    value = column_of(table, field.name)
    kind = value.type()
    if not (is_number(value) or kind.is_string() or kind.is_date()):
        raise DataError("column_not_answers", column=field.name)
    missing = no_value(value)
    code: Any = ibis.null("int32")
    branches = [(_equals(value, missing, text), ibis.literal(place, type="int32")) for place, text in enumerate(known)]
    if branches:
        code = ibis.cases(*branches, else_=code)
    return code, None if field.missing_is_answer else ~missing


def no_value(value: Any) -> Any:
    """Return where a column has no value: nothing, an empty text, or not a number."""
    if value.type().is_string():
        return or_(value.isnull(), value == MISSING_ANSWER)
    return or_(value.isnull(), value.isnan()) if value.type().is_floating() else value.isnull()


def _equals(value: Any, missing: Any, text: str) -> Any:
    """Return where an answer reads as a text, whatever type its column has."""
    import ibis

    if text == MISSING_ANSWER:
        return missing
    kind = value.type()
    if kind.is_string():
        return value == text
    if kind.is_date():
        return value.cast("string") == text
    if kind.is_boolean():
        return {"True": value, "False": ~value}.get(text, ibis.literal(False))
    read = _number_that_reads(text)
    if read is None or (kind.is_integer() and not (isinstance(read, int) and abs(read) < LARGEST_WHOLE)):
        return ibis.literal(False)
    return value == ibis.literal(read) if kind.is_integer() else value.cast("float64") == constant(read)


def _number_that_reads(text: str) -> int | float | None:
    """Return the number that is written as a text; None where a number would be written otherwise."""
    try:
        exact = Decimal(text)
        found: int | float = int(exact) if exact == int(exact) else float(exact)
        return found if str(found) == text and abs(float(found)) <= LARGEST else None
    except (ArithmeticError, ValueError):
        return None
