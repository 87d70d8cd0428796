"""Published cases of stability: of the whole solution, of single segments, and how far two partitions agree."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.segmentations.partitions import agreement, fixed_order
from evaluators.segmentations.segment_stability import across_solutions, jaccard_stability, weakest, within_solution
from evaluators.segmentations.stability import bootstrap_labels, global_stability, matrix_refit
from tests.published.segmentation_data import fit, iris, mcdonalds, mcdonalds_labels, single_start

PAIRS = 20  # the sources take 100 and 200 samples; the tolerances below leave room for it

# Entropies of the segments of the solution with one more segment, R 4.2.2 flexclust 1.5.0 slsaplot.
ENTROPIES = {
    3: [0.0206, 0.7267, 0.0315],
    4: [0.275, 0.6369, 0.5064, 0.2095],
    5: [0.0321, 0.2779, 0.2516, 0.4896, 0.8013],
    6: [0.374, 0.5123, 0.1714, 0.0215, 0.0, 0.0],
    7: [0.3777, 0.2445, 0.0289, 0.3161, 0.2964, 0.7769, 0.0],
    8: [0.3694, 0.1778, 0.1188, 0.2715, 0.1494, 0.302, 0.6246, 0.1527],
}


def test_agreement_of_ten_points():
    """ARI 9/44 and Rand 31/45 by hand; R 4.2.2 mclust and flexclust, scikit-learn 1.9.1.

    Hubert and Arabie (1985); Vinh, Epps and Bailey (2010).
    """
    found = agreement([0, 0, 0, 1, 1, 1, 1, 2, 2, 2], [0, 0, 1, 1, 1, 1, 2, 2, 2, 0])
    assert found.adjusted_rand == pytest.approx(9 / 44, abs=1e-12)
    assert found.rand == pytest.approx(31 / 45, abs=1e-12)
    assert found.mutual_information == pytest.approx(0.4820574165, abs=1e-9)
    assert found.normalised_information == pytest.approx(0.4427012833, abs=1e-9)
    assert found.adjusted_information == pytest.approx(0.2372887777, abs=1e-9)


def test_mcdonalds_within_solution():
    """Dolnicar and Leisch (2017), doi:10.1007/s11002-017-9423-8, recipe of Dolnicar, Gruen and Leisch (2018).

    R 4.2.2 flexclust 1.5.0 slswFlexclust with 100 pairs of 10 restarts; tolerance 0.1, since starts and the choice of
    the best restart differ between implementations.
    """
    _, answers = mcdonalds()
    labels = mcdonalds_labels()["within"]
    samples = bootstrap_labels(
        matrix_refit(answers, fit(4, 10)),
        len(answers),
        rng=np.random.default_rng(1),
        pairs=PAIRS,
        order=fixed_order(answers),
    )
    found = within_solution(labels, samples)
    assert [one.customers for one in found] == [470, 257, 324, 402]
    means = [one.mean for one in found]
    assert means == pytest.approx([0.549, 0.7938, 0.8356, 0.6964], abs=0.1)
    assert min(means[1], means[2]) > max(means[0], means[3])
    assert [one.median for one in found] == pytest.approx([0.5708, 0.868, 0.8537, 0.6885], abs=0.1)
    assert weakest(found).segment == 0
    ari = global_stability(samples)
    assert len(ari.values) == PAIRS
    assert ari.quartiles[0] < ari.quartiles[1] < ari.quartiles[2]


@pytest.mark.parametrize("segments", ENTROPIES)
def test_mcdonalds_across_solutions(segments):
    """Dolnicar and Leisch (2017), doi:10.1007/s11002-017-9423-8; R 4.2.2 flexclust 1.5.0 slsaplot."""
    solutions = mcdonalds_labels()
    found = across_solutions(solutions[str(segments - 1)], solutions[str(segments)])
    assert [one.entropy for one in found.segments] == pytest.approx(ENTROPIES[segments], abs=1e-4)
    sizes = np.bincount(solutions[str(segments)])
    assert found.mean == pytest.approx(1 - np.average(ENTROPIES[segments], weights=sizes), abs=1e-4)


def test_iris_clusterwise_jaccard():
    """Hennig (2007), CSDA 52:258-271; R 4.2.2 fpc::clusterboot, 200 samples, k-means with three segments.

    fpc drops repeated customers from a sample and starts k-means once, at random; more starts give larger shares.
    """
    measures, _ = iris()
    labels = fit(3, 50)(measures, np.random.default_rng(0))(measures)
    refit = matrix_refit(measures, single_start(3))
    samples = bootstrap_labels(refit, len(measures), rng=np.random.default_rng(1), pairs=100)
    found = {one.customers: one.mean for one in jaccard_stability(labels, samples)}
    assert sorted(found) == [38, 50, 62]
    assert [found[62], found[50], found[38]] == pytest.approx([0.9032, 0.9446, 0.8619], abs=0.03)
