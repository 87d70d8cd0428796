"""Edits of a candidate's rule table: lines, segments, how lines decide, and where those go whom no line takes.

A table of recency, frequency and monetary scores is edited alike; the ready-made one becomes the candidate's own. A
lifecycle has no table of its own to edit: turn it into rules first. Everything raises ``NotFound`` ``part_unknown``,
``DocumentError`` ``document_invalid`` or ``candidate_without_rules``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import ValidationError

from evaluators.documents import Label, Part, problems_of, revise
from evaluators.errors import DocumentError, NotFound
from evaluators.segmentations.candidates import Rfm, Rules, table_of
from evaluators.segmentations.rules.conditions import AllOf, AnyOf, Condition, Rule
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable
from services.editing_segmentation_candidates import put_candidate, rebuilt
from services.parts import free_id, placed, required, without

if TYPE_CHECKING:
    from evaluators.segmentations.document import SegmentationEvaluation

P = TypeVar("P", bound=Part)
Joined = Literal["all", "any"]
Rest = Literal["otherwise", "unknown"]
OTHERS = "others"


def with_table(document: SegmentationEvaluation, candidate_id: str, table: RuleTable) -> SegmentationEvaluation:
    """Give a candidate another rule table; what hung on segments that are no more goes with them."""
    candidate = required(document.candidates, candidate_id)
    if not isinstance(candidate, Rules | Rfm):
        raise DocumentError("candidate_without_rules")
    return put_candidate(document, rebuilt(candidate, table=table))


def add_line(document: SegmentationEvaluation, candidate_id: str, segment: str, when: Rule) -> SegmentationEvaluation:
    """Add a line at the end."""
    return _changed(document, candidate_id, lambda table: {"lines": (*table.lines, _line(segment, when))})


def set_line(
    document: SegmentationEvaluation,
    candidate_id: str,
    place: int,
    *,
    segment: str | None = None,
    when: Rule | None = None,
) -> SegmentationEvaluation:
    """Change whom a line takes, or the segment that it names."""

    def change(table: RuleTable) -> dict[str, object]:
        old = _at(table, place)
        return {"lines": _replaced(table.lines, place, _line(segment or old.segment, when or old.when))}

    return _changed(document, candidate_id, change)


def remove_line(document: SegmentationEvaluation, candidate_id: str, place: int) -> SegmentationEvaluation:
    """Take a line out; its segment stays."""

    def change(table: RuleTable) -> dict[str, object]:
        _at(table, place)
        return {"lines": _replaced(table.lines, place)}

    return _changed(document, candidate_id, change)


def move_line(document: SegmentationEvaluation, candidate_id: str, place: int, by: int) -> SegmentationEvaluation:
    """Move a line so many places down, or up; the ends stop it."""

    def change(table: RuleTable) -> dict[str, object]:
        one, others = _at(table, place), list(_replaced(table.lines, place))
        others.insert(min(max(place + by, 0), len(others)), one)
        return {"lines": tuple(others)}

    return _changed(document, candidate_id, change)


def add_segment(document: SegmentationEvaluation, candidate_id: str, name: Label) -> SegmentationEvaluation:
    """Add a segment that lines can name."""

    def change(table: RuleTable) -> dict[str, object]:
        ident = free_id(name, {one.id for one in table.segments}, otherwise="segment")
        return {"segments": (*table.segments, RuleSegment(id=ident, name=name))}

    return _changed(document, candidate_id, change)


def rename_segment(
    document: SegmentationEvaluation, candidate_id: str, segment: str, name: Label
) -> SegmentationEvaluation:
    """Name a segment; an empty name leaves it to its rules. A name that was given to the result gives way."""

    def change(table: RuleTable) -> dict[str, object]:
        return {"segments": placed(table.segments, required(table.segments, segment).model_copy(update={"name": name}))}

    changed = _changed(document, candidate_id, change)
    names = tuple(one for one in changed.names if (one.candidate, one.segment) != (candidate_id, segment))
    return revise(changed, names=names)


def remove_segment(document: SegmentationEvaluation, candidate_id: str, segment: str) -> SegmentationEvaluation:
    """Take a segment out with its lines; customers whom no other line takes are then left over.

    Raises
    ------
    DocumentError
        ``rule_last_segment`` where there is no other.
    """

    def change(table: RuleTable) -> dict[str, object]:
        if len(table.segments) == 1:
            raise DocumentError("rule_last_segment")
        return {
            "segments": without(table.segments, segment),
            "lines": tuple(one for one in table.lines if one.segment != segment),
            "otherwise": None if table.otherwise == segment else table.otherwise,
            "unknown": None if table.unknown == segment else table.unknown,
        }

    return _changed(document, candidate_id, change)


def set_mode(
    document: SegmentationEvaluation, candidate_id: str, mode: Literal["ordered", "exclusive"]
) -> SegmentationEvaluation:
    """Let the first line that holds decide, or let no two lines claim the same customer."""
    return _changed(document, candidate_id, lambda _: {"mode": mode})


def set_rest(
    document: SegmentationEvaluation, candidate_id: str, which: Rest, segment: str | None, name: Label = ""
) -> SegmentationEvaluation:
    """Say where those go whom no line takes, or whose value is missing: a segment, a new one, or none.

    Parameters
    ----------
    segment : str or None
        ``others`` where there is no such segment makes one under ``name``.
    """

    def change(table: RuleTable) -> dict[str, object]:
        known = {one.id for one in table.segments}
        new = segment is not None and segment not in known
        segments = (*table.segments, RuleSegment(id=str(segment), name=name)) if new else table.segments
        return {"segments": segments, which: segment}

    return _changed(document, candidate_id, change)


def line_of(document: SegmentationEvaluation, candidate_id: str, place: int) -> RuleLine:
    """Return a line of a candidate's rules, counted from 0."""
    candidate = required(document.candidates, candidate_id)
    table = table_of(candidate)
    if table is None:
        raise DocumentError("candidate_without_rules")
    return _at(table, place)


def parts_of(rule: Rule) -> tuple[Joined, tuple[Rule, ...]]:
    """Return how the topmost parts of a rule are joined, and what they are; a single condition is one of all."""
    if isinstance(rule, AnyOf):
        return "any", rule.any
    return "all", rule.all if isinstance(rule, AllOf) else (rule,)


def joined(how: Joined, parts: Sequence[Rule]) -> Rule:
    """Return parts as one rule; a single one stands by itself.

    Raises
    ------
    DocumentError
        ``rule_without_conditions``; ``document_invalid``.
    """
    if not parts:
        raise DocumentError("rule_without_conditions")
    if len(parts) == 1:
        return parts[0]
    return made_of(AnyOf, any=tuple(parts)) if how == "any" else made_of(AllOf, all=tuple(parts))


def condition(field: str, operator: str, **values: object) -> Condition:
    """Return one comparison, checked; raises ``document_invalid``."""
    return made_of(Condition, field=field, operator=operator, **values)


def made_of(model: type[P], **values: object) -> P:
    """Return a part of a rule, checked by its own rules; raises ``document_invalid``."""
    try:
        return model(**values)
    except ValidationError as fault:
        raise DocumentError("document_invalid", problems=problems_of(fault)) from fault


def _changed(
    document: SegmentationEvaluation, candidate_id: str, change: Callable[[RuleTable], dict[str, object]]
) -> SegmentationEvaluation:
    candidate = required(document.candidates, candidate_id)
    table = None if not isinstance(candidate, Rules | Rfm) else table_of(candidate)
    if table is None:
        raise DocumentError("candidate_without_rules")
    values = {name: getattr(table, name) for name in RuleTable.model_fields} | change(table)
    return with_table(document, candidate_id, made_of(RuleTable, **values))


def _line(segment: str, when: Rule) -> RuleLine:
    return made_of(RuleLine, segment=segment, when=when)


def _at(table: RuleTable, place: int) -> RuleLine:
    if not 0 <= place < len(table.lines):
        raise NotFound("part_unknown", id=str(place + 1), available=list(range(1, len(table.lines) + 1)))
    return table.lines[place]


def _replaced(lines: Sequence[RuleLine], place: int, *instead: RuleLine) -> tuple[RuleLine, ...]:
    return (*lines[:place], *instead, *lines[place + 1 :])
