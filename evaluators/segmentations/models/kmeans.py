"""k-means on scaled numbers: many starts, one linear description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from evaluators.segmentations.models.assigner import LinearCentroids
from evaluators.segmentations.models.inputs import Columns, FixedRows, Floats, Labels, fixed_rows
from evaluators.segmentations.models.results import FittedModel, finished, numbered_by_size
from evaluators.segmentations.models.scaling import (
    FieldScale,
    ScalingChoice,
    constant_fields,
    folded,
    learn_scales,
    scaled_matrix,
)
from evaluators.segmentations.models.search import Search, searched
from evaluators.segmentations.stability import Progress

FIT_ROWS = 50_000
"""Customers a fit looks at; the description then assigns everybody."""
EXACT_ROWS = 20_000
"""Up to here k-means runs until nobody moves; above, until the centroids all but stand."""


def fit_kmeans(
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
    """Fit k-means and describe it by linear scores.

    Parameters
    ----------
    columns : mapping of name to array
    fields : sequence of str
        Numeric columns to segment by.
    segments : int
        K, at least 1.
    rng : Generator
        Seeds of the starts, and the sample where rows are many. The order of rows changes nothing.
    scaling : ScalingChoice, optional
        Standard scaling by default.
    search : Search, optional
        10 starts, 200 where the best has not been found three times.
    row_limit : int
        Fitted customers at most.

    Returns
    -------
    FittedModel
        ``sse`` on the common scale over the fitted customers.

    Raises
    ------
    NotComputable
        ``segments_below_one``; ``segments_above_distinct``; ``segment_fields_none``.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_fields_empty``; ``segment_columns_uneven``.

    References
    ----------
    Lloyd (1982), doi:10.1109/TIT.1982.1056489; Arthur and Vassilvitskii (2007) for the starts.
    """
    scales = learn_scales(columns, fields, scaling or ScalingChoice())
    matrix, complete = scaled_matrix(columns, scales)
    rows = fixed_rows(matrix, complete, segments=segments, rng=rng, row_limit=row_limit)
    with one_thread(rows):
        found = searched(lambda seed: _start(rows, segments, seed), search or Search(), rng=rng, progress=progress)
    centres, labels = found.solution
    centres = centres[numbered_by_size(labels, rows.counts, centres)]
    return finished(
        "kmeans",
        linear_centroids(scales, centres),
        columns,
        rows,
        segments=segments,
        restarts=found.adequacy,
        sse=found.adequacy.best,
        constant=constant_fields(scales),
    )


def _start(rows: FixedRows, segments: int, seed: int) -> tuple[float, tuple[Floats, Labels]]:
    from sklearn.cluster import KMeans

    tolerance = 0.0 if len(rows.matrix) <= EXACT_ROWS else 1e-4
    model = KMeans(segments, n_init=1, tol=tolerance, random_state=seed)
    model.fit(rows.matrix, sample_weight=rows.counts)
    return float(model.inertia_), (model.cluster_centers_, model.labels_.astype(np.int64))


@contextmanager
def one_thread(rows: FixedRows) -> Iterator[None]:
    """Keep small fits on one thread: handing them out costs more than they do."""
    import sklearn.cluster  # noqa: F401 - only loaded libraries can be limited
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it ships none

    with threadpool_limits(1 if len(rows.matrix) <= EXACT_ROWS else None):
        yield


def linear_centroids(scales: Sequence[FieldScale], centres: Floats) -> LinearCentroids:
    """Fold the scaling into one weight per field and one offset per segment.

    With z = (x - m) / s, the squared distance |z - c|² is, up to what all segments share,
    |c|² + 2 c·(m / s) - sum(2 c / s · x).
    """
    weights, offsets = linear_terms(scales, centres)
    return LinearCentroids(
        fields=tuple(scale.field for scale in scales),
        weights=tuple(tuple(row) for row in weights.tolist()),
        offsets=tuple(offsets.tolist()),
    )


def linear_terms(scales: Sequence[FieldScale], centres: Floats) -> tuple[Floats, Floats]:
    """Return weights (segments x fields) and offsets (segments) of the folded distances."""
    middle, spread = folded(scales)
    weights = 2.0 * centres / spread
    return weights, (centres**2).sum(axis=1) + (weights * middle).sum(axis=1)
