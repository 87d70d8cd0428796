"""Rank-order weights against published tables."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from evaluators.decision.weights import rank_reciprocal_weights, rank_sum_weights, roc_weights

# Barron & Barrett (1996), Management Science 42(11), 1515-1523: rank-order centroid.
ROC = {
    3: (0.6111111111111112, 0.2777777777777778, 0.1111111111111111),
    4: (0.5208333333, 0.2708333333, 0.1458333333, 0.0625),
    5: (0.4566666667, 0.2566666667, 0.1566666667, 0.09, 0.04),
}


@pytest.mark.parametrize("n", ROC)
def test_rank_order_centroid_of_barron_and_barrett(n):
    assert roc_weights(range(1, n + 1)) == pytest.approx(ROC[n], abs=1e-9)


def test_rank_order_centroid_of_six_sums_to_one():
    weights = roc_weights(range(1, 7))
    exact = [sum(Fraction(1, k) for k in range(r, 7)) / 6 for r in range(1, 7)]
    assert weights.sum() == pytest.approx(1, abs=1e-9)
    assert weights == pytest.approx([float(w) for w in exact], abs=1e-15)


def test_rank_sum_and_rank_reciprocal_of_four():
    """Stillwell, Seaver & Edwards (1981), OBHP 28, 62-77."""
    assert rank_sum_weights([1, 2, 3, 4]) == pytest.approx((0.4, 0.3, 0.2, 0.1), abs=1e-9)
    assert rank_reciprocal_weights([1, 2, 3, 4]) == pytest.approx((0.48, 0.24, 0.16, 0.12), abs=1e-9)


@pytest.mark.parametrize(
    ("method", "printed"),
    [
        (roc_weights, (0.52, 0.27, 0.15, 0.06)),
        (rank_sum_weights, (0.40, 0.30, 0.20, 0.10)),
        (rank_reciprocal_weights, (0.48, 0.24, 0.16, 0.12)),
    ],
)
def test_two_decimal_table_of_roszkowska(method, printed):
    """Roszkowska (2013), doi:10.15290/ose.2013.05.65.02, row n = 4."""
    assert tuple(np.round(method([1, 2, 3, 4]), 2)) == printed
