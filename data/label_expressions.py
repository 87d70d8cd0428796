"""Models' plain descriptions as portable expressions: sums of products, comparisons and CASE, one row at a time.

The sums run in the order of ``evaluators.segmentations.models.assigning``, on constants that lose no digit, so a
database gives the labels that numpy gives; only a logarithm may differ in its last digit. -1 is unassigned. Of equally
good segments the lowest number wins.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from data.label_answers import Answer, answer_of
from data.measures import column_of
from evaluators.errors import DataError
from evaluators.segmentations.models.assigner import (
    Assigner,
    DecisionTree,
    DiagonalMixture,
    LatentClassTables,
    LinearCentroids,
    LinearSplits,
    MixedPrototypes,
    Row,
    Table,
)
from evaluators.segmentations.models.assigning import UNASSIGNED
from evaluators.segmentations.models.inputs import CategoryField, NumberField

if TYPE_CHECKING:
    from ibis.expr import types

LARGEST = sys.float_info.max
Products = Callable[[Sequence[Any], Sequence[Row]], list[Any]]
"""From values and rows of constants to each row's sum of products, in order."""


def number(value: float) -> Any:
    """Return a constant to its last digit: written as a decimal number it may be rounded twice on its way."""
    import ibis

    return ibis.literal(repr(float(value))).cast("float64")


def model_labels(
    table: types.Table, assigner: Assigner, name: str, *, products: Products | None = None
) -> types.Table:
    """Return the table with one more column: each row's segment.

    Parameters
    ----------
    table : ibis table
        Raw columns, as they were given to the fit.
    assigner : Assigner
        Description of a fitted model.
    name : str
        Of the new column, unlike all others.
    products : callable, optional
        An engine's own way to many sums of products over the same values, for the nearest centroid.

    Raises
    ------
    DataError
        ``column_missing``; ``column_not_numeric``; ``column_not_answers``.
    """
    steps = _Steps(table, name)
    numbers = [steps.number(field) for field in assigner.fields]
    match assigner:
        case LinearCentroids():
            rows = [(offset, *(-weight for weight in row)) for row, offset in _pairs(assigner.weights, assigner.offsets)]
            found = steps.lowest((products or _portable)([number(1.0), *numbers], rows))
        case LinearSplits():
            found = _split(assigner, numbers, 0)
        case DiagonalMixture():
            found = steps.lowest(_normal(numbers, assigner))
        case MixedPrototypes():
            found = steps.lowest(_mixed(assigner, numbers, [steps.answer(field) for field in assigner.categories]))
        case LatentClassTables():
            found = steps.lowest(_latent(assigner, numbers, [steps.answer(field) for field in assigner.categories]))
        case DecisionTree():
            asked: dict[str, Any] = {field.name: given for field, given in zip(assigner.fields, numbers, strict=True)}
            found = _node(assigner, asked | {field.name: steps.answer(field) for field in assigner.categories}, 0)
    return steps.labelled(found)
