"""Bring numeric fields to one scale, so that euros do not drown orders, and say what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evaluators.errors import DataError
from evaluators.segmentations.models.inputs import (
    CategoryField,
    Columns,
    Flags,
    Floats,
    NumberField,
    Transform,
    coded_answers,
    read_numbers,
    row_count,
)

Scaling = Literal["none", "standard", "robust"]
MissingNumbers = Literal["leave_out", "median"]

QUARTILES_PER_DEVIATION = 1.3489795003921634
"""Interquartile range of a standard normal variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldScale:
    """How one numeric field is centred and divided after its transform."""

    field: NumberField
    centre: float  # in the transformed unit
    spread: float  # in the transformed unit, above zero
    constant: bool  # True: every customer has the same value, which then tells nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingChoice:
    """What the user chose for the numeric fields."""

    scaling: Scaling = "standard"  # robust: median and interquartile range / 1.349
    missing: MissingNumbers = "leave_out"  # median: missing numbers take the median of the others
    signed_log: tuple[str, ...] = ()  # fields whose long tail is drawn in


def learn_scales(columns: Columns, names: Sequence[str], choice: ScalingChoice) -> tuple[FieldScale, ...]:
    """Learn centre and spread of each field from the rows that have it.

    Parameters
    ----------
    columns : mapping of name to array
    names : sequence of str
        Numeric fields, in the order that the matrix will have.
    choice : ScalingChoice

    Returns
    -------
    tuple of FieldScale
        One per name. A robust spread of zero (half the customers alike) falls back on the standard deviation.

    Raises
    ------
    DataError
        ``segment_fields_empty`` names every field without a single number; ``column_not_numeric``.
    """
    empty = [name for name in names if bool(read_numbers(columns, NumberField(name=name))[1].all())]
    if empty:
        raise DataError("segment_fields_empty", fields=empty)
    return tuple(_learn(columns, name, choice) for name in names)


def _learn(columns: Columns, name: str, choice: ScalingChoice) -> FieldScale:
    transform: Transform = "signed_log" if name in choice.signed_log else "none"
    fill = None
    if choice.missing == "median":
        values, missing = read_numbers(columns, NumberField(name=name))
        fill = float(np.median(values[~missing]))
    field = NumberField(name=name, transform=transform, fill=fill)
    values, missing = read_numbers(columns, field)
    given = np.sort(values[~missing])
    constant = bool(given[0] == given[-1])
    if constant or choice.scaling == "none":
        centre = float(given[0]) if constant else 0.0  # a large constant would drown the rest of a folded sum
        return FieldScale(field=field, centre=centre, spread=1.0, constant=constant)
    centre, spread = float(given.mean()), float(given.std())
    if choice.scaling == "robust":
        low, centre, high = (float(one) for one in np.quantile(given, (0.25, 0.5, 0.75)))
        spread = (high - low) / QUARTILES_PER_DEVIATION or spread
    return FieldScale(field=field, centre=centre, spread=spread, constant=constant)


def scaled_matrix(columns: Columns, scales: Sequence[FieldScale]) -> tuple[Floats, Flags]:
    """Return customers x fields on one scale, and which rows have every number."""
    rows = row_count(columns, [scale.field.name for scale in scales])
    matrix, complete = np.zeros((rows, len(scales))), np.ones(rows, dtype=np.bool_)
    for place, scale in enumerate(scales):
        values, missing = read_numbers(columns, scale.field)
        matrix[:, place] = (values - scale.centre) / scale.spread
        complete &= ~missing
    return matrix, complete


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MixedRows:
    """Numbers on one scale beside coded answers."""

    scales: tuple[FieldScale, ...]  # of the first columns
    answers: tuple[tuple[str, ...], ...]  # per field of answers: what was answered, sorted
    matrix: Floats  # customers x (numbers, then places of the answers)
    complete: Flags  # per customer: nothing is missing


def mixed_rows(
    columns: Columns, fields: Sequence[str], categories: Sequence[CategoryField], choice: ScalingChoice
) -> MixedRows:
    """Return numbers and answers side by side; either may be left out, not both.

    Raises
    ------
    NotComputable
        ``segment_fields_none``.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_fields_empty``; ``segment_columns_uneven``.
    """
    rows = row_count(columns, [*fields, *(field.name for field in categories)])
    scales = learn_scales(columns, fields, choice)
    complete = np.ones(rows, dtype=np.bool_)
    blocks, answers = [], list[tuple[str, ...]]()
    if scales:
        numbers, given = scaled_matrix(columns, scales)
        blocks.append(numbers)
        complete &= given
    if categories:
        codes, given, answers = coded_answers(columns, categories)
        blocks.append(codes)
        complete &= given
    return MixedRows(scales=scales, answers=tuple(answers), matrix=np.hstack(blocks), complete=complete)


def folded(scales: Sequence[FieldScale]) -> tuple[Floats, Floats]:
    """Return centres and spreads as arrays, one place per field."""
    centres = np.array([scale.centre for scale in scales], dtype=np.float64)
    return centres, np.array([scale.spread for scale in scales], dtype=np.float64)


def constant_fields(scales: Sequence[FieldScale]) -> list[str]:
    """Return the names of the fields that tell nothing."""
    return [scale.field.name for scale in scales if scale.constant]
