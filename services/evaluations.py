"""Keeping evaluations: every edit is one transaction, every state can be gone back to, nothing is lost."""

from __future__ import annotations

from datetime import date

from evaluators.documents import canonical_json, revise
from evaluators.errors import Conflict, EvaluationError, NotFound
from evaluators.kinds import KINDS, AnyDocument
from evaluators.tools.document import ToolEvaluation
from services import clock
from services.conflicts import resolve_conflict
from services.documents import draft_of, new_id, next_title, of_kind, parse
from services.keeping import store
from services.listing import EvaluationHead, listed
from services.opened import Opened, opened_from, standing
from services.versions import (
    Comparison,
    VersionHead,
    compare_versions,
    open_version,
    restore_version,
    save_version,
    versions,
)
from settings import settings

__all__ = [
    "KINDS",
    "Comparison",
    "EvaluationHead",
    "Opened",
    "VersionHead",
    "compare_versions",
    "create",
    "delete",
    "duplicate",
    "edit",
    "export_document",
    "import_document",
    "listed",
    "open_evaluation",
    "open_version",
    "parse",
    "record_decision",
    "redo",
    "resolve_conflict",
    "restore_version",
    "save_version",
    "undelete",
    "undo",
    "versions",
]


def create(document: AnyDocument, *, project_id: str | None = None) -> str:
    """Keep a new evaluation; return its id.

    Raises
    ------
    NotFound
        ``project_unknown``.
    """
    evaluation_id = new_id()
    with store().writing() as work:
        if project_id is not None:
            work.projects.get(project_id)
        work.evaluations.add(
            evaluation_id, document.kind, draft_of(document, "create"), at=clock.now(), project=project_id
        )
    return evaluation_id


def open_evaluation(evaluation_id: str) -> Opened:
    """Return an evaluation as it stands.

    Raises
    ------
    NotFound
        ``evaluation_unknown`` or ``evaluation_deleted``.
    """
    with store().reading() as work:
        found = standing(work, evaluation_id)
    return opened_from(found)


def edit(evaluation_id: str, document: AnyDocument, *, base_revision: int, action: str = "") -> Opened:
    """Save one edit at once. It is on the disk when this returns.

    An edit that changes nothing, or that somebody else has made just the same, is no new state.

    Raises
    ------
    Conflict
        ``revision_conflict`` when the evaluation has changed since ``base_revision``. The edit is kept aside as
        revision ``mine`` until ``resolve_conflict``.
    NotFound
        As ``open_evaluation``; ``revision_unknown`` when there never was such a ``base_revision``.
    """
    draft = draft_of(document, action)
    mine: int | None = None
    with store().writing() as work:
        found = standing(work, evaluation_id)
        if draft.document == found.head.document:
            return opened_from(found, document)
        if base_revision == found.head.number:
            work.evaluations.append(evaluation_id, base_revision, draft, at=clock.now())
            work.evaluations.prune(evaluation_id, settings().undo_steps)
            found = work.evaluations.standing(evaluation_id)
        elif 1 <= base_revision <= found.evaluation.revisions:
            mine = work.evaluations.append(evaluation_id, base_revision, draft, at=clock.now(), side=True)
        else:
            raise NotFound("revision_unknown", revision=base_revision)
    if mine is not None:
        raise Conflict("revision_conflict", mine=mine, base=base_revision, theirs=found.head.number)
    return opened_from(found, document)


def undo(evaluation_id: str) -> Opened:
    """Show the state before the last edit.

    Raises
    ------
    EvaluationError
        ``nothing_to_undo``.
    NotFound
        As ``open_evaluation``.
    """
    with store().writing() as work:
        found = standing(work, evaluation_id)
        if not found.can_undo or found.head.parent is None:
            raise EvaluationError("nothing_to_undo")
        work.evaluations.move_head(evaluation_id, found.head.parent, at=clock.now())
        found = work.evaluations.standing(evaluation_id)
    return opened_from(found)


def redo(evaluation_id: str) -> Opened:
    """Show the state that undo went back from.

    Raises
    ------
    EvaluationError
        ``nothing_to_redo``.
    NotFound
        As ``open_evaluation``.
    """
    with store().writing() as work:
        found = standing(work, evaluation_id)
        if found.redo is None:
            raise EvaluationError("nothing_to_redo")
        work.evaluations.move_head(evaluation_id, found.redo, at=clock.now())
        found = work.evaluations.standing(evaluation_id)
    return opened_from(found)


def duplicate(evaluation_id: str) -> str:
    """Copy an evaluation as it stands, without its history; return the copy's id."""
    opened = open_evaluation(evaluation_id)
    copy = revise(opened.document, title=next_title(opened.document.title))
    return create(copy, project_id=opened.project_id)


def delete(evaluation_id: str) -> None:
    """Put an evaluation away. Its history stays and ``undelete`` brings it back; its shared links stay valid."""
    with store().writing() as work:
        standing(work, evaluation_id)
        work.evaluations.set_deleted(evaluation_id, clock.now())


def undelete(evaluation_id: str) -> None:
    """Bring an evaluation back that was put away."""
    with store().writing() as work:
        work.evaluations.set_deleted(evaluation_id, None)


def export_document(evaluation_id: str) -> str:
    """Return an evaluation as a document file: canonical JSON."""
    return canonical_json(open_evaluation(evaluation_id).document)


def import_document(text: str | bytes) -> str:
    """Keep the evaluation in a document file; return its id.

    Raises
    ------
    DocumentError
        What ``parse`` raises.
    """
    return create(parse(text))


def record_decision(
    evaluation_id: str,
    tool: str,
    reason: str,
    decided_on: date,
    follow_up_on: date | None,
    base_revision: int,
) -> Opened:
    """Write down what was decided, why, when, and when to look back.

    Raises
    ------
    DocumentError
        ``document_invalid`` when the tool is not in the evaluation; ``document_kind_other``.
    Conflict
        As ``edit``.
    """
    decision = {"tool": tool, "decided_on": decided_on, "reason": reason, "follow_up_on": follow_up_on}
    document = of_kind(_at(evaluation_id, base_revision), ToolEvaluation)
    return edit(evaluation_id, revise(document, decision=decision), base_revision=base_revision, action="decision")


def _at(evaluation_id: str, revision: int) -> AnyDocument:
    with store().reading() as work:
        standing(work, evaluation_id)
        return parse(work.evaluations.revision(evaluation_id, revision).document)
