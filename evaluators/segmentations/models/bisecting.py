"""Bisecting k-means: the loosest segment is halved until there are enough, so each K refines the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluators.segmentations.models.assigner import LinearSplits, Split
from evaluators.segmentations.models.inputs import Columns, FixedRows, Floats, Labels, fixed_rows
from evaluators.segmentations.models.kmeans import FIT_ROWS, linear_terms, one_thread
from evaluators.segmentations.models.results import FittedModel, finished, numbered_by_size
from evaluators.segmentations.models.scaling import (
    FieldScale,
    ScalingChoice,
    constant_fields,
    learn_scales,
    scaled_matrix,
)
from evaluators.segmentations.models.search import Search, searched
from evaluators.segmentations.restarts import RestartAdequacy
from evaluators.segmentations.stability import Progress


@dataclass(frozen=True, slots=True, eq=False)
class _End:
    """A segment while the tree grows."""

    split: int  # its place among the splits
    rows: Labels  # places of its rows in the fixed order
    sse: float  # about its own centre


def fit_bisecting(
    columns: Columns,
    fields: Sequence[str],
    segments: int,
    *,
    rng: np.random.Generator,
    scaling: ScalingChoice | None = None,
    search: Search | None = None,
    row_limit: int = FIT_ROWS,
    progress: Progress | None = None,
) -> FittedModel:
    """Halve the segment with the largest sum of squares by k-means with K = 2, until there are K.

    Parameters are those of :func:`~evaluators.segmentations.models.kmeans.fit_kmeans`; a start here is one attempt
    at one halving, 5 or else 40, and the reported restarts are those of the halving that was found least often.

    Returns
    -------
    FittedModel
        The description walks the halvings, which is not always the nearest of all K centroids.

    Raises
    ------
    NotComputable
        ``segments_below_one``; ``segments_above_distinct``; ``segment_fields_none``.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_fields_empty``; ``segment_columns_uneven``.

    References
    ----------
    Steinbach, Karypis and Kumar (2000), KDD Workshop on Text Mining.
    """
    scales = learn_scales(columns, fields, scaling or ScalingChoice())
    matrix, complete = scaled_matrix(columns, scales)
    rows = fixed_rows(matrix, complete, segments=segments, rng=rng, row_limit=row_limit)
    splits = [_end_split(0)]
    ends = [_end(rows, 0, np.arange(len(rows.matrix)))]
    weakest: RestartAdequacy | None = None
    with one_thread(rows):
        while len(ends) < segments:
            worst = max((end for end in ends if len(end.rows) > 1), key=lambda end: (end.sse, -end.split))
            centres, found = _halved(rows, worst, search or Search(tries=5, limit=40), rng)
            splits, halves = _grown(scales, rows, splits, worst, centres)
            ends = [end for end in ends if end is not worst] + halves
            weakest = found if weakest is None or found.found < weakest.found else weakest
            if progress is not None:
                progress(len(ends) / segments)
    return finished(
        "bisecting",
        LinearSplits(fields=tuple(scale.field for scale in scales), splits=_numbered(rows, splits, ends)),
        columns,
        rows,
        segments=segments,
        restarts=weakest,
        sse=sum(end.sse for end in ends),
        constant=constant_fields(scales),
    )


def _end_split(segment: int) -> Split:
    return Split(weights=(), offset=0.0, yes=-1, no=-1, segment=segment)


def _end(rows: FixedRows, split: int, members: Labels) -> _End:
    matrix, counts = rows.matrix[members], rows.counts[members]
    centre = counts @ matrix / counts.sum()
    return _End(split, members, float(counts @ ((matrix - centre) ** 2).sum(axis=1)))


def _halved(rows: FixedRows, end: _End, search: Search, rng: np.random.Generator) -> tuple[Floats, RestartAdequacy]:
    from sklearn.cluster import KMeans

    matrix, counts = rows.matrix[end.rows], rows.counts[end.rows]

    def start(seed: int) -> tuple[float, Floats]:
        model = KMeans(2, n_init=1, tol=0.0, random_state=seed).fit(matrix, sample_weight=counts)
        return float(model.inertia_), model.cluster_centers_

    found = searched(start, search, rng=rng, progress=None)
    return found.solution, found.adequacy


def _grown(
    scales: Sequence[FieldScale], rows: FixedRows, splits: Sequence[Split], end: _End, centres: Floats
) -> tuple[list[Split], list[_End]]:
    """Turn an end into a choice between two ends; who goes where is decided by the folded numbers themselves."""
    centres = centres[np.lexsort(centres.T[::-1])]
    weights, offsets = linear_terms(scales, centres)
    matrix = rows.matrix[end.rows]
    distances = ((matrix[:, None, :] - centres[None]) ** 2).sum(axis=2)
    first = distances[:, 0] <= distances[:, 1]
    choice = Split(
        weights=tuple((weights[1] - weights[0]).tolist()),
        offset=float(offsets[1] - offsets[0]),
        yes=len(splits),
        no=len(splits) + 1,
        segment=-1,
    )
    grown = [*splits, _end_split(0), _end_split(0)]
    grown[end.split] = choice
    halves = [_end(rows, choice.yes, end.rows[first]), _end(rows, choice.no, end.rows[~first])]
    return grown, halves


def _numbered(rows: FixedRows, splits: Sequence[Split], ends: Sequence[_End]) -> tuple[Split, ...]:
    labels = np.zeros(len(rows.matrix), dtype=np.int64)
    for place, end in enumerate(ends):
        labels[end.rows] = place
    centres = np.array([rows.counts[end.rows] @ rows.matrix[end.rows] / rows.counts[end.rows].sum() for end in ends])
    done = list(splits)
    for segment, place in enumerate(numbered_by_size(labels, rows.counts, centres).tolist()):
        at = ends[place].split
        done[at] = replace(done[at], segment=segment)
    return tuple(done)
