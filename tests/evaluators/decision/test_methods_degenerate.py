"""Degenerate input has a defined answer or a clear error, never nan and never a numpy warning."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.mavt import additive_scores
from evaluators.decision.promethee import PreferenceFunction, promethee2, unicriterion_flows
from evaluators.decision.ranking import ranks
from evaluators.decision.topsis import topsis, topsis_many
from evaluators.decision.vikor import vikor
from evaluators.decision.wpm import product_ratios, weighted_product
from evaluators.errors import EvaluationError, NotComputable

NAN, INF = float("nan"), float("inf")
USUAL = PreferenceFunction(kind="usual")

METHODS = {
    "additive": lambda table, weights: additive_scores(table, weights),
    "weighted_product": lambda table, weights: weighted_product(table, weights),
    "product_ratios": lambda table, weights: product_ratios(table, weights, np.ones(np.shape(table)[1])),
    "topsis": lambda table, weights: topsis(table, weights, np.ones(np.shape(table)[1])).closeness,
    "vikor": lambda table, weights: vikor(table, weights, np.ones(np.shape(table)[1])).compromise_index,
    "promethee": lambda table, weights: (
        promethee2(table, weights, np.ones(np.shape(table)[1]), [USUAL] * np.shape(table)[1]).net_flow
    ),
}


@pytest.fixture(params=METHODS)
def method(request):
    return METHODS[request.param]


@pytest.mark.parametrize(
    ("table", "weights", "code"),
    [
        (np.empty((0, 2)), [1, 1], "no_tools"),
        (np.empty((2, 0)), [], "no_criteria"),
        ([[1, 2], [3, 4]], [0, 0], "weights_all_zero"),
        ([[1, 2], [3, 4]], [1, -1], "weight_negative"),
        ([[1, 2], [3, 4]], [1, NAN], "weight_not_a_number"),
        ([[1, 2], [NAN, 4]], [1, 1], "performance_not_a_number"),
        ([[1, 2], [3, INF]], [1, 1], "performance_not_a_number"),
        ([[1, 2], [3, 1e101]], [1, 1], "performance_not_a_number"),
    ],
)
def test_what_no_method_takes(method, table, weights, code):
    with pytest.raises(EvaluationError) as refused:
        method(table, weights)
    assert refused.value.code == code


def test_the_bad_figure_is_named():
    with pytest.raises(EvaluationError) as refused:
        additive_scores([[1, 2], [3, 4], [5, NAN]], [1, 1])
    assert (refused.value.facts["tool"], refused.value.facts["criterion"]) == (2, 1)


def test_shapes_that_do_not_fit_are_programming_faults(method):
    with pytest.raises(ValueError, match="weights are needed"):
        method([[1, 2], [3, 4]], [1, 1, 1])
    with pytest.raises(ValueError, match="row of points"):
        method([[1, 2], [3, 4]], [[1, 1]])


@pytest.mark.parametrize("call", [topsis, vikor, product_ratios])
def test_directions_are_one_or_minus_one(call):
    for directions in ([1, 0], [1], [1, 2]):
        with pytest.raises(ValueError, match="directions"):
            call([[1, 2], [3, 4]], [1, 1], directions)


def test_one_tool():
    table, weights, more = [[30, 60]], [1, 2], [1, 1]
    assert additive_scores(table, weights) == pytest.approx([50])
    assert weighted_product(table, weights) == pytest.approx([30 ** (1 / 3) * 60 ** (2 / 3)])
    assert product_ratios(table, weights, more).tolist() == [1]
    assert topsis(table, weights, more).closeness is None
    found = vikor(table, weights, more)
    assert (found.compromise_index.tolist(), found.compromise, found.acceptable_advantage) == ([0], (0,), None)
    assert promethee2(table, weights, more, [USUAL] * 2).net_flow.tolist() == [0]
    assert unicriterion_flows(table, more, [USUAL] * 2).tolist() == [[0, 0]]


def test_one_criterion_ranks_like_its_figures(method):
    scores = method([[30], [10], [20]], [5])
    assert tuple(ranks(scores, higher_is_better=method is not METHODS["vikor"])) == (1, 3, 2)


def test_all_equal():
    table, weights, more = np.full((4, 3), 7.0), [1, 2, 3], [1, 1, 1]
    assert additive_scores(table, weights) == pytest.approx([7] * 4)
    assert topsis(table, weights, more).closeness is None
    found = vikor(table, weights, more)
    assert found.compromise_index.tolist() == [0] * 4
    assert found.compromise == (0, 1, 2, 3)
    assert not found.acceptable_advantage
    assert promethee2(table, weights, more, [USUAL] * 3).net_flow.tolist() == [0] * 4
    assert ranks(additive_scores(table, weights)).tolist() == [2.5] * 4


@pytest.mark.parametrize("constant", [0.0, 7.0, -3.0])
def test_a_constant_column_tells_nothing_apart(constant):
    spread = np.array([[1.0], [4.0], [2.0]])
    table = np.column_stack([spread, np.full(3, constant)])
    for normalisation in ("vector", "minmax", "sum", "max"):
        alone = topsis(spread, [1], [1], normalisation).closeness
        assert topsis(table, [1, 1], [1, 1], normalisation).closeness == pytest.approx(alone)
    assert vikor(table, [1, 1], [1, 1]).compromise_index == pytest.approx(vikor(spread, [1], [1]).compromise_index)
    assert promethee2(table, [1, 1], [1, 1], [USUAL] * 2).unicriterion[:, 1].tolist() == [0] * 3


def test_differences_of_rounding_are_no_spread():
    nearly = [[0.1 + 0.2, 1], [0.3, 1]]
    assert topsis(nearly, [1, 1], [1, 1]).closeness is None
    assert topsis(nearly, [1, 1], [1, 1], "minmax").closeness is None
    assert vikor(nearly, [1, 1], [1, 1]).compromise == (0, 1)


def test_preferences_that_cancel_leave_ties():
    """Three tools in a circle; the parts of their flows add up to some 1e-17 instead of 0."""
    circle = [[0.4, 0.3, 0.1], [0.1, 0.4, 0.3], [0.3, 0.1, 0.4]]
    found = promethee2(circle, [1, 1, 1], [1, 1, 1], [PreferenceFunction(kind="v_shape", p=0.7)] * 3)
    assert found.positive_flow == pytest.approx(found.negative_flow)
    assert found.net_flow.tolist() == [0, 0, 0]
    assert ranks(found.net_flow).tolist() == [2, 2, 2]


def test_zero_weight_on_the_only_spread():
    table = [[1, 5], [9, 5]]
    assert topsis(table, [0, 1], [1, 1]).closeness is None
    with pytest.raises(NotComputable) as refused:
        topsis_many(table, [[1, 1], [0, 1]], [1, 1])
    assert (refused.value.code, refused.value.facts) == ("no_spread", {"draw": 1})
    assert vikor(table, [0, 1], [1, 1]).compromise == (0, 1)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([[1, 1], [1, -1]], "weight_negative"),
        ([[1, 1], [1, NAN]], "weight_not_a_number"),
        ([[1, 1], [1, INF]], "weight_not_a_number"),
    ],
)
def test_bad_weight_vectors_are_named(rows, code):
    with pytest.raises(EvaluationError) as refused:
        topsis_many([[1, 5], [9, 2]], rows, [1, 1])
    assert refused.value.code == code
    assert (refused.value.facts["draw"], refused.value.facts["index"]) == (1, 1)


def test_many_weight_vectors_may_be_none():
    assert topsis_many([[1, 5], [9, 2]], np.empty((0, 2)), [1, 1]).shape == (0, 2)
    with pytest.raises(ValueError, match="weight vectors"):
        topsis_many([[1, 5], [9, 2]], [[1, 1, 1]], [1, 1])


def test_extreme_figures_neither_overflow_nor_vanish(method):
    higher = method is not METHODS["vikor"]
    for table in ([[1e100, 3], [1, 2], [2, 1]], [[3e-300, 3], [2e-300, 2], [1e-300, 1]]):
        scores = method(table, [1, 1])
        assert np.all(np.isfinite(scores))
        assert ranks(scores, higher_is_better=higher)[0] == 1


def test_column_sums_are_of_absolute_figures():
    """Gains and losses that cancel leave a column its size: 2 in the first, 10 in the second."""
    found = topsis([[1, 3], [-1, 7]], [1, 1], [1, 1], "sum")
    assert found.to_ideal == pytest.approx([0.2, 0.5])
    assert found.closeness == pytest.approx([5 / 7, 2 / 7])


def test_less_is_better_in_a_product():
    """Twice the price for twice the reach, which weighs double: 2^(-1/3) times 2^(2/3)."""
    ratios = product_ratios([[200, 20], [100, 10]], [1, 2], [-1, 1])
    assert ratios == pytest.approx([1, 2 ** (-1 / 3)])
    assert product_ratios([[200], [100]], [1], [-1]) == pytest.approx([0.5, 1])


def test_without_stability_the_second_joins_the_compromise():
    """The first by Q is far enough ahead, but others are first by S and by R; two tools share the second place."""
    table = [[0, 7, 7], [7, 2, 9], [3, 3, 3], [10, 1, 4], [10, 1, 8]]
    found = vikor(table, [3, 3, 2], [1, 1, 1])
    assert found.compromise_index == pytest.approx([0.560, 0.234, 0.500, 0.741, 0.500], abs=0.001)
    assert (ranks(found.total_regret, higher_is_better=False)[1], found.largest_regret.argmin()) == (2, 2)
    assert (found.acceptable_advantage, found.acceptable_stability) == (True, False)
    assert found.compromise == (1, 2, 4)


def test_unknown_normalisation():
    with pytest.raises(ValueError, match="normalisation"):
        topsis([[1, 2], [2, 1]], [1, 1], [1, 1], "median")


def test_a_product_takes_no_zero_but_a_floor():
    assert weighted_product([[100, 0]], [1, 1], floor=4) == pytest.approx([20])
    for floor in (0, -1, 101, NAN):
        with pytest.raises(EvaluationError) as outside:
            weighted_product([[100, 0]], [1, 1], floor=floor)
        assert outside.value.code == "floor_outside"
    with pytest.raises(EvaluationError) as refused:
        product_ratios([[1, 2], [3, 0]], [1, 1], [1, 1])
    assert refused.value.code == "performance_not_positive"
    assert (refused.value.facts["tool"], refused.value.facts["criterion"]) == (1, 1)


@pytest.mark.parametrize("share", [-0.1, 1.1, NAN])
def test_vikor_share_outside(share):
    with pytest.raises(EvaluationError) as refused:
        vikor([[1, 2], [2, 1]], [1, 1], [1, 1], share)
    assert refused.value.code == "share_outside"


@pytest.mark.parametrize(
    ("kind", "thresholds", "named"),
    [
        ("u_shape", {}, "q"),
        ("u_shape", {"q": -1}, "q"),
        ("v_shape", {}, "p"),
        ("v_shape", {"p": 0}, "p"),
        ("v_shape", {"p": NAN}, "p"),
        ("level", {"q": 2, "p": 1}, "p"),
        ("level", {"p": 1}, "q"),
        ("linear", {"q": 1, "p": 1}, "p"),
        ("linear", {"q": 0, "p": INF}, "p"),
        ("gaussian", {"s": 0}, "s"),
        ("gaussian", {}, "s"),
    ],
)
def test_thresholds_that_make_no_preference_function(kind, thresholds, named):
    with pytest.raises(EvaluationError) as refused:
        PreferenceFunction(kind=kind, **thresholds)
    assert (refused.value.code, refused.value.facts["threshold"]) == ("preference_threshold", named)


@pytest.mark.parametrize(
    ("function", "strengths"),
    [
        (USUAL, (0, 0, 1, 1, 1, 1)),
        (PreferenceFunction(kind="u_shape", q=10), (0, 0, 0, 0, 1, 1)),
        (PreferenceFunction(kind="u_shape", q=0), (0, 0, 1, 1, 1, 1)),
        (PreferenceFunction(kind="v_shape", p=20), (0, 0, 0.25, 0.5, 1, 1)),
        (PreferenceFunction(kind="level", q=5, p=10), (0, 0, 0, 0.5, 1, 1)),
        (PreferenceFunction(kind="level", q=10, p=10), (0, 0, 0, 0, 1, 1)),
        (PreferenceFunction(kind="linear", q=5, p=25), (0, 0, 0, 0.25, 0.75, 1)),
        (PreferenceFunction(kind="linear", q=0, p=20), (0, 0, 0.25, 0.5, 1, 1)),
        (PreferenceFunction(kind="gaussian", s=5), (0, 0, *(1 - np.exp(-(d**2) / 50) for d in (5, 10, 20)), 1)),
    ],
)
def test_preference_of_differences(function, strengths):
    assert function.preference([-7, 0, 5, 10, 20, 1e100]) == pytest.approx(strengths)


def test_as_many_preference_functions_as_criteria():
    with pytest.raises(ValueError, match="preference functions"):
        promethee2([[1, 2], [2, 1]], [1, 1], [1, 1], [USUAL])


@pytest.mark.parametrize("bad", [NAN, INF])
def test_scores_that_are_no_numbers_are_not_ranked(bad):
    with pytest.raises(EvaluationError) as refused:
        ranks([1, bad])
    assert (refused.value.code, refused.value.facts["tool"]) == ("score_not_a_number", 1)
