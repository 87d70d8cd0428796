"""Guardrails of a test: each variant, each metric that must not get worse, over all customers and by segment."""

from __future__ import annotations

from collections.abc import Collection
from math import inf, isinf

from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.cluster_ratios import cluster_difference
from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.design import Guardrail as Planned
from evaluators.campaigns.guardrails import Guardrail, GuardrailState, Worse, guard_mean, guard_share
from evaluators.campaigns.outcomes import Arms, arms_of, names_of
from evaluators.campaigns.overall import compare_arms
from evaluators.campaigns.results import GuardrailReading, SegmentGuardrail
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


def segment_guardrails(design: Design, table: CellTable, small: Collection[str]) -> tuple[SegmentGuardrail, ...]:
    """Return each variant's guardrails within each planned segment; nothing for cells of clusters.

    Every test is one-sided at alpha by itself. That a variant is safe in all segments is then shown at alpha too, as
    each of them has to pass (intersection-union). Harm in one of many segments can be chance: it asks for a look and
    decides nothing, the verdict's guardrails are those over all customers.

    Parameters
    ----------
    design : Design
    table : CellTable
        Small segments folded.
    small : collection of str
        Segments that were.

    References
    ----------
    Berger & Hsu (1996), Stat. Sci. 11:283-319. doi:10.1214/ss/1032280304
    """
    metrics = {metric.id: metric for metric in design.metrics}
    if table.of_clusters:
        return ()
    found = []
    for variant in design.variants[1:]:
        for planned in design.guardrails:
            arms = arms_of(table, metrics[planned.metric])
            for segment in (one.id for one in design.segments if one.planned):
                own = _judged(arms.within(segment), design, variant.id, planned)
                guardrail, reason = (None, "segment_folded") if segment in small else own
                one = SegmentGuardrail(
                    variant=variant.id, metric=planned.metric, segment=segment, guardrail=guardrail, reason=reason
                )
                found.append(one)
    return tuple(found)


def _reading(design: Design, table: CellTable, variant: str, planned: Planned, metric: Metric) -> GuardrailReading:
    guardrail, reason = _judged(arms_of(table, metric), design, variant, planned)
    return GuardrailReading(variant=variant, metric=planned.metric, guardrail=guardrail, reason=reason)


def _judged(arms: Arms, design: Design, variant: str, planned: Planned) -> tuple[Guardrail | None, str | None]:
    try:
        return _guardrail(arms, design.variants[0].id, variant, planned.margin, design.errors.alpha), None
    except EvaluationError as fault:
        return None, fault.code


def _guardrail(arms: Arms, control: str, variant: str, margin: float, alpha: float) -> Guardrail:
    worse: Worse = "lower" if arms.metric.better == "more" else "higher"
    if arms.clusters:
        return _of_clusters(arms, control, variant, margin, alpha)
    if arms.metric.kind == "ratio" or len(arms.sends) > 1:
        found = compare_arms(arms, control, variant, confidence=1 - 2 * alpha)
        return _by_error(found.value, found.standard_error or 0.0, inf, margin, worse, alpha, found.method)
    before, after = arms.outcome(control), arms.outcome(variant)
    if isinstance(before, Proportion) and isinstance(after, Proportion):
        return guard_share(before, after, margin=margin, worse=worse, alpha=alpha)
    return guard_mean(as_summary(before), as_summary(after), margin=margin, worse=worse, alpha=alpha)


def _of_clusters(arms: Arms, control: str, variant: str, margin: float, alpha: float) -> Guardrail:
    worse: Worse = "lower" if arms.metric.better == "more" else "higher"
    names = names_of(arms.metric)
    found = cluster_difference(arms.moments_by_send(control, variant, names), names[0], names[-1])
    return _by_error(found.value, found.error, found.degrees, margin, worse, alpha, "cluster_delta")


def _by_error(
    value: float, error: float, degrees: float, margin: float, worse: Worse, alpha: float, method: str
) -> Guardrail:
    """Judge a difference by its error: Student's t, or normal with degrees of freedom without end."""
    from scipy.special import ndtr, ndtri, stdtr, stdtrit

    if not error:
        raise NotComputable("no_variation")
    large = isinf(degrees)
    harm = value if worse == "higher" else -value
    gaps = ((harm - margin) / error, -harm / error)
    p_safe, p_harm = (float(ndtr(gap) if large else stdtr(degrees, gap)) for gap in gaps)
    state = GuardrailState.UNPROVEN
    if p_safe < alpha:
        state = GuardrailState.SAFE
    elif p_harm < alpha:
        state = GuardrailState.HARMED
    reach = -float(ndtri(alpha) if large else stdtrit(degrees, alpha)) * error
    return Guardrail(
        state=state,
        difference=value,
        interval=Interval(low=value - reach, high=value + reach),
        margin=margin,
        worse=worse,
        p_safe=p_safe,
        p_harm=p_harm,
        method=method,
    )
