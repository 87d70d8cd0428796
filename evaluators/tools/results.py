"""What a tool evaluation answers. Ids, figures and codes; names and sentences are made in reports.

Values and scores are on the 0-100 value scale, weights and shares in 0..1, money in the scenario's currency
a month averaged over its years unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from evaluators.notes import Note
from evaluators.results import Interval, Provenance
from evaluators.tools.facts import Fact


class Level(StrEnum):
    """How far the leader is ahead."""

    CLEAR = "clear"
    LEADS = "leads"
    CLOSE = "close"  # leads, but close
    OPEN = "open"  # too close to call
    SINGLE = "single"  # only one tool is left
    NONE = "none"  # no tool is left, or nothing to weigh


class CellState(StrEnum):
    """What is known of a tool on a criterion."""

    KNOWN = "known"
    INTERVAL = "interval"
    CONFLICT = "conflict"  # statements disagree: their hull is used
    UNKNOWN = "unknown"
    QUOTE_ONLY = "quote_only"  # the vendor publishes no price


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One piece of evidence behind a cell, on the criterion's own scale and on the value scale."""

    origin: Literal["evidence", "quote", "trial", "review", "catalogue"]
    reference: str  # id of the entry, or of the catalogue fact
    kind: str  # own_trial, measured, vendor, third_party, review, guess, transcription, dataset, ...
    raw: float | str | bool | None  # scale's unit, grade id or yes/no; None: an interval, or unknown
    raw_low: float | str | None
    raw_high: float | str | None
    value: Interval | None  # 0-100, without the width that uncertainty adds; None: states that it is not known
    source: str
    seen: date | None
    by: str | None  # evaluator
    stale: bool  # older than the limit in settings, or undated where a date is needed
    weak: bool  # guess, rival or low confidence
    used: bool  # False: shown beside, but stronger evidence decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A tool on a criterion: the value used, its simulated range and everything said about it."""

    tool: str
    criterion: str
    state: CellState
    value: float  # 0-100; for an unknown the scale's midpoint
    assumed: bool  # True: ``value`` is the midpoint because nothing is known
    low: float  # ends of the simulated range, 0-100
    high: float
    raw: float | str | bool | None  # the point in the scale's unit or grade id; None: unknown
    raw_low: float | str | None  # hull of what is stated, in the scale's unit
    raw_high: float | str | None
    clipped: bool  # the figure lies beyond an end of the scale
    stale: bool
    weak: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionWeight:
    """A criterion's final weight and how far it may move alone before the leader changes."""

    criterion: str
    group: str | None
    weight: float  # share of all
    within: float  # share of its group (of the top level when it has none)
    stable: Interval | None  # weight range that keeps the leader, others rescaled; None: fewer than two tools


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolScore:
    """One tool's place."""

    tool: str
    rank: int  # by additive score, 1 best; equal scores share the better rank
    score: float  # additive, at the point values
    contributions: tuple[float, ...]  # weight times value, in the order of the result's criteria; they add to the score
    low: float  # 5 % point of the simulated score
    median: float
    high: float  # 95 % point
    unknown_weight: float  # weight that rests on unknown cells
    rank_acceptability: tuple[float, ...]  # share of simulated cases per rank, first to last
    error: float  # Monte-Carlo standard error of the first-rank share
    central_weights: tuple[float, ...] | None  # mean weights with which it comes first; None: it never does
    confidence: float | None  # chance to come first at its central weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a tool costs in the scenario."""

    tool: str
    state: CellState
    point: float | None  # a month; None: unknown
    low: float | None  # 5 % point of the simulated price; None: unknown
    high: float | None
    total: float | None  # over all the scenario's years at the point figures
    within_budget: float | None  # chance to stay within the budget; None: no budget, or price unknown
    plan: str | None  # plan or quote it rests on
    converted: bool  # an exchange rate was used
    value_without_price: float  # additive score with the price criteria left out, weights renormalised
    efficient: bool  # nothing gives more value for less money; False also when the price is unknown
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MustHaveFinding:
    """Whether a tool meets a must-have."""

    tool: str
    must_have: str
    answer: Literal["yes", "no", "unknown"]
    by_team: bool  # the team's own answer stands above the catalogue
    facts: tuple[Fact, ...]  # what the answer rests on
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A tool that is left out of the ranking, and why."""

    tool: str
    reason: Literal["must_have", "budget"]
    must_have: str | None
    within_budget: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer in codes; the sentence is made in reports."""

    level: Level
    leader: str | None  # None: no tool is left
    runner_up: str | None
    first_share: float | None  # leader's first-rank acceptability
    runner_up_share: float | None
    error: float | None  # Monte-Carlo standard error of ``first_share``
    points_to_change: float | None  # fewest weight points (of 100) that make another tool lead; None: none can
    overturning: tuple[str, ...]  # criteria whose unknown or wide cells could overturn the leader, worst first
    point_leader: str | None  # leader at the point values when the simulation favours another tool; else None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightFlip:
    """The smallest change of all weights together that makes ``rival`` tie the leader."""

    rival: str
    points: float  # weight points of 100 to move
    weights: tuple[float, ...]  # weights at the tie, in the order of the criteria
    euclidean: float | None  # L2 distance of the nearest such weights
    largest_single: float | None  # L-infinity distance, share


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFlip:
    """One figure that, changed alone, makes ``rival`` tie the leader."""

    tool: str
    criterion: str
    rival: str  # the tool that comes level with the leader
    from_value: float
    to_value: float  # 0-100
    from_raw: float | str | bool | None
    to_raw: float | str | bool | None  # scale's unit; for grades the first grade that flips
    assumed: bool  # the present value is an assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalFlip:
    """A criterion without which another tool leads."""

    criterion: str
    leader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What would change the answer, all exact at the point values."""

    weight: WeightFlip | None  # None: no weights can
    scores: tuple[ScoreFlip, ...]  # nearest first (in value points); empty: no single figure can
    removals: tuple[RemovalFlip, ...]
    nothing_can: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One unknown, and what an answer would be worth."""

    tool: str
    criterion: str
    worth: float  # expected gain in value points of the choice (EVPPI)
    can_change: bool  # worth at least the threshold
    state: CellState


@dataclass(frozen=True, slots=True, kw_only=True)
class Domination:
    """``winner`` is at least as good on everything and better somewhere."""

    winner: str
    loser: str
    certain: bool  # also at the worst and best ends of the simulated ranges


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodRanking:
    """How another method ranks the same cells with the same weights."""

    method: Literal["additive", "weighted_product", "promethee2", "vikor", "topsis"]
    scores: tuple[float, ...] | None  # in the order of the ranking; VIKOR: Q, less is better; None: not computable
    ranks: tuple[float, ...] | None
    leader: str | None
    decoy_changes: bool | None  # a useless tool added changes this method's winner; None: not computable
    compromise: tuple[str, ...]  # VIKOR's compromise set; empty for the others
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """All methods side by side."""

    rankings: tuple[MethodRanking, ...]
    agreement: float | None  # Kendall's W over the methods' rankings; None: fewer than two tools or methods
    same_leader: bool  # every method that could be worked out names one leader, the same; False: one ties at the top


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatorView:
    """What one evaluator's own weights and scores say."""

    evaluator: str
    leader: str | None
    scores: tuple[float, ...]  # in the order of the ranking
    ranks: tuple[float, ...]
    own_weights: bool
    own_scores: int  # cells this evaluator scored


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """How far several evaluators agree, and on what they do not."""

    views: tuple[EvaluatorView, ...]
    agreement: float | None  # Kendall's W; None: everybody ties all tools
    p_value: float | None  # by permutation; None: as above
    from_weights: float | None  # share of the disagreement about scores that weights make; None: no disagreement
    from_scores: float | None
    discuss: tuple[str, ...]  # the criteria that divide the evaluators most, at most two


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """Everything a tool evaluation answers. Ranked tools only are in ``ranking`` and everything below it."""

    provenance: Provenance
    verdict: Verdict
    ranking: tuple[ToolScore, ...]  # best first
    criteria: tuple[CriterionWeight, ...]  # in document order
    cells: tuple[Cell, ...]  # every tool, excluded ones too, times every criterion
    prices: tuple[Price, ...]  # every tool
    must_haves: tuple[MustHaveFinding, ...]
    excluded: tuple[Exclusion, ...]
    pairwise_winning: tuple[tuple[float, ...], ...]  # share of simulated cases in which row beats column
    changes: Changes | None  # None: fewer than two tools
    questions: tuple[Question, ...]  # worth most first
    dominations: tuple[Domination, ...]
    methods: Methods | None  # None: fewer than two tools
    team: Team | None  # None: fewer than two evaluators with own weights or scores
    consistency: tuple[Note, ...]  # remarks on the weights (pairwise inconsistency, best-worst deviation)
    notes: tuple[Note, ...]

    def cell(self, tool: str, criterion: str) -> Cell:
        """Return one cell; every pair of the document's tools and criteria has one."""
        return next(cell for cell in self.cells if cell.tool == tool and cell.criterion == criterion)

    def price(self, tool: str) -> Price:
        """Return a tool's price."""
        return next(price for price in self.prices if price.tool == tool)
