"""Remarks on a plan: what is missing, what cannot be, what to think of before the send."""

from __future__ import annotations

from collections.abc import Iterator

from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_metric import PlannedMetric
from evaluators.campaigns.plan_results import Duration, LooksPrice, Needed, Shown, Worth
from evaluators.notes import Note, Severity

SHORTEST_WINDOW = 7  # days; weekdays differ
LONGEST_TEST = 8  # weeks; visitors come back without their cookies, and seasons change


def input_notes(document: CampaignPlan, metric: PlannedMetric | None) -> Iterator[Note]:
    """Yield what is missing in a plan, or cannot be."""
    design, effect = document.design, document.design.money.smallest_effect
    if metric is None:
        yield Note(code="plan_no_metric", severity=Severity.WARNING)
        return
    if not effect:
        yield Note(code="plan_effect_missing", severity=Severity.WARNING)
    if metric.share and metric.baseline is None:
        yield Note(code="plan_baseline_missing", severity=Severity.WARNING)
    elif metric.share and not metric.ready:
        yield Note(code="plan_baseline_outside", severity=Severity.WARNING)
    elif effect and not metric.reachable(effect):
        yield Note(code="plan_effect_outside", severity=Severity.WARNING)
    if not metric.share and document.deviation is None:
        yield Note(code="plan_deviation_missing", severity=Severity.WARNING)
    elif not metric.ready and not metric.share:
        yield Note(code="plan_denominator_missing", severity=Severity.WARNING)
    if len(design.variants) < 2:
        yield Note(code="plan_two_arms_assumed")
    if design.money.margin is None or design.money.margin == 0:
        yield Note(code="plan_margin_missing")


def list_notes(document: CampaignPlan, list_size: int | None) -> Iterator[Note]:
    """Yield what there is to say of the list and the time."""
    design = document.design
    uncounted = sum(segment.customers is None for segment in design.segments)
    if list_size is None and document.visitors_day is None:
        yield Note(code="plan_no_list", severity=Severity.WARNING)
    elif list_size is not None and uncounted:
        facts = {"count": uncounted, "of": len(design.segments)}
        yield Note(code="plan_segments_uncounted", severity=Severity.WARNING, facts=facts)
    if document.visitors_day == 0:
        yield Note(code="plan_no_visitors", severity=Severity.WARNING)
    if design.window_days < SHORTEST_WINDOW:
        yield Note(code="plan_window_short", facts={"days": design.window_days})


def answer_notes(
    *,
    computable: bool,
    needed: Needed | None,
    overall: Shown | None,
    looks: LooksPrice | None,
    duration: Duration | None,
    worth: tuple[Worth, ...],
    effect: float | None,
) -> Iterator[Note]:
    """Yield what the answer asks to think of."""
    if looks is None:
        yield Note(code="plan_looks_too_strict", severity=Severity.WARNING)
    elif computable and needed is None:
        yield Note(code="plan_size_not_computable", severity=Severity.WARNING)
    if overall is not None and needed is not None and overall.customers < needed.with_holdout:
        facts = {"customers": overall.customers, "needed": needed.with_holdout}
        yield Note(code="plan_list_too_small", severity=Severity.WARNING, facts=facts)
    if overall is not None and overall.absolute is None and looks is not None and computable:
        yield Note(code="plan_list_shows_nothing", severity=Severity.WARNING)
    if duration is not None and duration.weeks > LONGEST_TEST:
        yield Note(code="plan_runs_long", severity=Severity.WARNING, facts={"weeks": duration.weeks})
    losing = sum(one.break_even is not None and effect is not None and one.break_even > effect for one in worth)
    if losing:
        facts = {"count": losing, "of": len(worth)}
        yield Note(code="plan_effect_under_cost", severity=Severity.WARNING, facts=facts)


def guardrail_notes(document: CampaignPlan, told: int, list_size: int | None) -> Iterator[Note]:
    """Yield how many guardrails the plan could not reckon with; ``told``: those that it could."""
    guardrails = document.design.guardrails
    if list_size is not None and told < len(guardrails):
        yield Note(code="plan_guardrails_unknown", facts={"count": len(guardrails) - told, "of": len(guardrails)})
