"""Mixture of independent normals on scaled numbers: segments may be wide or narrow, and overlap."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evaluators.segmentations.models.assigner import DiagonalMixture
from evaluators.segmentations.models.inputs import Columns, Floats, fixed_rows
from evaluators.segmentations.models.kmeans import FIT_ROWS, one_thread
from evaluators.segmentations.models.results import FittedModel, finished, likelihood, numbered_by_size
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

if TYPE_CHECKING:
    from sklearn.mixture import GaussianMixture

LEAST_VARIANCE = 1e-6
"""Added to every variance on the common scale, so that no segment closes in on a single value."""


def fit_gaussian_mixture(
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
    """Fit normals with a variance of their own per segment and field, by expectation-maximisation.

    Parameters are those of :func:`~evaluators.segmentations.models.kmeans.fit_kmeans`; 5 starts, or else 40.

    Returns
    -------
    FittedModel
        ``likelihood`` on the common scale over the fitted customers: comparable between numbers of segments on the
        same fields and scaling, not beyond.

    Raises
    ------
    NotComputable
        ``segments_below_one``; ``segments_above_distinct``; ``segment_fields_none``.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_fields_empty``; ``segment_columns_uneven``.

    References
    ----------
    Dempster, Laird and Rubin (1977), doi:10.1111/j.2517-6161.1977.tb01600.x
    """
    scales = learn_scales(columns, fields, scaling or ScalingChoice())
    matrix, complete = scaled_matrix(columns, scales)
    rows = fixed_rows(matrix, complete, segments=segments, rng=rng, row_limit=row_limit)
    customers = rows.repeated()
    single = _single_log_likelihood(customers)

    def start(seed: int) -> tuple[float, GaussianMixture]:
        model = _fitted(customers, segments, seed)
        return single - float(model.score(customers)) * len(customers), model

    with one_thread(rows):
        found = searched(start, search or Search(tries=5, limit=40), rng=rng, progress=progress)
    model = found.solution
    terms = _log_terms(customers, model)
    order = numbered_by_size(terms.argmax(axis=1), np.ones(len(terms)), model.means_)
    parameters = segments - 1 + 2 * segments * customers.shape[1]
    return finished(
        "gaussian_mixture",
        _folded_mixture(scales, model.weights_[order], model.means_[order], model.covariances_[order]),
        columns,
        rows,
        segments=segments,
        restarts=found.adequacy,
        likelihood=likelihood(terms, np.ones(len(terms)), parameters),
        constant=constant_fields(scales),
        converged=bool(model.converged_),
    )


def _fitted(customers: Floats, segments: int, seed: int) -> GaussianMixture:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(
        segments, covariance_type="diag", reg_covar=LEAST_VARIANCE, max_iter=500, tol=1e-4, random_state=seed
    )
    with warnings.catch_warnings():
        # told as the note segment_fit_not_settled on the best start
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(customers)


def _single_log_likelihood(customers: Floats) -> float:
    variances = customers.var(axis=0) + LEAST_VARIANCE
    shares = customers.var(axis=0) / variances
    return -0.5 * len(customers) * float((np.log(2.0 * np.pi * variances) + shares).sum())


def _log_terms(customers: Floats, model: GaussianMixture) -> Floats:
    """Return log share + log density of each customer in each segment."""
    terms = np.empty((len(customers), len(model.weights_)))
    for place, (share, mean, variance) in enumerate(zip(model.weights_, model.means_, model.covariances_, strict=True)):
        squares = ((customers - mean) ** 2 / variance + np.log(2.0 * np.pi * variance)).sum(axis=1)
        terms[:, place] = np.log(share) - 0.5 * squares
    return terms


def _folded_mixture(scales: Sequence[FieldScale], shares: Floats, means: Floats, variances: Floats) -> DiagonalMixture:
    middle, spread = folded(scales)
    offsets = np.log(shares) - 0.5 * np.log(variances).sum(axis=1)
    return DiagonalMixture(
        fields=tuple(scale.field for scale in scales),
        means=_table(middle + spread * means),
        precisions=_table(0.5 / (variances * spread**2)),
        offsets=tuple(offsets.tolist()),
    )


def _table(values: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())
