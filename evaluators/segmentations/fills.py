"""Which places a candidate can get, whatever the unknown criteria would turn out to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluators.tools.results import ToolScore

HALF = 50.0
"""Value that an unknown criterion counts as, half of the whole scale: it may be as much higher or lower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRange:
    """A candidate's best and worst place and score over all that the unknown criteria may be, at the given weights."""

    candidate: str
    covered: float  # weight that rests on something known, 0..1
    best: int  # place, 1 first
    worst: int
    low: float  # score with every unknown at its worst, 0-100
    high: float


def rank_ranges(ranking: Sequence[ToolScore]) -> tuple[RankRange, ...]:
    """Return the range of each ranked candidate, in the order given.

    Every unknown is filled by itself, from the worst to the best of its scale; what is known stays at its point value.

    Parameters
    ----------
    ranking : sequence of ToolScore
    """
    lows = [one.score - HALF * one.unknown_weight for one in ranking]
    highs = [one.score + HALF * one.unknown_weight for one in ranking]
    others = [[other for other in range(len(ranking)) if other != place] for place in range(len(ranking))]
    return tuple(
        RankRange(
            candidate=one.tool,
            covered=1.0 - one.unknown_weight,
            best=1 + sum(lows[other] > highs[place] for other in others[place]),
            worst=1 + sum(highs[other] > lows[place] for other in others[place]),
            low=lows[place],
            high=highs[place],
        )
        for place, one in enumerate(ranking)
    )
