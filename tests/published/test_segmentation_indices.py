"""Published cases of components, compactness, the gap statistic and restarts."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from evaluators.segmentations.components import principal_components
from evaluators.segmentations.gap import gap_statistic
from evaluators.segmentations.internal_indices import (
    internal_indices,
    silhouette,
    simplified_silhouette,
    squares_within,
)
from evaluators.segmentations.partitions import agreement
from evaluators.segmentations.restarts import best_of_restarts, restart_adequacy
from tests.published.segmentation_data import fit, iris, mcdonalds

# Dolnicar, Gruen and Leisch (2018), appendix A, doi:10.1007/978-981-10-8818-6; R 4.2.2 prcomp, five decimals.
MEANS = [0.5526, 0.9078, 0.0936, 0.8672, 0.5265, 0.9002, 0.5988, 0.6442, 0.3579, 0.1989, 0.2429]
DEVIATIONS = [0.75705, 0.60746, 0.50462, 0.3988, 0.33741, 0.31027, 0.2897, 0.27512, 0.26525, 0.24884, 0.2369]
SHARES = [0.29945, 0.1928, 0.13305, 0.0831, 0.05948, 0.0503, 0.04385, 0.03955, 0.03676, 0.03235, 0.02932]

# McDonald's answers by k-means, scikit-learn 1.9.1: least SSE known, and the worst of 60 best-of-10 fits.
LEAST_SQUARES = {2: 2145.5037, 3: 1818.7006, 4: 1602.8995}
WORST_SQUARES = {5: 1496.6397, 6: 1378.1062, 7: 1287.1087}

# Iris by k-means, best of 50: R 4.2.2 cluster, fpc, mclust and scikit-learn 1.9.1.
IRIS = {
    2: (152.347952, 0.681046169, 513.924546, 0.404292837, 0.769703833, 0.539921829, 0.653838071),
    3: (78.851441, 0.552819012, 561.627757, 0.661971547, 0.666385556, 0.730238272, 0.755119168),
}

RNG = np.random.default_rng


def _attempt(answers, clusters):
    once = fit(clusters, 1)

    def attempt(rng):
        labels = once(answers, rng)(answers)
        return squares_within(answers, labels), labels

    return attempt


@cache
def _searched(clusters, tries=200):
    _, answers = mcdonalds()
    return answers, best_of_restarts(_attempt(answers, clusters), rng=RNG(0), tries=tries, limit=tries)


def test_mcdonalds_components():
    """Dolnicar, Gruen and Leisch (2018), appendix A; R 4.2.2 prcomp."""
    names, answers = mcdonalds()
    found = principal_components(answers)
    assert names[0] == "yummy"
    assert found.means == pytest.approx(MEANS, abs=5e-5)
    assert found.deviations == pytest.approx(DEVIATIONS, abs=6e-6)
    assert found.shares == pytest.approx(SHARES, abs=6e-6)
    assert found.scores(answers).std(axis=0, ddof=1) == pytest.approx(found.deviations)


@pytest.mark.parametrize("clusters", LEAST_SQUARES)
def test_mcdonalds_best_solution_is_found(clusters):
    """Best known SSE of each number of segments, scikit-learn 1.9.1, 600 starts."""
    _, found = _searched(clusters)
    assert found.adequacy.best == pytest.approx(LEAST_SQUARES[clusters], abs=1e-3)
    assert found.adequacy.adequate


@pytest.mark.parametrize("clusters", WORST_SQUARES)
def test_mcdonalds_search_beats_ten_restarts_at_worst(clusters):
    """The worst of 60 fits that were each the best of 10 starts, scikit-learn 1.9.1."""
    _, found = _searched(clusters, tries=60)
    assert found.adequacy.best <= WORST_SQUARES[clusters]
    assert found.adequacy.worst > found.adequacy.best * 1.01


def test_mcdonalds_restarts_are_counted():
    """Two segments are found in every best-of-10 fit; of single starts at four segments many end elsewhere."""
    _, answers = mcdonalds()
    often = fit(2, 10)
    squares = [squares_within(answers, often(answers, stream)(answers)) for stream in RNG(5).spawn(12)]
    assert restart_adequacy(squares).found == 12
    assert _searched(4)[1].adequacy.found < 100


def test_mcdonalds_four_segments():
    """Silhouette, Calinski-Harabasz and Davies-Bouldin of the best known solution, scikit-learn 1.9.1."""
    answers, found = _searched(4)
    assert sorted(np.bincount(found.solution)) == [240, 315, 318, 580]
    indices = internal_indices(answers, found.solution)
    assert indices.calinski_harabasz == pytest.approx(354.4054, abs=1e-3)
    assert indices.davies_bouldin == pytest.approx(1.58053, abs=2e-5)
    width = silhouette(answers, found.solution, rng=RNG(0))
    assert width.exact
    assert width.error is None
    assert width.mean == pytest.approx(0.25851, abs=2e-5)


def test_mcdonalds_three_segments():
    """The same of three segments."""
    answers, found = _searched(3)
    assert sorted(np.bincount(found.solution)) == [339, 499, 615]
    indices = internal_indices(answers, found.solution)
    assert indices.calinski_harabasz == pytest.approx(382.8263, abs=1e-3)
    assert indices.davies_bouldin == pytest.approx(1.59608, abs=2e-5)
    assert silhouette(answers, found.solution, rng=RNG(0)).mean == pytest.approx(0.23911, abs=2e-5)


@pytest.mark.parametrize("clusters", IRIS)
def test_iris_indices(clusters):
    """Rousseeuw (1987); Calinski and Harabasz (1974); Davies and Bouldin (1979); Fisher's iris data."""
    squares, width, ch, db, simplified, ari, ami = IRIS[clusters]
    measures, species = iris()
    labels = fit(clusters, 50)(measures, RNG(0))(measures)
    indices = internal_indices(measures, labels)
    assert indices.squares_within == pytest.approx(squares, abs=1e-6)
    assert indices.calinski_harabasz == pytest.approx(ch, abs=1e-6)
    assert indices.davies_bouldin == pytest.approx(db, abs=1e-6)
    assert silhouette(measures, labels, rng=RNG(0)).mean == pytest.approx(width, abs=1e-6)
    assert simplified_silhouette(measures, labels).mean == pytest.approx(simplified, abs=1e-6)
    agreed = agreement(labels, species)
    assert agreed.adjusted_rand == pytest.approx(ari, abs=1e-6)
    assert agreed.adjusted_information == pytest.approx(ami, abs=1e-6)


def test_iris_species_are_not_the_tightest_segments():
    """The species as labels have a lower silhouette than two or three clusters."""
    measures, species = iris()
    assert silhouette(measures, species, rng=RNG(0)).mean == pytest.approx(0.503477441, abs=1e-6)


def test_iris_gap():
    """Tibshirani, Walther and Hastie (2001); R 4.2.2 cluster::clusGap, d.power = 2, scaledPCA, 500 draws.

    clusGap halves the sum of squares, which leaves the gap as it is; 80 draws here, and a tolerance of 0.015.
    """
    measures, _ = iris()

    def labels(rows, clusters, rng):
        return fit(clusters, 3)(rows, rng)(rows)

    found = gap_statistic(measures, labels, most=6, rng=RNG(4), draws=80)
    printed = [0.07922, 0.59297, 0.87273, 1.00242, 1.0447, 1.06637]
    errors = [0.06052, 0.04742, 0.04087, 0.04144, 0.04058, 0.03877]
    logs = [5.830959, 4.33302, 3.674418, 3.353904, 3.145147, 2.971429]
    assert [one.log_squares - np.log(2) for one in found.gaps] == pytest.approx(logs, abs=1e-3)
    assert [one.gap for one in found.gaps] == pytest.approx(printed, abs=0.015)
    assert [one.error for one in found.gaps] == pytest.approx(errors, rel=0.25)
