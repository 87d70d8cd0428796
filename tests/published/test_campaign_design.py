"""Sample sizes against published figures."""

from __future__ import annotations

import pytest

from evaluators.campaigns.clusters import clustered, design_effect
from evaluators.campaigns.mean_size import mean_power, mean_sample_size
from evaluators.campaigns.power import proportion_power
from evaluators.campaigns.sample_size import SampleSize, proportion_sample_size


@pytest.mark.parametrize(
    ("formula", "printed"),
    [("fleiss", 76.70693011), ("fleiss_corrected", 84.51761881), ("arcsine", 76.65294059)],
)
def test_half_against_three_quarters(formula, printed):
    """R 4.2.2 power.prop.test, Hmisc 4.8.0 bsamsize (Fleiss, Tytun & Ury 1980, doi:10.2307/2529990), pwr 1.3.0."""
    size = proportion_sample_size(0.5, 0.75, power=0.9, formula=formula)
    assert (size.control, size.variant) == pytest.approx((printed, printed), rel=1e-5)


def test_power_of_fifty_a_side():
    """R 4.2.2 power.prop.test, its own example."""
    assert proportion_power(0.5, 0.75, 50, 50) == pytest.approx(0.7401659013, rel=1e-5)


def test_two_variant_customers_per_control():
    """Hmisc 4.8.0 bsamsize."""
    size = proportion_sample_size(0.02, 0.025, ratio=2)
    assert (size.control, size.variant) == pytest.approx((10503.20057, 21006.40113), rel=1e-5)


def test_default_of_evan_millers_page():
    """20 % and 5 points: 1,030 customers a side."""
    size = proportion_sample_size(0.20, 0.25, formula="baseline_variance")
    assert size.control == pytest.approx(1030.219283, rel=1e-5)
    assert round(size.control) == 1_030


def test_examples_of_power_t_test():
    """R 4.2.2 power.t.test, its own examples."""
    assert mean_sample_size(1, 1, power=0.9).control == pytest.approx(22.0210977, rel=1e-5)
    assert mean_power(1, 1, 20, 20) == pytest.approx(0.8689528017, rel=1e-5)


def test_clusters_of_twenty_five():
    """Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials, ch. 5."""
    assert design_effect(25, 0.02) == pytest.approx(1.48, abs=1e-9)
    found = clustered(SampleSize(control=1_030, variant=1_030, formula="baseline_variance"), 25, 0.02)
    assert (found.control, found.variant) == pytest.approx((1524.4, 1524.4), abs=1e-9)
    assert (found.control_clusters, found.variant_clusters) == (61, 61)
