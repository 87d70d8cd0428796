"""From segments to a campaign plan, and from a campaign's measured effects back to the segmentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluators.campaigns.design import Metric, Segment
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.results import CampaignResult
from evaluators.campaigns.segment_needs import SegmentNeed, segment_needs
from evaluators.campaigns.segment_tests import SegmentTest
from evaluators.documents import Label, revise, text_of
from evaluators.segmentations.document import CampaignEffect, SegmentationEvaluation
from evaluators.segmentations.package_parts import FEWEST_TOLD
from evaluators.segmentations.results import SegmentationResult
from services.parts import fields_of

__all__ = [
    "Matched",
    "SegmentMoney",
    "SegmentNeed",
    "carrying",
    "effects_of",
    "matched",
    "measured",
    "plan_with_segments",
    "put_effects",
    "worth_of",
]

Names = Mapping[str, Label]
SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "kr": "SEK"}


def plan_with_segments(
    base: CampaignPlan,
    document: SegmentationEvaluation,
    result: SegmentationResult,
    candidate_id: str,
    *,
    names: Names,
    candidate_name: Label = "",
    targets_only: bool = False,
    baseline: float | None = None,
    deviation: float | None = None,
    smallest_effect: float | None = None,
) -> CampaignPlan:
    """Return a plan that looks at a candidate's segments, their customers counted.

    Parameters
    ----------
    base : CampaignPlan
        With the metric that decides and the variants.
    names : mapping
        What people call the segments, by id.
    targets_only : bool
        Leave out segments that were not chosen as targets.
    baseline, deviation, smallest_effect : float, optional
        Of the metric that decides, per customer.

    Raises
    ------
    DocumentError
        ``document_invalid``.
    """
    chosen = {one.segment for one in document.targets if one.candidate == candidate_id}
    channels = {one.segment: one.channel for one in document.actions if one.candidate == candidate_id}
    segments = tuple(
        Segment(
            id=one.segment,
            name=names.get(one.segment) or one.segment,
            customers=one.customers if one.customers >= FEWEST_TOLD else None,
            channel=channels.get(one.segment, ""),
        )
        for one in result.candidate(candidate_id).segments
        if one.customers and (one.segment in chosen or not targets_only)
    )
    money = fields_of(base.design.money) | {
        "currency": document.settings.currency,
        "smallest_effect": smallest_effect,
    }
    design = fields_of(base.design) | {"segments": segments, "segmented_by": candidate_name, "money": money}
    return revise(base, design=design, baseline=baseline, deviation=deviation)


def carrying(plan: CampaignPlan) -> tuple[SegmentNeed, ...]:
    """Return whether each counted segment can carry a test, in the order of the plan."""
    return segment_needs(plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMoney:
    """What a variant gained in one segment of a test, in money per customer; less costs, if there are any."""

    segment: str  # id in the test
    name: Label
    customers: int  # both arms
    effect: float | None  # None: not known
    standard_error: float | None  # None with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A test's segments found again in a segmentation."""

    effects: tuple[CampaignEffect, ...]  # in the order of the test
    strange: tuple[Label, ...]  # names of the test's segments that the segmentation does not have
    unknown: tuple[str, ...]  # segments of the segmentation whose effect the test could not measure
    untested: tuple[str, ...]  # segments of the segmentation that the test did not look at


def measured(result: CampaignResult) -> tuple[tuple[str, str], ...]:
    """Return the variants and metrics whose effects a test read by segment, its own order kept."""
    return tuple((one.variant, one.metric) for one in result.segments)


def worth_of(test: CampaignTest, metric_id: str) -> float | None:
    """Return the money that one unit of a metric is worth, as far as the test says; ``None``: it does not."""
    design = test.design
    metric = next((one for one in design.metrics if one.id == metric_id), None)
    if metric is None:
        return None
    if metric == design.primary_metric and design.money.margin:
        return design.money.margin
    return 1.0 if _in_money(metric, design.money.currency) else None


def effects_of(
    test: CampaignTest, result: CampaignResult, *, variant: str, metric: str, worth: float
) -> tuple[SegmentMoney, ...]:
    """Return what a variant gained over the control in each segment, in money per customer.

    Parameters
    ----------
    worth : float
        Money that one unit of the metric is worth, above 0. What sending the variant costs more than the control is
        taken off.
    """
    design = test.design
    reading = next((one for one in result.segments if (one.variant, one.metric) == (variant, metric)), None)
    if reading is None:
        return ()
    costs = {one.id: one.send_cost for one in design.variants}
    cost = costs.get(variant, 0.0) - (design.variants[0].send_cost if design.variants else 0.0)
    better = next((one.better for one in design.metrics if one.id == metric), "more")
    unit = worth if better == "more" else -worth
    names = {one.id: one.name for one in design.segments}
    return tuple(_money(one, names.get(one.segment, one.segment), unit, cost) for one in reading.tests)


def matched(
    result: SegmentationResult,
    candidate_id: str,
    found: Sequence[SegmentMoney],
    *,
    names: Names,
    source: str,
) -> Matched:
    """Find a test's segments among those of a candidate, by their id, else by what either is called.

    Parameters
    ----------
    names : mapping
        What people call the candidate's segments, by id.
    source : str
        Where the effects come from, in words.
    """
    own = [one.segment for one in result.candidate(candidate_id).segments]
    effects, strange, unknown, seen = [], [], [], set()
    for one in found:
        segment = _found(one, own, names)
        if segment is None or segment in seen:
            strange.append(one.name or one.segment)
            continue
        seen.add(segment)
        if one.effect is None or not one.standard_error or not one.customers:
            unknown.append(segment)
            continue
        effects.append(
            CampaignEffect(
                candidate=candidate_id,
                segment=segment,
                customers=one.customers,
                effect=one.effect,
                standard_error=one.standard_error,
                source=source,
            )
        )
    untested = tuple(one for one in own if one not in seen)
    return Matched(effects=tuple(effects), strange=tuple(strange), unknown=tuple(unknown), untested=untested)


def put_effects(
    document: SegmentationEvaluation, candidate_id: str, effects: Sequence[CampaignEffect]
) -> SegmentationEvaluation:
    """Return the document with a candidate's campaign effects, those it had before taken away.

    Raises
    ------
    DocumentError
        ``document_invalid``.
    """
    kept = [one for one in document.effects if one.candidate != candidate_id]
    return revise(document, effects=(*kept, *effects))


def _money(one: SegmentTest, name: Label, unit: float, cost: float) -> SegmentMoney:
    estimate = one.estimate
    error = None if estimate is None else estimate.standard_error
    known = estimate is not None and error is not None and error > 0
    return SegmentMoney(
        segment=one.segment,
        name=name,
        customers=one.customers,
        effect=unit * estimate.value - cost if known and estimate is not None else None,
        standard_error=abs(unit) * error if known and error is not None else None,
    )


def _found(one: SegmentMoney, own: Sequence[str], names: Names) -> str | None:
    if one.segment in own:
        return one.segment
    said = _said(one.name) | {one.segment.casefold()}
    return next((segment for segment in own if said & (_said(names.get(segment, "")) | {segment.casefold()})), None)


def _said(label: Label) -> set[str]:
    texts = (text_of(label, "fi"), text_of(label, "en"))
    return {" ".join(text.split()).casefold() for text in texts} - {""}


def _in_money(metric: Metric, currency: str) -> bool:
    units = {text_of(metric.unit, "fi").strip(), text_of(metric.unit, "en").strip()}
    return metric.kind == "mean" and currency in {SYMBOLS.get(unit, unit) for unit in units}
