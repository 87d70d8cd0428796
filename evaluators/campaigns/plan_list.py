"""What the customers at hand can show: overall, by segment, between segments, and in segments put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluators.campaigns.assignment import stratum_counts
from evaluators.campaigns.clusters import design_effect
from evaluators.campaigns.design import Design, Looks
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_levels import fixed_power, looked_power, overall_level, segment_level
from evaluators.campaigns.plan_metric import PlannedMetric, computed, relative_to
from evaluators.campaigns.plan_results import Differences, Merge, Shown
from evaluators.campaigns.power import effect_error, heterogeneity_power, interaction_power
from evaluators.campaigns.sample_size import quantiles

EQUAL_ARMS = (1.0, 1.0)  # while the design has no two variants
FEWEST = 2  # customers of an arm under which nothing is found


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Customers that are looked at together."""

    segment: str | None  # id; None: all
    planned: bool
    customers: int  # in the list
    arms: tuple[int, ...]  # by variant, after the holdout
    baseline: float | None  # own baseline; None: the common one


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all comparisons of a plan share."""

    metric: PlannedMetric
    effect: float | None  # smallest effect worth having, above 0; None: not said
    power: float  # wished
    looks: Looks
    design_effect: float


def splits(design: Design) -> tuple[float, ...]:
    """Return the proportions of the variants; two equal arms while there are no two variants."""
    if len(design.variants) < len(EQUAL_ARMS):
        return EQUAL_ARMS
    return tuple(variant.split for variant in design.variants)


def terms(document: CampaignPlan, metric: PlannedMetric) -> Terms:
    """Return what all comparisons of a plan share."""
    return Terms(
        metric=metric,
        effect=document.design.money.smallest_effect or None,
        power=document.design.errors.power,
        looks=document.design.looks,
        design_effect=design_effect(document.cluster_size, document.intraclass_correlation),
    )


def parts(design: Design) -> tuple[Part, ...]:
    """Return the counted segments with their customers by variant, rounded without favour over the segments."""
    counted = [segment for segment in design.segments if segment.customers is not None]
    found = []
    for place, segment in enumerate(counted):
        customers = segment.customers or 0
        dealt = customers - round(customers * design.holdout)
        draw = (place + 0.5) / len(counted)
        found.append(
            Part(
                segment=segment.id,
                planned=segment.planned,
                customers=customers,
                arms=stratum_counts(dealt, splits(design), draw),
                baseline=segment.baseline,
            )
        )
    return tuple(found)


def together(several: Sequence[Part], common: float | None, *, own: bool) -> Part:
    """Return several parts as one; with ``own`` the baseline is the mean of theirs, by customers."""
    customers = sum(part.customers for part in several)
    baselines = [common if part.baseline is None else part.baseline for part in several]
    known = [baseline for baseline in baselines if baseline is not None]
    mean = None
    if own and customers and len(known) == len(several):
        mean = sum(part.customers * one for part, one in zip(several, known, strict=True)) / customers
    return Part(
        segment=None,
        planned=True,
        customers=customers,
        arms=tuple(sum(counts) for counts in zip(*(part.arms for part in several), strict=True)),
        baseline=mean,
    )


def shown(part: Part, given: Terms, alpha: float) -> Shown:
    """Return what one part of the list can show."""
    metric = given.metric.at(part.baseline)
    control, variant = part.arms[0], min(part.arms[1:])
    found = None
    wished = fixed_power(given.looks, given.power, alpha)
    if wished is not None and min(control, variant) >= FEWEST:
        found = metric.detectable(
            control / given.design_effect, variant / given.design_effect, power=wished, alpha=alpha
        )
    power = None if given.effect is None else power_of(part, given, alpha, given.effect)
    return Shown(
        segment=part.segment,
        planned=part.planned,
        customers=part.customers,
        control=control,
        variant=variant,
        baseline=metric.baseline,
        alpha=alpha,
        absolute=None if found is None else found.absolute,
        relative=None if found is None else relative_to(found.absolute, metric.baseline),
        power=power,
        enough=None if power is None else is_enough(power, given.power),
    )


def power_of(part: Part, given: Terms, alpha: float, effect: float) -> float | None:
    """Return the power to find an effect in one part of the list, looks reckoned in; ``None``: not computable."""
    metric = given.metric.at(part.baseline)
    control, variant = part.arms[0], min(part.arms[1:])
    if not metric.ready or not metric.reachable(effect):
        return None
    if min(control, variant) < FEWEST:
        return 0.0
    fixed = metric.power(effect, control / given.design_effect, variant / given.design_effect, alpha=alpha)
    return None if fixed is None else looked_power(given.looks, fixed, alpha)


def is_enough(power: float, wished: float) -> bool:
    """Whether a power is as wished, forgiving what is only rounding of the computation."""
    return power >= wished - 1e-9


def merges(several: Sequence[Part], given: Terms, design: Design) -> tuple[Merge, ...] | None:
    """Return planned segments to put together, smallest first, until what comes of them shows the smallest effect.

    What is left over joins the last group, or the smallest segment that is strong enough by itself. The level stays
    that of the segments as planned, so fewer segments show a little more than is said here.
    """
    if given.effect is None:
        return None
    alpha = segment_level(design, planned=True)
    weak: list[Part] = []
    strong: list[Part] = []
    for part in sorted((one for one in several if one.planned), key=lambda one: one.customers):
        power = power_of(part, given, alpha, given.effect)
        if power is None:
            return None
        (strong if is_enough(power, given.power) else weak).append(part)
    groups: list[list[Part]] = []
    open_group: list[Part] = []
    for part in weak:
        open_group.append(part)
        if is_enough(_joint_power(open_group, given, alpha), given.power):
            groups.append(open_group)
            open_group = []
    if open_group and (groups or strong):
        into = groups.pop() if groups else [strong[0]]
        groups.append([*open_group, *into] if into[0] in strong else [*into, *open_group])
    elif len(open_group) > 1:
        groups.append(open_group)
    return tuple(_merge(group, given, alpha) for group in groups) or None


def differences(several: Sequence[Part], given: Terms, design: Design) -> Differences | None:
    """Return what the list can show of differences between segments, read once at the end."""
    usable = sorted((one for one in several if min(one.arms) >= FEWEST), key=lambda one: -one.customers)
    errors = [_error(part, given) for part in usable]
    known = [error for error in errors if error is not None]
    if len(usable) < 2 or len(known) < len(usable) or not all(error > 0 for error in known):
        return None
    alpha, effect = overall_level(design), given.effect
    pair = (known[0] ** 2 + known[1] ** 2) ** 0.5
    interaction = heterogeneity = None
    if effect is not None:
        effects = [effect] + [0.0] * (len(known) - 1)
        interaction = computed(lambda: interaction_power(effect, known[0], known[1], alpha=alpha))
        heterogeneity = computed(lambda: heterogeneity_power(effects, known, alpha=alpha))
    return Differences(
        first=usable[0].segment or "",
        second=usable[1].segment or "",
        interaction_power=interaction,
        interaction_detectable=sum(quantiles(given.power, alpha)) * pair,
        heterogeneity_power=heterogeneity,
    )


def _joint_power(several: Sequence[Part], given: Terms, alpha: float) -> float:
    joint = together(several, given.metric.baseline, own=True)
    return power_of(joint, given, alpha, given.effect or 0.0) or 0.0


def _merge(several: Sequence[Part], given: Terms, alpha: float) -> Merge:
    power = _joint_power(several, given, alpha)
    return Merge(
        segments=tuple(part.segment or "" for part in several),
        customers=sum(part.customers for part in several),
        power=power,
        enough=is_enough(power, given.power),
    )


def _error(part: Part, given: Terms) -> float | None:
    deviation = given.metric.at(part.baseline).deviation
    if deviation is None:
        return None
    control, variant = part.arms[0] / given.design_effect, min(part.arms[1:]) / given.design_effect
    return computed(lambda: effect_error(deviation, control, variant))
