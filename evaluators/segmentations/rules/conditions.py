"""Conditions on a customer's fields, as parts of a document, and whom they hold for.

A comparison with a missing value never holds, as in a WHERE clause of SQL; ``missing`` and ``present`` ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from evaluators.documents import Finite, Part, Text
from evaluators.errors import DataError

Columns = Mapping[str, NDArray[Any]]
"""One array per field, all of the same length.

Numbers and yes/no: a numeric or boolean array, nan is missing. Categories: an array of texts, None, nan or an empty
text is missing.
"""
Bools = NDArray[np.bool_]
FieldName = Annotated[Text, Field(min_length=1, max_length=200)]
Order = Literal["ge", "gt", "le", "lt"]
ORDERS: tuple[Order, ...] = ("ge", "gt", "le", "lt")


class Condition(Part):
    """One comparison of one field."""

    field: FieldName
    operator: Literal["ge", "gt", "le", "lt", "eq", "in", "not_in", "between", "missing", "present"]
    value: Finite | Text | None = None  # of ge, gt, le, lt and eq; lower end of between
    upper: Finite | None = None  # upper end of between; both ends are inside
    values: Annotated[tuple[Finite | Text, ...], Field(max_length=1_000)] = ()  # of in and not_in, all of one kind

    @model_validator(mode="after")
    def _has_what_the_operator_needs(self) -> Self:
        listed, ranged = self.operator in ("in", "not_in"), self.operator == "between"
        asked = listed or self.operator in ("missing", "present")
        if (self.value is None) != asked:
            raise ValueError(f"{self.operator}: value is {'not used' if asked else 'needed'}")
        if bool(self.values) != listed:
            raise ValueError(f"{self.operator}: values are {'needed' if listed else 'not used'}")
        if (self.upper is not None) != ranged:
            raise ValueError(f"{self.operator}: upper is {'needed' if ranged else 'not used'}")
        if (ranged or self.operator in ORDERS) and isinstance(self.value, str):
            raise ValueError(f"{self.operator}: value is a number")
        if ranged and self.numbers()[0] > self.numbers()[1]:
            raise ValueError("between: value is not above upper")
        if len({isinstance(one, str) for one in self.values}) > 1 or len(set(self.values)) != len(self.values):
            raise ValueError(f"{self.operator}: values are all numbers or all texts, each once")
        return self

    def numbers(self) -> tuple[float, ...]:
        """Return the numbers that the field is compared with."""
        return tuple(one for one in (self.value, self.upper, *self.values) if isinstance(one, float))

    def texts(self) -> tuple[str, ...]:
        """Return the texts that the field is compared with."""
        return tuple(one for one in (self.value, *self.values) if isinstance(one, str))


class AllOf(Part):
    """Holds when every part holds."""

    all: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=100)]


class AnyOf(Part):
    """Holds when at least one part holds."""

    any: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=1_000)]


Rule = Condition | AllOf | AnyOf
AllOf.model_rebuild()
AnyOf.model_rebuild()


def compare(field: str, operator: Order | Literal["eq"], value: float | str) -> Condition:
    """Return ``field operator value`` as a condition."""
    return Condition(field=field, operator=operator, value=value)


def within(field: str, low: float, high: float) -> Condition:
    """Return the condition that a field lies between two numbers, both included."""
    return Condition(field=field, operator="between", value=low, upper=high)


def one_of(field: str, values: tuple[float | str, ...]) -> Condition:
    """Return the condition that a field has one of some values."""
    return Condition(field=field, operator="in", values=values)


def is_missing(field: str) -> Condition:
    """Return the condition that a field has no value."""
    return Condition(field=field, operator="missing")


def conditions_of(rule: Rule) -> Iterator[Condition]:
    """Yield every single condition of a rule, as written."""
    if isinstance(rule, Condition):
        yield rule
    else:
        for part in rule.all if isinstance(rule, AllOf) else rule.any:
            yield from conditions_of(part)


def depth(rule: Rule) -> int:
    """Return how many levels of parts a rule has; a single condition is one."""
    if isinstance(rule, Condition):
        return 1
    return 1 + max(depth(part) for part in (rule.all if isinstance(rule, AllOf) else rule.any))


def is_text(values: NDArray[Any]) -> bool:
    """Tell whether a column holds categories rather than numbers."""
    return values.dtype.kind in "OUT"


def missing(values: NDArray[Any]) -> Bools:
    """Return where a column has no value."""
    if values.dtype.kind == "f":
        return np.asarray(np.isnan(values), dtype=bool)
    if values.dtype.kind == "O":
        return np.fromiter((one is None or one == "" or one != one for one in values), bool, len(values))
    return np.asarray(values == "", dtype=bool) if is_text(values) else np.zeros(len(values), dtype=bool)


def column(field: str, columns: Columns) -> NDArray[Any]:
    """Return a field's column.

    Raises
    ------
    DataError
        ``rule_field_unknown`` naming the field and those that exist.
    """
    if field not in columns:
        raise DataError("rule_field_unknown", field=field, available=sorted(columns))
    return columns[field]


def holds(rule: Rule, columns: Columns) -> Bools:
    """Return for whom a rule holds.

    Returns
    -------
    ndarray of bool
        One per customer; False where a compared value is missing.

    Raises
    ------
    DataError
        ``rule_field_unknown``, or ``rule_field_kind`` when a text is compared with numbers or the reverse.
    """
    if isinstance(rule, Condition):
        return _condition_holds(rule, columns)
    if isinstance(rule, AllOf):
        return np.asarray(np.logical_and.reduce([holds(part, columns) for part in rule.all]), dtype=bool)
    return np.asarray(np.logical_or.reduce([holds(part, columns) for part in rule.any]), dtype=bool)


def _condition_holds(condition: Condition, columns: Columns) -> Bools:
    values = column(condition.field, columns)
    if condition.operator == "missing":
        return missing(values)
    if condition.operator == "present":
        return ~missing(values)
    compared = condition.texts() or condition.numbers()
    if bool(condition.texts()) != is_text(values) or values.dtype.kind in "mM":
        raise DataError("rule_field_kind", field=condition.field, value=compared[0])
    return _compare(condition, values, compared)


def _compare(condition: Condition, values: NDArray[Any], compared: tuple[float | str, ...]) -> Bools:
    if condition.operator in ("eq", "in"):
        return np.isin(values, _like(values, compared))
    if condition.operator == "not_in":
        return ~np.isin(values, _like(values, compared)) & ~missing(values)
    if condition.operator == "between":
        return np.asarray((values >= compared[0]) & (values <= compared[1]), dtype=bool)
    ways = {"ge": np.greater_equal, "gt": np.greater, "le": np.less_equal, "lt": np.less}
    return np.asarray(ways[condition.operator](values, compared[0]), dtype=bool)


def _like(values: NDArray[Any], compared: tuple[float | str, ...]) -> NDArray[Any]:
    """Return the compared values in a type that a column can be searched for."""
    return np.array(compared, dtype=object if values.dtype.kind == "O" else None)
