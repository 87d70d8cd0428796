"""Eigenvector weights and consistency against Saaty's examples."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.ahp import ahp_weights, pairwise_matrix
from evaluators.errors import EvaluationError


def upper(n, rows):
    """Matrix from the judgements right of the diagonal, row by row."""
    return pairwise_matrix(n, {(i, i + 1 + k): ratio for i, row in enumerate(rows) for k, ratio in enumerate(row)})


# Saaty (2008), Int. J. Services Sciences 1(1), 83-98, doi:10.1504/IJSSCI.2008.017590, Table 2: relative
# consumption of coffee, wine, tea, beer, soda, milk, water; (tea, wine) is 3, for the printed 2 is not reciprocal.
DRINKS = upper(
    7,
    [
        [9, 5, 2, 1, 1, 1 / 2],
        [1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
        [1 / 3, 1 / 4, 1 / 3, 1 / 9],
        [1 / 2, 1, 1 / 3],
        [2, 1 / 2],
        [1 / 3],
    ],
)

# Saaty (1990), EJOR 48, 9-26: size, transport, neighbourhood, age, yard, modern, condition, financing.
HOUSE = upper(
    8,
    [
        [5, 3, 7, 6, 6, 1 / 3, 1 / 4],
        [1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
        [6, 3, 4, 6, 1 / 5],
        [1 / 3, 1 / 4, 1 / 7, 1 / 8],
        [1 / 2, 1 / 5, 1 / 6],
        [1 / 5, 1 / 6],
        [1 / 2],
    ],
)

# Saaty (2008), Table 3: flexibility, opportunities, security, reputation, salary.
JOB = upper(5, [[1 / 4, 1 / 6, 1 / 4, 1 / 8], [1 / 3, 3, 1 / 7], [4, 1 / 2], [1 / 7]])


def test_drinks_of_saaty_2008():
    found = ahp_weights(DRINKS)
    assert found.weights == pytest.approx((0.177, 0.019, 0.042, 0.116, 0.19, 0.129, 0.327), abs=0.0006)
    assert found.consistency_ratio == pytest.approx(0.022, abs=0.0006)
    assert found.acceptable


def test_misprinted_drinks_matrix_is_refused():
    """As printed, tea against wine is 2 while wine against tea is 1/3."""
    misprinted = DRINKS.copy()
    misprinted[2, 1] = 2
    with pytest.raises(EvaluationError) as refused:
        ahp_weights(misprinted)
    assert refused.value.code == "pairwise_not_reciprocal"
    assert {refused.value.facts["first"], refused.value.facts["second"]} == {1, 2}


def test_house_of_saaty_1990_is_not_consistent_enough():
    found = ahp_weights(HOUSE)
    assert found.weights == pytest.approx((0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333), abs=0.0006)
    assert found.lambda_max == pytest.approx(9.669, abs=0.0006)
    assert found.consistency_index == pytest.approx(0.238, abs=0.0006)
    assert found.consistency_ratio == pytest.approx(0.169, abs=0.0006)
    assert not found.acceptable


def test_house_names_the_pair_that_fits_least():
    """Neighbourhood was judged 6 times as important as condition; the weights make them about equal."""
    pair = ahp_weights(HOUSE).most_inconsistent
    assert (pair.first, pair.second, pair.stated) == (2, 6, 6)
    assert pair.implied == pytest.approx(0.188 / 0.167, abs=0.01)
    mended = HOUSE.copy()
    mended[2, 6], mended[6, 2] = pair.implied, 1 / pair.implied
    assert ahp_weights(mended).consistency_ratio < ahp_weights(HOUSE).consistency_ratio


def test_job_criteria_of_saaty_2008_need_the_eigenvector():
    found = ahp_weights(JOB)
    printed = np.array((0.036, 0.122, 0.262, 0.075, 0.506))
    assert found.weights == pytest.approx(printed, abs=0.0006)
    means = np.exp(np.log(JOB).mean(axis=1))
    assert np.abs(means / means.sum() - printed).max() > 0.003
