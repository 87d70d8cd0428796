"""One candidate from its fit to everything that is measured of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evaluators.errors import EvaluationError
from evaluators.segmentations.attempts import plainly
from evaluators.segmentations.candidates import BASELINES, Candidate, inputs_of, needed_fields
from evaluators.segmentations.criteria.knock_outs import KnockOut, KnockOutFacts, knock_outs, knocked_out
from evaluators.segmentations.criteria.substantial import balance
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.found_segments import found_segments
from evaluators.segmentations.ground import Ground, fault_of
from evaluators.segmentations.labelling import Labelling, Pace, compared, label
from evaluators.segmentations.measures_outcome import campaign_response, outcome_measures
from evaluators.segmentations.measures_stability import stability_measures, time_measures
from evaluators.segmentations.measures_structure import actionable, structure_measures
from evaluators.segmentations.partitions import checked_labels
from evaluators.segmentations.results import CandidateFound, CriterionFound
from evaluators.segmentations.rules.doctor import Diagnosis, diagnose
from evaluators.segmentations.rules.rule_table import RuleTable
from evaluators.segmentations.stability import Progress, untold, within

FITTED, FORETOLD, SHAPED = 0.1, 0.2, 0.4
"""Shares of a candidate's progress told after its fit, its outcome and its structure; the rest goes by bootstrap."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """A candidate with its labels in the fixed order; ``labelling`` is None where there is a fault."""

    found: CandidateFound
    labelling: Labelling | None


def judged(ground: Ground, candidate: Candidate, *, progress: Progress | None = None) -> Judged:
    """Fit a candidate, look at its knock-outs and measure it.

    One that reads what it must not is not even fitted. Any other that is knocked out is measured too, so that the
    reader sees what was lost; it is not ranked.
    """
    baseline = isinstance(candidate, BASELINES)
    barred = knock_outs(_reading(ground, candidate))
    if knocked_out(barred):
        found = CandidateFound(
            candidate=candidate.id, baseline=baseline, fault=None, knock_outs=barred, knocked_out=True
        )
        return Judged(found=found, labelling=None)
    tell = progress or untold
    pace = Pace(rows=ground.document.settings.effort.fit_rows, progress=within(tell, 0.0, FITTED))
    try:
        labelling = label(candidate, ground.columns, rng=ground.rng(candidate.id, "fit"), pace=pace)
        _need_customers(labelling)
    except EvaluationError as problem:
        fault = fault_of(problem)
        return Judged(found=CandidateFound(candidate=candidate.id, baseline=baseline, fault=fault), labelling=None)
    tell(FITTED)
    conditions = _conditions(ground, candidate, labelling)
    outcome = outcome_measures(ground, candidate.id, labelling.labels)
    tell(FORETOLD)
    structure = structure_measures(ground, candidate, labelling)
    tell(SHAPED)
    stability = stability_measures(ground, candidate, labelling, progress=within(tell, SHAPED, 1.0))
    in_time = time_measures(ground, candidate, labelling)
    model = labelling.model
    found = CandidateFound(
        candidate=candidate.id,
        baseline=baseline,
        fault=None,
        knock_outs=conditions,
        knocked_out=knocked_out(conditions),
        criteria=_in_order(
            (*outcome.criteria, *structure.criteria, *stability.criteria, in_time.criterion, _even(ground, labelling))
        ),
        segments=found_segments(ground, candidate, labelling, structure, stability),
        unassigned=int((labelling.labels < 0).sum()),
        lines=None if labelling.table is None else len(labelling.table.lines),
        stability=stability.stability,
        lift=outcome.lift,
        shortness=structure.shortness,
        response=outcome.response,
        silhouette=structure.silhouette,
        migration=in_time.migration,
        shift=in_time.shift,
        restarts=None if model is None else model.restarts,
        likelihood=None if model is None else model.likelihood,
        fidelity=None if model is None else model.fidelity,
        table=labelling.table,
        assigner=None if model is None else model.assigner,
        notes=labelling.notes,
    )
    return Judged(found=found, labelling=labelling)


def told_again(document: SegmentationEvaluation, found: CandidateFound) -> CandidateFound:
    """Return a candidate with what rests on plans and campaigns alone, and on no customer, looked at anew: A4, G1."""
    if not found.segments:
        return found
    answered, behind = campaign_response(document, found.candidate)
    held = {one.segment for one in found.segments if one.customers}
    anew = {one.measured.code: one for one in (answered, actionable(document, found.candidate, held))}
    return replace(found, criteria=tuple(anew.get(one.measured.code, one) for one in found.criteria), response=behind)


def _need_customers(labelling: Labelling) -> None:
    checked_labels(labelling.labels)


def _in_order(criteria: tuple[CriterionFound, ...]) -> tuple[CriterionFound, ...]:
    return tuple(sorted(criteria, key=lambda one: one.measured.code))


def _even(ground: Ground, labelling: Labelling) -> CriterionFound:
    scored = any(one.code == "D2" for one in ground.document.criteria)
    return plainly("D2", lambda: balance(labelling.labels, scored=scored))


def _conditions(ground: Ground, candidate: Candidate, labelling: Labelling) -> tuple[KnockOut, ...]:
    sizes = compared(labelling.labels, labelling.count)
    settings = ground.document.settings
    health = None if labelling.table is None else _health(labelling.table, ground)
    model = labelling.model
    return knock_outs(
        replace(
            _reading(ground, candidate),
            restarts=None if model is None else model.restarts,
            smallest=_smallest(labelling, sizes),
            floor=settings.floor.least or None,
            holes=None if health is None else _holes(health),
            overlaps=None if health is None else _overlaps(health, labelling.table),
            segments=sum(size > 0 for size in sizes),
            servable=settings.servable,
        )
    )


def _smallest(labelling: Labelling, sizes: tuple[int, ...]) -> int:
    """Return customers of the smallest segment. One kept ready for whom no line takes may be empty."""
    table = labelling.table
    if table is None:
        return min(sizes)
    ready = {table.place(table.otherwise), table.place(table.unknown)} - {
        table.place(one.segment) for one in table.lines
    }
    return min((size for place, size in enumerate(sizes) if size or place not in ready), default=0)


def _reading(ground: Ground, candidate: Candidate) -> KnockOutFacts:
    """Return what is known of a candidate before it is made: the fields that it reads."""
    return KnockOutFacts(
        inputs=tuple(dict.fromkeys((*needed_fields(candidate), *inputs_of(candidate)))),
        outcome_fields=tuple(one.id for one in ground.document.fields if one.role == "outcome"),
        privacy=ground.privacy,
    )


def _health(table: RuleTable, ground: Ground) -> Diagnosis | None:
    try:
        return diagnose(table, columns={name: ground.columns[name] for name in table.fields()})
    except EvaluationError:
        return None


def _holes(health: Diagnosis) -> int:
    if health.complete:
        return 0
    return max(1, sum(hole.kind == "value" for hole in health.holes))


def _overlaps(health: Diagnosis, table: RuleTable | None) -> int:
    if table is None or table.mode == "ordered":
        return 0
    return sum(not one.same_segment for one in health.overlaps)
