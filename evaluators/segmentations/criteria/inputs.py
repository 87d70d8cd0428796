"""Customers' fields as a matrix that trees and regressions read, columns in the order of their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import NotComputable

Floats = NDArray[np.float64]

LEVELS = 20  # most common values of a text field that get a column each


@dataclass(frozen=True, slots=True, eq=False)
class InputMatrix:
    """Fields as numbers: a number or date is one column, a text one column per common value."""

    values: Floats  # shape (n, p); nan: missing
    fields: tuple[str, ...]  # field of each column, length p


def input_matrix(columns: Mapping[str, ArrayLike]) -> InputMatrix:
    """Turn fields into columns of numbers.

    Parameters
    ----------
    columns : mapping of str to array_like, shape (n,)
        Numbers, yes/no, dates or texts; nan, None and empty texts are missing.

    Raises
    ------
    NotComputable
        ``no_inputs`` without a field.
    """
    if not columns:
        raise NotComputable("no_inputs")
    parts: list[Floats] = []
    fields: list[str] = []
    rows = len(np.asarray(next(iter(columns.values()))))
    for name in sorted(columns):
        column = np.asarray(columns[name])
        if column.shape != (rows,):
            raise ValueError(f"field {name} needs {rows} values, not of shape {column.shape}")
        part = _as_columns(column)
        parts.append(part)
        fields += [name] * part.shape[1]
    return InputMatrix(np.hstack(parts), tuple(fields))


def _as_columns(column: NDArray[np.generic]) -> Floats:
    if column.dtype.kind in "mM":
        missing = np.isnat(column)
        units = column.astype("int64").astype(float)
        return np.where(missing, np.nan, units)[:, None]
    if column.dtype.kind in "biuf":
        numbers = column.astype(float)
        return np.where(np.isfinite(numbers), numbers, np.nan)[:, None]
    given = column.tolist()
    if all(isinstance(one, int | float) or one is None for one in given):
        return _as_columns(np.array([np.nan if one is None else one for one in given], dtype=float))
    return _indicators(column)


def _indicators(column: NDArray[np.generic]) -> Floats:
    """Return a column of 0 and 1 for each of the most common texts, and one for a missing text where there are any."""
    texts = np.array(["" if _is_missing(one) else str(one) for one in column.tolist()], dtype=object)
    found, counts = np.unique(texts.astype(str), return_counts=True)
    ranked = [str(one) for one in found[np.lexsort([found, -counts])] if one]
    kept = [*ranked[:LEVELS], *([""] if "" in found else [])]
    return np.stack([texts == one for one in kept], axis=1).astype(float)


def _is_missing(value: object) -> bool:
    return value is None or value != value or value == ""
