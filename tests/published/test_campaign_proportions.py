"""Two proportions against printed and independently computed figures."""

from __future__ import annotations

import pytest

from evaluators.campaigns.aggregates import Proportion, two_sided
from evaluators.campaigns.exact import boschloo_p_value, fisher_p_value
from evaluators.campaigns.proportions import (
    agresti_caffo_interval,
    compare_proportions,
    margin_z,
    newcombe_interval,
    pooled_z,
    unpooled_error,
    wald_interval,
    wilson_interval,
)

NEWCOMBE = {  # events and customers of the variant, then of the control
    "a": (56, 70, 48, 80),
    "b": (9, 10, 3, 10),
    "c": (6, 7, 2, 7),
    "d": (5, 56, 0, 29),
    "e": (0, 10, 0, 20),
    "f": (0, 10, 0, 10),
    "g": (10, 10, 0, 20),
    "h": (10, 10, 0, 10),
}


def arms(name):
    x1, n1, x0, n0 = NEWCOMBE[name]
    return Proportion(x0, n0), Proportion(x1, n1)


@pytest.mark.parametrize(
    ("events", "customers", "low", "high"),
    [
        (81, 263, 0.2552885199, 0.366209577),
        (15, 148, 0.06238639953, 0.1604872417),
        (0, 20, 0, 0.1611251581),
        (1, 29, 0.006113214293, 0.1717552188),
    ],
)
def test_wilson(events, customers, low, high):
    """Newcombe (1998), Stat. Med. 17:857-872, four examples; further digits from R 4.2.2 prop.test(correct=FALSE)."""
    found = wilson_interval(Proportion(events, customers))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-8)


@pytest.mark.parametrize(
    ("name", "printed", "computed"),
    [
        ("a", (0.0524, 0.3339), (0.0524314724, 0.333872654)),
        ("b", (0.1705, 0.8090), (0.1705227239, 0.8090179735)),
        ("c", (0.0582, 0.8062), (0.05822792748, 0.8062496375)),
        ("d", (-0.0381, 0.1926), (-0.0381371479, 0.1925600139)),
        ("e", (-0.1611, 0.2775), (-0.1611251581, 0.2775327999)),
        ("f", (-0.2775, 0.2775), (-0.2775327999, 0.2775327999)),
        ("g", (0.6791, 1.0), (0.6790860371, 1)),
        ("h", (0.6075, 1.0), (0.6075093504, 1)),
    ],
)
def test_newcombe(name, printed, computed):
    """Newcombe (1998), Stat. Med. 17:873-890, eight examples by method 10, printed to four decimals."""
    found = newcombe_interval(*arms(name))
    assert (found.low, found.high) == pytest.approx(computed, abs=1e-6)
    assert (found.rounded(4).low, found.rounded(4).high) == printed


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("a", (0.05245292664, 0.3357584555)),
        ("b", (0.1600008011, 0.8399991989)),
        ("c", (0.03380627427, 0.8550826146)),
        ("d", (-0.0288658463, 0.171246269)),
    ],
)
def test_agresti_caffo(name, limits):
    """Agresti and Caffo (2000), Am. Stat. 54:280-288, on the counts of Newcombe (1998); statsmodels 0.15.0."""
    found = agresti_caffo_interval(*arms(name))
    assert (found.low, found.high) == pytest.approx(limits, abs=1e-7)


def test_z_of_two_proportions():
    """Counts of Newcombe (1998), Stat. Med. 17:873, example a; statsmodels 0.15.0 and R 4.2.2 prop.test."""
    control, variant = arms("a")
    z = pooled_z(control, variant, finite=False)
    assert z == pytest.approx(2.650171951, abs=1e-7)
    assert two_sided(z) == pytest.approx(0.008045081368, abs=1e-7)
    unpooled = (variant.share - control.share) / unpooled_error(control, variant)
    assert unpooled == pytest.approx(2.750921222, abs=1e-7)
    assert two_sided(unpooled) == pytest.approx(0.005942793304, abs=1e-7)
    around = wald_interval(control, variant)
    assert (around.low, around.high) == pytest.approx((0.05750489915, 0.3424951009), abs=1e-7)


def test_the_default_differs_from_the_textbook_by_one_customer_in_all():
    """Miettinen and Nurminen (1985): the variance times N / (N - 1), here with N = 150."""
    control, variant = arms("a")
    found = compare_proportions(control, variant)
    assert found.method == "score"
    assert found.p_value == pytest.approx(two_sided(2.650171951 * (149 / 150) ** 0.5), abs=1e-8)


def test_exact_tests():
    """Fisher's tea (R 4.2.2 fisher.test); vaccine and survey tables of the SciPy manual, columns are the arms."""
    tea = Proportion(1, 4), Proportion(3, 4)
    vaccine = Proportion(12, 15), Proportion(7, 15)
    survey = Proportion(31, 63), Proportion(74, 117)
    assert fisher_p_value(*tea) == pytest.approx(0.4857142857, abs=1e-10)
    assert fisher_p_value(*tea, side="greater") == pytest.approx(0.2428571429, abs=1e-10)
    assert fisher_p_value(*vaccine) == pytest.approx(0.128135932, abs=1e-9)
    assert pooled_z(*vaccine, finite=False) == pytest.approx(-1.894338076, abs=1e-9)
    assert boschloo_p_value(*vaccine) == pytest.approx(0.06821830932, abs=1e-4)
    assert boschloo_p_value(*survey, side="greater") == pytest.approx(0.0355640643, abs=1e-4)
    assert fisher_p_value(*survey, side="greater") == pytest.approx(0.04831221009, abs=1e-10)


@pytest.mark.parametrize(
    ("variant", "control", "z", "one_sided"),
    [
        ((180, 2000), (190, 2000), 1.632439884, 0.05129342644),
        ((180, 2000), (100, 1000), 0.8595723987, 0.1950123976),
    ],
)
def test_score_statistic_against_a_margin(variant, control, z, one_sided):
    """Farrington and Manning (1990), Stat. Med. 9:1447-1454; constrained likelihood maximised by brute force."""
    found = margin_z(Proportion(*control), Proportion(*variant), -0.02, finite=False)
    assert found == pytest.approx(z, abs=1e-6)
    assert two_sided(found) / 2 == pytest.approx(one_sided, abs=1e-6)


HILLSTROM = [  # events and customers of the e-mail's arm and of the one without; difference, z, p, Newcombe's limits
    ((3894, 21307), (2262, 21306), 0.07658956365, 22.48604083, 5.685165483e-112, (0.06995330808, 0.08322674127)),
    ((267, 21307), (122, 21306), 0.00680500652, 7.385114411, 1.523223501e-13, (0.005014344671, 0.008640723397)),
    ((3238, 21387), (2262, 21306), 0.04523310659, 13.94918066, 3.182403159e-44, (0.03889409536, 0.05157434296)),
    ((189, 21387), (122, 21306), 0.003111057511, 3.779560958, 0.0001571051291, (0.001501657132, 0.004745471314)),
]


@pytest.mark.parametrize(("variant", "control", "difference", "z", "p_value", "limits"), HILLSTROM)
def test_hillstrom_visits_and_conversions(variant, control, difference, z, p_value, limits):
    """Hillstrom (2008), MineThatData e-mail challenge, 64,000 customers; SciPy 1.17.1 and statsmodels 0.15.0."""
    before, after = Proportion(*control), Proportion(*variant)
    found = compare_proportions(before, after)
    around = newcombe_interval(before, after)
    assert found.value == pytest.approx(difference, rel=1e-7)
    assert pooled_z(before, after, finite=False) == pytest.approx(z, rel=1e-7)
    assert two_sided(pooled_z(before, after, finite=False)) == pytest.approx(p_value, rel=1e-6)
    assert (around.low, around.high) == pytest.approx(limits, rel=1e-7)
    assert (found.interval.low, found.interval.high) == pytest.approx(limits, rel=2e-2), "large arms: near Newcombe's"
