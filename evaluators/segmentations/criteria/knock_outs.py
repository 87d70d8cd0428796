"""What takes a segmentation out before anything is scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evaluators.notes import Note, Severity
from evaluators.segmentations.criteria.privacy import FieldPrivacy
from evaluators.segmentations.restarts import RestartAdequacy

KnockOutCode = Literal["restarts", "floor", "rules", "leakage", "special_category", "too_many"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnockOutFacts:
    """What is known of a candidate; None: it does not apply, or was not looked at."""

    restarts: RestartAdequacy | None = None  # of a fit that starts at random
    smallest: int | None = None  # customers of the smallest segment, 0 where one is empty
    floor: int | None = None  # customers that every segment has to have
    holes: int | None = None  # cells of a rule table that no line covers
    overlaps: int | None = None  # cells that several lines cover, where lines are meant to exclude each other
    inputs: Sequence[str] = ()  # fields that the segmentation reads
    outcome_fields: Sequence[str] | None = None  # fields known only after the as-of date
    privacy: Sequence[FieldPrivacy] | None = None  # of all fields offered
    segments: int | None = None  # K
    servable: int | None = None  # segments that the team can serve


@dataclass(frozen=True, slots=True, kw_only=True)
class KnockOut:
    """One condition."""

    code: KnockOutCode
    passed: bool | None  # None: it does not apply, or was not looked at
    note: Note | None = None  # why it is not passed


def knock_outs(facts: KnockOutFacts) -> tuple[KnockOut, ...]:
    """Return all conditions in a fixed order; a candidate with one that is not passed is not scored."""
    return (
        _restarts(facts),
        _floor(facts),
        _rules(facts),
        _leakage(facts),
        _special_category(facts),
        _too_many(facts),
    )


def knocked_out(conditions: Sequence[KnockOut]) -> bool:
    """Return whether some condition is not passed; one that was not looked at knocks nobody out."""
    return any(one.passed is False for one in conditions)


def _restarts(facts: KnockOutFacts) -> KnockOut:
    if facts.restarts is None:
        return KnockOut(code="restarts", passed=None)
    return KnockOut(code="restarts", passed=facts.restarts.adequate, note=next(iter(facts.restarts.notes), None))


def _floor(facts: KnockOutFacts) -> KnockOut:
    if facts.smallest is None or facts.floor is None:
        return KnockOut(code="floor", passed=None)
    note = Note(
        code="knocked_floor",
        severity=Severity.BLOCKING,
        facts={"customers": facts.smallest, "floor": facts.floor},
    )
    return _judged("floor", facts.smallest >= facts.floor, note)


def _rules(facts: KnockOutFacts) -> KnockOut:
    if facts.holes is None and facts.overlaps is None:
        return KnockOut(code="rules", passed=None)
    holes, overlaps = facts.holes or 0, facts.overlaps or 0
    note = Note(code="knocked_rules", severity=Severity.BLOCKING, facts={"holes": holes, "overlaps": overlaps})
    return _judged("rules", not holes and not overlaps, note)


def _leakage(facts: KnockOutFacts) -> KnockOut:
    if facts.outcome_fields is None:
        return KnockOut(code="leakage", passed=None)
    leaked = sorted(set(facts.inputs) & set(facts.outcome_fields))
    note = Note(code="knocked_leakage", severity=Severity.BLOCKING, facts={"fields": tuple(leaked)})
    return _judged("leakage", not leaked, note)


def _special_category(facts: KnockOutFacts) -> KnockOut:
    if facts.privacy is None:
        return KnockOut(code="special_category", passed=None)
    used = set(facts.inputs)
    barred = sorted(one.name for one in facts.privacy if one.name in used and one.needs_basis)
    note = Note(code="knocked_special_category", severity=Severity.BLOCKING, facts={"fields": tuple(barred)})
    return _judged("special_category", not barred, note)


def _too_many(facts: KnockOutFacts) -> KnockOut:
    if facts.segments is None or facts.servable is None:
        return KnockOut(code="too_many", passed=None)
    note = Note(
        code="knocked_too_many",
        severity=Severity.BLOCKING,
        facts={"segments": facts.segments, "servable": facts.servable},
    )
    return _judged("too_many", facts.segments <= facts.servable, note)


def _judged(code: KnockOutCode, passed: bool, note: Note) -> KnockOut:
    return KnockOut(code=code, passed=passed, note=None if passed else note)
