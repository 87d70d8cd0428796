"""Weight stability: what is reported ties, a hair more flips, a hair less does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluators.decision.mavt import additive_scores
from evaluators.decision.stability import (
    leader_of,
    single_weight_changes,
    smallest_weight_change,
    weight_interval,
)

HAIR = 1e-6
NORMS = {"l1": 1, "l2": 2, "linf": np.inf}


@st.composite
def problems(draw):
    """Tables and weights of two tools and criteria or more."""
    tools, criteria = draw(st.integers(2, 5)), draw(st.integers(2, 6))
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 100, (tools, criteria))
    if draw(st.booleans()):
        values = np.round(values, -1)
    weights = rng.dirichlet(np.ones(criteria))
    if draw(st.booleans()):
        weights[draw(st.integers(0, criteria - 1))] = 0
    return values, weights / weights.sum()


def _lead(values, weights, leader):
    """Return how far the leader is ahead of the best other tool."""
    scores = additive_scores(values, weights)
    return scores[leader] - np.delete(scores, leader).max()


def _by_linear_program(values, weights, leader, norm):
    """Oracle: the smallest change over all rivals as linear programs; None when none is feasible."""
    from scipy.optimize import linprog

    criteria, best = len(weights), None
    for rival in range(len(values)):
        if rival == leader:
            continue
        lead = values[leader] - values[rival]
        eye = np.eye(criteria)
        if norm == "l1":  # x = w + up - down
            cost, lead_row = np.ones(2 * criteria), np.concatenate([lead, -lead])
            equal, bounds = np.concatenate([np.ones(criteria), -np.ones(criteria)]), [(0, None)] * criteria
            upper, limits = lead_row[None], [-lead @ weights]
            bounds = bounds + [(0, weight) for weight in weights]
        else:  # -t <= x - w <= t
            cost = np.append(np.zeros(criteria), 1)
            upper = np.vstack(
                [
                    np.append(lead, 0),
                    np.column_stack([eye, -np.ones(criteria)]),
                    np.column_stack([-eye, -np.ones(criteria)]),
                ]
            )
            limits = np.concatenate([[-lead @ weights], np.zeros(2 * criteria)])
            equal, bounds = np.append(np.ones(criteria), 0), [(-weight, None) for weight in weights] + [(0, None)]
        found = linprog(cost, A_ub=upper, b_ub=limits, A_eq=equal[None], b_eq=[0], bounds=bounds, method="highs")
        if found.status == 0 and (best is None or found.fun < best):
            best = found.fun
    return best


@given(problem=problems(), norm=st.sampled_from(sorted(NORMS)))
@settings(max_examples=120, deadline=None)
def test_smallest_change_ties_and_a_hair_decides(problem, norm):
    values, weights = problem
    leader = leader_of(values, weights)
    change = smallest_weight_change(values, weights, norm=norm)
    if change is None:
        assert all(np.all(values[leader] > values[rival]) for rival in range(len(values)) if rival != leader)
        return
    moved = change.weights
    assert np.all(moved >= 0)
    assert moved.sum() == pytest.approx(1, abs=1e-9)
    assert change.distance == pytest.approx(np.linalg.norm(moved - weights, NORMS[norm]), abs=1e-9)
    assert change.points == pytest.approx(np.abs(moved - weights).sum() * 50, abs=1e-9)
    assert _lead(values, moved, leader) == pytest.approx(0, abs=1e-7), "a tie, and nothing overtook earlier"
    if change.distance > 1e-3:
        back = weights + (moved - weights) * (1 - HAIR)
        assert _lead(values, back, leader) > 0
        beyond = weights + (moved - weights) * (1 + HAIR)
        assert (values[leader] - values[change.rival]) @ beyond < 0


@given(problem=problems(), norm=st.sampled_from(["l1", "linf"]))
@settings(max_examples=80, deadline=None)
def test_smallest_change_equals_the_linear_program(problem, norm):
    values, weights = problem
    leader = leader_of(values, weights)
    change = smallest_weight_change(values, weights, norm=norm)
    expected = _by_linear_program(values, weights, leader, norm)
    assert (change is None) == (expected is None)
    if change is not None:
        assert change.distance == pytest.approx(max(expected, 0), abs=1e-7)


@given(problem=problems())
@settings(max_examples=60, deadline=None)
def test_nearest_weights_are_nearer_than_any_others(problem):
    """The plane's condition: every other feasible point lies on the far side of the nearest one."""
    values, weights = problem
    change = smallest_weight_change(values, weights, norm="l2")
    assume(change is not None)
    lead = values[change.leader] - values[change.rival]
    others = np.random.default_rng(1).dirichlet(np.full(len(weights), 0.5), size=2_000)
    others = np.vstack([others, np.eye(len(weights))])
    feasible = others[others @ lead <= 0]
    toward = (feasible - change.weights) @ (weights - change.weights)
    assert np.all(toward <= 1e-7)


@given(problem=problems(), place=st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_weight_interval_is_exact(problem, place):
    values, weights = problem
    criterion = place % len(weights)
    assume(weights[criterion] < 0.999)
    leader = leader_of(values, weights)
    assume(_lead(values, weights, leader) > 1e-6)
    interval = weight_interval(values, weights, criterion)

    def lead_at(x):
        moved = weights * (1 - x) / (1 - weights[criterion])
        moved[criterion] = x
        return _lead(values, moved, leader)

    assert 0 <= interval.low <= weights[criterion] <= interval.high <= 1
    for end, outside in ((interval.low, interval.low - HAIR), (interval.high, interval.high + HAIR)):
        assert lead_at(end) >= -1e-9
        if 0 < end < 1:
            assert lead_at(end) == pytest.approx(0, abs=1e-7)
            assert lead_at(outside) < 0


def test_interval_by_hand():
    """A leads by 0.6 * 20 - 0.4 * 10; the leads cancel where 20 x = 10 (1 - x)."""
    interval = weight_interval([[60, 40], [40, 50]], [0.6, 0.4], 0)
    assert interval.low == pytest.approx(1 / 3)
    assert interval.high == 1


def test_all_weight_on_one_criterion_passes_to_the_others_equally():
    interval = weight_interval([[80, 0, 20], [60, 50, 30]], [1, 0, 0], 0)
    assert interval.low == pytest.approx(30 / 50)
    assert interval.high == 1


def test_one_tool_or_one_criterion_is_always_stable():
    whole = (0.0, 1.0)
    for values, weights in (([[50, 20]], [0.5, 0.5]), ([[50], [20]], [1])):
        interval = weight_interval(values, weights, 0)
        assert (interval.low, interval.high) == whole
    assert smallest_weight_change([[50, 20]], [0.5, 0.5]) is None
    assert smallest_weight_change([[50], [20]], [1]) is None


@pytest.mark.parametrize("norm", sorted(NORMS))
def test_a_shared_lead_needs_no_change(norm):
    change = smallest_weight_change([[50, 20], [20, 50]], [0.5, 0.5], norm=norm)
    assert (change.leader, change.rival, change.points) == (0, 1, 0)


@pytest.mark.parametrize("norm", sorted(NORMS))
def test_weak_dominance_can_be_tied_only_where_the_tools_are_equal(norm):
    change = smallest_weight_change([[60, 40], [50, 40]], [0.7, 0.3], norm=norm)
    assert change.weights == pytest.approx([0, 1])
    assert change.points == pytest.approx(70)


def test_fewest_points_by_hand():
    """The gap 0.5 * 40 - 0.5 * 20 = 10 closes by 60 for each unit of weight moved: 1/6 moves, 16.7 points."""
    change = smallest_weight_change([[60, 40], [20, 60]], [0.5, 0.5])
    assert change.points == pytest.approx(100 / 6)
    assert change.weights == pytest.approx([1 / 3, 2 / 3])


@given(problem=problems())
@settings(max_examples=50, deadline=None)
def test_single_changes_without_rescaling_tie(problem):
    values, weights = problem
    for criterion, (change, feasible) in enumerate(single_weight_changes(values, weights, 0, 1)):
        if change is None:
            assert values[0, criterion] == values[1, criterion]
            continue
        moved = weights.copy()
        moved[criterion] -= change
        size = 1 + abs(change) * 100
        assert (values[0] - values[1]) @ moved == pytest.approx(0, abs=1e-9 * size)
        if abs(moved[criterion]) > 1e-12:
            assert feasible == (moved[criterion] > 0)
