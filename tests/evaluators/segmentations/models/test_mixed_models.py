"""k-prototypes and latent classes: against exhaustive search and other implementations."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.models.assigner import checksum, field_names, from_json, to_json
from evaluators.segmentations.models.assigning import assign
from evaluators.segmentations.models.inputs import CategoryField
from evaluators.segmentations.models.k_prototypes import fit_k_prototypes
from evaluators.segmentations.models.latent_class import fit_latent_class
from evaluators.segmentations.models.scaling import ScalingChoice
from evaluators.segmentations.models.search import Search

JOB, CITY = CategoryField(name="job"), CategoryField(name="city")
QUICK = Search(tries=6, limit=6)


def _people(seed=3, rows=400):
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, rows)
    jobs = np.array([["clerk", "nurse", "smith"], ["nurse", "smith", "clerk"], ["smith", "clerk", "nurse"]])
    pick = rng.choice(3, rows, p=[0.8, 0.15, 0.05])
    return {
        "age": rng.normal(np.array([25, 45, 65])[group], 4),
        "job": jobs[group, pick].astype(object),
        "city": np.where(rng.random(rows) < np.array([0.9, 0.5, 0.1])[group], "Turku", "Oulu").astype(object),
    }


def _cost(numbers, answers, labels, price):
    total = 0.0
    for segment in set(labels):
        own = [place for place, label in enumerate(labels) if label == segment]
        total += ((numbers[own] - numbers[own].mean(axis=0)) ** 2).sum()
        for column in answers:
            given = [column[place] for place in own]
            total += price * (len(own) - max(given.count(answer) for answer in set(given)))
    return total


@pytest.mark.parametrize("price", [0.0, 0.3, 2.0])
def test_k_prototypes_finds_the_least_cost_of_all_partitions(price):
    """Huang (1998), equation 9, over all ways of dealing nine customers into three segments."""
    rng = np.random.default_rng(11)
    numbers = rng.normal(size=(9, 2)).round(1)
    answers = [rng.choice(["a", "b", "c"], 9).tolist(), rng.choice(["x", "y"], 9).tolist()]
    least = min(
        _cost(numbers, answers, (0, *rest), price) for rest in product(range(3), repeat=8) if {0, *rest} == {0, 1, 2}
    )
    columns = {
        "u": numbers[:, 0],
        "v": numbers[:, 1],
        "job": np.array(answers[0], dtype=object),
        "city": np.array(answers[1], dtype=object),
    }
    fitted = fit_k_prototypes(
        columns,
        ["u", "v"],
        [JOB, CITY],
        3,
        rng=np.random.default_rng(0),
        mismatch=price,
        scaling=ScalingChoice(scaling="none"),
        search=Search(tries=100, limit=100),
    )
    assert fitted.sse == pytest.approx(least)
    assert _cost(numbers, answers, fitted.labels.tolist(), price) == pytest.approx(least)


def test_k_prototypes_default_price():
    """Half the mean standard deviation of the numbers: 0.5 on the standard scale, 1 without numbers."""
    seen = _people()
    mixed = fit_k_prototypes(seen, ["age"], [JOB], 3, rng=np.random.default_rng(0), search=QUICK)
    modes = fit_k_prototypes(seen, [], [JOB, CITY], 3, rng=np.random.default_rng(0), search=QUICK)
    assert mixed.assigner.mismatch == pytest.approx(0.5)
    assert modes.assigner.mismatch == 1.0


def test_k_prototypes_labels_are_the_cheapest_prototypes():
    """Every fitted customer stands at the prototype that costs least: the description is the fit."""
    seen = _people()
    fitted = fit_k_prototypes(seen, ["age"], [JOB, CITY], 3, rng=np.random.default_rng(0), search=QUICK)
    age = (seen["age"] - seen["age"].mean()) / seen["age"].std()
    centres = [age[fitted.labels == k].mean() for k in range(3)]
    costs = np.array(
        [
            (age - centre) ** 2 + 0.5 * (seen["job"] != usual[0]) + 0.5 * (seen["city"] != usual[1])
            for centre, usual in zip(centres, fitted.assigner.prototypes, strict=True)
        ]
    )
    assert np.array_equal(costs.argmin(axis=0), fitted.labels)
    assert costs.min(axis=0).sum() == pytest.approx(fitted.sse)


def test_latent_class_with_numbers_alone_is_a_normal_mixture():
    """scikit-learn's GaussianMixture with diagonal covariances."""
    from sklearn.mixture import GaussianMixture

    seen = _people()
    fitted = fit_latent_class(seen, [], 3, fields=["age"], rng=np.random.default_rng(0), search=QUICK)
    age = ((seen["age"] - seen["age"].mean()) / seen["age"].std())[:, None]
    model = GaussianMixture(3, covariance_type="diag", n_init=10, tol=1e-8, max_iter=5000, random_state=0).fit(age)
    assert fitted.likelihood.log_likelihood == pytest.approx(model.score(age) * 400, abs=0.05)
    assert fitted.likelihood.parameters == 8


def test_latent_class_equals_the_librarys_predict():
    """stepmix's predict with the description's tables, on people who were not fitted."""
    from stepmix import StepMix

    seen, fresh = _people(), _people(seed=4, rows=1500)
    fitted = fit_latent_class(seen, [JOB, CITY], 3, rng=np.random.default_rng(0), search=QUICK)
    answers = fitted.assigner.answers

    def coded(rows):
        return np.column_stack(
            [
                np.searchsorted(known, rows[name].astype(str))
                for name, known in zip(("job", "city"), answers, strict=True)
            ]
        )

    model = StepMix(3, measurement="categorical", progress_bar=0, abs_tol=1e-3).fit(coded(seen))
    shape = np.full((3, 2, 3), 1e-15)
    for place, table in enumerate(fitted.assigner.log_shares):
        shape[:, place, : len(answers[place])] = np.exp(np.array(table))
    held = model.get_parameters()
    held["weights"] = np.exp(np.array(fitted.assigner.offsets))
    held["measurement"]["pis"] = shape.reshape(3, 6)
    model.set_parameters(held)
    assert np.array_equal(assign(fitted.assigner, fresh), model.predict(coded(fresh)))
    assert fitted.likelihood.log_likelihood == pytest.approx(model.score(coded(seen)) * 400)
    assert fitted.likelihood.parameters == 2 + 3 * (2 + 1)


def test_one_latent_class_is_the_table_of_answers():
    """Its likelihood is that of the shares themselves."""
    seen = _people()
    fitted = fit_latent_class(seen, [JOB], 1, rng=np.random.default_rng(0), search=QUICK)
    counts = np.unique(seen["job"].astype(str), return_counts=True)[1]
    assert fitted.likelihood.log_likelihood == pytest.approx((counts * np.log(counts / 400)).sum())


def _both(columns, segments, **more):
    yield fit_k_prototypes(columns, ["age"], [JOB, CITY], segments, rng=np.random.default_rng(1), search=QUICK, **more)
    yield fit_latent_class(
        columns, [JOB, CITY], segments, fields=["age"], rng=np.random.default_rng(1), search=QUICK, **more
    )


def test_order_of_rows_changes_nothing():
    seen, shuffle = _people(), np.random.default_rng(5).permutation(400)
    mixed = {name: values[shuffle] for name, values in seen.items()}
    for first, second in zip(_both(seen, 3), _both(mixed, 3), strict=True):
        assert first.assigner == second.assigner
        assert np.array_equal(first.labels[shuffle], second.labels)


def test_description_survives_json():
    for fitted in _both(_people(), 3):
        again = from_json(to_json(fitted.assigner))
        assert again == fitted.assigner
        assert checksum(again) == checksum(fitted.assigner)
        assert set(field_names(again)) == {"age", "job", "city"}
    with pytest.raises(DataError, match="assigner_not_readable"):
        from_json('{"kind": "linear_centroids"}')


def test_missing_and_unknown_answers():
    """Unknown answers differ from every prototype alike; a class has no share for them."""
    new = {
        "age": np.array([25.0, np.nan, 25.0, 25.0]),
        "job": np.array(["clerk", "clerk", None, "pilot"], dtype=object),
        "city": np.array(["Turku"] * 4, dtype=object),
    }
    prototypes, classes = (assign(fitted.assigner, new).tolist() for fitted in _both(_people(), 3))
    assert prototypes[1:3] == [-1, -1]
    assert prototypes[3] >= 0
    assert classes[1:] == [-1, -1, -1]
    assert min(prototypes[0], classes[0]) >= 0


def test_no_answer_may_be_an_answer():
    seen = _people()
    seen["job"][:40] = None
    job = CategoryField(name="job", missing_is_answer=True)
    fitted = fit_latent_class(seen, [job, CITY], 2, rng=np.random.default_rng(0), search=QUICK)
    assert fitted.labels.min() == 0
    assert fitted.assigner.answers[0] == ("", "clerk", "nurse", "smith")


def test_bad_input_is_refused():
    with pytest.raises(NotComputable, match="segments_above_distinct"):
        fit_latent_class({"job": np.array(["a", "b"] * 60)}, [JOB], 3, rng=np.random.default_rng(0))
    with pytest.raises(NotComputable, match="segment_fields_none"):
        fit_k_prototypes({}, [], [], 2, rng=np.random.default_rng(0))
    one = fit_latent_class(
        {"job": np.array(["a"] * 50), "city": np.array(["x", "y"] * 25)},
        [JOB, CITY],
        2,
        rng=np.random.default_rng(0),
        search=QUICK,
    )
    assert [note.facts for note in one.notes if note.code == "segment_fields_constant"] == [{"fields": ["job"]}]
