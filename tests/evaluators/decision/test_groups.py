"""Agreement of evaluators and the split of their disagreement."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from scipy import stats

from evaluators.decision.groups import disagreement, kendall_w
from evaluators.errors import NotComputable


def _rng():
    return np.random.default_rng(1)


def _split(**changed):
    given = {
        "own_weights": np.array([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]]),
        "own_values": np.full((2, 2, 3), 50.0),
        "common_weights": np.array([0.5, 0.3, 0.2]),
        "common_values": np.array([[80.0, 20.0, 50.0], [30.0, 60.0, 50.0]]),
    }
    return disagreement(**{**given, **changed})


@pytest.mark.parametrize("seed", range(5))
def test_w_equals_friedmans_statistic_with_ties(seed):
    """scipy's Friedman chi-square is k (m - 1) W, ties corrected; the mean rank correlation is scipy's too."""
    ratings = np.random.default_rng(seed).integers(0, 6, size=(4, 7)).astype(float)
    found = kendall_w(ratings, rng=_rng())
    assert found.chi_squared == pytest.approx(stats.friedmanchisquare(*ratings.T).statistic)
    assert found.degrees == 6
    untied = np.argsort(np.random.default_rng(seed).random((4, 7)), axis=1)
    pairs = [stats.spearmanr(untied[a], untied[b]).statistic for a in range(4) for b in range(a)]
    assert kendall_w(untied, rng=_rng()).mean_spearman == pytest.approx(np.mean(pairs))


def test_full_agreement_and_its_exact_chance():
    found = kendall_w([[1, 2, 3, 4]] * 3, rng=_rng())
    assert found.w == 1
    assert found.mean_spearman == 1
    assert found.exact
    assert found.p_value == pytest.approx(1 / 24**2)


def test_opposite_orders_do_not_agree():
    found = kendall_w([[1, 2, 3], [3, 2, 1]], rng=_rng())
    assert found.w == 0
    assert found.p_value == 1


def test_exact_chance_equals_all_combinations():
    """Here all raters' orders are listed, the first one's too."""
    ratings = np.array([[1, 2, 3, 4], [2, 1, 3, 4], [1.5, 1.5, 3, 4]])
    observed = np.var(ratings.sum(axis=0))
    orders = [list(permutations(row)) for row in ratings]
    as_large = [np.var(np.sum(choice, axis=0)) >= observed - 1e-9 for choice in product(*orders)]
    assert kendall_w(ratings, rng=_rng()).p_value == pytest.approx(np.mean(as_large))


def test_sampled_chance_is_near_the_chi_square_for_many():
    ratings = np.random.default_rng(3).random((12, 10)) + np.arange(10) * 0.03
    found = kendall_w(ratings, rng=_rng())
    assert not found.exact
    assert found.p_value == pytest.approx(stats.chi2.sf(found.chi_squared, found.degrees), abs=0.015)
    assert kendall_w(ratings, rng=_rng()) == found


def test_what_cannot_be_computed():
    for ratings, code in (
        ([[1, 2, 3]], "too_few_raters"),
        ([[1], [1]], "too_few_items"),
        ([[5, 5, 5], [2, 2, 2]], "all_tied"),
    ):
        with pytest.raises(NotComputable) as caught:
            kendall_w(ratings, rng=_rng())
        assert caught.value.code == code


def test_many_raters_of_two_items_are_sampled():
    found = kendall_w([[1, 2]] * 1_000, rng=_rng())
    assert found.w == 1
    assert 0 < found.p_value < 0.001


def test_weights_alone():
    found = _split(own_weights=np.array([[0.7, 0.1, 0.2], [0.3, 0.5, 0.2]]))
    scores = np.array([[80 * 0.7 + 20 * 0.1, 30 * 0.7 + 60 * 0.1], [80 * 0.3 + 20 * 0.5, 30 * 0.3 + 60 * 0.5]])
    assert found.weight_variance == pytest.approx(scores.var(axis=0).mean())
    assert (found.from_weights, found.from_scores) == (1, 0)
    assert found.discuss[0] == 0
    assert 2 not in found.discuss


def test_scores_alone():
    values = np.full((3, 2, 3), 50.0)
    values[:, 1, 1] = (20, 50, 80)
    found = _split(own_weights=np.tile([0.5, 0.3, 0.2], (3, 1)), own_values=values)
    assert found.score_variance == pytest.approx(np.var([20 * 0.3, 50 * 0.3, 80 * 0.3]) / 2)
    assert (found.from_weights, found.from_scores) == (0, 1)
    assert found.discuss == (1,)


def test_parts_add_up():
    rng = np.random.default_rng(4)
    found = disagreement(
        rng.dirichlet(np.ones(4), size=5), rng.uniform(0, 100, (5, 3, 4)), np.full(4, 0.25), rng.uniform(0, 100, (3, 4))
    )
    assert found.by_criterion.sum() == pytest.approx(found.weight_variance + found.score_variance)
    assert found.from_weights + found.from_scores == pytest.approx(1)
    assert len(found.discuss) == 2


def test_no_disagreement():
    found = _split()
    assert found.from_weights is found.from_scores is None
    assert found.discuss == ()
    with pytest.raises(NotComputable, match="too_few_raters"):
        _split(own_weights=np.array([[0.5, 0.3, 0.2]]), own_values=np.full((1, 2, 3), 50.0))
