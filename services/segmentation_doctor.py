"""The doctor of a candidate's rules on a document's customers, and the repair of what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.documents import Label
from evaluators.errors import DocumentError, EvaluationError
from evaluators.notes import Note
from evaluators.segmentations.candidates import Candidate, LifecycleStages, Rfm, Rules, table_of
from evaluators.segmentations.results import Fault
from evaluators.segmentations.rules.doctor import Diagnosis, diagnose
from evaluators.segmentations.rules.domain import FieldDomain
from evaluators.segmentations.rules.repair import repair
from evaluators.segmentations.rules.rfm import rfm_scores, score_domains
from evaluators.segmentations.rules.rule_table import RuleTable, rule_labels
from services.editing_segmentation_candidates import rebuilt
from services.parts import free_id
from services.segmentation_fields import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentCount:
    """How many customers a rule table puts in a segment."""

    segment: str
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What the doctor finds in a candidate's rules, on the customers there are and on all that could come."""

    table: RuleTable
    customers: int = 0
    segments: tuple[SegmentCount, ...] = ()  # in the table's order; empty with a fault
    unassigned: int = 0  # customers without a segment
    contested: int = 0  # customers whom lines of different segments claim
    incomplete: int = 0  # customers whom no line takes while a compared value is missing
    diagnosis: Diagnosis | None = None  # None: see the fault
    notes: tuple[Note, ...] = ()  # on scores
    fault: Fault | None = None  # such as a field that is no more; None: the rules could be looked through

    @property
    def sound(self) -> bool:
        """Whether everybody gets a segment, and no two lines quarrel over a customer without an order to settle it."""
        found = self.diagnosis
        if found is None or not found.complete:
            return False
        return found.exclusive or self.table.mode == "ordered"


def checkup(fields: Fields, candidate: Candidate) -> Checkup:
    """Look through a candidate's rules; what cannot be looked through says why.

    Raises
    ------
    DocumentError
        ``candidate_without_rules``.
    """
    table = _rules(candidate)
    try:
        columns, domains, notes = _compared(fields, candidate)
        found = rule_labels(table, columns)
        needed = {name: columns[name] for name in table.fields()}
        diagnosis = diagnose(table, columns=needed or None, domains=domains)
    except EvaluationError as problem:
        return Checkup(table=table, fault=Fault(code=problem.code, facts=dict(problem.facts)))
    counts = np.bincount(found.labels[found.labels >= 0], minlength=len(table.segments)).tolist()
    sizes = zip(table.segments, counts, strict=True)
    return Checkup(
        table=table,
        customers=len(found.labels),
        segments=tuple(SegmentCount(segment=one.id, customers=int(count)) for one, count in sizes),
        unassigned=int((found.labels < 0).sum()),
        contested=found.contested,
        incomplete=found.incomplete,
        diagnosis=diagnosis,
        notes=notes,
    )


def mended(fields: Fields, candidate: Candidate, *, rest: Label, unknown: Label) -> Candidate:
    """Return a candidate whose rules take everybody, and nobody twice; a lifecycle becomes a rule table.

    Parameters
    ----------
    rest, unknown : Label
        Names of the segments for those whom no line takes, and for those whose value is missing, if there are any.

    Raises
    ------
    DocumentError
        ``candidate_without_rules``; ``document_invalid``.
    DataError, NotComputable
        ``rule_field_unknown``, ``rule_field_kind``, ``rules_too_many_combinations``.
    """
    table = _rules(candidate)
    columns, domains, _ = _compared(fields, candidate)
    taken = {one.id for one in table.segments}
    others = free_id("others", taken, otherwise="others")
    lacking = free_id("unknown", {*taken, others}, otherwise="unknown")
    known = {name: columns[name] for name in table.fields() if name in columns}
    lack = rule_labels(table, columns).incomplete > 0
    whole = repair(table, rest=others, unknown=lacking if lack else None, columns=known or None, domains=domains)
    names = {others: rest, lacking: unknown}
    segments = tuple(
        one.model_copy(update={"name": names[one.id]}) if one.id in names else one for one in whole.segments
    )
    return with_rules(candidate, whole.model_copy(update={"segments": segments}))


def with_rules(candidate: Candidate, table: RuleTable) -> Candidate:
    """Return a candidate with another rule table; a lifecycle becomes a rule table of its own."""
    if isinstance(candidate, LifecycleStages):
        return Rules(id=candidate.id, name=candidate.name, note=candidate.note, aging=candidate.aging, table=table)
    return rebuilt(candidate, table=table)


def _rules(candidate: Candidate) -> RuleTable:
    table = table_of(candidate)
    if table is None:
        raise DocumentError("candidate_without_rules")
    return table


def _compared(
    fields: Fields, candidate: Candidate
) -> tuple[Mapping[str, Any], Mapping[str, FieldDomain], tuple[Note, ...]]:
    """Return what a candidate's rules compare: its fields, or the scores of its measures."""
    if not isinstance(candidate, Rfm):
        return fields.columns, {}, ()
    edges = candidate.given_edges
    scores = rfm_scores(fields.columns, fields=candidate.fields, parts=candidate.parts, edges=edges)
    return scores.columns(), score_domains(candidate.parts), scores.notes()
