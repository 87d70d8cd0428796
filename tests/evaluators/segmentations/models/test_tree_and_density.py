"""The surrogate tree against the library's own, and dense groups with a tree beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluators.errors import NotComputable
from evaluators.segmentations.models.assigner import field_names, from_json, to_json
from evaluators.segmentations.models.assigning import assign
from evaluators.segmentations.models.density import fit_density
from evaluators.segmentations.models.inputs import CategoryField, NumberField
from evaluators.segmentations.models.scaling import ScalingChoice
from evaluators.segmentations.models.tree import fit_tree

AGE, SPEND, JOB = NumberField(name="age"), NumberField(name="spend"), CategoryField(name="job")


def _people(rows=600, seed=1):
    rng = np.random.default_rng(seed)
    return {
        "age": rng.integers(18, 90, rows).astype(float),
        "spend": rng.integers(0, 1000, rows) * 1.0,
        "job": rng.choice(["clerk", "nurse", "smith"], rows).astype(object),
    }


def _rule(people):
    young = people["age"] < 30
    return np.where(young, 0, np.where(people["job"] == "nurse", 1, np.where(people["spend"] > 700, 2, 3)))


def _knots(rows=500, seed=2):
    """Three dense knots and strangers strewn between them."""
    rng = np.random.default_rng(seed)
    centre = np.array([[0.0, 0.0], [8.0, 0.0], [4.0, 7.0]])[np.arange(rows) % 3]
    table = centre + rng.normal(0, 0.4, (rows, 2))
    table[-40:] = rng.uniform(-4, 12, (40, 2))
    return {"x": table[:, 0], "y": table[:, 1]}


def test_a_rule_is_found_again():
    people = _people()
    found = fit_tree(people, [AGE, SPEND], [JOB], _rule(people), rng=np.random.default_rng(0))
    assert np.array_equal(assign(found.assigner, people), _rule(people))
    assert found.fidelity.agreement == 1.0
    assert found.fidelity.balanced_accuracy > 0.97
    assert found.leaves == 4
    root = found.assigner.nodes[0]
    asked = {node.field: node for node in found.assigner.nodes}
    assert root.field in ("age", "job")
    assert asked["age"].threshold == 29.5
    assert asked["job"].answer == "nurse"


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_equals_the_librarys_predict(depth):
    """scikit-learn's tree on the values themselves, which single precision holds; noisy labels."""
    from sklearn.tree import DecisionTreeClassifier

    people = _people()
    noisy = np.where(np.random.default_rng(5).random(600) < 0.2, 2, _rule(people))
    found = fit_tree(people, [AGE, SPEND], [], noisy, rng=np.random.default_rng(0), depth=depth, smallest_leaf=20)
    table = np.column_stack([people["age"], people["spend"]])
    model = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=20, class_weight="balanced", random_state=0)
    model.fit(table, noisy)
    assert np.array_equal(assign(found.assigner, people), model.predict(table))
    assert found.fidelity.agreement == pytest.approx(model.score(table, noisy))


def test_values_closer_than_single_precision():
    """Times in seconds: 2026 and a tenth of a second later are the same number to the library."""
    times = 1.79e9 + np.arange(40) / 10.0
    labels = (np.arange(40) >= 20).astype(np.int64)
    found = fit_tree({"age": times}, [AGE], [], labels, rng=np.random.default_rng(0))
    assert np.array_equal(assign(found.assigner, {"age": times}), labels)


def test_order_of_rows_changes_nothing():
    people, shuffle = _people(), np.random.default_rng(7).permutation(600)
    mixed = {name: values[shuffle] for name, values in people.items()}
    noisy = np.where(np.random.default_rng(5).random(600) < 0.2, 2, _rule(people))
    first = fit_tree(people, [AGE, SPEND], [JOB], noisy, rng=np.random.default_rng(0))
    assert first == fit_tree(mixed, [AGE, SPEND], [JOB], noisy[shuffle], rng=np.random.default_rng(0))
    few = fit_tree(people, [AGE, SPEND], [JOB], noisy, rng=np.random.default_rng(0), row_limit=200)
    assert few == fit_tree(mixed, [AGE, SPEND], [JOB], noisy[shuffle], rng=np.random.default_rng(0), row_limit=200)
    assert few.fitted_rows == 200


def test_labels_without_pattern_are_not_explained():
    people = _people()
    labels = np.random.default_rng(3).integers(0, 3, 600)
    found = fit_tree(people, [AGE, SPEND], [JOB], labels, rng=np.random.default_rng(0))
    assert found.fidelity.balanced_accuracy == pytest.approx(1 / 3, abs=0.07)


def test_missing_rows_take_no_part():
    people = _people()
    labels = _rule(people)
    people["age"][:10] = np.nan
    found = fit_tree(people, [AGE, SPEND], [JOB], labels, rng=np.random.default_rng(0))
    assert found.fitted_rows == 590
    assert assign(found.assigner, people)[:10].tolist() == [-1] * 10
    with pytest.raises(NotComputable, match="segments_none_complete"):
        fit_tree({"age": np.full(5, np.nan)}, [AGE], [], np.zeros(5, dtype=int), rng=np.random.default_rng(0))


def test_a_single_segment_needs_no_question():
    people = _people()
    found = fit_tree(people, [AGE], [], np.zeros(600, dtype=np.int64), rng=np.random.default_rng(0))
    assert found.leaves == 1
    assert field_names(found.assigner) == ()
    assert assign(found.assigner, people).tolist() == [0] * 600
    assert from_json(to_json(found.assigner)) == found.assigner


def test_a_segment_of_one_leaves_the_fidelity_open():
    people = _people()
    labels = np.zeros(600, dtype=np.int64)
    labels[0] = 1
    found = fit_tree(people, [AGE, SPEND], [], labels, rng=np.random.default_rng(0))
    assert found.fidelity.balanced_accuracy is None


def test_dense_groups_equal_the_library():
    """scikit-learn's HDBSCAN on the same scaled rows, up to the numbers of the groups."""
    from sklearn.cluster import HDBSCAN

    knots = _knots()
    found = fit_density(knots, ["x", "y"], rng=np.random.default_rng(0), smallest=30)
    table = np.column_stack([(values - values.mean()) / values.std() for values in knots.values()])
    own = HDBSCAN(min_cluster_size=30, copy=True).fit(table).labels_
    assert found.segments == 3
    pairs = set(zip(found.labels.tolist(), own.tolist(), strict=True))
    assert len(pairs) == len({label for label, _ in pairs}) == 4
    assert (-1, -1) in pairs
    assert list(found.sizes) == sorted(found.sizes, reverse=True)


def test_dense_groups_say_how_far_the_tree_agrees():
    knots = _knots()
    found = fit_density(knots, ["x", "y"], rng=np.random.default_rng(0), smallest=30, depth=2)
    assert found.fidelity.agreement == pytest.approx((assign(found.assigner, knots) == found.labels).mean())
    assert 0.8 < found.fidelity.agreement < 1.0
    notes = {note.code: note for note in found.notes}
    assert notes["segment_tree_stands_in"].facts["percent"] == round(100 * found.fidelity.balanced_accuracy, 1)
    assert "segment_unassigned" in notes


def test_dense_groups_of_a_sample_reach_everybody():
    knots, shuffle = _knots(), np.random.default_rng(6).permutation(500)
    found = fit_density(knots, ["x", "y"], rng=np.random.default_rng(0), smallest=20, row_limit=250)
    assert found.fitted_rows == 250
    assert (found.labels >= 0).mean() > 0.8
    mixed = {name: values[shuffle] for name, values in knots.items()}
    again = fit_density(mixed, ["x", "y"], rng=np.random.default_rng(0), smallest=20, row_limit=250)
    assert again.assigner == found.assigner
    assert np.array_equal(found.labels[shuffle], again.labels)


def test_filled_fields_are_filled_in_the_tree_too():
    knots = _knots()
    knots["x"][0] = np.nan
    choice = ScalingChoice(missing="median")
    found = fit_density(knots, ["x", "y"], rng=np.random.default_rng(0), smallest=30, scaling=choice)
    assert any(replace(field, fill=None) != field for field in found.assigner.fields)


@pytest.mark.parametrize("smallest", [1, 501])
def test_no_dense_group(smallest):
    with pytest.raises(NotComputable, match="segments_none_dense"):
        fit_density(_knots(), ["x", "y"], rng=np.random.default_rng(0), smallest=smallest)


def test_nobody_is_dense_among_strangers():
    rng = np.random.default_rng(1)
    strangers = {"x": rng.uniform(size=60), "y": rng.uniform(size=60)}
    with pytest.raises(NotComputable, match="segments_none_dense"):
        fit_density(strangers, ["x", "y"], rng=np.random.default_rng(0), smallest=40)
