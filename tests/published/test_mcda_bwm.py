"""Best-worst weights against Rezaei's examples."""

from __future__ import annotations

import pytest

from evaluators.decision.bwm import best_worst_intervals, best_worst_linear

# Rezaei (2015), Omega 53, 49-57, doi:10.1016/j.omega.2014.11.009: load flexibility, accessibility, cost.
TRANSPORT = (2, 0, [8, 2, 1], [1, 5, 8])

# Rezaei (2016), Omega 64, 126-130, doi:10.1016/j.omega.2015.12.001: quality, price, comfort, safety, style.
CAR_CONSISTENT = (1, 4, [2, 1, 4, 2, 8], [4, 8, 2, 4, 1])
CAR = (1, 4, [2, 1, 4, 3, 8], [4, 8, 2, 3, 1])


def test_transport_in_the_non_linear_model():
    """Printed rounded as 0.071, 0.338, 0.589 with xi 0.26: three items have one solution."""
    found = best_worst_intervals(*TRANSPORT)
    assert found.deviation == pytest.approx(0.2583, abs=1e-4)
    for weights in (found.low, found.high, found.centre):
        assert weights == pytest.approx((0.0714, 0.3387, 0.5899), abs=1e-4)


def test_transport_in_the_linear_model():
    """Exact fractions, worked out by hand from the three binding inequalities."""
    found = best_worst_linear(*TRANSPORT)
    assert found.weights == pytest.approx((1 / 14, 9 / 28, 17 / 28), abs=1e-8)
    assert found.deviation == pytest.approx(1 / 28, abs=1e-8)


def test_consistent_car_has_no_deviation():
    found = best_worst_linear(*CAR_CONSISTENT)
    assert found.weights == pytest.approx((0.2105, 0.4211, 0.1053, 0.2105, 0.0526), abs=6e-5)
    assert found.deviation == pytest.approx(0, abs=6e-5)
    assert found.input_consistency == 0
    exact = best_worst_intervals(*CAR_CONSISTENT)
    assert exact.deviation == 0
    assert exact.low == pytest.approx(exact.high, abs=1e-12)


def test_car_in_the_linear_model():
    found = best_worst_linear(*CAR)
    assert found.weights == pytest.approx((0.2295, 0.4481, 0.1148, 0.153, 0.0546), abs=6e-5)
    assert found.deviation == pytest.approx(0.0109, abs=6e-5)
    assert found.input_consistency == pytest.approx(1 / 56)  # safety: 3 x 3 against 8, of 8² - 8


def test_car_in_the_non_linear_model():
    found = best_worst_intervals(*CAR)
    assert found.deviation == pytest.approx(0.1459, abs=0.00011)
    assert found.low == pytest.approx((0.2145, 0.4461, 0.1085, 0.1563, 0.0548), abs=0.00011)
    assert found.high == pytest.approx((0.2289, 0.4571, 0.1176, 0.1602, 0.0561), abs=0.00011)


@pytest.mark.parametrize(
    ("strongest", "printed"), [(2, 0.44), (3, 1.00), (4, 1.63), (5, 2.30), (6, 3.00), (7, 3.73), (8, 4.47), (9, 5.23)]
)
def test_consistency_index_table_of_rezaei_2015(strongest, printed):
    """Table 1: the largest possible xi at each best-to-worst judgement, which the ratio divides by."""
    found = best_worst_intervals(0, 2, [1, strongest, strongest], [strongest, strongest, 1])
    assert found.consistency_ratio == pytest.approx(1)
    assert found.deviation == pytest.approx(printed, abs=0.0051)
