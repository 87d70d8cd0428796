"""Places over everything that unknown criteria may be, at the given weights."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from evaluators.segmentations.fills import rank_ranges
from evaluators.tools.results import ToolScore


def scored(name, score, unknown=0.0):
    """Return a place in a ranking; the unknown weight counts as half."""
    return ToolScore(
        tool=name,
        rank=1,
        score=score,
        contributions=(),
        low=score,
        median=score,
        high=score,
        unknown_weight=unknown,
        rank_acceptability=(),
        error=0.0,
        central_weights=None,
        confidence=None,
    )


def test_known_scores_have_one_place():
    found = rank_ranges([scored("a", 70), scored("b", 60), scored("c", 60)])
    assert [(one.best, one.worst) for one in found] == [(1, 1), (2, 2), (2, 2)], "ties share the better place"
    assert all(one.covered == 1 and one.low == one.high for one in found)


def test_an_unknown_third_can_turn_everything():
    first, second = rank_ranges([scored("a", 70, 0.3), scored("b", 60, 0.3)])
    assert (first.low, first.high) == (55, 85)
    assert (first.best, first.worst, second.best, second.worst) == (1, 2, 1, 2)
    assert first.covered == 0.7


SCORES = st.lists(st.tuples(st.integers(0, 100), st.sampled_from([0.0, 0.1, 0.25])), min_size=2, max_size=4)


@given(SCORES)
def test_places_are_those_of_all_fills(given_scores):
    """Filling every unknown with its worst or best, in every way, gives the same range of places."""
    ranking = [scored(str(place), score, unknown) for place, (score, unknown) in enumerate(given_scores)]
    seen = [set() for _ in ranking]
    for ends in itertools.product((-50, 50), repeat=len(ranking)):
        values = [one.score + end * one.unknown_weight for one, end in zip(ranking, ends, strict=True)]
        for place, value in enumerate(values):
            seen[place].add(1 + sum(other > value for other in values))
    for found, places in zip(rank_ranges(ranking), seen, strict=True):
        assert (found.best, found.worst) == (min(places), max(places))
