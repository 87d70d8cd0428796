"""An evaluation as a page has it open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from evaluators.errors import NotFound
from evaluators.kinds import AnyDocument
from services.documents import parse
from storage.records import Standing

if TYPE_CHECKING:
    from storage.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An evaluation as it stands."""

    id: str
    document: AnyDocument
    revision: int  # the state this is; given back with the next edit
    can_undo: bool
    can_redo: bool
    saved_version: int | None  # newest saved version's number; None: never saved
    changed_since_version: bool  # False also when it was never saved
    updated_at: datetime
    project_id: str | None


def standing(work: Work, evaluation_id: str) -> Standing:
    """Return where an evaluation stands that is not put away.

    Raises
    ------
    NotFound
        ``evaluation_unknown`` or ``evaluation_deleted``.
    """
    found = work.evaluations.standing(evaluation_id)
    if found.evaluation.deleted_at is not None:
        raise NotFound("evaluation_deleted", id=evaluation_id)
    return found


def opened_from(found: Standing, document: AnyDocument | None = None) -> Opened:
    """Return an evaluation for a page; a document that is at hand is not read again."""
    version = found.version
    return Opened(
        id=found.evaluation.id,
        document=parse(found.head.document) if document is None else document,
        revision=found.head.number,
        can_undo=found.can_undo,
        can_redo=found.redo is not None,
        saved_version=None if version is None else version.number,
        changed_since_version=version is not None and version.sha256 != found.head.sha256,
        updated_at=found.evaluation.updated_at,
        project_id=found.evaluation.project,
    )
