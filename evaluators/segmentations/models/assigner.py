"""Plain, serialisable descriptions of fitted models, enough to put any customer in a segment.

LinearCentroids    nearest centroid, scaling folded into constants
LinearSplits       a chain of two-way nearest-centroid choices (bisecting)
DiagonalMixture    most likely component of independent normals
MixedPrototypes    nearest centroid in numbers and answers
LatentClassTables  most likely class from tables of answers and normals
DecisionTree       questions on one field at a time

Segments are numbered 0..K-1; -1 is unassigned: something that the model needs is missing. Of equally good segments
the one with the lowest number wins. Sums run field by field in the order of the description, so that the same sum
written in SQL gives the same digits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from evaluators.errors import DataError
from evaluators.segmentations.models.inputs import CategoryField, NumberField

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Row = tuple[float, ...]
Table = tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearCentroids:
    """The segment with the least ``offset - sum(weight x number)``: the nearest centroid after scaling."""

    fields: tuple[NumberField, ...]
    weights: Table  # per segment and field: 2 x scaled centroid / spread
    offsets: Row  # per segment: squared length of the scaled centroid + the part of the scaling's centres
    kind: Literal["linear_centroids"] = "linear_centroids"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One two-way choice: ``sum(weight x number) <= offset`` leads to ``yes``."""

    weights: Row  # per field; empty in an end
    offset: float  # 0 in an end
    yes: int  # place of the next split; -1 in an end
    no: int  # place of the next split; -1 in an end
    segment: int  # of an end; -1 in a choice


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearSplits:
    """Two-way choices from the first split down to an end."""

    fields: tuple[NumberField, ...]
    splits: tuple[Split, ...]  # the first is where everybody starts
    kind: Literal["linear_splits"] = "linear_splits"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagonalMixture:
    """The segment with the most ``offset - sum(precision x (number - mean)²)``."""

    fields: tuple[NumberField, ...]
    means: Table  # per segment and field, in the transformed unit
    precisions: Table  # per segment and field: 1 / (2 x variance), in the transformed unit
    offsets: Row  # per segment: log share - half the log determinant
    kind: Literal["diagonal_mixture"] = "diagonal_mixture"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedPrototypes:
    """The segment with the least ``offset - sum(weight x number) + mismatch x answers that differ``."""

    fields: tuple[NumberField, ...]
    weights: Table  # per segment and numeric field, as in LinearCentroids
    offsets: Row  # per segment
    categories: tuple[CategoryField, ...]
    prototypes: tuple[tuple[str, ...], ...]  # per segment and field of answers: the usual answer
    mismatch: float  # cost of one differing answer, in squared scaled units
    kind: Literal["mixed_prototypes"] = "mixed_prototypes"


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentClassTables:
    """The segment with the most ``offset + sum(log share of the answer) - sum(precision x (number - mean)²)``."""

    categories: tuple[CategoryField, ...]
    answers: tuple[tuple[str, ...], ...]  # per field; any other answer leaves the customer unassigned
    log_shares: tuple[Table, ...]  # per field of answers, segment and answer
    fields: tuple[NumberField, ...]
    means: Table  # per segment and numeric field
    precisions: Table  # per segment and numeric field
    offsets: Row  # per segment
    kind: Literal["latent_class"] = "latent_class"


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeNode:
    """One question, or an end. A number asks ``<= threshold``; an answer asks ``= answer``."""

    field: str | None  # column asked about; None in an end
    threshold: float | None  # in the transformed unit; None where an answer is asked about, and in an end
    answer: str | None  # None where a number is asked about, and in an end
    yes: int  # place of the next node; -1 in an end
    no: int  # place of the next node; -1 in an end
    segment: int  # of an end, -1 for unassigned; -1 in a question


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTree:
    """Questions from the first node down to an end; only the fields that are asked about are listed."""

    fields: tuple[NumberField, ...]
    categories: tuple[CategoryField, ...]
    nodes: tuple[TreeNode, ...]  # the first is where everybody starts
    kind: Literal["decision_tree"] = "decision_tree"


Assigner = LinearCentroids | LinearSplits | DiagonalMixture | MixedPrototypes | LatentClassTables | DecisionTree


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Assigner]:
    from pydantic import Field, TypeAdapter

    union: Any = Annotated[Assigner, Field(discriminator="kind")]
    return TypeAdapter(union)


def to_json(assigner: Assigner) -> str:
    """Return the description as JSON, every number to its last digit."""
    return _adapter().dump_json(assigner).decode()


def from_json(text: str) -> Assigner:
    """Return what :func:`to_json` wrote.

    Raises
    ------
    DataError
        ``assigner_not_readable``.
    """
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(text)
    except ValidationError as fault:
        raise DataError("assigner_not_readable") from fault


def checksum(assigner: Assigner) -> str:
    """Return 64 hexadecimal digits that change with any constant of the description (SHA-256 of its JSON)."""
    return hashlib.sha256(to_json(assigner).encode()).hexdigest()


def field_names(assigner: Assigner) -> tuple[str, ...]:
    """Return the columns that an assignment reads."""
    answers: tuple[CategoryField, ...] = () if isinstance(assigner, _NUMBERS_ONLY) else assigner.categories
    return tuple(field.name for field in assigner.fields) + tuple(field.name for field in answers)


_NUMBERS_ONLY = (LinearCentroids, LinearSplits, DiagonalMixture)
