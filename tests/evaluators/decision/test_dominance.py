"""Dominance and the efficient frontier."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.decision.dominance import (
    DominatedPair,
    certainly_dominated_pairs,
    dominated_pairs,
    efficient_frontier,
)

coarse = st.integers(1, 6).flatmap(
    lambda tools: st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=tools, max_size=tools)
)


def test_strict_and_weak():
    pairs = dominated_pairs([[80, 80], [60, 70], [80, 70]])
    assert pairs == (
        DominatedPair(winner=0, loser=1, strict=True),
        DominatedPair(winner=0, loser=2, strict=False),
        DominatedPair(winner=2, loser=1, strict=False),
    )


def test_equal_tools_and_single_tools_dominate_nobody():
    assert dominated_pairs([[50, 50], [50, 50]]) == ()
    assert dominated_pairs([[50]]) == ()


@given(table=coarse)
@settings(max_examples=80, deadline=None)
def test_dominance_is_what_all_weights_agree_on(table):
    values = np.array(table, dtype=float)
    weights = np.random.default_rng(1).dirichlet(np.ones(3), size=200)
    scores = np.vstack([weights, np.eye(3)]) @ values.T
    pairs = {(pair.winner, pair.loser) for pair in dominated_pairs(values)}
    for one in range(len(values)):
        for other in range(len(values)):
            agreed = np.all(scores[:, one] >= scores[:, other] - 1e-12) and np.any(
                scores[:, one] > scores[:, other] + 1e-9
            )
            assert ((one, other) in pairs) == agreed


def test_certain_dominance_needs_the_worst_to_beat_the_best():
    low, high = [[60, 70], [40, 50]], [[80, 90], [60, 69]]
    assert certainly_dominated_pairs(low, high) == (DominatedPair(winner=0, loser=1, strict=False),)
    assert certainly_dominated_pairs(low, [[80, 90], [61, 69]]) == ()
    with pytest.raises(ValueError, match="low <= high"):
        certainly_dominated_pairs(high, low)


def test_certain_dominance_of_exact_values_is_dominance():
    values = np.random.default_rng(2).uniform(0, 100, (8, 2))
    assert certainly_dominated_pairs(values, values) == dominated_pairs(values)


@given(table=coarse)
@settings(max_examples=80, deadline=None)
def test_frontier_is_what_nothing_beats(table):
    costs, benefits = [row[0] for row in table], [row[1] for row in table]
    efficient = efficient_frontier(costs, benefits)
    assert any(efficient)
    dominated = {
        pair.loser
        for pair in dominated_pairs([[-cost, benefit] for cost, benefit in zip(costs, benefits, strict=True)])
    }
    assert efficient == tuple(tool not in dominated for tool in range(len(table)))


def test_an_unknown_cost_is_never_efficient_and_beats_nobody():
    assert efficient_frontier([None, 100, None], [90, 10, 95]) == (False, True, False)
    assert efficient_frontier([None], [50]) == (False,)
    with pytest.raises(ValueError, match="one cost per benefit"):
        efficient_frontier([1], [1, 2])
