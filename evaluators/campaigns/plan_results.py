"""What a campaign plan answers: how many customers, what the list at hand can show, who gets what, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

from evaluators.notes import Note
from evaluators.results import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksPrice:
    """What reading the results early costs."""

    method: str  # fixed | group_sequential | always_valid
    looks: int  # looks reckoned with
    alpha: float  # two-sided, of one comparison
    inflation: float  # times the customers of a fixed test, for the same power
    power_without: float  # power of a fixed test
    power_with: float  # power that the looks leave with the customers of that fixed test


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Customers of one variant."""

    variant: str  # id
    needed: float | None  # customers for the smallest effect, not rounded; None: not computable
    needed_whole: int | None  # the same rounded up
    needed_clusters: int | None  # whole clusters for them; None: single customers are dealt
    at_hand: int | None  # customers of the list after holdout and split; None: no list


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """Customers that show the smallest effect worth having."""

    effect: float  # signed, metric's unit per customer
    relative: float | None  # share of the baseline; None: no baseline, or it is 0
    alpha: float  # two-sided, of one comparison: the whole test's over its comparisons
    power: float  # wished
    formula: str  # code of the formula
    design_effect: float  # times the customers, since clusters are dealt whole
    inflation: float  # times the customers, since results are read early
    customers: int  # all arms together, whole
    with_holdout: int  # list that gives these customers after the holdout


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """How long a web test takes."""

    days: int  # until the customers are there
    weeks: int  # whole weeks that hold these days, since weekdays differ
    days_to_result: int  # with the outcome window of the customers that came last


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the customers at hand can show, overall or in one segment."""

    segment: str | None  # id; None: all
    planned: bool  # False: a segment that nobody named before; what is found in it is a lead
    customers: int  # in the list
    control: int  # of them in the control
    variant: int  # of them in the smallest variant
    baseline: float | None  # metric without the campaign
    alpha: float  # two-sided level of the comparison: Šidák for planned segments
    absolute: float | None  # smallest effect that is found with the wished power, signed; None: none, or not computable
    relative: float | None  # the same as a share of the baseline
    power: float | None  # to find the smallest effect worth having; None: not computable
    enough: bool | None  # power is as wished; None: power is not computable


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What the list can show of differences between segments."""

    first: str  # id of the largest segment
    second: str  # id of the next largest
    interaction_power: float | None  # to find that the effect in the two differs by the smallest effect
    interaction_detectable: float | None  # smallest such difference found with the wished power, above 0
    heterogeneity_power: float | None  # of Q, when the largest segment alone has the smallest effect and others none


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Segments that would show more as one."""

    segments: tuple[str, ...]  # ids, smallest first
    customers: int  # together
    power: float  # together, to find the smallest effect worth having
    enough: bool  # that power is as wished


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailChance:
    """How probably a harmless variant is shown to be harmless."""

    metric: str  # id
    margin: float  # largest harm that is put up with
    power: float  # with the list at hand
    enough: bool  # power is as wished


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What the smallest effect is worth if the variant goes to everyone concerned, against the control."""

    variant: str  # id
    recipients: int  # customers that it goes to
    gross: float  # worth of the effect, money
    sending: float  # what sending costs more than the control, money
    net: float  # gross less sending and switching
    break_even: float | None  # effect at which the variant pays for itself; None: no recipients, or no effect does


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """The answer to a campaign plan."""

    provenance: Provenance
    metric: str | None  # id of the metric that decides; None: there is none yet
    currency: str
    needed: Needed | None  # None: something is missing, see the notes
    arms: tuple[Arm, ...]  # in the order of the design, control first
    held_out: int | None  # customers of the list kept out, about; None: no list
    list_size: int | None  # customers of the counted segments; None: no list
    overall: Shown | None  # None: no list
    segments: tuple[Shown, ...]  # counted ones, in the order of the design
    differences: Differences | None  # None: fewer than two segments with customers in every arm
    merges: tuple[Merge, ...] | None  # None: nothing to merge
    looks: LooksPrice | None  # None: not computable
    duration: Duration | None  # None: not a web test
    guardrails: tuple[GuardrailChance, ...]  # shares with a known baseline
    worth: tuple[Worth, ...]  # by variant; empty: margin or smallest effect is missing
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerPoint:
    """One point of a power curve."""

    effect: float  # signed, metric's unit per customer
    relative: float | None  # share of the baseline
    power: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerCurve:
    """Chance of finding an effect with the customers at hand, by its size."""

    segment: str | None  # id; None: all
    customers: int  # in the list
    alpha: float  # two-sided level of the comparison
    points: tuple[PowerPoint, ...]  # from the smallest effect to the largest


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One thing that is not as it was planned."""

    place: str  # where in the design, ids in it: metrics.revenue.cap
    before: object | None  # as planned; None: not in the plan
    after: object | None  # as it is now; None: not there any more
