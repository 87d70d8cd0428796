"""Put customers in segments by a model's plain description, in numpy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

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
    field_names,
)
from evaluators.segmentations.models.inputs import (
    Columns,
    Flags,
    Floats,
    Labels,
    NumberField,
    Texts,
    column,
    read_answers,
    read_numbers,
    row_count,
)

UNASSIGNED = -1
CHUNK = 65_536
"""Rows worked on at a time, so that memory does not grow with the file."""


def assign(assigner: Assigner, columns: Columns) -> Labels:
    """Return the segment of each row.

    Parameters
    ----------
    assigner : Assigner
        Description of a fitted model.
    columns : mapping of name to array
        Raw columns, as they were given to the fit; others may be there too.

    Returns
    -------
    array of int, one per row
        0..K-1, or -1 where something that the model needs is missing.

    Raises
    ------
    DataError
        ``column_missing``; ``segment_columns_uneven``; ``column_not_numeric``.
    """
    names = field_names(assigner)
    if not names and isinstance(assigner, DecisionTree):
        rows = len(next(iter(columns.values()), np.zeros(0)))
        return np.full(rows, assigner.nodes[0].segment, dtype=np.int64)
    rows = row_count(columns, names)
    labels = np.full(rows, UNASSIGNED, dtype=np.int64)
    given = {name: column(columns, name) for name in names}
    for start in range(0, rows, CHUNK):
        part = {name: values[start : start + CHUNK] for name, values in given.items()}
        labels[start : start + CHUNK] = _assign_chunk(assigner, part)
    return labels


def _assign_chunk(assigner: Assigner, columns: Columns) -> Labels:
    match assigner:
        case LinearCentroids():
            numbers, missing = _numbers(columns, assigner.fields)
            found = _lowest(_linear(numbers, assigner.weights, assigner.offsets))
        case LinearSplits():
            numbers, missing = _numbers(columns, assigner.fields)
            found = _walk_splits(assigner, numbers, len(missing))
        case DiagonalMixture():
            numbers, missing = _numbers(columns, assigner.fields)
            found = _lowest(_normal(numbers, assigner.means, assigner.precisions, assigner.offsets))
        case MixedPrototypes():
            found, missing = _mixed(assigner, columns)
        case LatentClassTables():
            found, missing = _latent_class(assigner, columns)
        case DecisionTree():
            found, missing = _walk_tree(assigner, columns)
    found[missing] = UNASSIGNED
    return found


def _numbers(columns: Columns, fields: Sequence[NumberField]) -> tuple[list[Floats], Flags]:
    read = [read_numbers(columns, field) for field in fields]
    rows = len(next(iter(columns.values())))
    missing = np.zeros(rows, dtype=np.bool_)
    for _, absent in read:
        missing |= absent
    return [values for values, _ in read], missing


def _linear(numbers: Sequence[Floats], weights: Table, offsets: Row) -> Iterable[Floats | float]:
    """Yield each segment's cost, summed field by field."""
    for row, offset in zip(weights, offsets, strict=True):
        cost: Floats | float = offset
        for values, weight in zip(numbers, row, strict=True):
            cost = cost - weight * values
        yield cost


def _normal(numbers: Sequence[Floats], means: Table, precisions: Table, offsets: Row) -> Iterable[Floats | float]:
    """Yield each segment's log likelihood with its sign turned, up to a common constant."""
    for mean_row, precision_row, offset in zip(means, precisions, offsets, strict=True):
        cost: Floats | float = -offset
        for values, mean, precision in zip(numbers, mean_row, precision_row, strict=True):
            cost = cost + precision * (values - mean) ** 2
        yield cost


def _lowest(costs: Iterable[Floats | float]) -> Labels:
    """Return the place of the least cost in each row, the first of equal ones."""
    best: Floats | None = None
    labels = np.zeros(0, dtype=np.int64)
    for segment, cost in enumerate(costs):
        values = np.asarray(cost, dtype=np.float64)
        if best is None:
            best, labels = values.copy(), np.zeros(values.shape, dtype=np.int64)
            continue
        better = values < best
        labels[better] = segment
        best[better] = values[better]
    return labels


def _walk_splits(assigner: LinearSplits, numbers: Sequence[Floats], rows: int) -> Labels:
    labels = np.full(rows, UNASSIGNED, dtype=np.int64)
    waiting = [(0, np.arange(rows))]
    while waiting:
        place, here = waiting.pop()
        split = assigner.splits[place]
        if split.yes < 0:
            labels[here] = split.segment
            continue
        total = np.zeros(len(here))
        for values, weight in zip(numbers, split.weights, strict=True):
            total = total + weight * values[here]
        yes = total <= split.offset
        waiting += [(split.yes, here[yes]), (split.no, here[~yes])]
    return labels


def _mixed(assigner: MixedPrototypes, columns: Columns) -> tuple[Labels, Flags]:
    numbers, missing = _numbers(columns, assigner.fields)
    texts = []
    for field in assigner.categories:
        values, absent = read_answers(columns, field)
        texts.append(values)
        missing |= absent
    return _lowest(_mixed_costs(assigner, numbers, texts)), missing


def _mixed_costs(
    assigner: MixedPrototypes, numbers: Sequence[Floats], texts: Sequence[Texts]
) -> Iterable[Floats | float]:
    costs = _linear(numbers, assigner.weights, assigner.offsets)
    for cost, prototype in zip(costs, assigner.prototypes, strict=True):
        total = cost
        for values, usual in zip(texts, prototype, strict=True):
            total = total + assigner.mismatch * (values != usual)
        yield total


def _latent_class(assigner: LatentClassTables, columns: Columns) -> tuple[Labels, Flags]:
    numbers, missing = _numbers(columns, assigner.fields)
    coded = []
    for field, answers in zip(assigner.categories, assigner.answers, strict=True):
        at = {answer: place for place, answer in enumerate(answers)}
        texts, absent = read_answers(columns, field)
        codes = np.array([at.get(text, UNASSIGNED) for text in texts.tolist()], dtype=np.int64)
        missing |= absent | (codes < 0)
        coded.append(codes)
    return _lowest(_latent_costs(assigner, numbers, coded)), missing


def _latent_costs(
    assigner: LatentClassTables, numbers: Sequence[Floats], coded: Sequence[Labels]
) -> Iterable[Floats | float]:
    costs = _normal(numbers, assigner.means, assigner.precisions, assigner.offsets)
    for segment, cost in enumerate(costs):
        total = cost
        for codes, shares in zip(coded, assigner.log_shares, strict=True):
            total = total - np.asarray(shares[segment])[codes]
        yield total


def _walk_tree(assigner: DecisionTree, columns: Columns) -> tuple[Labels, Flags]:
    numbers, missing = _numbers(columns, assigner.fields)
    by_name = dict(zip((field.name for field in assigner.fields), numbers, strict=True))
    texts = {}
    for field in assigner.categories:
        texts[field.name], absent = read_answers(columns, field)
        missing |= absent
    labels = np.full(len(missing), UNASSIGNED, dtype=np.int64)
    waiting = [(0, np.arange(len(missing)))]
    while waiting:
        place, here = waiting.pop()
        node = assigner.nodes[place]
        if node.field is None:
            labels[here] = node.segment
        elif node.threshold is not None:
            yes = by_name[node.field][here] <= node.threshold
            waiting += [(node.yes, here[yes]), (node.no, here[~yes])]
        else:
            yes = np.asarray(texts[node.field][here] == node.answer, dtype=np.bool_)
            waiting += [(node.yes, here[yes]), (node.no, here[~yes])]
    return labels, missing
