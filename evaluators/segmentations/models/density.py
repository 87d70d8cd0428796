"""Dense groups of customers (HDBSCAN), with a tree of questions for everybody who was not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evaluators.errors import NotComputable
from evaluators.notes import Note, Severity
from evaluators.segmentations.models.assigning import UNASSIGNED, assign
from evaluators.segmentations.models.inputs import Columns, FixedRows, Labels, NumberField, fixed_rows
from evaluators.segmentations.models.results import FittedModel, fit_notes, numbered_by_size, sizes_of
from evaluators.segmentations.models.scaling import ScalingChoice, constant_fields, learn_scales, scaled_matrix
from evaluators.segmentations.models.tree import fit_tree, tree_agreement

DENSITY_ROWS = 10_000
"""Customers the search looks at: its time grows with their square."""
SMALLEST_SHARE = 0.02
"""Share of the fitted customers that a segment must have, unless told otherwise."""
FAITHFUL = 0.9
"""Fidelity below which the tree is said not to stand in for the segments."""


def fit_density(
    columns: Columns,
    fields: Sequence[str],
    *,
    rng: np.random.Generator,
    smallest: int | None = None,
    scaling: ScalingChoice | None = None,
    depth: int = 6,
    row_limit: int = DENSITY_ROWS,
) -> FittedModel:
    """Find groups that are denser than what lies between them; the number of groups is found too.

    Parameters
    ----------
    columns : mapping of name to array
    fields : sequence of str
        Numeric columns to segment by.
    smallest : int, optional
        Customers of the smallest group; 2 % of the fitted ones by default, at least 5.
    depth : int
        Questions in a row of the tree at most.
    row_limit : int
        Fitted customers at most.

    Returns
    -------
    FittedModel
        ``labels`` are the method's own where it looked, -1 between the groups, and the tree's elsewhere; ``assigner``
        is the tree, and ``fidelity`` says how far the two agree.

    Raises
    ------
    NotComputable
        ``segments_none_dense``; ``segments_above_distinct``; ``segment_fields_none``.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_fields_empty``; ``segment_columns_uneven``.

    References
    ----------
    Campello, Moulavi and Sander (2013), doi:10.1007/978-3-642-37456-2_14
    """
    scales = learn_scales(columns, fields, scaling or ScalingChoice())
    matrix, complete = scaled_matrix(columns, scales)
    rows = fixed_rows(matrix, complete, segments=2, rng=rng, row_limit=row_limit)
    found = _dense(rows, smallest or max(5, round(SMALLEST_SHARE * rows.customers)))
    segments = int(found.max()) + 1
    seen = rows.places >= 0
    labels = np.full(len(matrix), UNASSIGNED, dtype=np.int64)
    labels[seen] = found[rows.places[seen]]
    looked_at = {name: np.asarray(columns[name])[seen] for name in fields}
    plain = [NumberField(name=scale.field.name, fill=scale.field.fill) for scale in scales]
    tree = fit_tree(looked_at, plain, (), labels[seen], rng=rng, depth=depth)
    rest = complete & ~seen
    if rest.any():
        labels[rest] = assign(tree.assigner, {name: np.asarray(columns[name])[rest] for name in fields})
    sizes = sizes_of(labels, segments)
    fidelity = replace(tree.fidelity, agreement=tree_agreement(tree.assigner, looked_at, labels[seen]))
    return FittedModel(
        method="density",
        segments=segments,
        labels=labels,
        sizes=sizes,
        assigner=tree.assigner,
        fitted_rows=rows.customers,
        sse=None,
        likelihood=None,
        restarts=None,
        fidelity=fidelity,
        notes=fit_notes(labels, sizes, rows.customers, constant=constant_fields(scales))
        + _faithful(fidelity.balanced_accuracy),
    )


def _dense(rows: FixedRows, smallest: int) -> Labels:
    """Return the group of each distinct row, by falling size; -1 between the groups."""
    from sklearn.cluster import HDBSCAN

    if smallest > rows.customers or smallest < 2:
        raise NotComputable("segments_none_dense", customers=rows.customers, smallest=smallest)
    each = HDBSCAN(min_cluster_size=smallest, copy=True).fit(rows.repeated()).labels_
    first = np.concatenate([[0], np.cumsum(rows.counts)[:-1]]).astype(np.int64)
    found = np.asarray(each[first], dtype=np.int64)
    kept = np.unique(found[found >= 0])
    if not len(kept):
        raise NotComputable("segments_none_dense", customers=rows.customers, smallest=smallest)
    grouped = found >= 0
    place = np.searchsorted(kept, found[grouped])
    centres = np.array([rows.matrix[found == group].mean(axis=0) for group in kept])
    order = numbered_by_size(place, rows.counts[grouped], centres)
    renumbered = np.full(len(found), UNASSIGNED, dtype=np.int64)
    renumbered[grouped] = np.argsort(order)[place]
    return renumbered


def _faithful(accuracy: float | None) -> tuple[Note, ...]:
    if accuracy is None:
        return (Note(code="segment_tree_unchecked", severity=Severity.WARNING),)
    severity = Severity.INFO if accuracy >= FAITHFUL else Severity.WARNING
    return (Note(code="segment_tree_stands_in", severity=severity, facts={"percent": round(100.0 * accuracy, 1)}),)
