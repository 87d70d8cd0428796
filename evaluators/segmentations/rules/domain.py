"""Where rules can differ: each field cut into the ranges and values that no condition tells apart any further."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.errors import DataError
from evaluators.segmentations.rules.conditions import Columns, Condition, conditions_of, is_text
from evaluators.segmentations.rules.rule_table import RuleTable

OTHER = "\x00"  # stands for every text that no condition names; cleaned texts never hold it
MOST_SCORES = 20  # whole numbers in a bounded range that are looked at one by one, as scores are
_SIDES = {"ge": (0,), "lt": (0,), "gt": (1,), "le": (1,)}
Boundary = tuple[float, int]
"""Where a range ends: just below a number (0) or just above it (1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDomain:
    """The values that a field can have."""

    kind: Literal["number", "whole", "category"]
    low: float | None = None  # smallest possible number; None: unbounded
    high: float | None = None  # largest possible number; None: unbounded
    values: tuple[str, ...] | None = None  # the only possible categories; None: others may come
    may_be_missing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """Values of one field that all rules treat alike."""

    example: float | str | None  # one of them; None: missing
    low: Boundary | None = None  # a range's lower end; None: unbounded or no range
    high: Boundary | None = None  # a range's upper end; None: unbounded or no range


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One field, cut into atoms that stand in order; a missing value comes last."""

    field: str
    domain: FieldDomain
    atoms: tuple[Atom, ...]

    @property
    def missing(self) -> int | None:
        """Place of the missing value, None when the field always has one."""
        return len(self.atoms) - 1 if self.domain.may_be_missing else None


def axes(table: RuleTable, domains: Mapping[str, FieldDomain]) -> tuple[Axis, ...]:
    """Cut every field of a table where its conditions cut it.

    Raises
    ------
    DataError
        ``rule_field_kind`` when a field is compared with texts and with numbers.
    """
    used: dict[str, list[Condition]] = {}
    for line in table.lines:
        for condition in conditions_of(line.when):
            used.setdefault(condition.field, []).append(condition)
    return tuple(_axis(field, conditions, domains.get(field)) for field, conditions in used.items())


def _axis(field: str, conditions: list[Condition], domain: FieldDomain | None) -> Axis:
    texts = {text for condition in conditions for text in condition.texts()}
    numbers = {number for condition in conditions for number in condition.numbers()}
    domain = domain or FieldDomain(kind="category" if texts else "number")
    wrong = numbers if domain.kind == "category" else texts
    if wrong:
        raise DataError("rule_field_kind", field=field, value=next(iter(sorted(wrong, key=str))))
    atoms = _categories(texts, domain) if domain.kind == "category" else _ranges(conditions, domain)
    return Axis(
        field=field, domain=domain, atoms=(*atoms, Atom(example=None)) if domain.may_be_missing else tuple(atoms)
    )


def _categories(named: set[str], domain: FieldDomain) -> list[Atom]:
    if domain.values is not None:
        return [Atom(example=one) for one in sorted(set(domain.values))]
    return [Atom(example=one) for one in (*sorted(named), OTHER)]


def _ranges(conditions: Iterable[Condition], domain: FieldDomain) -> list[Atom]:
    whole = domain.kind == "whole"
    cuts = {_whole(cut) if whole else cut for condition in conditions for cut in _cuts(condition)}
    first = None if domain.low is None else (domain.low, 0)
    last = None if domain.high is None else (domain.high, 1)
    if whole:
        first, last = first and _whole(first), last and _whole(last)
        if first and last and last[0] - first[0] <= MOST_SCORES:
            cuts = {(float(value), 0) for value in np.arange(first[0], last[0])}
    inside = sorted(cut for cut in cuts if (first is None or cut > first) and (last is None or cut < last))
    found = []
    for low, high in pairwise([first, *inside, last]):
        example = _between(low, high, whole=whole)
        if example is not None:
            found.append(Atom(example=example, low=low, high=high))
    return found


def _cuts(condition: Condition) -> Iterable[Boundary]:
    sides = _SIDES.get(condition.operator, (0, 1))
    if condition.operator == "between":
        low, high = condition.numbers()
        return ((low, 0), (high, 1))
    return tuple((number, side) for number in condition.numbers() for side in sides)


def _whole(cut: Boundary) -> Boundary:
    """Return the boundary just below the first whole number that lies past a cut."""
    number, side = cut
    return (float(floor(number) + 1 if side else ceil(number)), 0)


def _between(low: Boundary | None, high: Boundary | None, *, whole: bool) -> float | None:
    """Return a number of a range, None when the range holds none."""
    if low is None:
        if high is None:
            return 0.0
        step = 1.0 if whole else max(1.0, abs(high[0]))
        return high[0] if high[1] else high[0] - step
    if high is None:
        return low[0] if not low[1] else low[0] + max(1.0, abs(low[0]))
    if not low[1]:
        return low[0] if low < high else None
    if high[1]:
        return high[0] if high[0] > low[0] else None
    middle = (low[0] + high[0]) / 2
    return middle if low[0] < middle < high[0] else None


def cells_in(found: tuple[Axis, ...]) -> int:
    """Return how many combinations of atoms there are."""
    return prod(len(axis.atoms) for axis in found)


def examples(found: tuple[Axis, ...]) -> Columns:
    """Return one made-up customer for every combination of atoms, the last field changing fastest."""
    shape = tuple(len(axis.atoms) for axis in found)
    places = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), dtype=np.int64)
    return {axis.field: _column(axis)[places[which]] for which, axis in enumerate(found)}


def _column(axis: Axis) -> NDArray[Any]:
    values = [atom.example for atom in axis.atoms]
    if axis.domain.kind == "category":
        return np.array(values, dtype=object)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def domains_of(columns: Columns) -> dict[str, FieldDomain]:
    """Return what kind of values each column holds.

    Where all are whole, fractions are taken to be impossible; where all are 0 and 1, other numbers are.
    """
    return {field: _domain(values) for field, values in columns.items()}


def _domain(values: NDArray[Any]) -> FieldDomain:
    if is_text(values):
        return FieldDomain(kind="category")
    present = values.astype(np.float64)
    present = present[np.isfinite(present)]
    if values.dtype.kind == "b" or (len(present) and bool(np.isin(present, (0, 1)).all())):
        return FieldDomain(kind="whole", low=0, high=1)
    whole = len(present) and bool(np.all(present == np.floor(present)))
    return FieldDomain(kind="whole" if whole else "number")
