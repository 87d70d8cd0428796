"""Columns as the models read them: numbers under a transform, answers as text, what is missing, and a fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.errors import DataError, NotComputable

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]
Columns = Mapping[str, NDArray[Any]]
Transform = Literal["none", "signed_log"]

MISSING_ANSWER = ""
"""How a missing answer is written where it counts as an answer of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField:
    """A numeric column and what is done to it before any scaling."""

    name: str  # of the column
    transform: Transform = "none"  # signed_log: sign(x) ln(1 + |x|), so refunds below zero keep their side
    fill: float | None = None  # put where the number is missing, in the column's unit; None: the row is unassigned


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryField:
    """A column of answers, compared as text."""

    name: str  # of the column
    missing_is_answer: bool = False  # True: no answer is one more answer; False: the row is unassigned


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FixedRows:
    """Distinct complete rows in an order that the file's order does not change."""

    matrix: Floats  # distinct rows, ascending by the first column, then the second, ...
    counts: Floats  # customers behind each of them
    customers: int  # sum of counts
    places: Labels  # per given row: its row in the matrix; -1: incomplete, or unlike all that were drawn

    def repeated(self) -> Floats:
        """Return one row for each customer."""
        return np.repeat(self.matrix, self.counts.astype(np.int64), axis=0)


def column(columns: Columns, name: str) -> NDArray[Any]:
    """Return a column, or say which there are."""
    if name not in columns:
        raise DataError("column_missing", column=name, available=sorted(columns))
    return np.asarray(columns[name])


def read_numbers(columns: Columns, field: NumberField) -> tuple[Floats, Flags]:
    """Return a column filled and transformed, and where it is missing all the same.

    Anything that is not finite is missing. Missing places hold 0.

    Raises
    ------
    DataError
        ``column_missing``; ``column_not_numeric``.
    """
    try:
        values = np.array(column(columns, field.name), dtype=np.float64)
    except (TypeError, ValueError) as fault:
        raise DataError("column_not_numeric", column=field.name) from fault
    missing = ~np.isfinite(values)
    if field.fill is not None:
        values[missing] = field.fill
        missing = np.zeros(values.shape, dtype=np.bool_)
    values[missing] = 0.0
    if field.transform == "signed_log":
        values = np.sign(values) * np.log1p(np.abs(values))
    return values, missing


def read_answers(columns: Columns, field: CategoryField) -> tuple[Texts, Flags]:
    """Return a column as text, and where no answer is given; whole numbers lose their ``.0``."""
    given = column(columns, field.name)
    values = np.array([_text(value) for value in given.tolist()], dtype=np.object_)
    missing = np.zeros(values.shape, dtype=np.bool_) if field.missing_is_answer else values == MISSING_ANSWER
    return values, np.asarray(missing, dtype=np.bool_)


def _text(value: object) -> str:
    if value is None or value != value:
        return MISSING_ANSWER
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def coded_answers(columns: Columns, fields: Sequence[CategoryField]) -> tuple[Floats, Flags, list[tuple[str, ...]]]:
    """Return answers as places in each field's sorted answers, which rows are complete, and the answers."""
    rows = row_count(columns, [field.name for field in fields])
    codes, complete = np.zeros((rows, len(fields))), np.ones(rows, dtype=np.bool_)
    answers: list[tuple[str, ...]] = []
    for place, field in enumerate(fields):
        texts, missing = read_answers(columns, field)
        complete &= ~missing
        known = sorted(set(texts[~missing].tolist()))
        at = {answer: number for number, answer in enumerate(known)}
        codes[:, place] = [at.get(text, 0) for text in texts.tolist()]
        answers.append(tuple(known))
    return codes, complete, answers


def fixed_rows(
    matrix: Floats, complete: Flags, *, segments: int, rng: np.random.Generator, row_limit: int
) -> FixedRows:
    """Sort the complete rows, draw a sample where they are many, and put equal ones together.

    Parameters
    ----------
    matrix : array, customers x fields
    complete : array of bool
        Rows with nothing missing; the others take no part.
    segments : int
        Asked for, to check that the rows can carry them.
    row_limit : int
        Customers above this are sampled without replacement.

    Raises
    ------
    NotComputable
        ``segments_below_one``; ``segments_above_distinct``.
    """
    if segments < 1:
        raise NotComputable("segments_below_one", segments=segments)
    order = np.flatnonzero(complete)
    order = order[np.lexsort(matrix[order].T[::-1])] if order.size else order
    rows = matrix[order]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    kind = np.cumsum(first) - 1
    drawn = np.arange(len(rows))
    if len(rows) > row_limit:
        drawn = np.sort(rng.choice(len(rows), row_limit, replace=False))
    kept, at, counts = np.unique(kind[drawn], return_index=True, return_counts=True)
    if len(kept) < segments:
        raise NotComputable("segments_above_distinct", segments=segments, distinct=len(kept))
    numbered = np.full(int(first.sum()), -1, dtype=np.int64)
    numbered[kept] = np.arange(len(kept))
    places = np.full(len(matrix), -1, dtype=np.int64)
    places[order] = numbered[kind]
    return FixedRows(matrix=rows[drawn[at]], counts=counts.astype(np.float64), customers=len(drawn), places=places)


def row_count(columns: Columns, names: Sequence[str]) -> int:
    """Return the number of rows; all columns have as many.

    Raises
    ------
    DataError
        ``column_missing``; ``segment_columns_uneven``.
    NotComputable
        ``segment_fields_none`` without any name.
    """
    if not names:
        raise NotComputable("segment_fields_none")
    lengths = {name: len(column(columns, name)) for name in names}
    if len(set(lengths.values())) > 1:
        raise DataError("segment_columns_uneven", fields=sorted(lengths))
    return next(iter(lengths.values()))
