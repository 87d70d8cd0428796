"""Choosing a targeting rule from a test, and its honest value: chosen on one half, valued on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Literal

from evaluators.campaigns.aggregates import Estimate, critical_value, normal_interval, two_sided
from evaluators.campaigns.policy import (
    NOTHING,
    Money,
    Rule,
    SegmentArms,
    all_variants,
    best_single,
    policy_difference,
    policy_value,
)
from evaluators.campaigns.segment_effects import SegmentEffect, SegmentPair, comparable_effects
from evaluators.campaigns.shrinkage import shrink
from evaluators.errors import NotComputable

ChosenBy = Literal["raw_sign", "shrunken", "significant"]
Table = Sequence[SegmentArms]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossFitted:
    """What choosing a rule this way is worth, judged on customers who had no part in choosing it."""

    chosen_by: ChosenBy
    value: Estimate  # money per customer; no p-value
    gain: Estimate  # over the best single variant, itself chosen on the other half; money per customer
    splits: int  # halvings averaged over
    gains: tuple[float, ...]  # of each halving, in the order given


def choose_rule(
    table: Table, *, control: str, by: ChosenBy = "shrunken", money: Money | None = None, confidence: float = 0.95
) -> Rule:
    """Give every segment the variant with the largest net effect there, or the control where none gains.

    Parameters
    ----------
    table : sequence of SegmentArms
    control : str
        Variant that the others are compared with.
    by : {"shrunken", "raw_sign", "significant"}
        Effects shrunken towards each variant's mean over the segments; effects as observed; or as observed but only
        where the net effect is significant by itself.
    money : Money, optional
    confidence : float
        For ``significant``: two-sided, of one test.

    Returns
    -------
    Rule
        A segment where no effect is known gets the best single variant. A variant with fewer than two customers in
        a segment is never chosen there.

    Raises
    ------
    NotComputable
        ``no_single_variant``, ``no_policy_customers``.
    """
    worth = money or Money()
    chosen = dict(best_single(table, money=worth).variants)
    best: dict[str, float] = {}
    for variant in all_variants(table):
        if variant == control:
            continue
        pairs = [_pair(one, control, variant) for one in table]
        extra = worth.costs.get(variant, 0.0) - worth.costs.get(control, 0.0)
        for one, gain in zip(table, _net_effects(pairs, by, worth.margin, extra, confidence), strict=True):
            if gain is None or min(one.outcome(control).n, one.outcome(variant).n) < 2:
                continue
            if one.segment not in best:
                best[one.segment], chosen[one.segment] = 0.0, control
            if gain > best[one.segment]:
                best[one.segment], chosen[one.segment] = gain, variant
    return Rule(name=by, variants=chosen)


def _pair(one: SegmentArms, control: str, variant: str) -> SegmentPair:
    return SegmentPair(
        segment=one.segment, control=one.arms.get(control, NOTHING), variant=one.arms.get(variant, NOTHING)
    )


def _net_effects(
    pairs: Sequence[SegmentPair], by: ChosenBy, margin: float, extra: float, confidence: float
) -> list[float | None]:
    """Return each segment's net effect in money per customer, 0 where it may not count; None: not known."""
    effects = comparable_effects(pairs)
    if by == "shrunken" and any(one.known for one in effects):
        return [margin * one.shrunken - extra for one in shrink(effects).effects]
    return [_net_effect(one, by, margin, extra, confidence) for one in effects]


def _net_effect(one: SegmentEffect, by: ChosenBy, margin: float, extra: float, confidence: float) -> float | None:
    if one.effect is None:
        return None
    gain = margin * one.effect - extra
    if by != "significant":
        return gain
    error = abs(margin) * sqrt(one.variance or 0.0)
    return gain if error > 0 and gain > critical_value(confidence) * error else 0.0


def cross_fitted(
    halves: Sequence[tuple[Table, Table]],
    *,
    control: str,
    by: ChosenBy = "shrunken",
    money: Money | None = None,
    confidence: float = 0.95,
) -> CrossFitted:
    """Value a way of choosing: choose on one half, value on the other, swap, and average over the halvings.

    The single variant to beat is chosen on the same half as the rule, so neither side profits from chance. The
    variance is the mean over the halvings of a halving's own variance and of its squared distance from the mean.

    Parameters
    ----------
    halves : sequence of (table, table)
        Random halvings of the customers, each as two tables of cells.
    control : str
    by : {"shrunken", "raw_sign", "significant"}
    money : Money, optional
    confidence : float
        Two-sided, in (0, 1).

    Raises
    ------
    NotComputable
        ``no_halves``; as ``choose_rule`` and ``policy_value``.

    References
    ----------
    Chernozhukov et al. (2018), Econom. J. 21:C1-C68, section 3.4. doi:10.1111/ectj.12097
    """
    if not halves:
        raise NotComputable("no_halves")
    found = [_one_halving(a, b, control, by, money, confidence) for a, b in halves]
    return CrossFitted(
        chosen_by=by,
        value=_averaged([value for value, _ in found], confidence, tested=False),
        gain=_averaged([gain for _, gain in found], confidence, tested=True),
        splits=len(found),
        gains=tuple(gain for _, (gain, _) in found),
    )


def _one_halving(
    a: Table, b: Table, control: str, by: ChosenBy, money: Money | None, confidence: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return value and gain with their variances, each half weighted by the customers it values."""
    total = sum(one.customers for one in (*a, *b))
    values, gains = [], []
    for learn, judge in ((a, b), (b, a)):
        share = sum(one.customers for one in judge) / total
        single = best_single(learn, money=money)
        everywhere = {one.segment: next(iter(single.variants.values())) for one in judge}
        rule = choose_rule(learn, control=control, by=by, money=money, confidence=confidence)
        rule = Rule(name=rule.name, variants={**everywhere, **rule.variants})
        gain = policy_difference(rule, Rule(name="single", variants=everywhere), judge, money=money)
        values.append((share, policy_value(rule, judge, money=money)))
        gains.append((share, gain))
    return _weighted(values), _weighted(gains)


def _weighted(parts: Sequence[tuple[float, Estimate]]) -> tuple[float, float]:
    value = fsum(share * one.value for share, one in parts)
    return value, fsum((share * (one.standard_error or 0.0)) ** 2 for share, one in parts)


def _averaged(found: Sequence[tuple[float, float]], confidence: float, *, tested: bool) -> Estimate:
    value = fsum(one for one, _ in found) / len(found)
    error = sqrt(fsum(variance + (one - value) ** 2 for one, variance in found) / len(found))
    return Estimate(
        value=value,
        standard_error=error,
        interval=normal_interval(value, error, confidence=confidence),
        p_value=two_sided(value / error) if tested and error > 0 else None,
        method="cross_fitted",
    )
