"""What a candidate's score loses when a sensitive field is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluators.errors import EvaluationError, NotComputable
from evaluators.segmentations.candidates import MODELS, Candidate, Learnt, inputs_of
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.ground import Ground, fault_of
from evaluators.segmentations.labelling import Pace, label
from evaluators.segmentations.measures_outcome import outcome_measures
from evaluators.segmentations.measures_structure import structure_measures
from evaluators.segmentations.models.search import Search
from evaluators.segmentations.results import CandidateFound, CriterionFound, Fault, PrivacyPrice
from evaluators.segmentations.stability import Progress, part_of, untold, within
from evaluators.tools.results import ToolResult

SENSITIVE = 3
"""Points of sensitivity from which a field's price is worked out."""
MOST_PRICES = 12
"""Fields and candidates in all, the most sensitive fields first: each is a fit and its measures again."""
AGAIN = ("A1", "A3", "D1", "E1", "E2", "F1", "F2", "G2")
"""Criteria measured again without the field; the others are taken as they were, and said to be."""
BEST_VALUE = 100.0
REFITTED = 0.5
"""Share of a price's progress told after its fit; the measures follow."""


def privacy_prices(
    ground: Ground, found: Sequence[CandidateFound], ranking: ToolResult, *, progress: Progress | None = None
) -> tuple[PrivacyPrice, ...]:
    """Return the price of each sensitive field for each ranked candidate that reads it.

    A model is fitted again without the field. A rule cannot be made without what it asks; its price is not known.
    """
    document = ground.document
    weights = {one.criterion: one.weight for one in ranking.criteria}
    kept = {one.candidate: one for one in found if one.fault is None and not one.knocked_out and not one.baseline}
    asked = [
        (candidate, field)
        for field in sorted(document.fields, key=lambda one: (-one.sensitivity, one.id))
        if field.sensitivity >= SENSITIVE or field.special_category
        for candidate in document.candidates
        if candidate.id in kept and field.id in inputs_of(candidate)
    ]
    asked = asked[:MOST_PRICES]
    tell = progress or untold
    prices = []
    for place, (candidate, field) in enumerate(asked):
        told = part_of(tell, place, len(asked))
        prices.append(_price(ground, candidate, field, kept[candidate.id], weights, told))
        told(1.0)
    return tuple(prices)


def without_field(candidate: Candidate, field: str) -> Learnt:
    """Return a model that does not read a field.

    Raises
    ------
    NotComputable
        ``made_of_the_field`` for rules, and where nothing is left to read.
    """
    if not isinstance(candidate, MODELS):
        raise NotComputable("made_of_the_field", field=field)
    left: dict[str, tuple[str, ...]] = {"fields": tuple(one for one in candidate.fields if one != field)}
    left["signed_log"] = tuple(one for one in candidate.signed_log if one != field)
    if hasattr(candidate, "categories"):
        left["categories"] = tuple(one for one in candidate.categories if one != field)
    if not left["fields"] and not left.get("categories"):
        raise NotComputable("made_of_the_field", field=field)
    return candidate.model_copy(update=left)


def _price(
    ground: Ground,
    candidate: Candidate,
    field: CustomerField,
    found: CandidateFound,
    weights: Mapping[str, float],
    progress: Progress,
) -> PrivacyPrice:
    lift = None if found.lift is None else found.lift.found.value
    try:
        fewer = without_field(candidate, field.id)
        rng = ground.rng(candidate.id, "without", field.id)
        labelling = label(fewer, ground.columns, rng=rng, pace=_pace(ground, fewer, progress))
        again = outcome_measures(ground, candidate.id, labelling.labels)
        structure = structure_measures(ground, fewer, labelling)
    except EvaluationError as problem:
        return _unpriced(candidate, field, lift, fault_of(problem))
    bare = PrivacyPrice(
        candidate=candidate.id,
        field=field.id,
        score=None,
        without=None,
        lift=lift,
        lift_without=None if again.lift is None else again.lift.found.value,
        again=tuple(one for one in (*again.criteria, *structure.criteria) if one.measured.code in AGAIN),
    )
    return _weighed(ground.document, found, bare, weights)


def priced_again(
    document: SegmentationEvaluation,
    found: Sequence[CandidateFound],
    prices: Sequence[PrivacyPrice],
    ranking: ToolResult,
) -> tuple[PrivacyPrice, ...]:
    """Return prices under other weights, without measuring anything again."""
    weights = {one.criterion: one.weight for one in ranking.criteria}
    by_name = {one.candidate: one for one in found}
    return tuple(
        one if one.fault is not None else _weighed(document, by_name[one.candidate], one, weights) for one in prices
    )


def _weighed(
    document: SegmentationEvaluation, found: CandidateFound, price: PrivacyPrice, weights: Mapping[str, float]
) -> PrivacyPrice:
    measured = {one.measured.code: one for one in price.again}
    score, without, held = _scores(document, found, measured, weights)
    return replace(price, score=score, without=without, held=held)


def _pace(ground: Ground, candidate: Learnt, progress: Progress) -> Pace:
    tries = getattr(candidate, "tries", None)
    search = None if tries is None else Search(tries=tries, limit=tries)
    rows = ground.document.settings.effort.fit_rows
    return Pace(search=search, rows=rows, progress=within(progress, 0.0, REFITTED))


def _unpriced(candidate: Candidate, field: CustomerField, lift: float | None, fault: Fault) -> PrivacyPrice:
    return PrivacyPrice(
        candidate=candidate.id, field=field.id, score=None, without=None, lift=lift, lift_without=None, fault=fault
    )


def _scores(
    document: SegmentationEvaluation,
    found: CandidateFound,
    measured: Mapping[str, CriterionFound],
    weights: Mapping[str, float],
) -> tuple[float | None, float | None, tuple[str, ...]]:
    """Return weighted means with and without the field, over the measured criteria known both ways."""
    pairs: list[tuple[float, float, float]] = []
    held: list[str] = []
    for criterion in document.criteria:
        before = found.criterion(criterion.code) if criterion.code else None
        if before is None or criterion.code is None or before.measured.score is None:
            continue
        again = measured.get(criterion.code)
        after = before.measured.score if again is None else again.measured.score
        if after is None:
            continue
        if again is None:
            held.append(criterion.code)
        pairs.append((weights[criterion.id], before.measured.score, after))
    whole = sum(weight for weight, _, _ in pairs)
    if not whole:
        return None, None, tuple(held)
    with_field = BEST_VALUE * sum(weight * score for weight, score, _ in pairs) / whole
    without = BEST_VALUE * sum(weight * score for weight, _, score in pairs) / whole
    return with_field, without, tuple(held)
