"""Other methods on the same cells, and the decoys that show which of them can be swayed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluators.decision.mavt import additive_scores
from evaluators.decision.wpm import weighted_product
from evaluators.tools.evaluate import METHODS as NAMED
from evaluators.tools.jury import METHODS, MOST_TWINS, TWIN_DROP, compare_methods, decoys
from evaluators.tools.settings import Settings
from tests.evaluators.tools.evaluations import names

USUAL = Settings()
SOME = settings(max_examples=60, deadline=None)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(st.integers(0, 100), min_size=width, max_size=width), min_size=2, max_size=5))
    weights = draw(st.lists(st.integers(0, 10), min_size=width, max_size=width))
    assume(any(weights))
    return np.asarray(rows, dtype=float), np.asarray(weights, dtype=float) / sum(weights)


def jury(values, weights, settings=USUAL):
    table = np.asarray(values, dtype=float)
    return compare_methods(names(len(table)), table, np.asarray(weights, dtype=float), settings)


def ranking(found, method):
    return next(one for one in found.rankings if one.method == method)


@SOME
@given(tables())
def test_decoys_are_dominated_and_on_the_scale(table):
    values, _ = table
    for decoy in decoys(values):
        assert decoy.min() >= 0
        assert decoy.max() <= 100
        assert any(np.all(row >= decoy) and np.any(row > decoy) for row in values)
    assert len(decoys(values)) == sum(bool(row.any()) for row in values) + bool(values.any())


def test_decoys_by_hand():
    worthless, first, second = decoys(np.array([[80.0, 3.0], [0.0, 40.0]]))
    assert worthless.tolist() == [0, 0]
    assert first.tolist() == [80 - TWIN_DROP, 0]
    assert second.tolist() == [0, 40 - TWIN_DROP]
    assert decoys(np.zeros((2, 3))) == ()


def test_only_the_best_of_many_tools_get_a_twin():
    many = np.linspace(100, 50, 3 * MOST_TWINS)[:, None]
    worthless, *twins = decoys(many)
    assert worthless.tolist() == [0]
    assert np.array(twins) == pytest.approx(many[:MOST_TWINS] - TWIN_DROP)


@SOME
@given(tables())
def test_additive_and_weighted_product_are_never_swayed(table):
    found = jury(*table)
    assert ranking(found, "additive").decoy_changes is False
    assert ranking(found, "weighted_product").decoy_changes is False


def test_a_decoy_that_only_draws_level_sways_nobody():
    """The leader's twin is poorer on a criterion without weight alone, so it ties the leader."""
    found = jury([[0, 50], [0, 20]], [1, 0])
    assert ranking(found, "additive").decoy_changes is False
    found = jury([[30, 0], [20, 100]], [1, 0])
    assert [one.decoy_changes for one in found.rankings[:2]] == [False, False]


def test_methods_without_fixed_scales_can_be_swayed():
    """Methods that measure from the best and worst tool are swayed by a useless one on some of 150 tables."""
    rng = np.random.default_rng(7)
    swayed = dict.fromkeys(METHODS, 0)
    for _ in range(150):
        found = jury(rng.integers(0, 101, (3, 3)), [0.5, 0.3, 0.2])
        for one in found.rankings:
            swayed[one.method] += bool(one.decoy_changes)
    assert (swayed["additive"], swayed["weighted_product"]) == (0, 0)
    assert swayed["topsis"] > 0
    assert swayed["vikor"] > 0


@SOME
@given(tables())
def test_every_method_ranks_the_same_cells(table):
    values, weights = table
    found = jury(values, weights)
    assert tuple(one.method for one in found.rankings) == tuple(METHODS)
    assert ranking(found, "additive").scores == pytest.approx(additive_scores(values, weights))
    assert ranking(found, "weighted_product").scores == pytest.approx(
        weighted_product(values, weights, USUAL.product_floor)
    )
    for one in found.rankings:
        if one.scores is None:
            assert (one.ranks, one.leader, one.decoy_changes) == (None, None, None)
            assert [note.code for note in one.notes] == ["method_no_spread"]
            continue
        sign = -1 if one.method == "vikor" else 1
        assert sum(one.ranks) == pytest.approx(len(values) * (len(values) + 1) / 2)
        if one.leader is not None:
            assert sign * one.scores[int(one.leader[1:]) - 1] == max(sign * score for score in one.scores)
    assert found.agreement is None or 0 <= found.agreement <= 1


@SOME
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_tools_only_moves_their_places(table, random):
    values, weights = table
    order = list(range(len(values)))
    random.shuffle(order)
    first, second = jury(values, weights), jury(values[order], weights)
    for a, b in zip(first.rankings, second.rankings, strict=True):
        if a.scores is None:
            assert b.scores is None
        else:
            assert [a.scores[place] for place in order] == pytest.approx(b.scores, abs=1e-9)
            assert [a.ranks[place] for place in order] == pytest.approx(b.ranks)


def test_an_undisputed_winner():
    found = jury([[90, 90], [50, 40], [10, 20]], [0.5, 0.5])
    assert {one.leader for one in found.rankings} == {"t1"}
    assert found.same_leader
    assert found.agreement == pytest.approx(1)
    assert ranking(found, "vikor").compromise == ("t1",)


def test_the_methods_may_disagree():
    """A specialist leads on the sum, an all-rounder where a weak spot costs more."""
    found = jury([[100, 100, 5], [66, 66, 66]], [1 / 3] * 3)
    assert ranking(found, "additive").leader == "t1"
    assert ranking(found, "weighted_product").leader == "t2"
    assert not found.same_leader
    assert found.agreement < 1


def test_tools_that_do_not_differ_have_no_leader():
    found = jury([[40, 60], [40, 60]], [0.5, 0.5])
    assert {one.leader for one in found.rankings} == {None}
    assert (found.agreement, found.same_leader) == (None, False)


def test_settings_reach_their_methods():
    values, weights = [[100, 0], [60, 45]], [0.5, 0.5]
    usual = jury(values, weights)
    strict = jury(values, weights, Settings(promethee_indifference=42, promethee_preference=60))
    assert ranking(usual, "promethee2").scores != ranking(strict, "promethee2").scores
    floor = jury(values, weights, Settings(product_floor=25))
    assert ranking(floor, "weighted_product").scores[0] == pytest.approx(50)
    assert ranking(usual, "weighted_product").scores[0] == pytest.approx(10)
    regret = jury([[100, 0], [60, 45], [35, 35]], weights, Settings(vikor_v=0))
    assert ranking(regret, "vikor").scores != ranking(jury([[100, 0], [60, 45], [35, 35]], weights), "vikor").scores


def test_fewer_than_two_tools_have_no_ranking():
    assert jury([[40, 60]], [0.5, 0.5]) is None
    assert compare_methods((), np.empty((0, 2)), np.array([0.5, 0.5]), USUAL) is None


def test_the_methods_that_a_result_names_are_the_ones_it_shows():
    assert set(METHODS) == set(NAMED) - {"smaa2"}


def test_a_method_that_ties_at_the_top_does_not_share_the_leader():
    """Both tools are worth the same in the sum; methods that ask for balance name the even one."""
    found = jury([[80, 20], [50, 50]], [0.5, 0.5])
    named = {one.leader for one in found.rankings}
    assert ranking(found, "additive").leader is None
    assert named == {None, "t2"}
    assert not found.same_leader
