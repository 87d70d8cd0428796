"""From what people say about importance to weights, by every method and on both levels."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.decision.sampling import DirichletWeights, HierarchyWeights, OrdinalWeights, UniformWeights
from evaluators.errors import EvaluationError, NotComputable
from evaluators.notes import Severity
from evaluators.tools.document import Criterion
from evaluators.tools.evaluate import evaluate
from evaluators.tools.scales import YesNoScale
from evaluators.tools.settings import WeightVariation
from evaluators.tools.weighting import BestWorst, Comparison, NodeWeights, Weighting
from evaluators.tools.weights import node_weights, resolve, sampler_around
from tests.evaluators.tools.evaluations import evaluation, names

ABC = ("a", "b", "c")
USUAL = WeightVariation()


def pairs(*judged):
    return tuple(Comparison(first=first, second=second, ratio=ratio) for first, second, ratio in judged)


def of(node, items=ABC, certainty="normal"):
    return node_weights(items, node, certainty, USUAL)


POINTS = NodeWeights(method="points", points={"a": 60, "b": 30, "c": 10})
SWING = NodeWeights(method="swing", swings={"a": 50, "b": 100, "c": 50})
ORDER = NodeWeights(method="order", order=(("b",), ("a",), ("c",)))
PAIRWISE = NodeWeights(method="pairwise", comparisons=pairs(("a", "b", 2), ("b", "c", 3), ("c", "a", 1 / 6)))
BEST_WORST = NodeWeights(
    method="best_worst",
    best_worst=BestWorst(best="a", worst="c", best_to_others={"b": 2, "c": 8}, others_to_worst={"a": 8, "b": 4}),
)
EXPECTED = {
    "points": (0.6, 0.3, 0.1),
    "swing": (0.25, 0.5, 0.25),
    "order": (5 / 18, 11 / 18, 2 / 18),  # rank-order centroid of three
    "pairwise": (0.6, 0.3, 0.1),  # 6 : 3 : 1, fully consistent
    "best_worst": (8 / 13, 4 / 13, 1 / 13),  # 8 : 4 : 1, fully consistent
}
NODES = {node.method: node for node in (POINTS, SWING, ORDER, PAIRWISE, BEST_WORST)}


# --- one level ---


@pytest.mark.parametrize("method", EXPECTED)
def test_weights_by_hand(method):
    assert of(NODES[method]).weights == pytest.approx(EXPECTED[method], abs=1e-9)


@pytest.mark.parametrize("method", EXPECTED)
@pytest.mark.parametrize("items", [("b", "a", "c"), ("c", "b", "a")])
def test_weights_follow_their_items(method, items):
    by_item = dict(zip(ABC, EXPECTED[method], strict=True))
    assert of(NODES[method], items).weights == pytest.approx([by_item[item] for item in items], abs=1e-9)


@pytest.mark.parametrize("method", ["points", "swing", "order"])
def test_where_nothing_is_said_all_weigh_the_same(method):
    assert of(NodeWeights(method=method)).weights == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("method", EXPECTED)
def test_a_single_item_has_all_the_weight(method):
    assert of(NodeWeights(method=method), ("a",)).weights == pytest.approx([1])


def test_all_methods_inputs_are_kept_and_the_chosen_one_counts():
    everything = {"points": POINTS.points, "swings": SWING.swings, "order": ORDER.order}
    for method in ("points", "swing", "order"):
        assert of(NodeWeights(method=method, **everything)).weights == pytest.approx(EXPECTED[method])


def test_an_item_that_is_not_mentioned():
    """No points are none; an item outside the order shares the last place with the others outside."""
    assert of(NodeWeights(points={"a": 3, "c": 1})).weights == pytest.approx((0.75, 0, 0.25))
    assert of(NodeWeights(method="order", order=(("c",),))).weights == pytest.approx((7 / 36, 7 / 36, 22 / 36))


def test_tied_places_share_the_mean_of_their_positions():
    tied = NodeWeights(method="order", order=(("a", "b"), ("c",)))
    assert of(tied).weights == pytest.approx((8 / 18, 8 / 18, 2 / 18))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.integers(1, 10**3))
def test_points_are_shares_whatever_their_scale(given_points, factor):
    items = names(len(given_points), "c")
    if not any(given_points):
        with pytest.raises(NotComputable):
            of(NodeWeights(points=dict(zip(items, given_points, strict=True))), items)
        return
    first = of(NodeWeights(points=dict(zip(items, given_points, strict=True))), items).weights
    second = of(NodeWeights(points={i: p * factor for i, p in zip(items, given_points, strict=True)}), items).weights
    assert first.tolist() == second.tolist()
    assert first.sum() == pytest.approx(1)


# --- what is missing, and what does not fit together ---


@pytest.mark.parametrize(
    ("node", "code", "facts"),
    [
        (NodeWeights(points={"a": 0}), "weights_all_zero", {"count": 3}),
        (NodeWeights(method="swing", swings=dict.fromkeys(ABC, 0)), "weights_all_zero", {"count": 3}),
        (
            NodeWeights(method="pairwise", comparisons=pairs(("c", "a", 2))),
            "comparisons_missing",
            {"pairs": [("a", "b"), ("b", "c")], "count": 2},
        ),
        (
            NodeWeights(method="pairwise", comparisons=pairs(("a", "a", 1), ("a", "gone", 2))),
            "comparisons_missing",
            {"pairs": [("a", "b"), ("a", "c"), ("b", "c")], "count": 3},
        ),
        (NodeWeights(method="best_worst"), "best_and_worst_missing", {}),
        (
            NodeWeights(method="best_worst", best_worst=BestWorst(best="a", worst="a")),
            "best_and_worst_missing",
            {},
        ),
        (
            NodeWeights(method="best_worst", best_worst=BestWorst(best="a", worst="gone")),
            "best_and_worst_missing",
            {},
        ),
        (
            NodeWeights(
                method="best_worst",
                best_worst=BestWorst(best="a", worst="c", best_to_others={"b": 2, "c": 4}, others_to_worst={"a": 4}),
            ),
            "best_worst_judgements_missing",
            {"items": ["b"]},
        ),
    ],
)
def test_a_missing_judgement_is_told(node, code, facts):
    with pytest.raises(NotComputable) as fault:
        of(node)
    assert (fault.value.code, fault.value.facts) == (code, facts)


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (
            NodeWeights(
                method="pairwise",
                comparisons=pairs(("a", "b", 2), ("b", "a", 3), ("a", "c", 1), ("b", "c", 1)),
            ),
            "pairwise_given_twice",
        ),
        (
            NodeWeights(
                method="best_worst",
                best_worst=BestWorst(
                    best="a", worst="c", best_to_others={"b": 2, "c": 8}, others_to_worst={"a": 9, "b": 4}
                ),
            ),
            "best_worst_disagree",
        ),
    ],
)
def test_contradictions_are_told(node, code):
    with pytest.raises(EvaluationError) as fault:
        of(node)
    assert fault.value.code == code


def test_the_same_pair_said_both_ways_alike_is_no_contradiction():
    twice = NodeWeights(method="pairwise", comparisons=(*PAIRWISE.comparisons, *pairs(("b", "a", 0.5))))
    assert of(twice).weights == pytest.approx(EXPECTED["pairwise"])


def test_no_items_and_no_criteria_have_no_weights():
    for ask in (lambda: of(POINTS, ()), lambda: resolve(evaluation({"t1": []}))):
        with pytest.raises(NotComputable) as fault:
            ask()
        assert fault.value.code == "no_criteria"


# --- remarks on consistency ---


def test_consistent_comparisons_are_called_so():
    (note,) = of(PAIRWISE).notes
    assert (note.code, note.severity) == ("pairwise_consistent", Severity.INFO)
    assert note.facts["ratio"] == pytest.approx(0, abs=1e-9)


def test_the_most_inconsistent_pair_is_named_with_what_the_others_imply():
    """a > b > c > a, each twice as much: no order fits, and the ratio is over 0.1."""
    circle = NodeWeights(method="pairwise", comparisons=pairs(("a", "b", 2), ("b", "c", 2), ("c", "a", 2)))
    found = of(circle)
    (note,) = found.notes
    assert (note.code, note.severity) == ("pairwise_inconsistent", Severity.WARNING)
    assert found.weights == pytest.approx([1 / 3] * 3)
    assert (note.facts["stated"], note.facts["implied"]) == (pytest.approx(2), pytest.approx(1))
    assert (note.facts["first"], note.facts["second"]) in {("a", "b"), ("b", "c"), ("c", "a")}
    assert note.facts["ratio"] == pytest.approx((3.5 - 3) / 2 / 0.58)  # lambda is 1 + 2 + 1/2


def test_two_comparable_items_have_no_ratio_to_remark():
    assert of(NodeWeights(method="pairwise", comparisons=pairs(("a", "b", 4))), ("a", "b")).notes == ()


def test_best_worst_deviation_is_told():
    (note,) = of(BEST_WORST).notes
    assert (note.code, note.facts["deviation"]) == ("best_worst_deviation", pytest.approx(0, abs=1e-9))


# --- how far weights may vary ---


@pytest.mark.parametrize(("certainty", "variation"), [("sure", 0.10), ("normal", 0.25), ("unsure", 0.50)])
def test_a_certainty_is_the_variation_of_an_average_weight(certainty, variation):
    """k = (n - 1) / c² - 1, so that equal weights drawn with it vary by c of their mean."""
    sampler = sampler_around(np.full(4, 0.25), certainty, USUAL)
    assert isinstance(sampler, DirichletWeights)
    assert sampler.concentration == pytest.approx(3 / variation**2 - 1)
    drawn = sampler.draw(20_000, np.random.default_rng(1))
    assert drawn.std(axis=0) / drawn.mean(axis=0) == pytest.approx([variation] * 4, rel=0.05)


def test_own_variation_in_the_settings_is_used():
    sampler = sampler_around(np.array([0.5, 0.3, 0.2]), "normal", WeightVariation(normal=0.4))
    assert sampler.concentration == pytest.approx(2 / 0.16 - 1)
    assert sampler.stated == pytest.approx((0.5, 0.3, 0.2))


def test_no_idea_is_any_weights_at_all():
    sampler = sampler_around(np.array([0.9, 0.1]), "no_idea", USUAL)
    assert sampler == UniformWeights(2)
    first = sampler.draw(20_000, np.random.default_rng(1))[:, 0]
    assert (first.mean(), first.std()) == (pytest.approx(0.5, abs=0.01), pytest.approx(sqrt(1 / 12), abs=0.01))


def test_certain_of_the_order_alone_keeps_the_order_in_every_draw():
    sampler = sampler_around(np.array([0.2, 0.5, 0.3]), "order", USUAL)
    drawn = sampler.draw(1_000, np.random.default_rng(1))
    assert np.all((drawn[:, 1] >= drawn[:, 2]) & (drawn[:, 2] >= drawn[:, 0]))
    assert drawn.mean(axis=0) == pytest.approx((2 / 18, 11 / 18, 5 / 18), abs=0.02)


@pytest.mark.parametrize("certainty", ["sure", "normal", "unsure", "order"])
def test_a_stated_order_stays_an_order_however_sure(certainty):
    assert of(ORDER, certainty=certainty).sampler == OrdinalWeights((2, 1, 3))


def test_no_idea_stands_above_a_stated_order():
    assert of(ORDER, certainty="no_idea").sampler == UniformWeights(3)


def test_rounding_does_not_put_equal_weights_in_order():
    """0.1 + 0.2 is not 0.3 to a computer, but it is to whoever gave the weights."""
    third = 0.1 + 0.2
    assert third != 0.3
    assert sampler_around(np.array([0.3, 0.4, third]), "order", USUAL) == OrdinalWeights((2, 1, 2))


def test_the_more_unsure_the_weights_the_less_often_the_leader_comes_first():
    shares = []
    for certainty in ("sure", "normal", "unsure"):
        weighting = Weighting(top=NodeWeights(points={"c1": 55, "c2": 45}), certainty=certainty)
        shares.append(evaluate(evaluation({"t1": [100, 0], "t2": [0, 100]}, weighting)).verdict.first_share)
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1] + 0.1


# --- two levels ---


def two_levels(top, within, certainty="normal"):
    criteria = [
        Criterion(id="a", name="a", scale=YesNoScale(), group="g"),
        Criterion(id="x", name="x", scale=YesNoScale()),
        Criterion(id="b", name="b", scale=YesNoScale(), group="g"),
        Criterion(id="c", name="c", scale=YesNoScale(), group="g"),
    ]
    weighting = Weighting(top=top, within=within, certainty=certainty)
    groups = [{"id": "g", "name": "g"}, {"id": "empty", "name": "e"}]
    return evaluation({}, weighting, criteria=criteria, groups=groups)


TOPS = {
    "points": NodeWeights(points={"g": 75, "x": 25, "empty": 900}),
    "swing": NodeWeights(method="swing", swings={"g": 100, "x": 100 / 3}),
    "order": NodeWeights(method="order", order=(("g",), ("empty",), ("x",))),  # centroid of two: 3/4 and 1/4
    "pairwise": NodeWeights(method="pairwise", comparisons=pairs(("x", "g", 1 / 3))),
    "best_worst": NodeWeights(
        method="best_worst",
        best_worst=BestWorst(best="g", worst="x", best_to_others={"x": 3}, others_to_worst={"g": 3}),
    ),
}


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("inside", EXPECTED)
def test_a_weight_is_its_groups_times_its_own_within(top, inside):
    found = resolve(two_levels(TOPS[top], {"g": NODES[inside]}))
    a, b, c = EXPECTED[inside]
    assert found.weights == pytest.approx((0.75 * a, 0.25, 0.75 * b, 0.75 * c))
    assert found.within == pytest.approx((a, 0.25, b, c))
    assert isinstance(found.sampler, HierarchyWeights)
    drawn = found.sampler.draw(4_000, np.random.default_rng(1))
    assert drawn.sum(axis=1) == pytest.approx(np.ones(4_000))
    assert drawn.mean(axis=0) == pytest.approx(found.weights, abs=0.02)


def test_what_is_said_within_the_group_alone_is_about_its_own_items():
    found = resolve(two_levels(NodeWeights(), {"g": NodeWeights(points={"a": 1, "x": 99})}))
    assert found.weights == pytest.approx((0.5, 0.5, 0, 0))


def test_remarks_of_both_levels_are_kept():
    found = resolve(two_levels(TOPS["best_worst"], {"g": PAIRWISE}))
    assert [note.code for note in found.notes] == ["best_worst_deviation", "pairwise_consistent"]


def test_a_missing_judgement_within_a_group_is_told():
    with pytest.raises(NotComputable) as fault:
        resolve(two_levels(TOPS["points"], {"g": NodeWeights(method="pairwise")}))
    assert fault.value.facts["count"] == 3
