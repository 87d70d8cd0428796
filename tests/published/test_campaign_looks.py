"""Looking early: published boundaries, inflation factors and false-alarm rates."""

from __future__ import annotations

import pytest

from evaluators.campaigns.confidence_sequence import (
    confidence_sequence,
    mixture_sprt,
    sequence_half_width,
    sequence_power,
    sequence_scale,
)
from evaluators.campaigns.spending import (
    constant_boundaries,
    equal_looks,
    peeking_false_alarm,
    required_drift,
    sample_inflation,
    sequential_power,
    spending_boundaries,
)

# Lan & DeMets (1983), doi:10.1093/biomet/70.3.659 (printed for five looks: 4.877 3.357 2.680 2.290 2.031); digits by
# rpact 3.3.4, two-sided 0.05.
SPENT = {
    "obrien_fleming": (
        (2.962588043, 1.968595646),
        (3.710302873, 2.511427484, 1.993047483),
        (4.332633646, 2.963131599, 2.359044276, 2.014090143),
        (4.876884949, 3.357011922, 2.680280067, 2.289816774, 2.031032063),
    ),
    "pocock": (
        (2.156999218, 2.200976975),
        (2.279428239, 2.294911139, 2.295939587),
        (2.368327704, 2.367524289, 2.358168311, 2.350035973),
        (2.437976688, 2.426813863, 2.410194136, 2.396649294, 2.385999702),
    ),
}
# Pocock (1977), doi:10.1093/biomet/64.2.191; O'Brien & Fleming (1979), doi:10.2307/2530245; digits by rpact 3.3.4.
CONSTANTS = {
    "pocock": (2.178272095, 2.289478456, 2.361299665, 2.413180287),
    "obrien_fleming": (1.977430959, 2.00403558, 2.024295504, 2.040073188),
}
# Jennison & Turnbull (2000), Group Sequential Methods, tables 2.2 and 2.4: customers planned over a fixed test's.
INFLATION = {
    ("pocock", 0.8): (1.110, 1.166, 1.202, 1.229),
    ("pocock", 0.9): (1.100, 1.151, 1.183, 1.207),
    ("obrien_fleming", 0.8): (1.008, 1.017, 1.024, 1.028),
    ("obrien_fleming", 0.9): (1.007, 1.016, 1.022, 1.026),
}


def _z(looks):
    return [look.z for look in looks]


@pytest.mark.parametrize("spending", SPENT)
@pytest.mark.parametrize("place", range(4))
def test_spending_boundaries_of_rpact(spending, place):
    looks = spending_boundaries(equal_looks(place + 2), spending=spending)
    assert _z(looks) == pytest.approx(SPENT[spending][place], abs=2e-5)


def test_spending_boundaries_of_unequal_looks():
    """rpact 3.3.4, one-sided 0.025; the spending is one side's."""
    looks = spending_boundaries((0.3, 0.6, 1.0))
    assert _z(looks) == pytest.approx((3.928572543, 2.66997201, 1.981024496), abs=1e-6)
    assert [look.spent / 2 for look in looks] == pytest.approx((4.272578744e-05, 0.003808063249, 0.025), rel=1e-7)


def test_spending_boundaries_of_the_gsdmvn_manual():
    assert _z(spending_boundaries((0.5, 0.75, 1.0))) == pytest.approx((2.962588, 2.359018, 2.014084), abs=1e-6)


@pytest.mark.parametrize("shape", CONSTANTS)
def test_constants_of_pocock_and_obrien_fleming(shape):
    for looks, printed in enumerate(CONSTANTS[shape], start=2):
        boundaries = constant_boundaries(looks, shape=shape)
        assert boundaries[-1].z == pytest.approx(printed, abs=1e-5)
        stretched = [printed * (1 if shape == "pocock" else (looks / k) ** 0.5) for k in range(1, looks + 1)]
        assert _z(boundaries) == pytest.approx(stretched, abs=2e-5)


@pytest.mark.parametrize(("shape", "power"), INFLATION)
def test_inflation_factors_of_jennison_and_turnbull(shape, power):
    found = [sample_inflation(constant_boundaries(looks, shape=shape), power=power) for looks in range(2, 6)]
    assert found == pytest.approx(INFLATION[shape, power], abs=6e-4)


def test_pocock_design_of_the_sas_manual():
    """SAS/STAT user's guide, SEQDESIGN, example "Creating two-sided Pocock and O'Brien-Fleming designs", power 90 %.

    Information as per cent of the fixed test's: planned, and expected without and with the effect.
    """
    looks = constant_boundaries(4, shape="pocock")
    planned = sample_inflation(looks, power=0.9)
    assert planned * 100 == pytest.approx(118.3143, abs=2e-4)
    for drift, printed in ((0.0, 115.6074), (required_drift(looks, 0.9), 69.74805)):
        assert sequential_power(looks, drift).expected_information * planned * 100 == pytest.approx(printed, abs=2e-4)


def test_repeated_tests_of_armitage_mcpherson_and_rowe():
    """Armitage, McPherson & Rowe (1969), table 2, doi:10.2307/2343787: the fixed 5 % test repeated."""
    printed = {1: 0.050, 2: 0.083, 3: 0.107, 4: 0.126, 5: 0.142, 10: 0.193, 20: 0.248, 50: 0.320}
    assert {looks: round(peeking_false_alarm(looks), 3) for looks in printed} == printed


# Waudby-Smith et al. (2024), doi:10.1214/24-AOS2408, the two-sided boundary; standard error 1 / sqrt(N), N* = 5,000.
HALF_WIDTHS = {
    100: (0.6694388617, 3.415567158),
    500: (0.1724032844, 1.966900751),
    1_000: (0.1063754701, 1.716300785),
    5_000: (0.04292433719, 1.548604471),
    20_000: (0.02211203617, 1.595495717),
    100_000: (0.01055207003, 1.702509618),
}


def test_scale_of_the_confidence_sequence():
    assert sequence_scale(5_000) == pytest.approx(0.03984006677, rel=1e-9)


@pytest.mark.parametrize("customers", HALF_WIDTHS)
def test_half_widths_of_the_confidence_sequence(customers):
    error = customers**-0.5
    printed, over_fixed = HALF_WIDTHS[customers]
    assert sequence_half_width(error, customers, planned_customers=5_000) == pytest.approx(printed, rel=1e-9)
    interval = confidence_sequence(0.3, error, customers, planned_customers=5_000).interval
    assert (interval.high - interval.low) / (2 * 1.959963985 * error) == pytest.approx(over_fixed, rel=1e-9)


def test_price_of_unlimited_looks():
    """A fixed test of power 80.2 %: planned looks keep 79.3 %, the sequence 49.5 % and 1.0 % false alarms."""
    drift = 1.959963985 + 0.848716  # z of 97.5 % and of 80.2 %
    assert sequential_power(spending_boundaries(equal_looks(5)), drift).power == pytest.approx(0.793, abs=0.003)
    assert sequence_power(drift, looks=20) == pytest.approx(0.495, abs=0.003)
    assert sequence_power(0.0, looks=20) == pytest.approx(0.010, abs=0.0015)
    assert peeking_false_alarm(7) == pytest.approx(0.169, abs=0.006)


def test_mixture_sprt_of_four_looks():
    """Johari et al. (2022), doi:10.1287/opre.2021.2135, normal mixture; figures by integrating the mixture."""
    looks = mixture_sprt((0.02, 0.015, 0.018, 0.017), (4e-4, 1e-4, 5e-5, 2e-5), mixing_variance=1e-4)
    assert [look.likelihood_ratio for look in looks] == pytest.approx(
        (0.9884949198, 1.241011049, 5.006283661, 168.1663383), rel=1e-9
    )
    assert [look.p_value for look in looks] == pytest.approx((1.0, 0.8057945983, 0.199748969, 0.005946493275), rel=1e-9)
