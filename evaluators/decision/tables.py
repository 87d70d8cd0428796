"""Checked inputs of the methods: a table of tools by criteria, and its directions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import EvaluationError, NotComputable

Floats = NDArray[np.float64]

LARGEST = 1e100  # beyond this, squares and differences would leave the number range
ROUNDING = 1e-12  # share of a column's largest figure under which a difference is rounding


def checked_table(table: ArrayLike) -> Floats:
    """Return a table of tools by criteria as floats.

    Parameters
    ----------
    table : array_like, shape (m, n)
        Raw performances or values.

    Raises
    ------
    NotComputable
        ``no_tools`` or ``no_criteria`` when a side is empty.
    EvaluationError
        ``performance_not_a_number`` with the 0-based ``tool`` and ``criterion``, also beyond ``LARGEST``.
    """
    checked = np.asarray(table, dtype=float)
    if checked.ndim != 2:
        raise ValueError(f"a table of tools by criteria is needed, not {checked.ndim} dimensions")
    if checked.shape[0] == 0:
        raise NotComputable("no_tools")
    if checked.shape[1] == 0:
        raise NotComputable("no_criteria")
    wrong = np.argwhere(~(np.abs(checked) <= LARGEST))
    if len(wrong):
        tool, criterion = (int(place) for place in wrong[0])
        raise EvaluationError(
            "performance_not_a_number", tool=tool, criterion=criterion, value=float(checked[tool, criterion])
        )
    return checked


def checked_directions(directions: ArrayLike, criteria: int) -> Floats:
    """Return the directions, each +1 (more is better) or -1 (less is better)."""
    checked = np.asarray(directions, dtype=float)
    if checked.shape != (criteria,) or not np.all(np.abs(checked) == 1):
        raise ValueError(f"{criteria} directions of +1 or -1 are needed, not {directions!r}")
    return checked


def shares_of_largest(table: Floats) -> Floats:
    """Divide every column by its largest absolute figure; a column of zeros stays zero."""
    return _divided(table, np.abs(table).max(axis=0), smallest=0.0)


def shares_of_range(gaps: Floats) -> Floats:
    """Divide every column of gaps by its largest; a column in which nothing but rounding differs becomes zero.

    Parameters
    ----------
    gaps : ndarray, shape (m, n)
        Distances from a column's end, in shares of its largest figure.
    """
    return _divided(gaps, gaps.max(axis=0), smallest=ROUNDING)


def _divided(table: Floats, by: Floats, *, smallest: float) -> Floats:
    divided: Floats = np.divide(table, by, out=np.zeros_like(table), where=by > smallest)
    return divided
