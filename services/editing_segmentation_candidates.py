"""Edits of a segmentation's candidates and strategy: each takes a document and returns a changed one, checked.

Everything raises ``DocumentError`` ``document_invalid`` when the changed document would break its own rules, and
``NotFound`` ``part_unknown`` when there is no such candidate.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from evaluators.documents import Label, problems_of, revise
from evaluators.errors import DocumentError
from evaluators.segmentations.candidates import Aging, Candidate, LifecycleStages, Rfm, Rules, table_of
from evaluators.segmentations.rules.lifecycle import lifecycle_table
from services.parts import free_id, placed, required, without

if TYPE_CHECKING:
    from evaluators.segmentations.document import SegmentationEvaluation, Strategy

DECIDE = (
    "fields", "categories", "segments", "scaling", "missing", "signed_log", "mismatch", "smallest", "depth", "field",
)  # fmt: skip
"""Settings that make other segments where no rule names them: what was said of s1, s2, … is then about none of them."""


def put_candidate(document: SegmentationEvaluation, candidate: Candidate) -> SegmentationEvaluation:
    """Add a candidate, or replace the one with its id; what hung on segments that are no more goes with them."""
    before = document.candidate(candidate.id)
    changed = revise(document, candidates=placed(document.candidates, candidate))
    return changed if before is None else _without_lost_segments(changed, before, candidate)


def add_candidates(document: SegmentationEvaluation, candidates: Sequence[Candidate]) -> SegmentationEvaluation:
    """Add several candidates under ids of their own; those that differ from one there only by name are left out."""
    added = list(document.candidates)
    for one in candidates:
        if not is_among(one, added):
            ident = free_id(one.id, {other.id for other in added}, otherwise="candidate")
            added.append(one.model_copy(update={"id": ident}))
    return revise(document, candidates=tuple(added))


def is_among(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Say whether a candidate segments as one of some others does, whatever they and their segments are called."""
    asked = _nameless(candidate)
    return any(_nameless(one) == asked for one in others)


def _nameless(candidate: Candidate) -> Candidate:
    """Return a candidate without what says nothing of how it segments."""
    free: dict[str, object] = {"id": "x", "name": "", "note": "", "aging": ()}
    if isinstance(candidate, Rules | Rfm) and candidate.table is not None:
        segments = tuple(one.model_copy(update={"name": ""}) for one in candidate.table.segments)
        free["table"] = candidate.table.model_copy(update={"segments": segments})
    return candidate.model_copy(update=free)


def rename_candidate(document: SegmentationEvaluation, candidate_id: str, name: Label) -> SegmentationEvaluation:
    """Name a candidate; an empty name lets its type name it."""
    return change_candidate(document, candidate_id, name=name)


def change_candidate(document: SegmentationEvaluation, candidate_id: str, **changes: object) -> SegmentationEvaluation:
    """Change settings of a candidate. Fields whose tail was drawn in leave that list with the fields.

    A model that then finds other segments loses what was said of the earlier ones.
    """
    before = required(document.candidates, candidate_id)
    if "fields" in changes and "signed_log" not in changes and hasattr(before, "signed_log"):
        kept = changes["fields"]
        changes["signed_log"] = tuple(one for one in before.signed_log if isinstance(kept, tuple) and one in kept)
    return put_candidate(document, rebuilt(before, **changes))


def set_rfm_parts(document: SegmentationEvaluation, candidate_id: str, parts: int) -> SegmentationEvaluation:
    """Score in so many parts: the ready-made table and edges learnt anew, since both are about the parts."""
    before = required(document.candidates, candidate_id)
    same = isinstance(before, Rfm) and before.parts == parts
    return document if same else change_candidate(document, candidate_id, parts=parts, edges=(), table=None)


def set_stages(document: SegmentationEvaluation, candidate_id: str, **changes: object) -> SegmentationEvaluation:
    """Change thresholds or fields of a lifecycle."""
    before = required(document.candidates, candidate_id)
    if not isinstance(before, LifecycleStages):
        return document
    stages = {name: getattr(before.stages, name) for name in type(before.stages).model_fields} | changes
    return change_candidate(document, candidate_id, stages=stages)


def as_rules(document: SegmentationEvaluation, candidate_id: str, name: Label) -> SegmentationEvaluation:
    """Turn a lifecycle into a rule table under the same id, whose every line can then be changed."""
    before = required(document.candidates, candidate_id)
    if not isinstance(before, LifecycleStages):
        return document
    table = lifecycle_table(before.stages)
    rules = Rules(id=before.id, name=before.name or name, note=before.note, aging=before.aging, table=table)
    return put_candidate(document, rules)


def duplicate_candidate(document: SegmentationEvaluation, candidate_id: str, name: Label) -> SegmentationEvaluation:
    """Put a copy after a candidate, under another id and name; what people said stays with the first."""
    first = required(document.candidates, candidate_id)
    taken = {one.id for one in document.candidates}
    copy = first.model_copy(update={"id": free_id(first.id, taken, otherwise="candidate"), "name": name})
    found: list[Candidate] = []
    for one in document.candidates:
        found += [one, copy] if one.id == candidate_id else [one]
    return revise(document, candidates=tuple(found))


def move_candidate(document: SegmentationEvaluation, candidate_id: str, by: int) -> SegmentationEvaluation:
    """Move a candidate so many places down, or up; the ends stop it."""
    one = required(document.candidates, candidate_id)
    others = [other for other in document.candidates if other.id != candidate_id]
    place = min(max(document.candidates.index(one) + by, 0), len(others))
    return revise(document, candidates=(*others[:place], one, *others[place:]))


def remove_candidate(document: SegmentationEvaluation, candidate_id: str) -> SegmentationEvaluation:
    """Take a candidate out with what people said of it, its segments' names, actions, effects and targets."""
    left = without(document.candidates, candidate_id)
    evidence = tuple(one for one in document.evidence if one.tool != candidate_id)
    freed = without_segments(document, candidate_id, kept=())
    chosen = freed.selection
    if chosen.candidate == candidate_id:
        chosen = chosen.model_copy(update={"candidate": None, "scores": ()})
    return revise(freed, candidates=left, evidence=evidence, selection=chosen)


def set_aging(
    document: SegmentationEvaluation, candidate_id: str, moves: Sequence[tuple[str, str]]
) -> SegmentationEvaluation:
    """Mark the moves between segments that time alone makes, each once."""
    aging = tuple(Aging(before=before, after=after) for before, after in dict.fromkeys(moves) if before != after)
    return change_candidate(document, candidate_id, aging=aging)


def set_strategy(document: SegmentationEvaluation, strategy: Strategy) -> SegmentationEvaluation:
    """Choose one automation for all, one per segment, or one segment only.

    Targets that the strategy has no room for go: all of them, or all but the first.
    """
    room = {"undifferentiated": 0, "concentrated": 1, "selective": len(document.targets)}[strategy]
    return revise(document, strategy=strategy, targets=document.targets[:room])


def without_segments(
    document: SegmentationEvaluation, candidate_id: str, *, kept: Collection[str]
) -> SegmentationEvaluation:
    """Return the document with what hangs on a candidate's segments, but for those that are kept, taken out."""
    lists = {
        name: tuple(one for one in parts if one.candidate != candidate_id or one.segment in kept)
        for name, parts in (
            ("names", document.names),
            ("actions", document.actions),
            ("effects", document.effects),
            ("targets", document.targets),
        )
    }
    selection = document.selection
    if selection.candidate == candidate_id:
        scores = tuple(one for one in selection.scores if one.segment in kept)
        selection = selection.model_copy(update={"scores": scores})
    return revise(document, **lists, selection=selection)


def said_of_segments(document: SegmentationEvaluation, candidate_id: str) -> int:
    """Return how many names, actions, effects and targets hang on a candidate's segments."""
    lists = (document.names, document.actions, document.effects, document.targets)
    return sum(one.candidate == candidate_id for parts in lists for one in parts)


def rebuilt(candidate: Candidate, **changes: object) -> Candidate:
    """Return a candidate with some settings replaced, checked by its own rules.

    Raises
    ------
    DocumentError
        ``document_invalid`` with the places and reasons.
    """
    values = {name: getattr(candidate, name) for name in type(candidate).model_fields}
    try:
        return type(candidate).model_validate(values | changes)
    except ValidationError as fault:
        raise DocumentError("document_invalid", problems=problems_of(fault)) from fault


def _without_lost_segments(
    document: SegmentationEvaluation, before: Candidate, after: Candidate
) -> SegmentationEvaluation:
    """Take out what was said of segments that the changed candidate no longer has."""
    earlier, table = table_of(before), table_of(after)
    if earlier is not None and table is not None:
        left = {one.id for one in table.segments}
        return document if {one.id for one in earlier.segments} <= left else _only(document, after, left)
    same = type(before) is type(after) and all(getattr(before, one, 0) == getattr(after, one, 0) for one in DECIDE)
    return document if same else _only(document, after, ())


def _only(document: SegmentationEvaluation, after: Candidate, kept: Collection[str]) -> SegmentationEvaluation:
    freed = without_segments(document, after.id, kept=kept)
    aging = tuple(one for one in after.aging if one.before in kept and one.after in kept)
    return revise(freed, candidates=placed(freed.candidates, rebuilt(after, aging=aging)))
