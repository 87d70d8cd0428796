"""Who should get which variant: the value of a targeting rule, and what it gains over one variant for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, sqrt

from evaluators.campaigns.aggregates import Estimate, Summary, normal_interval, two_sided
from evaluators.campaigns.segment_effects import Outcome, as_summary
from evaluators.errors import NotComputable

NOTHING = Summary(0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentArms:
    """One metric of one segment under every variant."""

    segment: str
    arms: Mapping[str, Outcome]  # variant to its customers' outcome; a missing one has no customers

    def outcome(self, variant: str) -> Summary:
        """Return a variant's outcome as customers, mean and sample variance."""
        return as_summary(self.arms.get(variant, NOTHING))

    @property
    def customers(self) -> int:
        """Customers of the segment in all variants."""
        return sum(as_summary(one).n for one in self.arms.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """How a metric turns into money per customer; as it is, unless told."""

    margin: float = 1.0  # money per unit of the metric
    costs: Mapping[str, float] = field(default_factory=dict)  # variant to cost of sending it to one customer

    def net(self, variant: str, mean: float) -> float:
        """Return the money per customer that a variant with this mean brings."""
        return self.margin * mean - self.costs.get(variant, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which variant each segment gets."""

    name: str  # code of how it was chosen, such as ``shrunken``, or ``given``
    variants: Mapping[str, str]  # segment to variant


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleValue:
    """What a rule brings on given cells, net of costs, and against the best single variant."""

    rule: Rule
    value: Estimate  # money per customer; no p-value
    single: Rule  # one variant for all, to compare with
    single_value: Estimate  # money per customer; no p-value
    gain: Estimate  # rule - single, money per customer


def one_variant(variant: str, table: Sequence[SegmentArms]) -> Rule:
    """Return the rule that gives everybody the same."""
    return Rule(name="single", variants={one.segment: variant for one in table})


def all_variants(table: Sequence[SegmentArms]) -> tuple[str, ...]:
    """Return the variants of the table in the order in which they first occur."""
    return tuple(dict.fromkeys(variant for one in table for variant in one.arms))


def policy_value(
    rule: Rule, table: Sequence[SegmentArms], *, money: Money | None = None, confidence: float = 0.95
) -> Estimate:
    """Return what a rule brings per customer: sum W m, variance sum W^2 v / n, W the segment's share of customers.

    Honest for a rule that these customers did not help to choose.

    Parameters
    ----------
    rule : Rule
        A variant for every segment with customers.
    table : sequence of SegmentArms
        From a randomised test.
    money : Money, optional
    confidence : float
        Two-sided, in (0, 1); normal.

    Raises
    ------
    NotComputable
        ``no_policy_customers`` for an empty table; ``policy_cell_empty`` where the rule's variant has fewer than two
        customers in a segment; ``policy_segment_missing`` where the rule says nothing about a segment.

    References
    ----------
    Dudík, Erhan, Langford & Li (2014), Stat. Sci. 29:485-511. doi:10.1214/14-STS500
    """
    worth = money or Money()
    parts = [(share, _chosen(rule, one), _outcome(rule, one)) for share, one in _shares(table)]
    value = fsum(share * worth.net(variant, cell.mean) for share, variant, cell in parts)
    variance = fsum((worth.margin * share) ** 2 * cell.mean_variance for share, _, cell in parts)
    return _estimate(value, variance, confidence, tested=False)


def policy_difference(
    rule: Rule, other: Rule, table: Sequence[SegmentArms], *, money: Money | None = None, confidence: float = 0.95
) -> Estimate:
    """Return what a rule brings more than another; segments where both agree add nothing, to the error neither.

    Parameters, errors and reference as of ``policy_value``.
    """
    worth = money or Money()
    gains, variances = [], []
    for share, one in _shares(table):
        mine, theirs = _chosen(rule, one), _chosen(other, one)
        if mine == theirs:
            continue
        here, there = _outcome(rule, one), _outcome(other, one)
        gains.append(share * (worth.net(mine, here.mean) - worth.net(theirs, there.mean)))
        variances.append((worth.margin * share) ** 2 * (here.mean_variance + there.mean_variance))
    return _estimate(fsum(gains), fsum(variances), confidence, tested=True)


def best_single(table: Sequence[SegmentArms], *, money: Money | None = None) -> Rule:
    """Return the one variant for all that brings the most on these cells, the first of equals.

    A variant that some segment lacks (fewer than two customers) cannot be valued and is passed over.

    Raises
    ------
    NotComputable
        ``no_single_variant`` when no variant stands in every segment; ``no_policy_customers``.
    """
    seen = [one for _, one in _shares(table)]
    full = [name for name in all_variants(seen) if all(one.outcome(name).n > 1 for one in seen)]
    if not full:
        raise NotComputable("no_single_variant", segments=len(seen))
    rules = [one_variant(name, seen) for name in full]
    return max(rules, key=lambda rule: policy_value(rule, seen, money=money).value)


def rule_value(
    rule: Rule,
    table: Sequence[SegmentArms],
    *,
    money: Money | None = None,
    single: Rule | None = None,
    confidence: float = 0.95,
) -> RuleValue:
    """Value a rule that was given beforehand, beside the best single variant.

    Parameters
    ----------
    rule : Rule
    table : sequence of SegmentArms
    money : Money, optional
    single : Rule, optional
        To compare with; the best single variant on these cells unless told, which flatters that variant a little.
    confidence : float
        Two-sided, in (0, 1).

    Raises
    ------
    NotComputable
        As ``policy_value`` and ``best_single``.
    """
    other = single or best_single(table, money=money)
    return RuleValue(
        rule=rule,
        value=policy_value(rule, table, money=money, confidence=confidence),
        single=other,
        single_value=policy_value(other, table, money=money, confidence=confidence),
        gain=policy_difference(rule, other, table, money=money, confidence=confidence),
    )


def _shares(table: Sequence[SegmentArms]) -> list[tuple[float, SegmentArms]]:
    """Return segments with customers and their shares of all customers."""
    total = sum(one.customers for one in table)
    if total == 0:
        raise NotComputable("no_policy_customers")
    return [(one.customers / total, one) for one in table if one.customers]


def _chosen(rule: Rule, one: SegmentArms) -> str:
    if one.segment not in rule.variants:
        raise NotComputable("policy_segment_missing", segment=one.segment)
    return rule.variants[one.segment]


def _outcome(rule: Rule, one: SegmentArms) -> Summary:
    variant = _chosen(rule, one)
    cell = one.outcome(variant)
    if cell.n < 2:
        raise NotComputable("policy_cell_empty", segment=one.segment, variant=variant, customers=cell.n)
    return cell


def _estimate(value: float, variance: float, confidence: float, *, tested: bool) -> Estimate:
    error = sqrt(variance)
    return Estimate(
        value=value,
        standard_error=error,
        interval=normal_interval(value, error, confidence=confidence),
        p_value=two_sided(value / error) if tested and error > 0 else None,
        method="stratified_plug_in",
    )
