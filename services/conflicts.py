"""Settling a race: of two edits of one state the second was kept aside; somebody says what becomes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from evaluators.errors import Conflict, DocumentError, NotFound
from evaluators.kinds import AnyDocument
from services import clock
from services.documents import draft_of, parse
from services.keeping import store
from services.merging import merged
from services.opened import Opened, opened_from, standing
from storage.records import Revision, Standing

if TYPE_CHECKING:
    from storage.store import Work

Keep = Literal["mine", "theirs", "merge"]


def resolve_conflict(evaluation_id: str, side_revision: int, keep: Keep) -> Opened:
    """Take the edit that was kept aside, leave it, or join both. All of them stay in the history.

    Raises
    ------
    Conflict
        ``merge_conflict`` with the places that both have changed, or that do not go together.
    NotFound
        ``revision_unknown`` when there is no such edit; as ``open_evaluation``.
    """
    with store().writing() as work:
        found = standing(work, evaluation_id)
        side = work.evaluations.revision(evaluation_id, side_revision)
        if not side.side:
            raise NotFound("revision_unknown", revision=side_revision)
        if keep == "theirs":
            return opened_from(found)
        document = parse(side.document) if keep == "mine" else _joined(work, found, side)
        draft = draft_of(document, keep)
        if draft.document != found.head.document:
            work.evaluations.append(evaluation_id, found.head.number, draft, at=clock.now())
            found = work.evaluations.standing(evaluation_id)
    return opened_from(found, document)


def _joined(work: Work, found: Standing, side: Revision) -> AnyDocument:
    try:
        base = work.evaluations.revision(side.evaluation, side.parent or 0)
    except NotFound as fault:
        raise Conflict("merge_conflict", places=["document"]) from fault
    texts = (base.document, side.document, found.head.document)
    values, places = merged(*(json.loads(text) for text in texts))
    if places:
        raise Conflict("merge_conflict", places=places)
    try:
        return parse(json.dumps(values))
    except DocumentError as fault:
        problems = fault.facts.get("problems")
        raise Conflict("merge_conflict", places=problems or [fault.code]) from fault
