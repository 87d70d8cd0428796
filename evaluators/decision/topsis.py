"""TOPSIS: close to the best of everything, far from the worst of everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.tables import (
    LARGEST,
    ROUNDING,
    Floats,
    checked_directions,
    checked_table,
    shares_of_largest,
    shares_of_range,
)
from evaluators.decision.weights import checked_weights
from evaluators.errors import EvaluationError, NotComputable

Normalisation = Literal["vector", "minmax", "sum", "max"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TopsisResult:
    """Closeness of each tool to the ideal."""

    closeness: Floats | None  # (m,), 0..1, more is better; None: no spread, nothing tells the tools apart
    to_ideal: Floats  # (m,) weighted distance to the best of everything
    to_anti_ideal: Floats  # (m,) weighted distance to the worst of everything
    normalisation: Normalisation


def topsis(
    performances: ArrayLike,
    weights: ArrayLike,
    directions: ArrayLike,
    normalisation: Normalisation = "vector",
) -> TopsisResult:
    """Score tools by relative closeness, C = d- / (d+ + d-), with Euclidean distances.

    Parameters
    ----------
    performances : array_like, shape (m, n)
        Raw figures.
    weights : array_like, shape (n,)
        Not negative; scaled to sum 1.
    directions : array_like, shape (n,)
        +1 more is better, -1 less is better.
    normalisation : {"vector", "minmax", "sum", "max"}
        What each column is divided by: root of its sum of squares (Hwang & Yoon); its range, after its
        least figure is subtracted; its sum of absolute figures; its largest absolute figure. The result depends on
        it. A column of zeros stays zero, and so does a constant one under "minmax".

    Raises
    ------
    EvaluationError
        As ``tables.checked_table`` and ``weights.normalised``.

    References
    ----------
    Hwang & Yoon (1981), Multiple Attribute Decision Making. doi:10.1007/978-3-642-48318-9
    """
    from_best, from_worst = _gaps(performances, directions, normalisation)
    checked = checked_weights(weights, from_best.shape[1])
    to_ideal, to_anti_ideal = (np.sqrt(((gaps * checked) ** 2).sum(axis=1)) for gaps in (from_best, from_worst))
    both = to_ideal + to_anti_ideal
    return TopsisResult(
        closeness=to_anti_ideal / both if np.all(both > 0) else None,
        to_ideal=to_ideal,
        to_anti_ideal=to_anti_ideal,
        normalisation=normalisation,
    )


def topsis_many(
    performances: ArrayLike,
    weight_matrix: ArrayLike,
    directions: ArrayLike,
    normalisation: Normalisation = "vector",
) -> Floats:
    """Return the closeness of every tool under many weight vectors at once.

    Squared distances are linear in squared weights, so two matrix products give all of them.

    Parameters
    ----------
    weight_matrix : array_like, shape (draws, n)
        Not negative; rows need not sum to 1.
    performances, directions, normalisation
        As in ``topsis``.

    Returns
    -------
    ndarray, shape (draws, m)

    Raises
    ------
    NotComputable
        ``no_spread`` with the first ``draw`` whose weighted criteria do not tell the tools apart.
    EvaluationError
        ``weight_not_a_number`` or ``weight_negative`` with ``draw`` and ``index``; otherwise as ``topsis``.
    """
    from_best, from_worst = _gaps(performances, directions, normalisation)
    squared = _checked_weight_rows(weight_matrix, from_best.shape[1]) ** 2
    both, to_anti_ideal = squared @ (from_best**2).T, squared @ (from_worst**2).T
    for distances in (both, to_anti_ideal):
        np.sqrt(distances, out=distances)
    both += to_anti_ideal
    if not both.all():
        raise NotComputable("no_spread", draw=int(np.argmin(both.all(axis=1))))
    to_anti_ideal /= both
    return np.asarray(to_anti_ideal, dtype=float)


def _gaps(performances: ArrayLike, directions: ArrayLike, normalisation: Normalisation) -> tuple[Floats, Floats]:
    """Return the unweighted distances of each figure from its column's best and worst, shapes (m, n)."""
    table = checked_table(performances)
    scaled = _normalised_columns(table, normalisation) * checked_directions(directions, table.shape[1])
    from_best, from_worst = scaled.max(axis=0) - scaled, scaled - scaled.min(axis=0)
    differs = from_best.max(axis=0) > ROUNDING
    return from_best * differs, from_worst * differs


def _normalised_columns(table: Floats, normalisation: Normalisation) -> Floats:
    columns = shares_of_largest(table)
    if normalisation == "max":
        return columns
    if normalisation == "minmax":
        return shares_of_range(columns - columns.min(axis=0))
    if normalisation not in ("vector", "sum"):
        raise ValueError(f"unknown normalisation {normalisation!r}")
    sizes = np.sqrt((columns**2).sum(axis=0)) if normalisation == "vector" else np.abs(columns).sum(axis=0)
    divided: Floats = np.divide(columns, sizes, out=np.zeros_like(columns), where=sizes > 0)
    return divided


def _checked_weight_rows(weight_matrix: ArrayLike, criteria: int) -> Floats:
    rows = np.asarray(weight_matrix, dtype=float)
    if rows.ndim != 2 or rows.shape[1] != criteria:
        raise ValueError(f"weight vectors of {criteria} weights are needed, not {rows.shape}")
    low, high = rows.min(initial=0.0), rows.max(initial=0.0)
    if not (low >= 0 and high <= LARGEST):
        code, wrong = ("weight_negative", rows < 0) if low < 0 else ("weight_not_a_number", ~(rows <= LARGEST))
        draw, index = (int(place) for place in np.argwhere(wrong)[0])
        raise EvaluationError(code, draw=draw, index=index, value=float(rows[draw, index]))
    return rows
