"""One score or one criterion that changes the leader."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.decision.flips import leader_and_rival, removal_flips, score_flip, score_flips
from evaluators.decision.mavt import additive_scores

HAIR = 1e-6


def _problem(seed, tools=4, criteria=3):
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 100, (tools, criteria)), rng.dirichlet(np.ones(criteria))


def _leader_with(values, weights, flip, to_value):
    changed = values.copy()
    changed[flip.tool, flip.criterion] = to_value
    return int(np.argmax(additive_scores(changed, weights)))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_every_flip_flips_and_a_hair_less_does_not(seed):
    values, weights = _problem(seed)
    leader = int(np.argmax(additive_scores(values, weights)))
    for flip in score_flips(values, weights):
        step = flip.to_value - flip.from_value
        assert 0 <= flip.to_value <= 100
        assert _leader_with(values, weights, flip, flip.from_value + step * (1 + HAIR)) == flip.rival != leader
        assert _leader_with(values, weights, flip, flip.from_value + step * (1 - HAIR)) == leader


@given(seed=st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_no_value_on_the_scale_flips_what_is_not_listed(seed):
    values, weights = _problem(seed)
    leader = int(np.argmax(additive_scores(values, weights)))
    flips = score_flips(values, weights)
    listed = {(flip.tool, flip.criterion) for flip in flips}
    for tool in range(len(values)):
        for criterion in range(len(weights)):
            if (tool, criterion) not in listed:
                assert score_flip(values, weights, tool, criterion) is None
                for end in (0, 100):
                    changed = values.copy()
                    changed[tool, criterion] = end
                    assert np.argmax(additive_scores(changed, weights)) == leader
    steps = [abs(flip.to_value - flip.from_value) for flip in flips]
    assert steps == sorted(steps)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_removals_are_complete(seed):
    values, weights = _problem(seed)
    leader = int(np.argmax(additive_scores(values, weights)))
    flips = {flip.criterion: flip.leader for flip in removal_flips(values, weights)}
    for criterion in range(len(weights)):
        scores = np.delete(values, criterion, axis=1) @ np.delete(weights, criterion)
        assert flips.get(criterion, leader) == np.argmax(scores)


def test_by_hand():
    """A leads by 10; on a criterion of weight 0.5 it may lose 20, or B win 20."""
    values, weights = [[80, 50], [50, 60]], [0.5, 0.5]
    assert score_flip(values, weights, 0, 0).to_value == pytest.approx(60)
    assert score_flip(values, weights, 1, 1).to_value == pytest.approx(80)
    (removal,) = removal_flips(values, weights)
    assert (removal.criterion, removal.leader) == (0, 1)


def test_off_the_scale_or_without_weight_is_none():
    values = [[90, 50], [10, 60]]
    assert score_flip(values, [0.9, 0.1], 1, 1) is None
    assert score_flip(values, [1, 0], 1, 1) is None
    assert score_flip(values, [0.9, 0.1], 1, 1, scale=(0, 1_000)) is not None


def test_another_than_the_runner_up_may_rise():
    values, weights = [[80, 50], [70, 50], [10, 90]], [0.5, 0.5]
    flip = score_flip(values, weights, 2, 0)
    assert (flip.rival, flip.leader) == (2, 0)
    assert flip.to_value == pytest.approx(40)
    assert score_flip(values, weights, 0, 0).rival == 1


def test_leader_and_rival():
    assert leader_and_rival([[50, 50], [80, 80], [60, 70]], [0.5, 0.5]) == (1, 2)
    assert leader_and_rival([[50]], [1]) == (0, None)
    assert leader_and_rival([[50], [50]], [1]) == (0, 1)


def test_degenerate_tables():
    assert score_flips([[50, 50]], [0.5, 0.5]) == ()
    assert removal_flips([[50]], [1]) == ()
    assert removal_flips([[50], [60]], [1]) == ()
    assert removal_flips([[50, 50], [50, 50]], [0.5, 0.5]) == ()
    assert all(flip.to_value == flip.from_value for flip in score_flips([[50, 50], [50, 50]], [0.5, 0.5]))
