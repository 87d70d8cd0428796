"""A1 to A4 of one candidate: what its segments tell of the outcome, and how they answered a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluators.campaigns.segment_effects import SegmentEffect
from evaluators.campaigns.shrinkage import shrink
from evaluators.errors import EvaluationError
from evaluators.notes import Note
from evaluators.segmentations.attempts import attempt, plainly, unknown
from evaluators.segmentations.criteria.outcome_lift import OutcomeLift, outcome_lift
from evaluators.segmentations.criteria.response import Response, policy_gain, response
from evaluators.segmentations.criteria.scoring import not_measured
from evaluators.segmentations.criteria.separation import separation
from evaluators.segmentations.criteria.targeting_gain import targeting_gain
from evaluators.segmentations.data_facts import Labels
from evaluators.segmentations.document import CampaignEffect, SegmentationEvaluation
from evaluators.segmentations.ground import Ground, rng_of
from evaluators.segmentations.results import CriterionFound

OUTCOME_CODES = ("A1", "A2", "A3")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMeasures:
    """A1 to A4 and what is behind them."""

    criteria: tuple[CriterionFound, ...]
    lift: OutcomeLift | None
    response: Response | None


def outcome_measures(ground: Ground, name: str, labels: Labels) -> OutcomeMeasures:
    """Measure A1 to A4 of a candidate's labels."""
    answered, found = campaign_response(ground.document, name)
    outcome = ground.outcome
    if outcome is None:
        missing = () if ground.outcome_fault else (Note(code="no_outcome"),)
        return OutcomeMeasures(
            criteria=(
                *(
                    CriterionFound(measured=not_measured(code, *missing), fault=ground.outcome_fault)
                    for code in OUTCOME_CODES
                ),
                answered,
            ),
            lift=None,
            response=found,
        )
    draws = ground.document.settings.effort.label_draws
    lifted = attempt(
        "A1",
        lambda: outcome_lift(
            labels,
            outcome.scored,
            outcome.folds,
            ceiling=outcome.ceiling,
            rng=ground.rng(name, "A1"),
            raw_money=outcome.plain,
            draws=draws,
        ),
        lambda one: one.criterion,
    )
    apart = plainly("A2", lambda: separation(labels, outcome.scored).criterion)
    gain = plainly(
        "A3",
        lambda: targeting_gain(
            labels,
            outcome.scored,
            outcome.folds,
            rng=ground.rng(name, "A3"),
            share=ground.document.settings.targeted,
            draws=draws,
        ),
    )
    return OutcomeMeasures(criteria=(lifted.criterion, apart, gain, answered), lift=lifted.found, response=found)


def campaign_response(document: SegmentationEvaluation, name: str) -> tuple[CriterionFound, Response | None]:
    """Measure A4 of a candidate, from what campaigns showed in its segments alone."""
    effects = effects_of(document, name)
    if not effects:
        return unknown("A4", Note(code="no_campaign_effects")), None
    gain = largest_gain(document)
    found = attempt(
        "A4",
        lambda: response(effects, largest_gain=gain, rng=rng_of(document, name, "A4")),
        lambda one: one.criterion,
    )
    return found.criterion, found.found


def effects_of(document: SegmentationEvaluation, name: str) -> tuple[SegmentEffect, ...]:
    """Return what campaigns showed in a candidate's segments."""
    return tuple(_effect(one) for one in document.effects if one.candidate == name)


def _effect(one: CampaignEffect) -> SegmentEffect:
    return SegmentEffect(
        segment=one.segment, customers=one.customers, effect=one.effect, variance=one.standard_error**2
    )


def largest_gain(document: SegmentationEvaluation) -> float:
    """Return the largest gain of sending to the segments that answer, over all candidates, money per customer."""
    gains = [0.0]
    for candidate in document.candidates:
        effects = effects_of(document, candidate.id)
        gains.append(_gain(effects))
    return max(gains)


def _gain(effects: Sequence[SegmentEffect]) -> float:
    try:
        found = shrink(effects)
    except EvaluationError:
        return 0.0
    return policy_gain(found, {one.segment: float(one.customers) for one in effects})
