"""A short tree of plain questions in place of segments that have no rule, and how faithful it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.errors import NotComputable
from evaluators.segmentations.models.assigner import DecisionTree, TreeNode
from evaluators.segmentations.models.assigning import assign
from evaluators.segmentations.models.inputs import (
    CategoryField,
    Columns,
    Flags,
    Floats,
    Labels,
    NumberField,
    coded_answers,
    read_numbers,
    row_count,
)
from evaluators.segmentations.models.kmeans import FIT_ROWS
from evaluators.segmentations.models.results import Fidelity

FOLDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SurrogateTree:
    """Questions that stand in for given segments."""

    assigner: DecisionTree
    fidelity: Fidelity
    leaves: int  # ends of the tree; neighbouring ends of one segment count once
    fitted_rows: int  # customers it was learnt from: nothing missing, a sample where they are many


@dataclass(frozen=True, slots=True, eq=False)
class _Inputs:
    """What may be asked: one column per number, one per answer that somebody gave."""

    matrix: Floats  # customers x questions; an answer given is 1
    ranks: Floats  # the same with each number as its place among the numbers seen
    asked: tuple[tuple[str, str | None], ...]  # per column: the field, and the answer or None
    labels: Labels  # segment of each row


def fit_tree(
    columns: Columns,
    fields: Sequence[NumberField],
    categories: Sequence[CategoryField],
    labels: Labels,
    *,
    rng: np.random.Generator,
    depth: int = 4,
    smallest_leaf: int = 1,
    folds: int = FOLDS,
    row_limit: int = FIT_ROWS,
) -> SurrogateTree:
    """Learn a decision tree that reproduces segments, weighing all segments alike.

    Parameters
    ----------
    columns : mapping of name to array
    fields, categories
        Numeric columns and columns of answers that may be asked about; thresholds are in the transformed unit.
    labels : array of int, one per row
        Segments; -1 is reproduced like any other, so the tree may leave people unassigned.
    rng : Generator
        Folds, ties between equally good questions, and the sample where rows are many.
    depth : int
        Questions in a row at most.
    smallest_leaf : int
        Fitted customers an end must have.
    folds : int
        For the fidelity; fewer where the smallest segment is smaller.
    row_limit : int
        Fitted customers at most.

    Returns
    -------
    SurrogateTree

    Raises
    ------
    NotComputable
        ``segment_fields_none``; ``segments_none_complete`` where no row has everything.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_columns_uneven``.

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees;
    Craven and Shavlik (1996), Extracting tree-structured representations (fidelity).
    """
    inputs = _read(columns, fields, categories, labels, rng, row_limit)
    seed = int(rng.integers(2**31 - 1))
    limits = {"max_depth": depth, "min_samples_leaf": smallest_leaf}
    model = _learnt(inputs, np.arange(len(inputs.labels)), seed, limits)
    nodes = _flattened(_grown(model, inputs))
    asked = {node.field for node in nodes}
    assigner = DecisionTree(
        fields=tuple(field for field in fields if field.name in asked),
        categories=tuple(field for field in categories if field.name in asked),
        nodes=nodes,
    )
    agreement = float((model.predict(inputs.ranks) == inputs.labels).mean())
    return SurrogateTree(
        assigner=assigner,
        fidelity=Fidelity(balanced_accuracy=_out_of_fold(inputs, folds, seed, limits), agreement=agreement),
        leaves=sum(node.field is None for node in nodes),
        fitted_rows=len(inputs.labels),
    )


def tree_agreement(tree: DecisionTree, columns: Columns, labels: Labels) -> float:
    """Return the share of rows that the tree puts where the labels do.

    >>> ends = (TreeNode(field=None, threshold=None, answer=None, yes=-1, no=-1, segment=0),)
    >>> tree_agreement(DecisionTree(fields=(), categories=(), nodes=ends), {"x": np.zeros(4)}, np.array([0, 0, 0, 1]))
    0.75
    """
    return float((assign(tree, columns) == labels).mean())


def _read(
    columns: Columns,
    numbers: Sequence[NumberField],
    categories: Sequence[CategoryField],
    labels: Labels,
    rng: np.random.Generator,
    row_limit: int,
) -> _Inputs:
    rows = row_count(columns, [*(field.name for field in numbers), *(field.name for field in categories)])
    complete: Flags = np.ones(rows, dtype=np.bool_)
    blocks, asked = [], list[tuple[str, str | None]]()
    for field in numbers:
        values, missing = read_numbers(columns, field)
        complete &= ~missing
        blocks.append(values)
        asked.append((field.name, None))
    if categories:
        codes, with_answers, answers = coded_answers(columns, categories)
        complete &= with_answers
        for place, known in enumerate(answers):
            blocks += [(codes[:, place] == at).astype(np.float64) for at in range(len(known))]
            asked += [(categories[place].name, answer) for answer in known]
    if not complete.any():
        raise NotComputable("segments_none_complete", rows=rows)
    matrix = np.column_stack(blocks)[complete]
    given = np.asarray(labels, dtype=np.int64)[complete]
    order = np.lexsort([given, *matrix.T[::-1]])
    if len(order) > row_limit:
        order = order[np.sort(rng.choice(len(order), row_limit, replace=False))]
    matrix = matrix[order]
    ranks = np.column_stack([np.unique(values, return_inverse=True)[1] for values in matrix.T]).astype(np.float64)
    return _Inputs(matrix, ranks, tuple(asked), given[order])


def _learnt(inputs: _Inputs, rows: Labels, seed: int, limits: dict[str, int]) -> Any:
    """Learn on places instead of values, since the library rounds values to single precision."""
    from sklearn.tree import DecisionTreeClassifier

    model = DecisionTreeClassifier(class_weight="balanced", random_state=seed, **limits)
    return model.fit(inputs.ranks[rows], inputs.labels[rows])


@dataclass(frozen=True, slots=True)
class _Branch:
    """A question with what follows, or an end."""

    field: str | None
    threshold: float | None
    answer: str | None
    follows: tuple[_Branch, ...]  # yes, no; empty in an end
    segment: int


def _grown(model: Any, inputs: _Inputs) -> _Branch:
    """Turn places back into values halfway between the customers on either side of each question."""
    tree = model.tree_

    def branch(node: int, rows: Labels) -> _Branch:
        if tree.children_left[node] < 0:
            segment = int(model.classes_[tree.value[node, 0].argmax()])
            return _Branch(None, None, None, (), segment)
        place = int(tree.feature[node])
        below = inputs.ranks[rows, place] <= tree.threshold[node]
        low = branch(int(tree.children_left[node]), rows[below])
        high = branch(int(tree.children_right[node]), rows[~below])
        if not low.follows and not high.follows and low.segment == high.segment:
            return low
        name, answer = inputs.asked[place]
        if answer is not None:
            return _Branch(name, None, answer, (high, low), -1)
        values = inputs.matrix[rows, place]
        return _Branch(name, _between(float(values[below].max()), float(values[~below].min())), None, (low, high), -1)

    return branch(0, np.arange(len(inputs.labels)))


def _between(low: float, high: float) -> float:
    middle = low + (high - low) / 2.0
    return middle if low <= middle < high else low


def _flattened(root: _Branch) -> tuple[TreeNode, ...]:
    order = [root]
    for branch in order:
        order += branch.follows
    places = {id(branch): place for place, branch in enumerate(order)}
    nodes = []
    for branch in order:
        yes, no = (places[id(one)] for one in branch.follows) if branch.follows else (-1, -1)
        nodes.append(
            TreeNode(
                field=branch.field,
                threshold=branch.threshold,
                answer=branch.answer,
                yes=yes,
                no=no,
                segment=branch.segment,
            )
        )
    return tuple(nodes)


def _out_of_fold(inputs: _Inputs, folds: int, seed: int, limits: dict[str, int]) -> float | None:
    """Return the mean share of each segment's customers that trees learnt without them put right."""
    from sklearn.model_selection import StratifiedKFold

    segments, place = np.unique(inputs.labels, return_inverse=True)
    sizes = np.bincount(place)
    folds = min(folds, int(sizes.min()))
    if folds < 2:
        return None
    right = np.zeros(len(segments))
    for learn, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(inputs.ranks, place):
        hit = _learnt(inputs, learn, seed, limits).predict(inputs.ranks[test]) == inputs.labels[test]
        right += np.bincount(place[test], weights=hit, minlength=len(segments))
    return float((right / sizes).mean())
