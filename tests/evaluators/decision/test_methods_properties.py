"""What must hold for every problem: permutation, scaling, dominance, ties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.decision.mavt import additive_scores, contributions
from evaluators.decision.promethee import PreferenceFunction, promethee2, unicriterion_flows
from evaluators.decision.ranking import leaders, ranks, tie_groups
from evaluators.decision.topsis import topsis
from evaluators.decision.vikor import vikor
from evaluators.decision.wpm import product_ratios, weighted_product

KINDS = [
    PreferenceFunction(kind="usual"),
    PreferenceFunction(kind="u_shape", q=5),
    PreferenceFunction(kind="v_shape", p=40),
    PreferenceFunction(kind="level", q=5, p=30),
    PreferenceFunction(kind="linear", q=5, p=30),
    PreferenceFunction(kind="gaussian", s=20),
]


@st.composite
def problems(draw, least_tools=1):
    """Whole values 0-100 with many ties, and weights of which at least one is above zero."""
    m, n = draw(st.integers(least_tools, 7)), draw(st.integers(1, 6))
    cells = draw(st.lists(st.integers(0, 20), min_size=m * n, max_size=m * n))
    weights = draw(st.lists(st.integers(0, 10), min_size=n, max_size=n).filter(any))
    return 5.0 * np.array(cells).reshape(m, n), np.array(weights, dtype=float)


def scores_by_method(values, weights):
    more = np.ones(len(weights))
    return {
        "additive": additive_scores(values, weights),
        "weighted_product": weighted_product(values, weights),
        "product_ratios": product_ratios(values + 1, weights, more),
        "topsis": topsis(values, weights, more).closeness,
        "vikor": vikor(values, weights, more).compromise_index,
        "promethee": promethee2(values, weights, more, KINDS[: len(weights)]).net_flow,
    }


@given(problems(), st.randoms(use_true_random=False))
def test_permuting_tools_permutes_results(problem, random):
    values, weights = problem
    order = list(range(len(values)))
    random.shuffle(order)
    before, after = scores_by_method(values, weights), scores_by_method(values[order], weights)
    for method, scores in before.items():
        assert (scores is None) == (after[method] is None), method
        if scores is not None:
            assert after[method] == pytest.approx(scores[order], abs=1e-9), method
    more = np.ones(len(weights))
    found, moved = vikor(values, weights, more), vikor(values[order], weights, more)
    assert {order[tool] for tool in moved.compromise} == set(found.compromise)
    assert moved.acceptable_stability == found.acceptable_stability


@given(problems(), st.randoms(use_true_random=False))
def test_permuting_criteria_changes_nothing(problem, random):
    values, weights = problem
    order = list(range(len(weights)))
    random.shuffle(order)
    more, functions = np.ones(len(weights)), KINDS[: len(weights)]
    assert additive_scores(values[:, order], weights[order]) == pytest.approx(additive_scores(values, weights))
    moved = promethee2(values[:, order], weights[order], more, [functions[j] for j in order])
    assert moved.net_flow == pytest.approx(promethee2(values, weights, more, functions).net_flow, abs=1e-12)


@given(problems(), st.floats(1e-3, 1e3))
def test_scaling_weights_changes_nothing(problem, factor):
    values, weights = problem
    before, after = scores_by_method(values, weights), scores_by_method(values, weights * factor)
    for method, scores in before.items():
        assert (scores is None) == (after[method] is None), method
        if scores is not None:
            assert after[method] == pytest.approx(scores, abs=1e-9), method


@given(problems(), st.data())
def test_a_dominated_tool_never_changes_the_additive_winner(problem, data):
    values, weights = problem
    above = data.draw(st.integers(0, len(values) - 1))
    drops = data.draw(st.lists(st.floats(0, 1), min_size=len(weights), max_size=len(weights)))
    newcomer = values[above] * np.array(drops)
    before = additive_scores(values, weights)
    after = additive_scores(np.vstack([values, newcomer]), weights)
    assert np.array_equal(after[:-1], before)
    assert leaders(before) == tuple(tool for tool in leaders(after) if tool < len(values))


@given(problems(least_tools=2))
def test_a_dominating_tool_is_never_behind(problem):
    values, weights = problem
    scores = scores_by_method(values, weights)
    for a in range(len(values)):
        for b in range(len(values)):
            if np.all(values[a] >= values[b]):
                for method, found in scores.items():
                    if found is not None:
                        ahead = found[b] - found[a] if method == "vikor" else found[a] - found[b]
                        assert ahead >= -1e-9, method


@given(problems())
def test_scores_stay_in_their_ranges(problem):
    values, weights = problem
    ends = {"additive": (0, 100), "weighted_product": (1, 100), "promethee": (-1, 1)}
    for method, scores in scores_by_method(values, weights).items():
        if scores is not None:
            low, high = ends.get(method, (0, 1))
            assert np.all((scores >= low - 1e-9) & (scores <= high + 1e-9)), method


@given(problems())
def test_contributions_add_up_to_the_score(problem):
    values, weights = problem
    assert np.array_equal(contributions(values, weights).sum(axis=1), additive_scores(values, weights))


@given(problems(), st.integers(1, 50), st.floats(0.1, 50))
def test_vikor_knows_no_units(problem, shift, factor):
    values, weights = problem
    more = np.ones(len(weights))
    moved = vikor(values * factor + shift, weights, more).compromise_index
    assert moved == pytest.approx(vikor(values, weights, more).compromise_index, abs=1e-6)


@given(problems())
def test_less_is_better_is_more_is_better_of_the_negative(problem):
    values, weights = problem
    more, less, functions = np.ones(len(weights)), -np.ones(len(weights)), KINDS[: len(weights)]
    assert np.array_equal(
        promethee2(values, weights, more, functions).net_flow, promethee2(-values, weights, less, functions).net_flow
    )
    assert np.array_equal(vikor(values, weights, more).total_regret, vikor(-values, weights, less).total_regret)
    up, down = topsis(values, weights, more), topsis(-values, weights, less)
    assert np.array_equal(up.to_ideal, down.to_ideal)


@given(problems())
def test_net_flows_are_linear_in_the_weights_and_cancel(problem):
    values, weights = problem
    more, functions = np.ones(len(weights)), KINDS[: len(weights)]
    found = promethee2(values, weights, more, functions)
    assert found.net_flow == pytest.approx(found.positive_flow - found.negative_flow, abs=1e-12)
    assert found.net_flow.sum() == pytest.approx(0, abs=1e-12)
    assert np.array_equal(unicriterion_flows(values, more, functions), found.unicriterion)
    assert found.unicriterion @ (weights / weights.sum()) == pytest.approx(found.net_flow, abs=1e-12)


@given(problems(least_tools=2))
def test_a_wide_v_shape_is_an_additive_score(problem):
    """P = d / p while no difference exceeds p: the flow is an affine weighted sum."""
    values, weights = problem
    m = len(values)
    found = promethee2(
        values, weights, np.ones(len(weights)), [PreferenceFunction(kind="v_shape", p=100)] * len(weights)
    )
    scores = additive_scores(values, weights)
    assert found.net_flow == pytest.approx(m / (m - 1) * (scores - scores.mean()) / 100, abs=1e-12)


@given(problems())
def test_the_compromise_set_follows_its_definition(problem):
    values, weights = problem
    found = vikor(values, weights, np.ones(len(weights)))
    q, m = found.compromise_index, len(values)
    if m == 1:
        assert (found.compromise, found.acceptable_advantage, found.acceptable_stability) == ((0,), None, None)
        return
    order = np.argsort(q, kind="stable")
    gap = q[order[1]] - q[order[0]]
    assert found.acceptable_advantage == (gap >= 1 / (m - 1) - 1e-9)
    if not found.acceptable_advantage:
        expected = {i for i in range(m) if q[i] - q.min() < 1 / (m - 1) - 1e-9}
    elif found.acceptable_stability:
        expected = {order[0]}
    else:
        expected = {i for i in range(m) if q[i] <= q[order[1]] + 1e-9}
    assert set(found.compromise) == expected


@given(st.lists(st.integers(-5, 5), max_size=12), st.booleans())
def test_ranks_share_their_sum_and_see_through_rounding(scores, higher):
    exact = ranks(scores, higher_is_better=higher)
    m = len(scores)
    assert exact.sum() == m * (m + 1) / 2
    noisy = np.array(scores) * (1 + 1e-14 * np.arange(m))
    assert np.array_equal(ranks(noisy, higher_is_better=higher), exact)
    assert len(set(tie_groups(scores))) == len(set(scores))
    assert (m == 0) == (leaders(scores, higher_is_better=higher) == ())
