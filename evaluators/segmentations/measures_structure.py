"""C1 to G2 of one candidate: compact, substantial, explainable, identifiable, reachable, actionable, private."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from evaluators.notes import Note
from evaluators.segmentations.attempts import attempt, plainly, unknown
from evaluators.segmentations.candidates import MODELS, Candidate, Imported, inputs_of
from evaluators.segmentations.criteria.explainable import Explainable, Shortness, explainable, shortness
from evaluators.segmentations.criteria.identifiable import Identifiable, Reachable, identifiable, reachable
from evaluators.segmentations.criteria.inputs import InputMatrix, input_matrix
from evaluators.segmentations.criteria.privacy import privacy_cost, smallest_cells
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured, not_measured
from evaluators.segmentations.criteria.substantial import substantial
from evaluators.segmentations.data_facts import Labels
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.ground import Ground
from evaluators.segmentations.internal_indices import Silhouette, silhouette
from evaluators.segmentations.labelling import Labelling
from evaluators.segmentations.models.scaling import learn_scales, scaled_matrix
from evaluators.segmentations.partitions import at_least_two
from evaluators.segmentations.results import CriterionFound


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureMeasures:
    """C1 to G2 and what is behind them."""

    criteria: tuple[CriterionFound, ...]
    silhouette: Silhouette | None
    explained: Explainable | None
    shortness: Shortness | None
    identified: Identifiable | None
    reached: Reachable | None


def structure_measures(ground: Ground, candidate: Candidate, labelling: Labelling) -> StructureMeasures:
    """Measure C1 to G2."""
    labels, name = labelling.labels, candidate.id
    effort = ground.document.settings.effort
    inputs = candidate_inputs(ground, candidate)
    compact, width = _compact(ground, candidate, labels)
    short = attempt(
        "E2",
        lambda: shortness(labels, inputs, rng=ground.rng(name, "E2"), draws=effort.label_draws),
        lambda one: one.criterion,
    )
    clear = attempt(
        "E1",
        lambda: explainable(labels, inputs, rng=ground.rng(name, "E1"), draws=effort.label_draws),
        lambda one: one.criterion,
    )
    known, identified = _identifiable(ground, name, labels)
    usable, reached = _reachable(ground, labels)
    return StructureMeasures(
        criteria=(
            compact,
            _substantial(ground, labels),
            clear.criterion,
            short.criterion,
            known,
            usable,
            actionable(ground.document, name, _held(labelling)),
            _private(ground, candidate, labels),
        ),
        silhouette=width,
        explained=clear.found,
        shortness=short.found,
        identified=identified,
        reached=reached,
    )


def candidate_inputs(ground: Ground, candidate: Candidate) -> InputMatrix:
    """Return the fields that a candidate was made from; all inputs where that is not known, or there are none."""
    names = inputs_of(candidate)
    if not names:
        labels = {one.field for one in ground.document.candidates if isinstance(one, Imported)}
        names = tuple(one for one in ground.input_names if one not in labels) or tuple(ground.columns)
    return input_matrix({name: ground.columns[name] for name in names})


def _compact(ground: Ground, candidate: Candidate, labels: Labels) -> tuple[CriterionFound, Silhouette | None]:
    if not isinstance(candidate, MODELS) or not candidate.fields:
        return unknown("C1", Note(code="compactness_of_numbers")), None
    fields, scale = candidate.fields, candidate.scale

    def measure() -> Silhouette:
        matrix, complete = scaled_matrix(ground.columns, learn_scales(ground.columns, fields, scale))
        seen = labels[complete]
        at_least_two(seen)
        rows = ground.document.settings.effort.silhouette_rows
        return silhouette(matrix[complete], seen, rng=ground.rng(candidate.id, "C1"), sample=rows)

    found = attempt("C1", measure, lambda one: measured("C1", one.mean, null=0.0, ceiling=1.0, scored=False))
    return found.criterion, found.found


def _substantial(ground: Ground, labels: Labels) -> CriterionFound:
    floor = ground.document.settings.floor
    return plainly(
        "D1",
        lambda: (
            substantial(
                labels, floor=ground.floor, value=ground.customers.value, margin=floor.margin, costs=floor.cost
            ).criterion
        ),
    )


def _identifiable(ground: Ground, name: str, labels: Labels) -> tuple[CriterionFound, Identifiable | None]:
    signup = ground.signup
    if signup is None:
        return unknown("F1", Note(code="no_signup_fields")), None
    draws = ground.document.settings.effort.label_draws
    found = attempt(
        "F1",
        lambda: identifiable(labels, signup, rng=ground.rng(name, "F1"), draws=draws),
        lambda one: one.criterion,
    )
    return found.criterion, found.found


def _reachable(ground: Ground, labels: Labels) -> tuple[CriterionFound, Reachable | None]:
    usable = ground.usable
    if usable is None:
        return unknown("F2", Note(code="no_channel_fields")), None
    found = attempt("F2", lambda: reachable(labels, usable), lambda one: one.criterion)
    return found.criterion, found.found


def _held(labelling: Labelling) -> set[str]:
    """Return the segments that have customers."""
    return {labelling.segments[place] for place in set(labelling.labels.tolist()) if place >= 0}


def actionable(document: SegmentationEvaluation, name: str, held: Collection[str]) -> CriterionFound:
    """Measure G1: segments with customers whose planned offer, channel and goal no other segment has.

    Parameters
    ----------
    name : str
        The candidate.
    held : collection of str
        Its segments that have customers.
    """
    planned = {
        one.segment: (one.offer.strip(), one.channel.strip(), one.goal.strip())
        for one in document.actions
        if one.candidate == name
    }
    if not planned:
        return unknown("G1", Note(code="no_planned_actions"))
    actions = [planned[segment] for segment in sorted(held) if any(planned.get(segment, ()))]
    share = len(set(actions)) / len(held)
    return CriterionFound(measured=measured("G1", share, null=0.0, ceiling=1.0))


def _private(ground: Ground, candidate: Candidate, labels: Labels) -> CriterionFound:
    def measure() -> MeasuredCriterion:
        least = ground.document.settings.least_people
        cells = smallest_cells(labels, ground.filters, least=least)
        return privacy_cost(inputs_of(candidate), ground.privacy, smallest=cells, least=least)

    if isinstance(candidate, Imported) and not candidate.uses:
        return CriterionFound(measured=not_measured("G2", Note(code="inputs_not_known")))
    return plainly("G2", measure)
