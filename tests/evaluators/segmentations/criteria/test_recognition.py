"""E1, E2, F1: trees and forests that repeat segments they have not seen."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score
from sklearn.tree import DecisionTreeClassifier

from evaluators.errors import NotComputable
from evaluators.segmentations.criteria.balanced_accuracy import recognition
from evaluators.segmentations.criteria.explainable import beginnings, explainable, shortness
from evaluators.segmentations.criteria.folds import deal_folds
from evaluators.segmentations.criteria.identifiable import identifiable, reachable
from evaluators.segmentations.criteria.inputs import LEVELS, input_matrix


def _customers(n=600, seed=0):
    rng = np.random.default_rng(seed)
    return {
        "days": rng.gamma(1.0, 60.0, size=n),
        "orders": rng.poisson(3, size=n),
        "city": rng.choice(["Oulu", "Turku", "Vaasa"], size=n),
    }


def _rule(fields):
    """Three segments by two questions."""
    return np.where(fields["days"] > 90, 0, np.where(fields["orders"] >= 3, 1, 2))


def test_a_rule_is_repeated_wholly():
    fields = _customers()
    found = explainable(_rule(fields), input_matrix(fields), rng=np.random.default_rng(1), draws=50)
    assert found.criterion.raw > 0.98
    assert found.criterion.null == pytest.approx(1 / 3)
    assert found.criterion.score == pytest.approx((found.criterion.raw - 1 / 3) / (2 / 3))
    assert sorted(found.recalls) == [0, 1, 2]
    assert found.criterion.interval.low < found.criterion.raw <= found.criterion.interval.high
    short = shortness(_rule(fields), input_matrix(fields), rng=np.random.default_rng(1))
    assert short.criterion.raw == 3  # leaves: one per segment
    assert short.criterion.score == 1


def test_random_segments_score_nothing_within_error():
    inputs = input_matrix(_customers(n=400))
    scores, short = [], []
    for seed in range(20):
        rng = np.random.default_rng([7, seed])
        labels = rng.choice(4, p=[0.6, 0.2, 0.1, 0.1], size=400)
        found = explainable(labels, inputs, rng=rng, draws=100).criterion
        scores.append(found.score)
        if seed < 10:
            short.append(shortness(labels, inputs, rng=rng).criterion.score)
        assert abs(found.raw - 0.25) < 0.15
    assert sum(score > 0 for score in scores) <= 3
    assert sum(score > 0 for score in short) <= 1
    assert max(scores) < 0.15
    assert min(scores) == 0


def test_names_of_segments_change_nothing():
    fields = _customers()
    labels, inputs = _rule(fields), input_matrix(fields)
    labels[:40] = np.random.default_rng(3).integers(3, size=40)
    renamed = np.array([9, 0, 4])[labels]
    for measure in (explainable, shortness, identifiable):
        first, second = (measure(one, inputs, rng=np.random.default_rng(2), draws=20) for one in (labels, renamed))
        assert first.criterion == second.criterion


def test_beginnings_of_a_tree_are_the_smaller_trees():
    rng = np.random.default_rng(4)
    values, answers = rng.normal(size=(300, 4)), rng.integers(3, size=300)
    values[rng.random(values.shape) < 0.05] = np.nan
    whole = DecisionTreeClassifier(max_leaf_nodes=20, class_weight="balanced", random_state=5).fit(values, answers)
    sizes = (2, 3, 7, 12, 20)
    fresh = rng.normal(size=(200, 4))
    for size, predicted in zip(sizes, beginnings(whole, fresh, sizes), strict=True):
        small = DecisionTreeClassifier(max_leaf_nodes=size, class_weight="balanced", random_state=5)
        assert (small.fit(values, answers).predict(fresh) == predicted).all()


def test_a_crooked_border_needs_more_leaves():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 800))
    inputs = input_matrix({"x": x, "y": y})
    straight = shortness((x > 0).astype(int), inputs, rng=np.random.default_rng(0))
    crooked = shortness(((x > 0) ^ (y > 0)).astype(int), inputs, rng=np.random.default_rng(0))
    assert straight.criterion.raw == 2
    assert crooked.criterion.raw > 2
    assert crooked.criterion.score < straight.criterion.score == 1
    assert crooked.leaves == tuple(range(2, 9))


def test_one_segment_scores_nothing():
    inputs, labels = input_matrix(_customers(n=120)), np.zeros(120, dtype=int)
    rng = np.random.default_rng(0)
    one = explainable(labels, inputs, rng=rng, draws=10).criterion
    assert (one.score, one.better_than_chance) == (0, False)
    assert {note.code for note in one.notes} == {"single_segment", "no_better_than_chance"}
    assert shortness(labels, inputs, rng=rng).criterion.raw is None


def test_customers_without_a_segment_are_left_out():
    fields = _customers()
    labels = _rule(fields)
    labels[::3] = -1
    found = explainable(labels, input_matrix(fields), rng=np.random.default_rng(0), draws=20)
    assert found.criterion.raw > 0.95
    assert [note.code for note in found.criterion.notes] == ["customers_unassigned"]


def test_a_segment_of_one_customer_has_an_answer():
    fields = _customers(n=150)
    labels = np.where(np.arange(150) == 70, 2, _rule(fields) // 2)
    found = explainable(labels, input_matrix(fields), rng=np.random.default_rng(0), draws=20)
    assert found.recalls[2] == 0
    with pytest.raises(NotComputable, match="too_few_for_folds"):
        explainable([0, 1, 0], input_matrix({"x": [1.0, 2.0, 3.0]}), rng=np.random.default_rng(0))


def test_sign_up_fields_and_what_each_is_worth():
    fields = _customers()
    labels = np.where(fields["city"] == "Turku", 1, 0)
    signup = input_matrix({"city": fields["city"], "orders": fields["orders"]})
    found = identifiable(labels, signup, rng=np.random.default_rng(0), draws=50)
    assert found.criterion.raw == 1
    assert found.criterion.better_than_chance
    assert [use.field for use in found.fields] == ["city", "orders"]
    assert found.fields[0].loss > 0.3 > abs(found.fields[1].loss)
    blind = identifiable(labels, input_matrix({"orders": fields["orders"]}), rng=np.random.default_rng(0), draws=200)
    assert blind.criterion.score < 0.1


def test_recognition_against_scikit_learn_and_chance():
    rng = np.random.default_rng(1)
    codes = rng.choice(3, p=[0.7, 0.2, 0.1], size=500)
    predicted = np.where(rng.random(500) < 0.5, codes, rng.integers(3, size=500))
    found = recognition(codes, predicted, segments=3, rng=rng)
    assert found.balanced_accuracy == pytest.approx(balanced_accuracy_score(codes, predicted))
    assert found.chance.mean == pytest.approx(1 / 3, abs=0.01)
    assert found.chance.interval.high < found.balanced_accuracy


def test_folds_spread_segments_evenly():
    strata = np.random.default_rng(0).choice(4, p=[0.7, 0.1, 0.1, 0.1], size=203)
    folds = deal_folds(203, rng=np.random.default_rng(1), folds=5, strata=strata)
    table = np.array([np.bincount(folds[strata == one], minlength=5) for one in range(4)])
    assert (np.ptp(table, axis=1) <= 1).all()
    assert np.ptp(np.bincount(folds)) <= 1


def test_reach_is_of_the_least_reachable_segment():
    labels = np.array([5, 5, 5, 5, 2, 2, -1, -1])
    usable = np.array([True, True, True, False, True, False, False, False])
    found = reachable(labels, usable)
    assert (found.criterion.raw, found.criterion.score, found.overall) == (0.5, 0.5, 0.5)
    assert found.shares == {5: 0.75, 2: 0.5}
    assert reachable(labels, np.zeros(8, dtype=bool)).criterion.score == 0
    with pytest.raises(ValueError, match="yes/no values"):
        reachable(labels, np.ones(8))


def test_inputs_become_numbers():
    made = input_matrix(
        {
            "town": np.array(["Oulu", "", "Turku", "Oulu"]),
            "age": np.array([30, None, 50, True], dtype=object),
            "joined": np.array(["2024-01-01", "NaT", "2024-01-03", "2024-01-01"], dtype="datetime64[D]"),
            "spend": np.array([1.0, np.inf, 2.0, 3.0]),
        }
    )
    assert made.fields == ("age", "joined", "spend", "town", "town", "town")
    assert np.isnan(made.values[1, :3]).all()
    assert made.values[:, 3:].tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]  # Oulu, Turku, missing
    many = input_matrix({"code": np.arange(50).astype(str)})
    assert many.values.shape == (50, LEVELS)
    with pytest.raises(NotComputable, match="no_inputs"):
        input_matrix({})
