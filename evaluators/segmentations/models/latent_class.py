"""Latent classes: segments whose members answer alike, question by question, with numbers beside."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.segmentations.models.assigner import LatentClassTables
from evaluators.segmentations.models.inputs import (
    CategoryField,
    Columns,
    FixedRows,
    Floats,
    fixed_rows,
)
from evaluators.segmentations.models.kmeans import FIT_ROWS, one_thread
from evaluators.segmentations.models.results import FittedModel, finished, likelihood, numbered_by_size
from evaluators.segmentations.models.scaling import (
    FieldScale,
    ScalingChoice,
    constant_fields,
    folded,
    mixed_rows,
)
from evaluators.segmentations.models.search import Search, searched
from evaluators.segmentations.stability import Progress

LEAST_SHARE = 1e-15
"""Least share of an answer in a class: a logarithm is taken of it."""
SETTLED = 1e-8
"""Gain in mean log likelihood per customer below which a start has settled."""
ROUNDS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class _Questions:
    """How the matrix is laid out: scaled numbers first, then one column of places per question."""

    scales: tuple[FieldScale, ...]
    categories: tuple[CategoryField, ...]
    answers: tuple[tuple[str, ...], ...]  # per question

    @property
    def parameters(self) -> int:
        """Free parameters of one class, its share apart."""
        return 2 * len(self.scales) + sum(len(known) - 1 for known in self.answers)


@dataclass(frozen=True, slots=True, eq=False)
class _Classes:
    """What one start found."""

    shares: Floats  # per class
    tables: tuple[Floats, ...]  # per question, classes x answers
    means: Floats  # classes x numbers
    variances: Floats  # classes x numbers
    converged: bool


def fit_latent_class(
    columns: Columns,
    categories: Sequence[CategoryField],
    segments: int,
    *,
    rng: np.random.Generator,
    fields: Sequence[str] = (),
    scaling: ScalingChoice | None = None,
    search: Search | None = None,
    row_limit: int = FIT_ROWS,
    progress: Progress | None = None,
) -> FittedModel:
    """Fit classes within which answers are independent, and numbers normal, by expectation-maximisation.

    Parameters
    ----------
    categories : sequence of CategoryField
        Questions; yes/no or any number of answers.
    fields : sequence of str
        Numeric columns beside the questions.

    The rest as in :func:`~evaluators.segmentations.models.kmeans.fit_kmeans`; 10 starts, or else 40.

    Returns
    -------
    FittedModel
        ``likelihood`` over the fitted customers, numbers on the common scale.

    Raises
    ------
    NotComputable
        ``segments_below_one``; ``segments_above_distinct``; ``segment_fields_none``.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_fields_empty``; ``segment_columns_uneven``.

    References
    ----------
    Goodman (1974), doi:10.1093/biomet/61.2.215; fitted with stepmix, Morin et al. (2025), doi:10.18637/jss.v113.i08
    """
    mixed = mixed_rows(columns, fields, categories, scaling or ScalingChoice())
    rows = fixed_rows(mixed.matrix, mixed.complete, segments=segments, rng=rng, row_limit=row_limit)
    questions = _Questions(mixed.scales, tuple(categories), mixed.answers)
    laid_out, plan = _laid_out(rows, questions)

    single, _ = _start(laid_out, rows.counts, questions, plan, 1, 0)

    def start(seed: int) -> tuple[float, _Classes]:
        lost, classes = _start(laid_out, rows.counts, questions, plan, segments, seed)
        return lost - single, classes

    with one_thread(rows):
        found = searched(start, search or Search(limit=40), rng=rng, progress=progress)
    best = found.solution
    terms = _log_terms(rows, questions, best)
    order = numbered_by_size(terms.argmax(axis=1), rows.counts, np.hstack([best.means, *best.tables]))
    return finished(
        "latent_class",
        _tables(questions, best, order.tolist()),
        columns,
        rows,
        segments=segments,
        restarts=found.adequacy,
        likelihood=likelihood(terms, rows.counts, segments - 1 + segments * questions.parameters),
        constant=[*constant_fields(mixed.scales), *_unanimous(questions)],
        converged=best.converged,
    )


def _unanimous(questions: _Questions) -> list[str]:
    pairs = zip(questions.categories, questions.answers, strict=True)
    return [field.name for field, known in pairs if len(known) == 1]


def _laid_out(rows: FixedRows, questions: _Questions) -> tuple[Floats, dict[str, dict[str, object]]]:
    """Return the matrix as the fitting library wants it, one column per answer, and its plan of columns."""
    width = len(questions.scales)
    blocks, plan = [rows.matrix[:, :width]], dict[str, dict[str, object]]()
    if width:
        plan["numbers"] = {"model": "gaussian_diag", "n_columns": width}
    for place, known in enumerate(questions.answers):
        codes = rows.matrix[:, width + place]
        blocks.append((codes[:, None] == np.arange(len(known))).astype(np.float64))
        plan[f"question_{place}"] = {
            "model": "categorical",
            "n_columns": len(known),
            "integer_codes": False,
            "max_n_outcomes": len(known),
            "total_outcomes": len(known),
        }
    return np.hstack(blocks), plan


def _start(
    laid_out: Floats,
    counts: Floats,
    questions: _Questions,
    plan: Mapping[str, Mapping[str, object]],
    segments: int,
    seed: int,
) -> tuple[float, _Classes]:
    from sklearn.exceptions import ConvergenceWarning
    from stepmix import StepMix  # type: ignore[import-untyped] # it ships none

    model = StepMix(
        segments,
        measurement=dict(plan),
        abs_tol=SETTLED,
        max_iter=ROUNDS,
        init_params="kmeans" if questions.scales else "random",  # from chance alone, normals stay on one another
        random_state=seed,
        progress_bar=0,
    )
    with warnings.catch_warnings():
        # told as the note segment_fit_not_settled on the best start
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(laid_out, sample_weight=counts)
    found: dict[str, Any] = model.get_parameters()
    measured = found["measurement"]
    normal = measured.get("numbers", {"means": np.zeros((segments, 0)), "covariances": np.zeros((segments, 0))})
    tables = tuple(
        np.clip(np.asarray(measured[f"question_{place}"]["pis"], dtype=np.float64), LEAST_SHARE, 1.0)
        for place in range(len(questions.answers))
    )
    classes = _Classes(
        shares=np.asarray(found["weights"], dtype=np.float64),
        tables=tables,
        means=np.asarray(normal["means"], dtype=np.float64),
        variances=np.asarray(normal["covariances"], dtype=np.float64),
        converged=bool(model.converged_),
    )
    return -float(model.lower_bound_) * float(counts.sum()), classes


def _log_terms(rows: FixedRows, questions: _Questions, classes: _Classes) -> Floats:
    """Return log share + log likelihood of each distinct row in each class."""
    width = len(questions.scales)
    numbers, codes = rows.matrix[:, :width], rows.matrix[:, width:].astype(np.int64)
    terms = np.tile(np.log(classes.shares), (len(rows.matrix), 1))
    for segment in range(len(classes.shares)):
        variances = classes.variances[segment]
        squares = (numbers - classes.means[segment]) ** 2 / variances + np.log(2.0 * np.pi * variances)
        terms[:, segment] -= 0.5 * squares.sum(axis=1)
    for place, table in enumerate(classes.tables):
        terms += np.log(table).T[codes[:, place]]
    return terms


def _tables(questions: _Questions, classes: _Classes, order: Sequence[int]) -> LatentClassTables:
    middle, spread = folded(questions.scales)
    variances = classes.variances[order]
    offsets = np.log(classes.shares[order]) - 0.5 * np.log(variances).sum(axis=1)
    return LatentClassTables(
        categories=questions.categories,
        answers=questions.answers,
        log_shares=tuple(_rows(np.log(table[order])) for table in classes.tables),
        fields=tuple(scale.field for scale in questions.scales),
        means=_rows(middle + spread * classes.means[order]),
        precisions=_rows(0.5 / (variances * spread**2)),
        offsets=tuple(offsets.tolist()),
    )


def _rows(values: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())
