"""Whether a model's plain description hangs together: tables of the right shape, and every way down leads to an end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from evaluators.segmentations.models.assigner import (
    Assigner,
    DecisionTree,
    DiagonalMixture,
    LatentClassTables,
    LinearCentroids,
    LinearSplits,
    MixedPrototypes,
    Table,
)

DEEPEST = 200
"""Questions in a row that a database follows."""


class Step(Protocol):
    """A question with what follows, or an end."""

    @property
    def yes(self) -> int:
        """Place of what follows a yes; -1 in an end."""

    @property
    def no(self) -> int:
        """Place of what follows a no; -1 in an end."""

    @property
    def segment(self) -> int:
        """Of an end, -1 for none; -1 in a question."""


def check_model(model: Assigner, segments: int) -> None:
    """Refuse a description that could not be followed, or that leads to a segment beyond those there are.

    Raises
    ------
    ValueError
        Naming the part that is wrong.
    """
    fields = len(model.fields)
    match model:
        case LinearCentroids():
            _shape("weights", model.weights, segments, fields)
            _length("offsets", model.offsets, segments)
        case LinearSplits():
            _way_down("splits", model.splits, segments)
            for split in model.splits:
                _length("splits.weights", split.weights, fields if split.yes >= 0 else 0)
        case DiagonalMixture():
            _shape("means", model.means, segments, fields)
            _shape("precisions", model.precisions, segments, fields)
            _length("offsets", model.offsets, segments)
        case MixedPrototypes():
            _shape("weights", model.weights, segments, fields)
            _length("offsets", model.offsets, segments)
            _length("prototypes", model.prototypes, segments)
            for usual in model.prototypes:
                _length("prototypes", usual, len(model.categories))
        case LatentClassTables():
            _latent_class(model, segments)
        case DecisionTree():
            _way_down("nodes", model.nodes, segments)
            _questions(model)


def _latent_class(model: LatentClassTables, segments: int) -> None:
    _shape("means", model.means, segments, len(model.fields))
    _shape("precisions", model.precisions, segments, len(model.fields))
    _length("offsets", model.offsets, segments)
    _length("answers", model.answers, len(model.categories))
    _length("log_shares", model.log_shares, len(model.categories))
    for answers, shares in zip(model.answers, model.log_shares, strict=True):
        _shape("log_shares", shares, segments, len(answers))


def _questions(model: DecisionTree) -> None:
    numbers = {one.name for one in model.fields}
    answers = {one.name for one in model.categories}
    for place, node in enumerate(model.nodes):
        asks_number, asks_answer = node.threshold is not None, node.answer is not None
        fits = {
            "end": node.field is None and not asks_number and not asks_answer,
            "number": node.field in numbers and asks_number and not asks_answer,
            "answer": node.field in answers and asks_answer and not asks_number,
        }
        if not (fits["end"] if node.yes < 0 else fits["number"] or fits["answer"]):
            raise ValueError(f"model.nodes.{place}: neither a question on a listed field nor an end")


def _way_down(place: str, steps: Sequence[Step], segments: int) -> None:
    """Refuse steps that lead back, out of the list or to no segment; what follows stands after its question."""
    if not steps:
        raise ValueError(f"model.{place}: at least an end is needed")
    depth = [0] * len(steps)
    for number, step in enumerate(steps):
        if (step.yes < 0) != (step.no < 0):
            raise ValueError(f"model.{place}.{number}: a question has two ways on, an end has none")
        if step.yes < 0:
            if not -1 <= step.segment < segments:
                raise ValueError(f"model.{place}.{number}: there is no segment {step.segment}")
            continue
        for follows in (step.yes, step.no):
            if not number < follows < len(steps):
                raise ValueError(f"model.{place}.{number}: leads to {follows}, which does not stand after it")
            depth[follows] = max(depth[follows], depth[number] + 1)
    if max(depth) > DEEPEST:
        raise ValueError(f"model.{place}: at most {DEEPEST} questions in a row")


def _shape(place: str, table: Table, rows: int, columns: int) -> None:
    _length(place, table, rows)
    for row in table:
        _length(place, row, columns)


def _length(place: str, values: Sequence[object], expected: int) -> None:
    if len(values) != expected:
        raise ValueError(f"model.{place}: {len(values)} given, {expected} needed")
