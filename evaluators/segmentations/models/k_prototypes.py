"""k-prototypes: k-means for numbers and answers together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluators.segmentations.models.assigner import MixedPrototypes
from evaluators.segmentations.models.inputs import (
    CategoryField,
    Columns,
    FixedRows,
    Floats,
    Labels,
    fixed_rows,
)
from evaluators.segmentations.models.kmeans import FIT_ROWS, linear_terms
from evaluators.segmentations.models.results import FittedModel, finished, numbered_by_size
from evaluators.segmentations.models.scaling import ScalingChoice, constant_fields, mixed_rows
from evaluators.segmentations.models.search import Search, searched
from evaluators.segmentations.stability import Progress

ROUNDS = 100
"""Rounds of one start at most; each lowers the cost, and few starts need twenty."""


@dataclass(frozen=True, slots=True, eq=False)
class _Prototypes:
    """Centres of one start: the first columns are means, the rest places of the usual answers."""

    numeric: int  # how many columns are numbers
    centres: Floats  # segments x columns
    labels: Labels  # per fixed row


def fit_k_prototypes(
    columns: Columns,
    fields: Sequence[str],
    categories: Sequence[CategoryField],
    segments: int,
    *,
    rng: np.random.Generator,
    mismatch: float | None = None,
    scaling: ScalingChoice | None = None,
    search: Search | None = None,
    row_limit: int = FIT_ROWS,
    progress: Progress | None = None,
) -> FittedModel:
    """Minimise squared scaled distances plus a price for each differing answer.

    Parameters
    ----------
    fields : sequence of str
        Numeric columns; may be empty (k-modes).
    categories : sequence of CategoryField
        Columns of answers; may be empty (k-means).
    mismatch : float, optional
        Price of one differing answer, at least 0. Half the mean standard deviation of the scaled numbers by default,
        1 without numbers.

    The rest as in :func:`~evaluators.segmentations.models.kmeans.fit_kmeans`. Starts are drawn as in k-means++.

    Returns
    -------
    FittedModel
        ``sse`` is the cost over the fitted customers: squares plus prices.

    Raises
    ------
    NotComputable
        ``segments_below_one``; ``segments_above_distinct``; ``segment_fields_none``.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_fields_empty``; ``segment_columns_uneven``.

    References
    ----------
    Huang (1998), doi:10.1023/A:1009769707641
    """
    mixed = mixed_rows(columns, fields, categories, scaling or ScalingChoice())
    scales, answers = mixed.scales, mixed.answers
    rows = fixed_rows(mixed.matrix, mixed.complete, segments=segments, rng=rng, row_limit=row_limit)
    price = _price(rows, len(scales)) if mismatch is None else mismatch
    found = searched(
        lambda seed: _start(rows, segments, len(scales), price, np.random.default_rng(seed)),
        search or Search(),
        rng=rng,
        progress=progress,
    )
    best = found.solution
    centres = best.centres[numbered_by_size(best.labels, rows.counts, best.centres)]
    weights, offsets = linear_terms(scales, centres[:, : len(scales)])
    usual = centres[:, len(scales) :].astype(np.int64).tolist()
    return finished(
        "k_prototypes",
        MixedPrototypes(
            fields=tuple(scale.field for scale in scales),
            weights=tuple(tuple(row) for row in weights.tolist()),
            offsets=tuple(offsets.tolist()),
            categories=tuple(categories),
            prototypes=tuple(tuple(known[place] for known, place in zip(answers, row, strict=True)) for row in usual),
            mismatch=price,
        ),
        columns,
        rows,
        segments=segments,
        restarts=found.adequacy,
        sse=found.adequacy.best,
        constant=constant_fields(scales),
    )


def _price(rows: FixedRows, numeric: int) -> float:
    if numeric == 0:
        return 1.0
    numbers, shares = rows.matrix[:, :numeric], rows.counts / rows.customers
    variances = shares @ (numbers - shares @ numbers) ** 2
    return float(np.sqrt(variances).mean()) / 2.0


def _start(
    rows: FixedRows, segments: int, numeric: int, price: float, rng: np.random.Generator
) -> tuple[float, _Prototypes]:
    """Draw prototypes, then move rows and prototypes in turn until nothing changes."""
    centres = _drawn(rows, segments, numeric, price, rng)
    labels = np.full(len(rows.matrix), -1, dtype=np.int64)
    for _ in range(ROUNDS):
        costs = _costs(rows.matrix, centres, numeric, price)
        nearest = np.asarray(costs.argmin(axis=1), dtype=np.int64)
        nearest = _filled(nearest, costs, segments)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        centres = _moved(rows, labels, segments, numeric)
    costs = _costs(rows.matrix, centres, numeric, price)
    total = float(rows.counts @ costs[np.arange(len(labels)), labels])
    return total, _Prototypes(numeric, centres, labels)


def _costs(matrix: Floats, centres: Floats, numeric: int, price: float) -> Floats:
    costs = np.empty((len(matrix), len(centres)))
    for segment, centre in enumerate(centres):
        squares = ((matrix[:, :numeric] - centre[:numeric]) ** 2).sum(axis=1)
        costs[:, segment] = squares + price * (matrix[:, numeric:] != centre[numeric:]).sum(axis=1)
    return costs


def _drawn(rows: FixedRows, segments: int, numeric: int, price: float, rng: np.random.Generator) -> Floats:
    """Draw rows far from those already drawn: the chance is proportional to the cost to the nearest of them."""
    chosen = [int(rng.choice(len(rows.matrix), p=rows.counts / rows.customers))]
    least = np.full(len(rows.matrix), np.inf)
    while len(chosen) < segments:
        last = rows.matrix[chosen[-1:]]
        least = np.minimum(least, _costs(rows.matrix, last, numeric, price)[:, 0])
        weight = least * rows.counts
        if weight.sum() <= 0:  # every row left costs nothing, as where answers have no price
            weight = np.ones(len(rows.matrix))
            weight[chosen] = 0.0
        chosen.append(int(rng.choice(len(rows.matrix), p=weight / weight.sum())))
    return rows.matrix[chosen]


def _filled(labels: Labels, costs: Floats, segments: int) -> Labels:
    """Give a segment that nobody is nearest to the row that fits its own the worst."""
    sizes = np.bincount(labels, minlength=segments)
    own = costs[np.arange(len(labels)), labels].copy()
    for segment in np.flatnonzero(sizes == 0).tolist():
        movable = np.where(sizes[labels] > 1, own, -1.0)
        row = int(movable.argmax())
        sizes[labels[row]] -= 1
        sizes[segment] += 1
        labels[row], own[row] = segment, -1.0
    return labels


def _moved(rows: FixedRows, labels: Labels, segments: int, numeric: int) -> Floats:
    """Return means of the numbers and the most usual answers, the first of equally usual ones."""
    centres = np.empty((segments, rows.matrix.shape[1]))
    totals = np.bincount(labels, weights=rows.counts, minlength=segments)
    for place in range(rows.matrix.shape[1]):
        values = rows.matrix[:, place]
        if place < numeric:
            centres[:, place] = np.bincount(labels, weights=rows.counts * values, minlength=segments) / totals
            continue
        codes = values.astype(np.int64)
        width = int(codes.max()) + 1
        tally = np.bincount(labels * width + codes, weights=rows.counts, minlength=segments * width)
        centres[:, place] = tally.reshape(segments, width).argmax(axis=1)
    return centres
