"""Effect of each variant against the control over all customers, sends kept apart as strata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum, sqrt

from evaluators.campaigns.adjustment import Adjusted, StratumCell, stratified
from evaluators.campaigns.aggregates import Estimate, Proportion, normal_interval, two_sided
from evaluators.campaigns.beta_binomial import PosteriorComparison, compare_posteriors
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.cluster_ratios import compare_clusters
from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.dunnett import dunnett
from evaluators.campaigns.lift import Lift, figure_lift, mean_lift, proportion_lift
from evaluators.campaigns.multiplicity import holm
from evaluators.campaigns.outcomes import Arms, arms_of, customers, names_of
from evaluators.campaigns.ratios import compare_ratios, ratio_lift
from evaluators.campaigns.results import ArmFigure, MetricEffect
from evaluators.campaigns.segment_effects import SegmentPair, as_summary, size
from evaluators.campaigns.segment_tests import compare_pair
from evaluators.campaigns.simpson import post_stratified
from evaluators.errors import EvaluationError, NotComputable


def overall_effects(design: Design, table: CellTable, *, confidence: float) -> tuple[MetricEffect, ...]:
    """Return every variant's effect on every metric that the cells hold, the primary metric first.

    With one send shares are compared by the score test and means by Welch's; several sends are strata, each with a
    randomisation of its own. With several variants means are compared by Dunnett's test (one send), the rest by Holm.
    Secondary metrics, which neither decide nor guard, are one family over metrics and variants by Holm.

    Parameters
    ----------
    design : Design
    table : CellTable
    confidence : float
        Two-sided, of each interval; with Dunnett of all variants' together.
    """
    parts = (metric_effects(design, table, metric, confidence=confidence) for metric in metrics_of(design))
    return _secondary(design, [one for part in parts for one in part])


def metric_effects(
    design: Design, table: CellTable, metric: Metric, *, confidence: float, brief: bool = False
) -> tuple[MetricEffect, ...]:
    """Return every variant's effect on one metric; brief: without lift, covariates and posterior."""
    arms = arms_of(table, metric)
    own = [_effect(arms, design, variant.id, table.covariates, confidence, brief) for variant in design.variants[1:]]
    return tuple(_adjusted_for_arms(arms, design, own, confidence))


def metrics_of(design: Design) -> tuple[Metric, ...]:
    """Return the metrics, the primary one first."""
    primary = design.primary_metric
    return tuple(sorted(design.metrics, key=lambda one: one is not primary))


def compare_arms(arms: Arms, control: str, variant: str, *, confidence: float) -> Estimate:
    """Compare two arms on a metric, variant less control.

    Raises
    ------
    NotComputable
        ``no_trials`` where no send has both arms; ``no_variation``; ``spread_unknown``; those of the comparison.
    """
    if arms.metric.kind == "ratio":
        return _ratio(arms, control, variant, confidence)
    pairs = arms.pairs_by_send(control, variant)
    if not pairs:
        raise NotComputable("no_trials")
    if len(pairs) == 1:
        return compare_pair(pairs[0], confidence)
    found = post_stratified(pairs, confidence=confidence)
    if not found.standard_error:
        raise NotComputable("no_variation")
    return found


def _ratio(arms: Arms, control: str, variant: str, confidence: float) -> Estimate:
    metric, names = arms.metric.id, names_of(arms.metric)
    sends = arms.moments_by_send(control, variant, names)
    if arms.clusters:
        return compare_clusters(sends, metric, names[-1], confidence=confidence)
    if not sends:
        raise NotComputable("no_trials")
    found = [compare_ratios(before, after, metric, names[-1], confidence=confidence) for before, after in sends]
    if len(found) == 1:
        return found[0]
    total = sum(before.n + after.n for before, after in sends)
    shares = [(before.n + after.n) / total for before, after in sends]
    value = fsum(share * one.value for share, one in zip(shares, found, strict=True))
    error = sqrt(fsum((share * (one.standard_error or 0.0)) ** 2 for share, one in zip(shares, found, strict=True)))
    if not error:
        raise NotComputable("no_variation")
    return Estimate(
        value=value,
        standard_error=error,
        interval=normal_interval(value, error, confidence=confidence),
        p_value=two_sided(value / error),
        method="post_stratified",
    )


def _effect(
    arms: Arms, design: Design, variant: str, covariates: tuple[str, ...], confidence: float, brief: bool
) -> MetricEffect:
    control = design.variants[0].id
    estimate, reason = None, None
    try:
        estimate = compare_arms(arms, control, variant, confidence=confidence)
    except NotComputable as fault:
        reason = fault.code
    return MetricEffect(
        variant=variant,
        metric=arms.metric.id,
        control=_figure(arms, control),
        figure=_figure(arms, variant),
        estimate=estimate,
        adjusted_p=None,
        adjustment=None,
        lift=None if brief else _lift(arms, control, variant, confidence),
        covariates=None if brief else _by_covariates(arms, control, variant, covariates, confidence),
        bayes=None if brief else _bayes(arms, control, variant),
        reason=reason,
    )


def _figure(arms: Arms, variant: str) -> ArmFigure:
    """Return an arm's own figure, sends put together."""
    own = [cell for cell in arms.cells if cell.variant == variant]
    n = sum(cell.moments.n for cell in own)
    people = customers(own, variant)
    sums = [
        fsum(cell.moments.n * float(cell.moments.means[cell.moments.names.index(name)]) for cell in own)
        for name in names_of(arms.metric)
    ]
    base = sums[1] if len(sums) > 1 else n
    return ArmFigure(customers=people, value=sums[0] / base if base else None)


def _lift(arms: Arms, control: str, variant: str, confidence: float) -> Lift | None:
    metric, names = arms.metric, names_of(arms.metric)
    try:
        if metric.kind == "ratio":
            if len(arms.sends) != 1:
                return None
            before, after = arms.moments(control, names), arms.moments(variant, names)
            return ratio_lift(before, after, metric.id, names[1], confidence=confidence)
        pairs = arms.pairs_by_send(control, variant)
        if len(pairs) > 1:
            return _stratified_lift(pairs, confidence)
        return _pair_lift(pairs[0], confidence) if pairs else None
    except NotComputable:
        return None


def _pair_lift(pair: SegmentPair, confidence: float) -> Lift:
    before, after = pair.control, pair.variant
    if isinstance(before, Proportion) and isinstance(after, Proportion):
        return proportion_lift(before, after, confidence=confidence)
    return mean_lift(as_summary(before), as_summary(after), confidence=confidence)


def _stratified_lift(pairs: Sequence[SegmentPair], confidence: float) -> Lift:
    """Return the lift of the figures that both arms would have with the same share of customers in each send."""
    total = sum(size(pair.control) + size(pair.variant) for pair in pairs)
    figures: list[tuple[float, float]] = []
    for arm in ("control", "variant"):
        parts = [((size(pair.control) + size(pair.variant)) / total, as_summary(getattr(pair, arm))) for pair in pairs]
        value = fsum(share * one.mean for share, one in parts)
        figures.append((value, fsum(share**2 * one.mean_variance for share, one in parts)))
    (value0, variance0), (value1, variance1) = figures
    return figure_lift(value0, variance0, value1, variance1, confidence=confidence)


def _by_covariates(
    arms: Arms, control: str, variant: str, covariates: tuple[str, ...], confidence: float
) -> Adjusted | None:
    """Return Lin's adjusted effect over sends and segments; None without covariates."""
    metric = arms.metric
    if not covariates or metric.kind == "ratio":
        return None
    if not all({metric.id, *covariates} <= set(cell.moments.names) for cell in arms.cells):
        return None
    names = (metric.id, *covariates)
    places = dict.fromkeys((cell.send, cell.segment) for cell in arms.cells)
    try:
        strata = []
        for send, segment in places:
            part = arms.only(one for one in arms.cells if (one.send, one.segment) == (send, segment))
            strata.append(StratumCell(control=part.moments(control, names), variant=part.moments(variant, names)))
        return stratified(strata, metric.id, covariates, confidence=confidence)
    except EvaluationError:
        return None


def _bayes(arms: Arms, control: str, variant: str) -> PosteriorComparison | None:
    """Return what flat priors make of one send's shares; None with several sends.

    Sends put together are no single pair of shares: where their splits differ the crude difference is biased, and
    where they do not the beta distributions still leave out that the sends are strata. The stratified interval tells.
    """
    if arms.metric.kind != "proportion" or len(arms.sends) != 1:
        return None
    before, after = arms.outcome(control), arms.outcome(variant)
    if not (isinstance(before, Proportion) and isinstance(after, Proportion)):
        return None
    try:
        return compare_posteriors(before, after)
    except NotComputable:
        return None


def _adjusted_for_arms(arms: Arms, design: Design, own: list[MetricEffect], confidence: float) -> list[MetricEffect]:
    """Return the effects with the number of variants in mind; as they are with one variant."""
    if len(own) < 2:
        return own
    if arms.metric.kind in ("mean", "rating") and len(arms.sends) == 1:
        try:
            return _by_dunnett(arms, design, own, confidence)
        except NotComputable:
            return _by_holm(own)
    return _by_holm(own)


def _secondary(design: Design, effects: list[MetricEffect]) -> tuple[MetricEffect, ...]:
    """Return the effects with the secondary metrics' p-values adjusted for one another; the others as they are."""
    primary = design.primary_metric
    kept = {guardrail.metric for guardrail in design.guardrails} | ({primary.id} if primary else set())
    family = [one for one in effects if one.metric not in kept]
    if len(family) < 2:
        return tuple(effects)
    adjusted = iter(_by_holm(family))
    return tuple(one if one.metric in kept else next(adjusted) for one in effects)


def _by_dunnett(arms: Arms, design: Design, own: list[MetricEffect], confidence: float) -> list[MetricEffect]:
    control, *variants = (as_summary(arms.outcome(one.id)) for one in design.variants)
    together = dunnett(control, variants, confidence=confidence)
    return [
        replace(
            one,
            estimate=replace(one.estimate, interval=found.interval, interval_method=found.method)
            if one.estimate
            else None,
            adjusted_p=found.p_value,
            adjustment="dunnett",
        )
        for one, found in zip(own, together, strict=True)
    ]


def _by_holm(own: list[MetricEffect]) -> list[MetricEffect]:
    tested = [one.estimate.p_value for one in own if one.estimate and one.estimate.p_value is not None]
    steps = iter(holm(tested, tests=len(own)).tolist() if tested else [])
    return [
        replace(one, adjusted_p=float(next(steps)), adjustment="holm")
        if one.estimate and one.estimate.p_value is not None
        else one
        for one in own
    ]
