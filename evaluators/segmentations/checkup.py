"""A candidate's rules looked through on the customers there are, and written anew where they leave faults."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from evaluators.documents import Label
from evaluators.errors import DocumentError, EvaluationError
from evaluators.notes import Note
from evaluators.segmentations.candidates import Candidate, LifecycleStages, Rfm, Rules, table_of
from evaluators.segmentations.results import Fault
from evaluators.segmentations.rules.conditions import Columns
from evaluators.segmentations.rules.doctor import Diagnosis, diagnose
from evaluators.segmentations.rules.domain import FieldDomain
from evaluators.segmentations.rules.repair import repair
from evaluators.segmentations.rules.rfm import rfm_scores, score_domains
from evaluators.segmentations.rules.rule_table import RuleTable, rule_labels


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


def checkup(candidate: Candidate, columns: Columns) -> Checkup:
    """Look through a candidate's rules; what cannot be looked through says why.

    Parameters
    ----------
    candidate : Candidate
    columns : mapping of str to ndarray
        By the id of the field.

    Raises
    ------
    DocumentError
        ``candidate_without_rules``.
    """
    table = _rules(candidate)
    try:
        compared, domains, notes = _compared(candidate, columns)
        found = rule_labels(table, compared)
        needed = {name: compared[name] for name in table.fields()}
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


def mended(candidate: Candidate, columns: Columns, *, rest: Label, unknown: Label) -> Candidate:
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
    compared, domains, _ = _compared(candidate, columns)
    taken = {one.id for one in table.segments}
    others, lacking = _free("others", taken), _free("unknown", taken)
    lack = rule_labels(table, compared).incomplete > 0
    known = {name: compared[name] for name in table.fields()}
    whole = repair(table, rest=others, unknown=lacking if lack else None, columns=known or None, domains=domains)
    names = {others: rest, lacking: unknown}
    segments = tuple(
        one.model_copy(update={"name": names[one.id]}) if one.id in names else one for one in whole.segments
    )
    return _with_rules(candidate, whole.model_copy(update={"segments": segments}))


def _with_rules(candidate: Candidate, table: RuleTable) -> Candidate:
    if isinstance(candidate, LifecycleStages):
        return Rules(id=candidate.id, name=candidate.name, note=candidate.note, aging=candidate.aging, table=table)
    return candidate.model_copy(update={"table": table})


def _free(ident: str, taken: Collection[str]) -> str:
    return next(one for one in (ident, *(f"{ident}-{place}" for place in range(2, 1_000))) if one not in taken)


def _rules(candidate: Candidate) -> RuleTable:
    table = table_of(candidate)
    if table is None:
        raise DocumentError("candidate_without_rules")
    return table


def _compared(candidate: Candidate, columns: Columns) -> tuple[Columns, Mapping[str, FieldDomain], tuple[Note, ...]]:
    """Return what a candidate's rules compare: its fields, or the scores of its measures."""
    if not isinstance(candidate, Rfm):
        return columns, {}, ()
    edges = candidate.given_edges
    scores = rfm_scores(columns, fields=candidate.fields, parts=candidate.parts, edges=edges)
    return scores.columns(), score_domains(candidate.parts), scores.notes()
