"""F1 and F2: who can be put in a segment on the first day, and who can be reached at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.segmentations.criteria.balanced_accuracy import recalls_of, recognition
from evaluators.segmentations.criteria.explainable import criterion_of, sample_of
from evaluators.segmentations.criteria.folds import one_thread
from evaluators.segmentations.criteria.inputs import InputMatrix
from evaluators.segmentations.criteria.nulls import LABEL_DRAWS
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured, unassigned_note
from evaluators.segmentations.criteria.segments import segments_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FOREST_ROWS = 20_000  # customers that forests are fitted to and tested on, at most
TREES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldUse:
    """What recognition loses when one field is shuffled among the customers."""

    field: str
    loss: float  # of balanced accuracy; about 0 or below: the field is not used


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiable:
    """F1 of one segmentation."""

    criterion: MeasuredCriterion
    recalls: dict[int, float]  # label to share of its customers recognised at sign-up
    fields: tuple[FieldUse, ...]  # the most useful first


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """F2 of one segmentation."""

    criterion: MeasuredCriterion  # raw: the least reachable segment's share
    overall: float  # share of all customers with a consented, usable channel
    shares: dict[int, float]  # label to share of its customers


def identifiable(
    labels: ArrayLike,
    signup: InputMatrix,
    *,
    rng: np.random.Generator,
    folds: int = 5,
    draws: int = LABEL_DRAWS,
) -> Identifiable:
    """Measure F1: balanced accuracy, out of fold, of a random forest that sees only what is known at sign-up.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: left out, and remarked on.
    signup : InputMatrix
        Fields marked as known at sign-up, n rows.
    rng : numpy.random.Generator
    folds, draws : int

    Raises
    ------
    NotComputable
        ``too_few_for_folds``.

    References
    ----------
    Breiman (2001), Mach. Learn. 45:5-32. doi:10.1023/A:1010933404324
    """
    sample = sample_of(labels, signup, rng=rng, folds=folds, limit=FOREST_ROWS)
    count = sample.segments.count
    names = sorted(set(signup.fields))
    predicted = np.empty((len(names) + 1, len(sample.codes)), dtype=np.int64)
    with one_thread():
        for fold in range(folds):
            test = sample.folds == fold
            model = _forest(sample.seed).fit(sample.values[~test], sample.codes[~test])
            predicted[0, test] = model.predict(sample.values[test])
            for place, name in enumerate(names, start=1):
                shuffled = _shuffled(sample.values[test], signup.fields, name, rng)
                predicted[place, test] = model.predict(shuffled)
    found = recognition(sample.codes, predicted[0], segments=count, rng=rng, draws=draws)
    without = [float(recalls_of(sample.codes, one, segments=count).mean()) for one in predicted[1:]]
    uses = [FieldUse(field=name, loss=found.balanced_accuracy - one) for name, one in zip(names, without, strict=True)]
    return Identifiable(
        criterion=criterion_of("F1", found, sample, single=count == 1),
        recalls=dict(zip(sample.segments.labels, found.recalls, strict=True)),
        fields=tuple(sorted(uses, key=lambda use: (-use.loss, use.field))),
    )


def _shuffled(values: Floats, fields: tuple[str, ...], name: str, rng: np.random.Generator) -> Floats:
    """Return values with all columns of one field dealt anew among the rows, together."""
    moved = values.copy()
    columns = np.flatnonzero([field == name for field in fields])
    moved[:, columns] = values[rng.permutation(len(values))][:, columns]
    return moved


def _forest(seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(
        n_estimators=TREES,
        max_depth=10,
        min_samples_leaf=5,
        class_weight="balanced",
        random_state=seed,
        n_jobs=1,
    )


def reachable(labels: ArrayLike, usable: ArrayLike) -> Reachable:
    """Measure F2: the share of customers with a consented, usable channel, in the segment where it is least.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: counted in the overall share only.
    usable : array_like of bool, shape (n,)
        Consent not known is no consent.
    """
    given = np.asarray(usable)
    segments = segments_of(labels)
    if given.shape != segments.codes.shape or given.dtype.kind != "b":
        raise ValueError(f"{len(segments.codes)} yes/no values are needed, not {given.dtype} of shape {given.shape}")
    inside = segments.codes >= 0
    counts = np.bincount(segments.codes[inside], weights=given[inside], minlength=segments.count)
    shares = counts / segments.sizes
    notes = unassigned_note(segments.unassigned, len(given))
    return Reachable(
        criterion=measured("F2", float(shares.min()), null=0.0, ceiling=1.0, notes=notes),
        overall=float(given.mean()),
        shares=dict(zip(segments.labels, shares.tolist(), strict=True)),
    )
