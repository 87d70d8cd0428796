"""The methods against other implementations on random problems."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.ahp import ahp_weights, pairwise_matrix
from evaluators.decision.mavt import additive_scores
from evaluators.decision.promethee import PreferenceFunction, promethee2
from evaluators.decision.ranking import ranks
from evaluators.decision.topsis import topsis, topsis_many
from evaluators.decision.vikor import vikor
from evaluators.decision.wpm import product_ratios, weighted_product

PROBLEMS = range(20)

# pymcdm warns that a tool that is best or worst on everything might upset "some methods"; random problems have such
# tools, and they upset none of these.
pytestmark = [pytest.mark.filterwarnings("ignore:Alternatives with indices:UserWarning")]


def problem(seed):
    """A random problem of 2-12 tools and 1-8 criteria, figures of very different sizes."""
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(2, 13)), int(rng.integers(1, 9))
    table = rng.uniform(0.5, 9.5, size=(m, n)) * 10.0 ** rng.integers(-3, 6, size=n)
    return table, rng.dirichlet(np.ones(n)), rng.choice([-1, 1], size=n)


@pytest.fixture(scope="module")
def pymcdm():
    import pymcdm.methods
    import pymcdm.normalizations
    import pymcdm.weights.subjective

    return pymcdm


@pytest.fixture(scope="module")
def skcriteria():
    import skcriteria
    import skcriteria.agg.simple
    import skcriteria.agg.topsis
    import skcriteria.agg.vikor
    import skcriteria.preprocessing.invert_objectives
    import skcriteria.preprocessing.scalers

    return skcriteria


@pytest.mark.parametrize("seed", PROBLEMS)
@pytest.mark.parametrize("normalisation", ["vector", "minmax", "max"])
def test_topsis_agrees_with_pymcdm(pymcdm, seed, normalisation):
    table, weights, directions = problem(seed)
    oracle = pymcdm.methods.TOPSIS(getattr(pymcdm.normalizations, f"{normalisation}_normalization"))
    found = topsis(table, weights, directions, normalisation)
    assert found.closeness == pytest.approx(oracle(table, weights, directions), abs=1e-12)


@pytest.mark.parametrize("seed", PROBLEMS)
def test_topsis_by_column_sums_agrees_with_pymcdm(pymcdm, seed):
    """More is better only: pymcdm inverts a cost before it divides by the sum."""
    table, weights, _ = problem(seed)
    more = np.ones(len(weights))
    oracle = pymcdm.methods.TOPSIS(pymcdm.normalizations.sum_normalization)
    assert topsis(table, weights, more, "sum").closeness == pytest.approx(oracle(table, weights, more), abs=1e-12)


@pytest.mark.parametrize("seed", PROBLEMS)
def test_topsis_agrees_with_scikit_criteria(skcriteria, seed):
    table, weights, directions = problem(seed)
    matrix = skcriteria.mkdm(table, directions.tolist(), weights=weights)
    matrix = skcriteria.preprocessing.invert_objectives.NegateMinimize().transform(matrix)
    matrix = skcriteria.preprocessing.scalers.VectorScaler(target="matrix").transform(matrix)
    oracle = skcriteria.agg.topsis.TOPSIS().evaluate(matrix)
    assert topsis(table, weights, directions).closeness == pytest.approx(oracle.e_.similarity, abs=1e-12)


@pytest.mark.parametrize("seed", PROBLEMS)
@pytest.mark.parametrize("normalisation", ["vector", "minmax", "sum", "max"])
def test_many_weight_vectors_agree_with_one_at_a_time(seed, normalisation):
    table, weights, directions = problem(seed)
    vectors = np.random.default_rng(seed).dirichlet(np.ones(len(weights)), size=50) * 7
    many = topsis_many(table, vectors, directions, normalisation)
    single = [topsis(table, vector, directions, normalisation).closeness for vector in vectors]
    assert many == pytest.approx(np.array(single), abs=1e-12)


@pytest.mark.parametrize("seed", PROBLEMS)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_vikor_agrees_with_pymcdm(pymcdm, seed, share):
    table, weights, directions = problem(seed)
    oracle = pymcdm.methods.VIKOR(v=share)
    found = vikor(table, weights, directions, share)
    assert found.compromise_index == pytest.approx(oracle(table, weights, directions), abs=1e-9)


@pytest.mark.parametrize("seed", PROBLEMS)
def test_vikor_agrees_with_scikit_criteria(skcriteria, seed):
    table, weights, directions = problem(seed)
    matrix = skcriteria.mkdm(table, directions.tolist(), weights=weights)
    matrix = skcriteria.preprocessing.invert_objectives.NegateMinimize().transform(matrix)
    oracle = skcriteria.agg.vikor.VIKOR().evaluate(matrix)
    found = vikor(table, weights, directions)
    assert found.total_regret == pytest.approx(oracle.e_.s_k, abs=1e-12)
    assert found.largest_regret == pytest.approx(oracle.e_.r_k, abs=1e-12)
    assert found.compromise_index == pytest.approx(oracle.e_.q_k, abs=1e-9)
    assert (found.acceptable_advantage, found.acceptable_stability) == (
        oracle.e_.acceptable_advantage,
        oracle.e_.acceptable_stability,
    )
    assert set(found.compromise) == set(oracle.e_.compromise_set)


@pytest.mark.parametrize("seed", PROBLEMS)
@pytest.mark.parametrize(
    ("kind", "theirs"),
    [("usual", "usual"), ("u_shape", "ushape"), ("v_shape", "vshape"), ("level", "level"), ("linear", "vshape_2")],
)
def test_promethee_agrees_with_pymcdm(pymcdm, seed, kind, theirs):
    table, weights, directions = problem(seed)
    ranges = np.ptp(table, axis=0)
    q, p = 0.2 * ranges, 0.6 * ranges
    oracle = pymcdm.methods.PROMETHEE_II(theirs, p=p, q=q)(table, weights, directions)
    functions = [PreferenceFunction(kind=kind, q=low, p=high) for low, high in zip(q, p, strict=True)]
    found = promethee2(table, weights, directions, functions)
    assert found.net_flow == pytest.approx(oracle, abs=1e-12)
    assert found.positive_flow - found.negative_flow == pytest.approx(found.net_flow, abs=1e-12)


@pytest.mark.parametrize("seed", PROBLEMS)
def test_sums_and_products_agree_with_scikit_criteria(skcriteria, seed):
    table, weights, _ = problem(seed)
    table = 1 + 99 * table / table.max(axis=0)
    matrix = skcriteria.mkdm(table, [1] * len(weights), weights=weights)
    sums = skcriteria.agg.simple.WeightedSumModel().evaluate(matrix).e_.score
    products = skcriteria.agg.simple.WeightedProductModel().evaluate(matrix).e_.score
    assert additive_scores(table, weights) == pytest.approx(sums, abs=1e-10)
    assert np.log10(weighted_product(table, weights)) == pytest.approx(products, abs=1e-12)
    ratios = product_ratios(table, weights, np.ones(len(weights)))
    assert np.log10(ratios) == pytest.approx(products - products.max(), abs=1e-12)


@pytest.mark.parametrize("seed", PROBLEMS)
def test_ranks_agree_with_scipy(seed):
    from scipy.stats import rankdata

    scores = np.random.default_rng(seed).integers(0, 6, size=9) / 7
    assert np.array_equal(ranks(scores, higher_is_better=False), rankdata(scores))
    assert np.array_equal(ranks(scores), rankdata(-scores))
    assert np.array_equal(ranks(scores, ties="competition"), rankdata(-scores, method="min"))


@pytest.mark.parametrize("seed", PROBLEMS)
def test_pairwise_weights_agree_with_pymcdm(pymcdm, seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    steps = rng.choice([1 / 9, 1 / 5, 1 / 3, 1, 2, 4, 7], size=(n, n))
    matrix = pairwise_matrix(n, {(i, j): steps[i, j] for i in range(n) for j in range(i)})
    oracle = pymcdm.weights.subjective.AHP(matrix=matrix)
    assert ahp_weights(matrix).weights == pytest.approx(oracle(), abs=1e-9)
