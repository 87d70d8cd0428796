"""What a segmentation evaluation answers. Ids, figures and codes; names and sentences are made in reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluators.notes import Note
from evaluators.results import Interval, Provenance
from evaluators.segmentations.criteria.explainable import Shortness
from evaluators.segmentations.criteria.knock_outs import KnockOut
from evaluators.segmentations.criteria.lift_ceiling import LiftCeiling
from evaluators.segmentations.criteria.outcome_lift import OutcomeLift
from evaluators.segmentations.criteria.response import Response
from evaluators.segmentations.criteria.scoring import MeasuredCriterion
from evaluators.segmentations.criteria.segments import Ints
from evaluators.segmentations.internal_indices import Silhouette
from evaluators.segmentations.migration import Migration
from evaluators.segmentations.models.assigner import Assigner
from evaluators.segmentations.models.results import Fidelity, Likelihood
from evaluators.segmentations.restarts import RestartAdequacy
from evaluators.segmentations.rules.names import SegmentName
from evaluators.segmentations.rules.profiles import SegmentProfile
from evaluators.segmentations.rules.rule_table import RuleTable
from evaluators.segmentations.segment_stability import SegmentStability
from evaluators.segmentations.selection import SegmentPlace
from evaluators.segmentations.shift import Shift
from evaluators.segmentations.stability import Stability
from evaluators.tools.results import ToolResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why something could not be worked out; the sentence is that of the error with this code."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFound:
    """One measured criterion of one candidate."""

    measured: MeasuredCriterion
    fault: Fault | None = None  # why there is no value; None: there is, or the criterion's notes say why


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentFound:
    """One segment of a candidate."""

    segment: str  # id: the rule's own, or s1..sK
    label: int
    given_name: str  # where it comes from, such as an imported label; empty: none
    proposed: SegmentName  # from rules and profile, never contradicting the profile
    profile: SegmentProfile
    customers: int
    share: float  # of all customers
    value: float | None  # money of its customers together; None: not known
    value_share: float | None  # of all customers' money; None: not known, or all together have none
    outcome: float | None  # mean after the split, uncapped; None: not known, or the segment is empty
    reachable: float | None  # share with a consented, usable channel; None: no channel is named
    explained: float | None  # share that a tree of four questions recognises; None: not measured
    at_signup: float | None  # share recognised on the first day; None: not measured
    stability: SegmentStability | None  # SLSw; None: not learnt again


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFound:
    """One candidate: its segments, its knock-outs and its measures."""

    candidate: str
    baseline: bool  # no segments, or random ones
    fault: Fault | None  # why there are no segments at all; None: there are, or it was knocked out before it was made
    knock_outs: tuple[KnockOut, ...] = ()
    knocked_out: bool = False
    criteria: tuple[CriterionFound, ...] = ()  # in the order of codes
    segments: tuple[SegmentFound, ...] = ()  # by label, empty ones too
    unassigned: int = 0  # customers
    lines: int | None = None  # of its rules; None: no rules
    stability: Stability | None = None  # distribution behind B1; None: not looked at
    lift: OutcomeLift | None = None  # behind A1, the log scale beside; None: no outcome
    shortness: Shortness | None = None  # behind E2; None: not measured
    response: Response | None = None  # behind A4; None: no test
    silhouette: Silhouette | None = None  # behind C1; None: no model on numbers
    migration: Migration | None = None  # None: one date only
    shift: Shift | None = None  # of the mix between the two dates; None likewise
    restarts: RestartAdequacy | None = None  # None: nothing random to start from
    likelihood: Likelihood | None = None  # None: no mixture
    fidelity: Fidelity | None = None  # of a tree that stands in for the segments; None: the description is exact
    table: RuleTable | None = None  # on the fields themselves; None: no rules
    assigner: Assigner | None = None  # None: no fitted model
    notes: tuple[Note, ...] = ()

    def criterion(self, code: str) -> CriterionFound | None:
        """Return one measured criterion; ``None`` when the candidate has no segments."""
        return next((one for one in self.criteria if one.measured.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What share of the best candidate's predicted outcome another candidate predicts."""

    candidate: str
    reference: str  # the candidate that predicts the outcome best
    share: float | None  # of the reference's out-of-sample R2; None: see the fault
    interval: Interval | None  # 95 %, by resampling the customers; None with it
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simplest:
    """The simplest candidate that is as good as the best one, as far as the measures can tell."""

    candidate: str  # rules before models, then the fewest segments, then the shortest
    best: str  # the candidate of the highest score; the same when nothing simpler is as good
    score: float  # 0-100
    best_score: float
    standard_error: float  # of the difference at the given weights, from the measures' intervals, 0-100


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyPrice:
    """What a candidate's score loses when a sensitive field is left out."""

    candidate: str
    field: str
    score: float | None  # with the field, 0-100, over the criteria measured both ways; None: see the fault
    without: float | None  # the same without the field; None: see the fault
    lift: float | None  # A1's R2 with the field; None: no outcome
    lift_without: float | None
    held: tuple[str, ...] = ()  # criteria taken as they were, since they were not measured again
    again: tuple[CriterionFound, ...] = ()  # what was measured without the field
    fault: Fault | None = None  # such as a rule that cannot be made without the field

    @property
    def price(self) -> float | None:
        """Points lost; below 0 where the candidate is better without."""
        return None if self.score is None or self.without is None else self.score - self.without


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentationResult:
    """Everything a segmentation evaluation answers."""

    provenance: Provenance
    customers: int
    candidates: tuple[CandidateFound, ...]  # in document order, knocked-out ones too
    ranking: ToolResult  # of the candidates that are left; a tool is a candidate, a cell a score or a judgement
    ceiling: LiftCeiling | None  # of A1, the same for all; None: no outcome
    outcome_fault: Fault | None  # why the outcome cannot be used; None: it can, or there is none
    cap: float | None  # of money, fixed on past data; None: not capped
    floor: int  # customers that D1 asks of a segment
    predictions: tuple[Prediction, ...]  # of the ranked candidates against the best predictor; empty: no outcome
    simplest: Simplest | None  # None: nothing is ranked
    privacy_prices: tuple[PrivacyPrice, ...]  # of candidates that use a sensitive field
    selection: tuple[SegmentPlace, ...]  # segments of the chosen candidate; empty: no criteria for segments
    selected: str | None  # the candidate that segments were chosen within; None: none is left
    notes: tuple[Note, ...] = ()

    def candidate(self, candidate_id: str) -> CandidateFound:
        """Return one candidate; every candidate of the document has one."""
        return next(one for one in self.candidates if one.candidate == candidate_id)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentationRun:
    """A result and the labels behind it."""

    result: SegmentationResult
    labels: Mapping[str, Ints]  # by candidate: segment of each customer, in the order given; -1 unassigned
