"""The answer to a campaign plan: size, what the list can show, time, price of looks, money."""

from __future__ import annotations

import math

from evaluators.campaigns.clusters import design_effect
from evaluators.campaigns.guardrails import guardrail_power
from evaluators.campaigns.money import Economics
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_levels import fixed_power, looks_price, overall_level, segment_level
from evaluators.campaigns.plan_list import (
    FEWEST,
    Part,
    Terms,
    differences,
    is_enough,
    merges,
    parts,
    shown,
    splits,
    terms,
    together,
)
from evaluators.campaigns.plan_lock import deviations, locked
from evaluators.campaigns.plan_metric import MOST_CUSTOMERS, PlannedMetric, planned_metric, relative_to
from evaluators.campaigns.plan_notes import answer_notes, guardrail_notes, input_notes, list_notes
from evaluators.campaigns.plan_results import Arm, Duration, GuardrailChance, Needed, PlanResult, Shown, Worth
from evaluators.campaigns.sample_size import duration, whole
from evaluators.documents import content_hash
from evaluators.errors import EvaluationError
from evaluators.results import Provenance
from evaluators.version import VERSION

__all__ = ["plan", "locked", "deviations"]

INTERACTION = "normal_interaction"
HETEROGENEITY = "noncentral_chi_squared"


def plan(document: CampaignPlan) -> PlanResult:
    """Return how many customers a campaign test needs, what the list at hand can show and what it is worth.

    With several variants each is compared with the control at alpha over their number, and the variant with the
    smallest split decides. Looks count in every power but those of differences between segments.
    """
    design = document.design
    level, counted = overall_level(design), parts(design)
    whole_list = together(counted, document.baseline, own=document.baseline is None) if counted else None
    metric = planned_metric(document)
    if metric is not None and whole_list is not None:
        metric = metric.at(whole_list.baseline)
    given = None if metric is None else terms(document, metric)
    needed, per_arm = (None, ()) if given is None else _needed(document, given, level)
    overall = None if given is None or whole_list is None else shown(whole_list, given, level)
    price = looks_price(design.looks, design.errors.power, level)
    time = _duration(document, needed)
    list_size = None if whole_list is None else whole_list.customers
    worth = _worth(document, list_size)
    guardrails = _guardrails(document, whole_list)
    effect = design.money.smallest_effect
    notes = (
        *input_notes(document, metric),
        *list_notes(document, list_size),
        *answer_notes(
            computable=metric is not None and metric.ready and bool(effect) and metric.reachable(effect or 0.0),
            needed=needed,
            overall=overall,
            looks=price,
            duration=time,
            worth=worth,
            effect=effect,
        ),
        *guardrail_notes(document, len(guardrails), list_size),
    )
    decides = design.primary_metric
    return PlanResult(
        provenance=_provenance(document, needed, overall),
        metric=None if decides is None else decides.id,
        currency=design.money.currency,
        needed=needed,
        arms=_arms(document, per_arm, whole_list),
        held_out=None if whole_list is None else whole_list.customers - sum(whole_list.arms),
        list_size=list_size,
        overall=overall,
        segments=() if given is None else _segments(document, counted, given),
        differences=None if given is None else differences(counted, given, design),
        merges=None if given is None else merges(counted, given, design),
        looks=price,
        duration=time,
        guardrails=guardrails,
        worth=worth,
        notes=notes,
    )


def _needed(document: CampaignPlan, given: Terms, level: float) -> tuple[Needed | None, tuple[float, ...]]:
    """Return the customers for the smallest effect, and those of each arm, not rounded."""
    design, metric, effect = document.design, given.metric, given.effect
    wished = fixed_power(design.looks, given.power, level)
    price = looks_price(design.looks, given.power, level)
    if effect is None or wished is None or price is None:
        return None, ()
    shares = splits(design)
    size = metric.size(effect, power=wished, alpha=level, ratio=min(shares[1:]) / shares[0])
    if size is None:
        return None, ()
    per_arm = tuple(size.control * given.design_effect * share / shares[0] for share in shares)
    if not sum(per_arm) <= MOST_CUSTOMERS:
        return None, ()
    customers = sum(whole(one) for one in per_arm)
    signed = metric.signed(effect)
    needed = Needed(
        effect=signed,
        relative=relative_to(signed, metric.baseline),
        alpha=level,
        power=given.power,
        formula=size.formula,
        design_effect=given.design_effect,
        inflation=price.inflation,
        customers=customers,
        with_holdout=math.ceil(customers / (1 - design.holdout)),
    )
    return needed, per_arm


def _arms(document: CampaignPlan, per_arm: tuple[float, ...], whole_list: Part | None) -> tuple[Arm, ...]:
    variants = document.design.variants
    if len(variants) < 2:
        return ()
    size = document.cluster_size
    return tuple(
        Arm(
            variant=variant.id,
            needed=per_arm[place] if per_arm else None,
            needed_whole=whole(per_arm[place]) if per_arm else None,
            needed_clusters=whole(per_arm[place] / size) if per_arm and size > 1 else None,
            at_hand=None if whole_list is None else whole_list.arms[place],
        )
        for place, variant in enumerate(variants)
    )


def _segments(document: CampaignPlan, counted: tuple[Part, ...], given: Terms) -> tuple[Shown, ...]:
    levels = {planned: segment_level(document.design, planned=planned) for planned in (True, False)}
    return tuple(shown(part, given, levels[part.planned]) for part in counted)


def _duration(document: CampaignPlan, needed: Needed | None) -> Duration | None:
    if needed is None or not document.visitors_day:
        return None
    days = needed.with_holdout / document.visitors_day
    if not days <= MOST_CUSTOMERS:
        return None
    found = duration(needed.with_holdout, document.visitors_day)
    return Duration(days=found.days, weeks=found.weeks, days_to_result=found.days + document.design.window_days)


def _guardrails(document: CampaignPlan, whole_list: Part | None) -> tuple[GuardrailChance, ...]:
    """Return the chance of each guardrail on a share whose baseline is known; a harmless variant is reckoned with."""
    design = document.design
    if whole_list is None or min(whole_list.arms[0], *whole_list.arms[1:]) < FEWEST:
        return ()
    shares = {metric.id for metric in design.metrics if metric.kind == "proportion"}
    more = design_effect(document.cluster_size, document.intraclass_correlation)
    control, variant = whole_list.arms[0] / more, min(whole_list.arms[1:]) / more
    found = []
    for one in design.guardrails:
        if one.baseline is None or one.metric not in shares:
            continue
        try:
            power = guardrail_power(one.baseline, control, variant, margin=one.margin, alpha=design.errors.alpha)
        except EvaluationError:
            continue
        enough = is_enough(power, design.errors.power)
        found.append(GuardrailChance(metric=one.metric, margin=one.margin, power=power, enough=enough))
    return tuple(found)


def _worth(document: CampaignPlan, list_size: int | None) -> tuple[Worth, ...]:
    """Return what the smallest effect is worth by variant; what is sent to one segment costs in that segment only."""
    design, money = document.design, document.design.money
    recipients = list_size if money.recipients is None else money.recipients
    if not money.margin or not money.smallest_effect or recipients is None or design.control is None:
        return ()
    reach = {segment.id: segment.customers for segment in design.segments}

    def cost(place: int) -> float:
        variant = design.variants[place]
        own = reach.get(variant.only_segment) if variant.only_segment else None
        if variant.strategy != "one_segment" or own is None or not list_size:
            return variant.send_cost
        return variant.send_cost * own / list_size

    found = []
    for place, variant in enumerate(design.variants[1:], start=1):
        economics = Economics(
            recipients=recipients,
            margin=money.margin,
            send_cost=cost(place) - cost(0),
            switching_cost=money.switching_cost,
        )
        found.append(
            Worth(
                variant=variant.id,
                recipients=recipients,
                gross=economics.per_unit * money.smallest_effect,
                sending=recipients * economics.send_cost,
                net=economics.net(money.smallest_effect),
                break_even=_finite(economics.break_even),
            )
        )
    return tuple(found)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _provenance(document: CampaignPlan, needed: Needed | None, overall: Shown | None) -> Provenance:
    """Return where the answer comes from; nothing is drawn by lot in it."""
    main = needed.formula if needed is not None else _formula(planned_metric(document), document)
    looks = document.design.looks.method
    methods = [main, *([looks] if looks != "fixed" else [])]
    if overall is not None and len(document.design.segments) > 1:
        methods += ["sidak", INTERACTION, HETEROGENEITY]
    if document.cluster_size > 1:
        methods.append("design_effect")
    return Provenance(
        document_hash=content_hash(document),
        schema_version=document.schema_version,
        package_version=VERSION,
        seed=0,
        draws=0,
        as_of=document.as_of,
        catalogue_version="",
        methods=tuple(methods),
    )


def _formula(metric: PlannedMetric | None, document: CampaignPlan) -> str:
    return document.formula if metric is None or metric.share else "welch_noncentral_t"
