"""Weights from judgements: pairwise comparisons and best-worst."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.decision.ahp import RANDOM_INDEX, ahp_weights, pairwise_matrix
from evaluators.decision.bwm import best_worst_intervals, best_worst_linear
from evaluators.decision.weights import normalised
from evaluators.errors import EvaluationError, NotComputable

NAN, INF = float("nan"), float("inf")


# pairwise judgements


def test_missing_pairs_are_listed():
    with pytest.raises(NotComputable) as refused:
        pairwise_matrix(4, {(0, 1): 2, (3, 0): 5, (2, 1): 1})
    assert refused.value.code == "pairwise_missing"
    assert refused.value.facts == {"missing": [(0, 2), (1, 3), (2, 3)], "count": 3}


@pytest.mark.parametrize("ratio", [0, -1, 9.5, 0.1, NAN, INF])
def test_judgements_off_the_scale(ratio):
    with pytest.raises(EvaluationError) as refused:
        pairwise_matrix(2, {(0, 1): ratio})
    assert refused.value.code == "pairwise_outside"


def test_a_pair_may_stand_twice_only_if_it_agrees():
    assert pairwise_matrix(2, {(0, 1): 4, (1, 0): 0.25}).tolist() == [[1, 4], [0.25, 1]]
    with pytest.raises(EvaluationError) as refused:
        pairwise_matrix(2, {(0, 1): 4, (1, 0): 4})
    assert refused.value.code == "pairwise_given_twice"
    with pytest.raises(EvaluationError):
        pairwise_matrix(1, {(0, 0): 2})


@pytest.mark.parametrize("matrix", [[[1, 2], [0.4, 1]], [[1, -2], [-0.5, 1]], [[1, NAN], [NAN, 1]], [[2, 1], [1, 1]]])
def test_matrices_that_are_not_reciprocal(matrix):
    with pytest.raises(EvaluationError) as refused:
        ahp_weights(matrix)
    assert refused.value.code == "pairwise_not_reciprocal"


def test_one_and_two_items_are_always_consistent():
    one, two = ahp_weights(pairwise_matrix(1, {})), ahp_weights(pairwise_matrix(2, {(0, 1): 4}))
    assert one.weights.tolist() == [1]
    assert two.weights == pytest.approx([0.8, 0.2])
    for found in (one, two):
        assert (found.consistency_ratio, found.most_inconsistent, found.acceptable) == (None, None, True)
        assert found.consistency_index == pytest.approx(0, abs=1e-12)
    for empty in (lambda: pairwise_matrix(0, {}), lambda: ahp_weights(np.empty((0, 0)))):
        with pytest.raises(NotComputable):
            empty()


@given(st.lists(st.floats(1, 9), min_size=3, max_size=12))
def test_consistent_judgements_give_back_their_weights(importance):
    weights = normalised(importance)
    found = ahp_weights(weights[:, None] / weights[None, :])
    assert found.weights == pytest.approx(weights, abs=1e-9)
    assert found.lambda_max == pytest.approx(len(weights))
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert found.most_inconsistent is None
    assert found.acceptable


judged_pairs = st.integers(3, 7).flatmap(
    lambda n: st.lists(st.integers(-8, 8), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2).map(
        lambda steps: pairwise_matrix(
            n, dict(zip(zip(*np.triu_indices(n, 1), strict=True), (from_step(s) for s in steps), strict=True))
        )
    )
)


def from_step(step):
    """Saaty's scale as steps: 0 is equal, 8 is nine times, -8 a ninth."""
    return float(step + 1) if step >= 0 else 1 / (1 - step)


@given(judged_pairs, st.randoms(use_true_random=False))
def test_permuting_items_permutes_their_weights(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    found, moved = ahp_weights(matrix), ahp_weights(matrix[np.ix_(order, order)])
    assert moved.weights == pytest.approx(found.weights[order], abs=1e-9)
    assert moved.consistency_ratio == pytest.approx(found.consistency_ratio, abs=1e-9)


@given(judged_pairs)
def test_weights_solve_the_eigenvalue_problem(matrix):
    found = ahp_weights(matrix)
    assert np.all(found.weights > 0)
    assert matrix @ found.weights == pytest.approx(found.lambda_max * found.weights, abs=1e-9)
    assert found.lambda_max >= len(matrix) - 1e-9


def test_more_items_than_the_table_use_its_last_index():
    matrix = np.ones((12, 12))
    matrix[0, 1], matrix[1, 0] = 9, 1 / 9
    found = ahp_weights(matrix)
    assert found.consistency_ratio == pytest.approx(found.consistency_index / RANDOM_INDEX[10])


# best-worst judgements


@pytest.mark.parametrize(
    ("judgements", "code"),
    [
        ((0, 0, [1, 2], [2, 1]), "best_worst_same"),
        ((0, 1, [1, 10], [10, 1]), "best_worst_outside"),
        ((0, 1, [1, 0.5], [0.5, 1]), "best_worst_outside"),
        ((0, 1, [2, 4], [4, 1]), "best_worst_outside"),
        ((0, 1, [1, 4], [4, 2]), "best_worst_outside"),
        ((0, 1, [1, NAN], [NAN, 1]), "best_worst_outside"),
        ((0, 1, [1, 4], [5, 1]), "best_worst_disagree"),
        ((0, 0, [], []), "no_criteria"),
    ],
)
def test_judgements_that_are_no_best_worst_judgements(judgements, code):
    for method in (best_worst_linear, best_worst_intervals):
        with pytest.raises(EvaluationError) as refused:
            method(*judgements)
        assert refused.value.code == code


def test_best_worst_of_one_and_two_items():
    assert best_worst_linear(0, 0, [1], [1]).weights.tolist() == [1]
    assert best_worst_intervals(0, 0, [1], [1]).centre.tolist() == [1]
    assert best_worst_linear(1, 0, [4, 1], [1, 4]).weights == pytest.approx([0.2, 0.8])
    two = best_worst_intervals(1, 0, [4, 1], [1, 4])
    assert (two.deviation, two.consistency_ratio) == (0, 0)
    assert two.centre == pytest.approx([0.2, 0.8])


def test_best_no_better_than_worst():
    equal = best_worst_linear(0, 1, [1, 1, 1], [1, 1, 1])
    assert equal.weights == pytest.approx([1 / 3] * 3)
    assert equal.input_consistency == 0
    odd = (0, 1, [1, 1, 3], [1, 1, 3])
    assert best_worst_linear(*odd).input_consistency is None
    assert best_worst_intervals(*odd).consistency_ratio is None


@st.composite
def best_worst_judgements(draw):
    n = draw(st.integers(3, 7))
    strongest = draw(st.integers(2, 9))
    to_others, to_worst = (draw(st.lists(st.integers(1, strongest), min_size=n, max_size=n)) for _ in range(2))
    best, worst = draw(st.permutations(range(n)))[:2]
    to_others[best] = to_worst[worst] = 1
    to_others[worst] = to_worst[best] = strongest
    return best, worst, to_others, to_worst


def ratio_deviations(weights, best, worst, to_others, to_worst):
    """All deviations of the non-linear model."""
    return np.abs(np.concatenate([weights[best] / weights - to_others, weights / weights[worst] - to_worst]))


@settings(deadline=None)  # the first example loads scipy's solvers
@given(best_worst_judgements())
def test_intervals_hold_their_centre_and_the_linear_weights_fit_no_better(judgements):
    found = best_worst_intervals(*judgements)
    assert np.all((found.low >= 0) & (found.low <= found.high))
    assert found.low.sum() <= 1 + 1e-9 <= found.high.sum() + 2e-9
    assert found.centre.sum() == pytest.approx(1)
    linear = best_worst_linear(*judgements).weights
    best, worst, to_others, to_worst = (np.array(part) for part in judgements)
    deviations = np.abs(np.concatenate([linear[best] - to_others * linear, linear - to_worst * linear[worst]]))
    over = np.concatenate([linear, np.full(len(linear), linear[worst])])
    assert np.all(deviations <= best_worst_linear(*judgements).deviation + 1e-9)
    assert np.any(deviations >= (found.deviation - 1e-6) * over)


@settings(deadline=None)  # the first example loads scipy's solvers
@given(best_worst_judgements())
def test_intervals_agree_with_linear_programs(judgements):
    """For a fixed xi the non-linear model is linear in w; each end of an interval is then one linear program."""
    from scipy.optimize import linprog

    best, worst, to_others, to_worst = judgements
    found = best_worst_intervals(*judgements)
    n = len(to_others)

    def program(cost, xi):
        rows = []
        for j in range(n):
            for sign in (1, -1):
                from_best, from_worst = np.zeros(n), np.zeros(n)
                from_best[best] += sign
                from_best[j] -= sign * to_others[j] + xi
                from_worst[j] += sign
                from_worst[worst] -= sign * to_worst[j] + xi
                rows += [from_best, from_worst]
        return linprog(cost, A_ub=np.array(rows), b_ub=np.zeros(len(rows)), A_eq=np.ones((1, n)), b_eq=[1])

    for j, cost in enumerate(np.eye(n)):
        assert program(cost, found.deviation + 1e-7).fun == pytest.approx(found.low[j], abs=1e-5)
        assert -program(-cost, found.deviation + 1e-7).fun == pytest.approx(found.high[j], abs=1e-5)
    infeasible = 2  # linprog's status
    if found.deviation > 1e-3:
        assert program(np.zeros(n), found.deviation - 1e-3).status == infeasible
