"""What a fit returns, whichever way it found the segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

import numpy as np

from evaluators.notes import Note, Severity
from evaluators.segmentations.models.assigner import Assigner
from evaluators.segmentations.models.assigning import assign
from evaluators.segmentations.models.inputs import Columns, FixedRows, Floats, Labels
from evaluators.segmentations.restarts import RestartAdequacy

ModelMethod = Literal["kmeans", "bisecting", "gaussian_mixture", "k_prototypes", "latent_class", "density"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """How well a mixture describes the customers it was fitted on; logarithms are natural."""

    log_likelihood: float  # of all fitted customers
    parameters: int  # free ones
    aic: float  # lower is better
    bic: float  # lower is better
    icl: float  # BIC - 2 x log chance that all members belong where they are put; lower is better


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """How well a plain description stands in for the segments it was learnt from."""

    balanced_accuracy: float | None  # out of fold, mean over segments, 0..1; None: a segment is smaller than the folds
    agreement: float  # share of the fitted customers that the description puts where the model did, 0..1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedModel:
    """Segments found, and how to put anybody in them."""

    method: ModelMethod
    segments: int  # K, as numbered in the description
    labels: Labels  # per given row, in the given order; -1 = unassigned
    sizes: tuple[int, ...]  # rows per segment; the segments are numbered by falling size among the fitted rows
    assigner: Assigner
    fitted_rows: int  # customers the fit has seen: complete ones, a sample where they are many
    sse: float | None  # squared distances to the centroids on the common scale; None: the method has no such sum
    likelihood: Likelihood | None  # None: the method is no mixture
    restarts: RestartAdequacy | None  # of the sse, or of one segment's log likelihood - this; None: one answer only
    fidelity: Fidelity | None  # None: the description is the model itself
    notes: tuple[Note, ...] = ()


def likelihood(by_segment: Floats, counts: Floats, parameters: int) -> Likelihood:
    """Sum up a mixture from each row's log share x density per segment.

    References
    ----------
    Schwarz (1978), doi:10.1214/aos/1176344136 (BIC); Biernacki, Celeux and Govaert (2000),
    doi:10.1109/34.865189 (ICL).
    """
    from scipy.special import logsumexp

    total = logsumexp(by_segment, axis=1)
    doubt = -float(counts @ (by_segment.max(axis=1) - total))
    value, customers = float(counts @ total), float(counts.sum())
    bic = -2.0 * value + parameters * log(customers)
    return Likelihood(
        log_likelihood=value,
        parameters=parameters,
        aic=-2.0 * value + 2.0 * parameters,
        bic=bic,
        icl=bic + 2.0 * doubt,
    )


def numbered_by_size(labels: Labels, counts: Floats, centres: Floats) -> Labels:
    """Return the order of segments by falling size, equal ones by their centres."""
    sizes = np.bincount(labels, weights=counts, minlength=len(centres))
    keys = [*centres.T[::-1], -sizes]
    return np.asarray(np.lexsort(keys), dtype=np.int64)


def finished(
    method: ModelMethod,
    assigner: Assigner,
    columns: Columns,
    rows: FixedRows,
    *,
    segments: int,
    restarts: RestartAdequacy | None,
    sse: float | None = None,
    likelihood: Likelihood | None = None,
    constant: Sequence[str] = (),
    converged: bool = True,
) -> FittedModel:
    """Assign every given row by the description and say what is worth knowing about the fit."""
    labels = assign(assigner, columns)
    sizes = sizes_of(labels, segments)
    return FittedModel(
        method=method,
        segments=segments,
        labels=labels,
        sizes=sizes,
        assigner=assigner,
        fitted_rows=rows.customers,
        sse=sse,
        likelihood=likelihood,
        restarts=restarts,
        fidelity=None,
        notes=fit_notes(labels, sizes, rows.customers, constant=constant, converged=converged)
        + (() if restarts is None else restarts.notes),
    )


def sizes_of(labels: Labels, segments: int) -> tuple[int, ...]:
    """Return rows per segment."""
    return tuple(int(size) for size in np.bincount(labels[labels >= 0], minlength=segments))


def fit_notes(
    labels: Labels, sizes: Sequence[int], fitted_rows: int, *, constant: Sequence[str] = (), converged: bool = True
) -> tuple[Note, ...]:
    """Return what a reader should know about any fit."""
    notes = []
    unassigned, empty = int((labels < 0).sum()), sum(size == 0 for size in sizes)
    if constant:
        facts: dict[str, object] = {"fields": list(constant)}
        notes.append(Note(code="segment_fields_constant", severity=Severity.WARNING, facts=facts))
    if unassigned:
        facts = {"customers": unassigned, "rows": len(labels)}
        notes.append(Note(code="segment_unassigned", severity=Severity.WARNING, facts=facts))
    if fitted_rows < len(labels) - unassigned:
        notes.append(Note(code="segment_fitted_on_sample", facts={"sample": fitted_rows, "rows": len(labels)}))
    if empty:
        facts = {"empty": empty, "segments": len(sizes)}
        notes.append(Note(code="segment_empty", severity=Severity.WARNING, facts=facts))
    if not converged:
        notes.append(Note(code="segment_fit_not_settled", severity=Severity.WARNING))
    return tuple(notes)
