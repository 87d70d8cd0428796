"""Guardrails of a test: each variant, each metric that must not get worse."""

from __future__ import annotations

from evaluators.campaigns.aggregates import Estimate, Proportion
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.design import Guardrail as Planned
from evaluators.campaigns.guardrails import Guardrail, GuardrailState, Worse, guard_mean, guard_share
from evaluators.campaigns.outcomes import Arms, arms_of
from evaluators.campaigns.overall import compare_arms
from evaluators.campaigns.results import GuardrailReading
from evaluators.campaigns.segment_effects import as_summary
from evaluators.errors import EvaluationError, NotComputable
from evaluators.results import Interval


def guardrail_readings(design: Design, table: CellTable) -> tuple[GuardrailReading, ...]:
    """Return each variant's guardrails, one-sided at alpha.

    With one send shares are judged by score tests and means by Welch's; with several sends, and for ratios, the
    stratified difference is taken as normal.
    """
    metrics = {metric.id: metric for metric in design.metrics}
    return tuple(
        _reading(design, table, variant.id, planned, metrics[planned.metric])
        for variant in design.variants[1:]
        for planned in design.guardrails
    )


def _reading(design: Design, table: CellTable, variant: str, planned: Planned, metric: Metric) -> GuardrailReading:
    guardrail, reason = None, None
    try:
        guardrail = _guardrail(
            arms_of(table, metric), design.variants[0].id, variant, planned.margin, design.errors.alpha
        )
    except EvaluationError as fault:
        reason = fault.code
    return GuardrailReading(variant=variant, metric=planned.metric, guardrail=guardrail, reason=reason)


def _guardrail(arms: Arms, control: str, variant: str, margin: float, alpha: float) -> Guardrail:
    worse: Worse = "lower" if arms.metric.better == "more" else "higher"
    if arms.metric.kind == "ratio" or len(arms.sends) > 1:
        found = compare_arms(arms, control, variant, confidence=1 - 2 * alpha)
        return _from_estimate(found, margin, worse, alpha)
    before, after = arms.outcome(control), arms.outcome(variant)
    if isinstance(before, Proportion) and isinstance(after, Proportion):
        return guard_share(before, after, margin=margin, worse=worse, alpha=alpha)
    return guard_mean(as_summary(before), as_summary(after), margin=margin, worse=worse, alpha=alpha)


def _from_estimate(found: Estimate, margin: float, worse: Worse, alpha: float) -> Guardrail:
    from scipy.special import ndtr, ndtri

    error = found.standard_error
    if not error:
        raise NotComputable("no_variation")
    sign = 1.0 if worse == "higher" else -1.0
    harm = sign * found.value
    p_safe, p_harm = float(ndtr((harm - margin) / error)), float(ndtr(-harm / error))
    state = GuardrailState.UNPROVEN
    if p_safe < alpha:
        state = GuardrailState.SAFE
    elif p_harm < alpha:
        state = GuardrailState.HARMED
    reach = float(-ndtri(alpha)) * error
    return Guardrail(
        state=state,
        difference=found.value,
        interval=Interval(low=found.value - reach, high=found.value + reach),
        margin=margin,
        worse=worse,
        p_safe=p_safe,
        p_harm=p_harm,
        method=found.method,
    )
