"""Saved versions: states with a number that are never forgotten, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluators.errors import EvaluationError
from evaluators.kinds import AnyDocument, AnyResult
from services import clock, results
from services.documents import draft_of, parse
from services.keeping import store
from services.opened import Opened, opened_from, standing
from storage.records import Version

LABEL_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionHead:
    """A saved version in a list."""

    number: int
    label: str
    saved_at: datetime
    document_hash: str  # sha256 of the canonical JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedField:
    """One place where two versions differ."""

    place: str  # field names and ids with points between, such as "need.budget_month"
    before: object  # JSON value; None also when it was not there
    after: object


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSide:
    """One side of a comparison."""

    number: int
    document: AnyDocument
    result: AnyResult | None  # None: it has no answer, see ``code``
    code: str | None  # why it has no answer, as an error code


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions side by side."""

    first: VersionSide
    second: VersionSide
    changed: tuple[ChangedField, ...]  # in the order of the document's fields


def save_version(evaluation_id: str, label: str = "") -> int:
    """Save the present state under the next number, for good; return the number.

    A state that is already saved as the newest version keeps its number.
    """
    with store().writing() as work:
        found = standing(work, evaluation_id)
        if found.version is not None and found.version.sha256 == found.head.sha256 and not label:
            return found.version.number
        kept = label.replace("\x00", "").strip()[:LABEL_LENGTH]
        return work.evaluations.add_version(evaluation_id, found.head.number, kept, at=clock.now())


def versions(evaluation_id: str) -> tuple[VersionHead, ...]:
    """Return the saved versions, newest first."""
    with store().reading() as work:
        standing(work, evaluation_id)
        return tuple(_head(version) for version in reversed(work.evaluations.versions(evaluation_id)))


def open_version(evaluation_id: str, number: int) -> AnyDocument:
    """Return a saved version's document.

    Raises
    ------
    NotFound
        ``version_unknown`` with the numbers that exist; as ``open_evaluation``.
    """
    with store().reading() as work:
        standing(work, evaluation_id)
        version = work.evaluations.version(evaluation_id, number)
        text = work.evaluations.revision(evaluation_id, version.revision).document
    return parse(text)


def restore_version(evaluation_id: str, number: int) -> Opened:
    """Make a saved version the present state, as a new one on top; undo takes it back. Raises as ``open_version``."""
    document = open_version(evaluation_id, number)
    draft = draft_of(document, "restore")
    with store().writing() as work:
        found = standing(work, evaluation_id)
        if draft.document != found.head.document:
            work.evaluations.append(evaluation_id, found.head.number, draft, at=clock.now())
            found = work.evaluations.standing(evaluation_id)
    return opened_from(found, document)


def compare_versions(evaluation_id: str, first: int, second: int) -> Comparison:
    """Return what differs between two saved versions, with both results. Raises as ``open_version``."""
    before, after = open_version(evaluation_id, first), open_version(evaluation_id, second)
    return Comparison(
        first=_side(first, before),
        second=_side(second, after),
        changed=tuple(_changed("", before.model_dump(mode="json"), after.model_dump(mode="json"))),
    )


def _side(number: int, document: AnyDocument) -> VersionSide:
    if results.needs_long_work(document):
        return VersionSide(number=number, document=document, result=None, code="segmentation_not_measured")
    try:
        return VersionSide(number=number, document=document, result=results.result_of(document), code=None)
    except EvaluationError as fault:
        return VersionSide(number=number, document=document, result=None, code=fault.code)


def _head(version: Version) -> VersionHead:
    return VersionHead(number=version.number, label=version.label, saved_at=version.at, document_hash=version.sha256)


def _changed(place: str, before: Any, after: Any) -> list[ChangedField]:
    if before == after:
        return []
    old, new = _by_name(before), _by_name(after)
    if old is None or new is None or set(new) == {"fi", "en"}:
        return [ChangedField(place=place, before=before, after=after)]
    names = dict.fromkeys([*old, *new])
    return [field for name in names for field in _changed(f"{place}.{name}".strip("."), old.get(name), new.get(name))]


def _by_name(value: Any) -> dict[str, Any] | None:
    """Return an object's fields, or a list's things by what they are told apart by; ``None``: one value."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return None
    for keys in (("id",), ("candidate", "segment")):
        if all(key in item for item in value for key in keys):
            return {".".join(str(item[key]) for key in keys): item for item in value}
    return None
