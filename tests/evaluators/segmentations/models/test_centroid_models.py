"""k-means, bisecting and normal mixtures: equal to the library, and to themselves in any order of rows."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.models.assigner import LinearCentroids, from_json, to_json
from evaluators.segmentations.models.assigning import assign
from evaluators.segmentations.models.bisecting import fit_bisecting
from evaluators.segmentations.models.gaussian_mixture import fit_gaussian_mixture
from evaluators.segmentations.models.k_prototypes import fit_k_prototypes
from evaluators.segmentations.models.kmeans import fit_kmeans
from evaluators.segmentations.models.scaling import ScalingChoice
from evaluators.segmentations.models.search import Search

FIELDS = ("recency_days", "orders", "revenue_eur")
QUICK = Search(tries=4, limit=4)
FITS = {"kmeans": fit_kmeans, "bisecting": fit_bisecting, "gaussian_mixture": fit_gaussian_mixture}


def _customers(seed=7, rows=900):
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 4, rows)
    return {
        "recency_days": rng.normal(np.array([20, 90, 200, 330])[group], 15),
        "orders": rng.poisson(np.array([12, 5, 3, 1])[group]).astype(float),
        "revenue_eur": rng.lognormal(np.array([6.5, 5, 4, 3])[group], 0.6),
    }


@pytest.mark.parametrize("scaling", ["none", "standard", "robust"])
def test_kmeans_equals_the_librarys_predict(scaling):
    """scikit-learn's predict from the same centroids on scaled rows that were not fitted."""
    from sklearn.cluster import KMeans

    choice = ScalingChoice(scaling=scaling, signed_log=("revenue_eur",))
    seen, fresh = _customers(), _customers(seed=8, rows=3000)
    fitted = fit_kmeans(seen, FIELDS, 4, rng=np.random.default_rng(1), scaling=choice, search=QUICK)
    table = np.column_stack([seen["recency_days"], seen["orders"], np.log1p(seen["revenue_eur"])])
    if scaling == "standard":
        middle, spread = table.mean(axis=0), table.std(axis=0)
    elif scaling == "robust":
        middle = np.median(table, axis=0)
        spread = np.subtract(*np.quantile(table, [0.75, 0.25], axis=0)) / 1.3489795003921634
    else:
        middle, spread = np.zeros(3), np.ones(3)
    scaled = (table - middle) / spread
    centres = np.array([scaled[fitted.labels == segment].mean(axis=0) for segment in range(4)])
    model = KMeans(4, init=centres, n_init=1).fit(scaled)
    later = np.column_stack([fresh["recency_days"], fresh["orders"], np.log1p(fresh["revenue_eur"])])
    assert np.array_equal(assign(fitted.assigner, fresh), model.predict((later - middle) / spread))
    assert fitted.sse == pytest.approx(model.inertia_)
    assert list(fitted.sizes) == sorted(fitted.sizes, reverse=True)


def test_gaussian_mixture_equals_the_librarys_predict():
    """scikit-learn's predict and BIC with the same shares, means and variances."""
    from sklearn.mixture import GaussianMixture

    seen, fresh = _customers(), _customers(seed=8, rows=3000)
    plain = ScalingChoice(scaling="none")
    fitted = fit_gaussian_mixture(seen, FIELDS, 3, rng=np.random.default_rng(2), scaling=plain, search=QUICK)
    table, later = (np.column_stack([rows[name] for name in FIELDS]) for rows in (seen, fresh))
    model = GaussianMixture(3, covariance_type="diag")
    precisions = 2.0 * np.array(fitted.assigner.precisions)
    model.means_ = np.array(fitted.assigner.means)
    model.covariances_ = 1.0 / precisions
    model.precisions_cholesky_ = np.sqrt(precisions)
    shares = np.exp(np.array(fitted.assigner.offsets) - 0.5 * np.log(precisions).sum(axis=1))
    model.weights_ = shares
    assert shares.sum() == pytest.approx(1.0)
    assert np.array_equal(assign(fitted.assigner, fresh), model.predict(later))
    assert fitted.likelihood.bic == pytest.approx(model.bic(table))
    assert fitted.likelihood.aic == pytest.approx(model.aic(table))


def test_scaling_folds_into_the_mixture():
    """On the common scale or not, the same mixture puts people in the same segments."""
    seen = _customers()
    fields, rng = FIELDS[:2], np.random.default_rng
    raw, scaled = (
        fit_gaussian_mixture(
            seen, fields, 4, rng=rng(2), scaling=ScalingChoice(scaling=scaling), search=Search(tries=8)
        )
        for scaling in ("none", "standard")
    )
    spread = np.log([seen[name].std() for name in fields]).sum()
    assert scaled.likelihood.log_likelihood - 900 * spread == pytest.approx(raw.likelihood.log_likelihood, abs=1.0)
    assert (raw.labels == scaled.labels).mean() > 0.99


def test_bisecting_close_to_the_library():
    """scikit-learn's BisectingKMeans on the same rows; its halvings are drawn otherwise."""
    from sklearn.cluster import BisectingKMeans
    from threadpoolctl import threadpool_limits

    seen = _customers()
    table = np.column_stack([(seen[name] - seen[name].mean()) / seen[name].std() for name in FIELDS])
    own = fit_bisecting(seen, FIELDS, 5, rng=np.random.default_rng(3))
    with threadpool_limits(1):
        model = BisectingKMeans(5, n_init=10, random_state=0).fit(table)
    assert own.sse == pytest.approx(model.inertia_, rel=0.01)
    within = sum(((table[own.labels == k] - table[own.labels == k].mean(axis=0)) ** 2).sum() for k in range(5))
    assert own.sse == pytest.approx(within)


def test_bisecting_refines():
    """Five segments are four of which one is halved."""
    seen = _customers()
    four, five = (fit_bisecting(seen, FIELDS, k, rng=np.random.default_rng(3)).labels for k in (4, 5))
    assert len(set(zip(four.tolist(), five.tolist(), strict=True))) == 5


@pytest.mark.parametrize("name", FITS)
def test_order_of_rows_changes_nothing(name):
    seen = _customers()
    shuffle = np.random.default_rng(9).permutation(900)
    mixed = {field: values[shuffle] for field, values in seen.items()}
    first, second = (FITS[name](rows, FIELDS, 4, rng=np.random.default_rng(4), search=QUICK) for rows in (seen, mixed))
    assert first.assigner == second.assigner
    assert np.array_equal(first.labels[shuffle], second.labels)


@pytest.mark.parametrize("name", FITS)
def test_sample_of_rows_is_drawn_in_a_fixed_order(name):
    seen = _customers()
    shuffle = np.random.default_rng(9).permutation(900)
    mixed = {field: values[shuffle] for field, values in seen.items()}
    first, second = (
        FITS[name](rows, FIELDS, 3, rng=np.random.default_rng(4), search=QUICK, row_limit=300) for rows in (seen, mixed)
    )
    assert first.assigner == second.assigner
    assert first.fitted_rows == 300
    assert sum(first.sizes) == 900
    assert "segment_fitted_on_sample" in [note.code for note in first.notes]


@pytest.mark.parametrize("name", FITS)
def test_description_survives_json(name):
    fitted = FITS[name](_customers(), FIELDS, 3, rng=np.random.default_rng(5), search=QUICK)
    again = from_json(to_json(fitted.assigner))
    assert again == fitted.assigner
    assert np.array_equal(assign(again, _customers(seed=8)), assign(fitted.assigner, _customers(seed=8)))


@pytest.mark.parametrize("name", FITS)
def test_missing_is_unassigned_or_filled(name):
    seen = _customers()
    seen["orders"][:5] = np.nan
    seen["revenue_eur"][5] = np.inf
    left = FITS[name](seen, FIELDS, 3, rng=np.random.default_rng(5), search=QUICK)
    assert np.flatnonzero(left.labels == -1).tolist() == [0, 1, 2, 3, 4, 5]
    assert left.fitted_rows == 894
    assert [note.facts["customers"] for note in left.notes if note.code == "segment_unassigned"] == [6]
    choice = ScalingChoice(missing="median")
    filled = FITS[name](seen, FIELDS, 3, rng=np.random.default_rng(5), search=QUICK, scaling=choice)
    median = np.nanmedian(seen["orders"])
    at_median = {**{field: values[:1] for field, values in seen.items()}, "orders": np.array([median])}
    assert filled.labels.min() == 0
    assert filled.labels[0] == assign(filled.assigner, at_median)[0]


@pytest.mark.parametrize("name", FITS)
def test_one_segment_is_everybody(name):
    fitted = FITS[name](_customers(), FIELDS, 1, rng=np.random.default_rng(5), search=QUICK)
    assert fitted.sizes == (900,)
    assert all(note.code != "restarts_too_few" for note in fitted.notes)


@pytest.mark.parametrize("name", FITS)
def test_more_segments_than_different_customers(name):
    rows = {"x": np.repeat([1.0, 2.0], 50), "y": np.repeat([5.0, 7.0], 50)}
    with pytest.raises(NotComputable, match="segments_above_distinct") as caught:
        FITS[name](rows, ["x", "y"], 3, rng=np.random.default_rng(0))
    assert caught.value.facts == {"segments": 3, "distinct": 2}
    two = FITS[name](rows, ["x", "y"], 2, rng=np.random.default_rng(0), search=QUICK)
    assert two.sizes == (50, 50)
    with pytest.raises(NotComputable, match="segments_below_one"):
        FITS[name](rows, ["x", "y"], 0, rng=np.random.default_rng(0))


def test_constant_and_empty_fields_are_named():
    seen = _customers() | {"country": np.full(900, 1.79e12), "age": np.full(900, np.nan)}
    fitted = fit_kmeans(seen, [*FIELDS, "country"], 3, rng=np.random.default_rng(0), search=QUICK)
    bare = fit_kmeans(seen, FIELDS, 3, rng=np.random.default_rng(0), search=QUICK)
    assert np.array_equal(fitted.labels, bare.labels)
    assert [note.facts for note in fitted.notes if note.code == "segment_fields_constant"] == [{"fields": ["country"]}]
    with pytest.raises(DataError, match=r"segment_fields_empty.*age"):
        fit_kmeans(seen, [*FIELDS, "age"], 3, rng=np.random.default_rng(0))
    with pytest.raises(DataError, match=r"column_missing.*income"):
        fit_kmeans(seen, ["income"], 3, rng=np.random.default_rng(0))
    with pytest.raises(DataError, match="column_not_numeric"):
        fit_kmeans({"age": np.array(["old", "young"])}, ["age"], 2, rng=np.random.default_rng(0))
    with pytest.raises(NotComputable, match="segment_fields_none"):
        fit_kmeans(seen, [], 2, rng=np.random.default_rng(0))
    with pytest.raises(DataError, match="segment_columns_uneven"):
        fit_kmeans(seen | {"orders": np.ones(3)}, FIELDS, 2, rng=np.random.default_rng(0))


def test_robust_spread_of_zero_falls_back():
    """Three quarters of the customers alike: the interquartile range is 0, the deviation is not."""
    seen = {"x": np.array([0.0] * 80 + [1.0] * 20), "y": np.arange(100.0)}
    choice = ScalingChoice(scaling="robust")
    fitted = fit_kmeans(seen, ["x", "y"], 2, rng=np.random.default_rng(0), scaling=choice, search=QUICK)
    assert np.isfinite(fitted.assigner.weights).all()


def test_ties_go_to_the_lowest_segment():
    """A customer halfway between two centroids."""
    assigner = LinearCentroids(
        fields=fit_kmeans({"x": np.array([0.0, 2.0])}, ["x"], 2, rng=np.random.default_rng(0)).assigner.fields,
        weights=((-2.0,), (2.0,)),
        offsets=(1.0, 1.0),
    )
    assert assign(assigner, {"x": np.array([-0.1, 0.0, 0.1])}).tolist() == [0, 0, 1]


def test_numbers_alone_make_k_prototypes_k_means():
    seen = _customers()
    search = Search(tries=20)
    own = fit_k_prototypes(seen, FIELDS[:2], [], 4, rng=np.random.default_rng(1), search=search)
    means = fit_kmeans(seen, FIELDS[:2], 4, rng=np.random.default_rng(1), search=search)
    assert own.sse == pytest.approx(means.sse, rel=1e-6)
    assert np.array_equal(own.labels, means.labels)


def test_times_in_seconds_keep_their_digits():
    """A day apart in 2026, some two thousand million seconds after 1970: the folded sum still tells them apart."""
    rng = np.random.default_rng(0)
    seen = {"signed_up": 1.79e9 + rng.normal(0, 86_400, 400), "orders": rng.poisson(3, 400).astype(float)}
    fitted = fit_kmeans(seen, ["signed_up", "orders"], 3, rng=np.random.default_rng(0), search=QUICK)
    table = np.column_stack([(values - values.mean()) / values.std() for values in seen.values()])
    centres = np.array([table[fitted.labels == segment].mean(axis=0) for segment in range(3)])
    nearest = ((table[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    assert np.array_equal(fitted.labels, nearest)


def test_progress_is_told_and_may_stop():
    seen = []
    fit_kmeans(_customers(), FIELDS, 3, rng=np.random.default_rng(0), search=QUICK, progress=seen.append)
    assert seen == [0.25, 0.5, 0.75, 1.0]

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_gaussian_mixture(_customers(), FIELDS, 3, rng=np.random.default_rng(0), search=QUICK, progress=stop)
