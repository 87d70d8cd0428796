"""What a campaign test answers: checks, decision, money, overall effects, segments, targeting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from evaluators.campaigns.adjustment import Adjusted
from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.beta_binomial import PosteriorComparison
from evaluators.campaigns.guardrails import Guardrail, GuardrailState
from evaluators.campaigns.heterogeneity import Heterogeneity, SignChange
from evaluators.campaigns.lift import Lift
from evaluators.campaigns.mantel_haenszel import StratifiedOdds
from evaluators.campaigns.money import AnotherSend, NetValue
from evaluators.campaigns.plan_results import Deviation
from evaluators.campaigns.policy import RuleValue
from evaluators.campaigns.policy_choice import CrossFitted
from evaluators.campaigns.segment_effects import SegmentEffect
from evaluators.campaigns.segment_tests import SegmentTest
from evaluators.campaigns.shrinkage import Shrinkage
from evaluators.campaigns.sign_risk import SignRisk
from evaluators.campaigns.simpson import SimpsonGuard
from evaluators.notes import Note
from evaluators.results import Interval, Provenance


class CheckState(StrEnum):
    """What a check of the data found."""

    PASSED = "passed"
    REMARK = "remark"  # told, and nothing is blocked
    BLOCKING = "blocking"  # the result is not to be trusted, unless the user lets it pass
    NOT_RUN = "not_run"  # the data do not allow it


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one send."""

    code: str  # which check; an override names it
    state: CheckState
    send: str | None  # None: over all sends
    segment: str | None = None  # None: over all segments
    note: Note | None = None  # what was found; None when not run, and when passed without anything to tell
    overridden: str | None = None  # the user's reason to let it pass; None: not let pass

    @property
    def blocks(self) -> bool:
        """Whether the verdict is blocked by this check."""
        return self.state is CheckState.BLOCKING and self.overridden is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFigure:
    """One variant's own figure."""

    customers: int
    value: float | None  # metric's unit per customer; None: no customers, or not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricEffect:
    """One variant against the control on one metric, over all segments; sends are strata."""

    variant: str
    metric: str
    control: ArmFigure
    figure: ArmFigure
    estimate: Estimate | None  # variant less control; None: see reason
    adjusted_p: float | None  # with the family in mind: variants, or secondary metrics too; None: alone, or no p-value
    adjustment: Literal["dunnett", "holm"] | None  # how; with Dunnett the estimate's interval is simultaneous too
    lift: Lift | None  # relative; None: not computable
    covariates: Adjusted | None  # by covariates known before the send, beside the estimate; None: no covariates
    bayes: PosteriorComparison | None  # shares of one send only; None: not shown
    reason: str | None  # error code of what could not be computed


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailReading:
    """One guardrail of one variant."""

    variant: str
    metric: str
    guardrail: Guardrail | None  # None: not computable, which is not safety
    reason: str | None  # error code

    @property
    def state(self) -> GuardrailState:
        """What is known about the harm; unproven where nothing could be computed."""
        return self.guardrail.state if self.guardrail else GuardrailState.UNPROVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentGuardrail:
    """One guardrail of one variant within one planned segment; it warns and never decides."""

    variant: str
    metric: str
    segment: str
    guardrail: Guardrail | None  # one-sided at alpha by itself; None: not computable, which is not safety
    reason: str | None  # error code

    @property
    def state(self) -> GuardrailState:
        """What is known about the harm; unproven where nothing could be computed."""
        return self.guardrail.state if self.guardrail else GuardrailState.UNPROVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A second look at a mean, from how often each value occurs; it never decides."""

    variant: str
    metric: str
    method: Literal["mann_whitney", "ordinal", "uncapped", "permutation", "bootstrap"]  # ordinal: ranks of a rating
    estimate: Estimate | None  # difference of means, metric's unit, as they came if uncapped; None: ranks, or reason
    superiority: float | None  # ranks: share of pairs that the variant's customer wins, 0.5 no difference; 0..1
    p_value: float | None  # two-sided; None: bootstrap, or see reason
    cap: float | None  # uncapped: what the mean that decides is capped at, metric's unit
    agrees: bool | None  # False: not of one answer with the mean; None: see reason, or the mean has no estimate
    reason: str | None  # error code


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTimePoint:
    """What was known by one send or day, everything before it included."""

    label: str  # send id, or the day's number since exposure as text
    customers: int  # both arms
    estimate: Estimate | None  # interval of a single look at the end; None: not computable yet


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """How one variant's effect on the primary metric built up; only the end decides."""

    variant: str
    metric: str
    by: Literal["send", "day"]
    points: tuple[OverTimePoint, ...]  # cumulative, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """How often one question was answered with an alarm although nothing differed."""

    question: Literal["overall", "planned_segments", "heterogeneity", "verdict"]  # verdict: to ship a variant
    nominal: float  # share of false alarms that is promised at most
    alarms: int  # re-randomisations that raised one
    share: float  # of the re-randomisations
    interval: Interval  # of that share, Wilson, 95 %
    as_promised: bool  # the interval does not lie above the nominal share


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """False alarms on the user's own customers, dealt to the arms again at random."""

    draws: int  # re-randomisations
    customers: int  # in each of them
    rows: tuple[CertificateRow, ...]  # questions that this test asks


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantMoney:
    """What taking one variant into use is worth, against the control."""

    variant: str
    recipients: int  # customers that the choice is made for
    net: NetValue
    another_send: AnotherSend | None  # one more send as large as those so far; None: no send to judge by


@dataclass(frozen=True, slots=True, kw_only=True)
class SequentialState:
    """Where a test with planned looks stands."""

    method: Literal["fixed", "group_sequential", "always_valid"]
    look: int  # this one
    planned: int  # looks
    information: float  # share of the planned customers, above 0
    confidence: float | None  # of this look's intervals; None: this look cannot end the test
    boundary: float | None  # |z| that ends a group sequential test now


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedReading:
    """Whether an effect differs between groups of segments."""

    grouping: str  # id
    effects: tuple[SegmentEffect, ...]  # by group id, in the grouping's order
    heterogeneity: Heterogeneity  # additive scale
    sign_change: SignChange


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentsReading:
    """One variant against the control on one metric, segment by segment."""

    variant: str
    metric: str
    tests: tuple[SegmentTest, ...]  # planned ones first, then those that can be leads only
    sign_risks: tuple[SignRisk | None, ...]  # as tests, for the smallest worthwhile effect; empty: none was stated
    shrinkage: Shrinkage | None  # raw and shrunken effects; None: no segment's effect is known
    heterogeneity: Heterogeneity  # differences on the additive scale
    relative: Heterogeneity | None  # and on the relative one; None: a figure is not positive
    sign_change: SignChange
    simpson: SimpsonGuard | None  # None: no segment has both arms
    groupings: tuple[GroupedReading, ...] = ()  # the design's, in their order
    odds: StratifiedOdds | None = None  # shares: ratios of odds beside the guard; None: not a share, or no ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReading:
    """Which segment gets which variant, and what that gains over the best single variant."""

    metric: str
    in_money: bool  # otherwise values are in the metric's unit, more being better
    chosen: RuleValue | None  # rule chosen on these same customers: its gain is flattered; None: see reason
    own: RuleValue | None  # the user's rule; None: not given, or see own_reason
    cross_fitted: CrossFitted | None  # honest gain of choosing so; None: needs customer rows
    reason: str | None  # error code
    own_reason: str | None  # error code
    control: Estimate | None = None  # value of the control for everybody; None: some segment lacks it


Verdict = Literal["do_not_trust", "keep_a", "ship_b", "ship_b_watch", "keep_testing", "cannot_tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the verdict is what it is."""

    code: str
    variant: str | None = None
    metric: str | None = None
    check: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What to choose if the choice cannot wait."""

    variant: str  # the control's id: keep it
    expected_loss: float | None  # of being wrong, at least 0; None: no standard error
    in_money: bool  # for all recipients; otherwise per customer in the primary metric's unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict by the ordered rule."""

    verdict: Verdict
    variant: str | None  # which one to ship; None: none
    reasons: tuple[Reason, ...]
    watch: tuple[str, ...]  # guardrail metrics to watch after shipping
    today: Today | None  # None: the verdict already is a choice, or nothing was measured


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignResult:
    """Everything that is read from a campaign test."""

    provenance: Provenance
    checks: tuple[Check, ...]
    decision: Decision
    money: tuple[VariantMoney, ...]  # per variant; empty: no margin was stated
    effects: tuple[MetricEffect, ...]  # per metric, primary first, and variant
    guardrails: tuple[GuardrailReading, ...]
    sequential: SequentialState
    segments: tuple[SegmentsReading, ...]  # per metric, primary first, and variant; empty: no segments
    policy: PolicyReading | None  # None: no segments, or the primary metric is a ratio
    sends: tuple[tuple[str, Heterogeneity], ...]  # per variant: do sends differ on the primary metric
    deviations: tuple[Deviation, ...]  # from the locked plan
    needs_rows: tuple[str, ...]  # methods that were not run since they need customer rows
    notes: tuple[Note, ...]
    over_time: tuple[OverTime, ...] = ()  # per variant by send, then by day; empty: one send and no days
    supports: tuple[Support, ...] = ()  # of means and ratings, per metric, primary first, and variant
    segment_guardrails: tuple[SegmentGuardrail, ...] = ()  # per variant, guardrail and planned segment
    certificate: Certificate | None = None  # None: not asked for, or no customer rows to deal again
