"""E1 and E2: can a short list of questions tell who is in which segment, and how short is it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.notes import Note
from evaluators.segmentations.criteria.balanced_accuracy import (
    Recognition,
    predicted_out_of_fold,
    recalls_of,
    recognition,
)
from evaluators.segmentations.criteria.folds import FOLDS, SAMPLE_ROWS, deal_folds, one_thread, sampled_rows, whole_seed
from evaluators.segmentations.criteria.inputs import InputMatrix
from evaluators.segmentations.criteria.nulls import LABEL_DRAWS
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured, not_measured, unassigned_note
from evaluators.segmentations.criteria.segments import Segments, assigned_only, segments_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEPTH = 4  # questions asked of a customer, one after another
ENOUGH = 0.9  # part of the best fidelity that a short tree has to reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Explainable:
    """E1: fidelity of a tree of at most four questions in depth."""

    criterion: MeasuredCriterion
    recalls: dict[int, float]  # label to share of its customers recognised; empty: one segment only


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortness:
    """E2: the fewest leaves whose fidelity is near the best."""

    criterion: MeasuredCriterion
    leaves: tuple[int, ...]  # sizes of tree tried, 2..4K; empty: one segment only
    fidelity: tuple[float, ...]  # balanced accuracy out of fold at each size


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Customers with a segment, at most as many as models are fitted to."""

    segments: Segments  # of these m customers
    codes: Ints  # shape (m,)
    values: Floats  # shape (m, p)
    folds: Ints  # shape (m,)
    seed: int  # for the models
    notes: tuple[Note, ...]  # on those without a segment


def sample_of(
    labels: ArrayLike, inputs: InputMatrix, *, rng: np.random.Generator, folds: int, limit: int = SAMPLE_ROWS
) -> Sample:
    """Draw the customers to fit to and deal them to folds, each segment spread evenly."""
    every = segments_of(labels, rows=len(inputs.values))
    inside = np.flatnonzero(assigned_only(every))
    rows = inside[sampled_rows(len(inside), rng=rng, limit=limit)]
    segments = segments_of(every.codes[rows])
    return Sample(
        segments=Segments(segments.codes, tuple(every.labels[one] for one in segments.labels)),
        codes=segments.codes,
        values=inputs.values[rows],
        folds=deal_folds(len(rows), rng=rng, folds=folds, strata=segments.codes),
        seed=whole_seed(rng),
        notes=unassigned_note(every.unassigned, len(every.codes)),
    )


def criterion_of(code: str, found: Recognition, sample: Sample, *, single: bool) -> MeasuredCriterion:
    """Return the criterion of a recognition: 1/K scores 0, all recognised scores 1."""
    notes = sample.notes + ((Note(code="single_segment"),) if single else ())
    return measured(
        code,
        found.balanced_accuracy,
        null=1 / sample.segments.count,
        ceiling=1.0,
        null_interval=found.chance.interval,
        interval=found.interval,
        notes=notes,
    )


def explainable(
    labels: ArrayLike,
    inputs: InputMatrix,
    *,
    rng: np.random.Generator,
    depth: int = DEPTH,
    folds: int = FOLDS,
    draws: int = LABEL_DRAWS,
) -> Explainable:
    """Measure E1: balanced accuracy, out of fold, of a shallow decision tree that repeats the segments.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: left out, and remarked on.
    inputs : InputMatrix
        What the segmentation was made from.
    rng : numpy.random.Generator
    depth, folds, draws : int

    Raises
    ------
    NotComputable
        ``too_few_for_folds``.

    References
    ----------
    Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees
    """
    sample = sample_of(labels, inputs, rng=rng, folds=folds)
    count = sample.segments.count
    predicted = predicted_out_of_fold(
        lambda: _tree(sample.seed, max_depth=depth), sample.values, sample.codes, sample.folds
    )
    found = recognition(sample.codes, predicted, segments=count, rng=rng, draws=draws)
    recalls = dict(zip(sample.segments.labels, found.recalls, strict=True))
    criterion = criterion_of("E1", found, sample, single=count == 1)
    return Explainable(criterion=criterion, recalls=recalls if count > 1 else {})


def shortness(
    labels: ArrayLike,
    inputs: InputMatrix,
    *,
    rng: np.random.Generator,
    folds: int = 5,
    enough: float = ENOUGH,
    draws: int = LABEL_DRAWS,
) -> Shortness:
    """Measure E2: leaves a tree needs for 90 % of the best fidelity; K leaves score 1, 4K score 0.

    One tree with 4K leaves is grown per fold, the most useful question first; its beginnings are the smaller trees.
    Where even the best of them does not beat every draw of chance, a short tree is no merit: the score is 0. The bar
    is higher than elsewhere, since what passes it by luck would score 1.

    Parameters
    ----------
    labels, inputs, rng
        As of ``explainable``.
    folds : int
    enough : float
        Part of the best fidelity, 0..1.
    draws : int
        Labels dealt anew, the best of the same sizes taken each time.

    Raises
    ------
    NotComputable
        ``too_few_for_folds``.
    """
    sample = sample_of(labels, inputs, rng=rng, folds=folds)
    count = sample.segments.count
    if count == 1:
        return Shortness(criterion=not_measured("E2", Note(code="single_segment")), leaves=(), fidelity=())
    sizes = tuple(range(2, 4 * count + 1))
    predicted = np.empty((len(sizes), len(sample.codes)), dtype=np.int64)
    with one_thread():
        for fold in range(folds):
            test = sample.folds == fold
            tree = _tree(sample.seed, max_leaf_nodes=sizes[-1]).fit(sample.values[~test], sample.codes[~test])
            predicted[:, test] = beginnings(tree, sample.values[test], sizes)

    def fidelities(codes: Ints) -> list[float]:
        return [float(recalls_of(codes, one, segments=count).mean()) for one in predicted]

    fidelity = fidelities(sample.codes)
    chance = max(max(fidelities(rng.permutation(sample.codes))) for _ in range(draws))
    leaves = next(size for size, one in zip(sizes, fidelity, strict=True) if one >= enough * max(fidelity))
    criterion = measured(
        "E2",
        float(leaves),
        null=4.0 * count,
        ceiling=float(count),
        notes=sample.notes,
        better=max(fidelity) > chance,
    )
    return Shortness(criterion=criterion, leaves=sizes, fidelity=tuple(fidelity))


def beginnings(tree: Any, inputs: Floats, sizes: tuple[int, ...]) -> Ints:
    """Predict by the first splits of a tree grown best first, as if it had been stopped at fewer leaves.

    Its t-th split made the nodes 2t - 1 and 2t, so a tree of L leaves has the nodes up to 2(L - 1).

    Parameters
    ----------
    tree : sklearn.tree.DecisionTreeClassifier
        Fitted with ``max_leaf_nodes``.
    inputs : ndarray, shape (n, p)
    sizes : tuple of int, length s
        Leaves.

    Returns
    -------
    ndarray of int, shape (s, n)
        Predicted classes.
    """
    answers = tree.classes_[np.argmax(tree.tree_.value[:, 0, :], axis=1)]
    paths = tree.decision_path(inputs)
    predicted = np.empty((len(sizes), len(inputs)), dtype=np.int64)
    rows = np.repeat(np.arange(len(inputs)), np.diff(paths.indptr))
    for place, size in enumerate(sizes):
        last = np.zeros(len(inputs), dtype=np.int64)
        known = paths.indices <= 2 * (size - 1)
        np.maximum.at(last, rows[known], paths.indices[known])
        predicted[place] = answers[last]
    return predicted


def _tree(seed: int, **limits: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(class_weight="balanced", random_state=seed, **limits)
