"""Posterior, money, guardrail and sample-ratio figures that others published."""

from __future__ import annotations

import pytest
from scipy.special import ndtr

from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.balance import Tier, sample_ratio
from evaluators.campaigns.beta_binomial import compare_posteriors
from evaluators.campaigns.guardrails import GuardrailState, guard_share, guardrail_power
from evaluators.campaigns.money import Economics, net_value, perfect_information, unit_normal_loss
from evaluators.campaigns.proportions import margin_z


def test_posterior_of_120_against_144_in_a_thousand():
    """Closed forms of Miller (2015) and Stucchio (2015), checked against SciPy's quadrature."""
    found = compare_posteriors(Proportion(120, 1_000), Proportion(144, 1_000))
    assert found.method == "beta_binomial_closed_form"
    assert found.variant_better == pytest.approx(0.9433285821, rel=1e-9)
    assert found.loss_of_variant == pytest.approx(0.0003664529106, rel=1e-6)
    assert found.loss_of_control == pytest.approx(0.02431854872, rel=1e-9)
    assert found.difference == pytest.approx(0.02395209581, rel=1e-9)


@pytest.mark.parametrize(
    ("distance", "digits", "printed"),
    [(0, 0.3989422804, 0.3989), (0.5, 0.1977965574, 0.1978), (1, 0.08331547059, 0.0833), (2, 0.008490702617, 0.0085)],
)
def test_unit_normal_loss_of_raiffa_and_schlaifer(distance, digits, printed):
    """Raiffa & Schlaifer (1961), Applied Statistical Decision Theory, table II."""
    assert unit_normal_loss(distance) == pytest.approx(digits, rel=1e-9)
    assert round(unit_normal_loss(distance), 4) == printed


def test_worth_of_perfect_information():
    assert perfect_information(0.004 * 2e6, 0.003 * 2e6) == pytest.approx(254.3706902, rel=1e-9)
    worth = net_value(0.004, 0.003, Economics(recipients=100_000, margin=20))
    assert worth.perfect_information == pytest.approx(254.3706902, rel=1e-9)


# Farrington & Manning (1990), doi:10.1002/sim.4780091208, on made-up counts by brute-force constrained likelihood:
# variant (x1, n1) against control (x2, n2), lower is worse, margin 0.02.
MARGINS = [
    ((180, 2_000), (190, 2_000), 1.632439884, 0.05129342644),
    ((180, 2_000), (100, 1_000), 0.8595723987, 0.1950123976),
]


@pytest.mark.parametrize(("variant", "control", "z", "p_value"), MARGINS)
def test_margin_score_of_farrington_and_manning(variant, control, z, p_value):
    control, variant = Proportion(*control), Proportion(*variant)
    found = margin_z(control, variant, -0.02, finite=False)
    assert found == pytest.approx(z, abs=1e-6)
    assert ndtr(-found) == pytest.approx(p_value, abs=1e-6)
    guard = guard_share(control, variant, margin=0.02, worse="lower")
    assert guard.state is GuardrailState.UNPROVEN
    total = control.trials + variant.trials
    assert guard.p_safe == pytest.approx(ndtr(-z * ((total - 1) / total) ** 0.5), abs=1e-6)


def test_silence_is_not_safety():
    """10,000 a side at 0.3 % unsubscribes and a margin of 0.1 point: power 36 %."""
    assert guardrail_power(0.003, 10_000, 10_000, margin=0.001) == pytest.approx(0.36, abs=0.005)


def test_sample_ratio_of_kohavi_tang_and_xu():
    """Kohavi, Tang & Xu (2020), Trustworthy Online Controlled Experiments, ch. 3: p = 1.8e-6."""
    found = sample_ratio([821_588, 815_482], [1, 1])
    assert found.chi_square == pytest.approx(22.77436884, rel=1e-8)
    assert found.p_value == pytest.approx(1.821792873e-06, rel=1e-8)
    assert found.tier is Tier.ALARM


def test_sample_ratio_of_cookie_cats_is_a_note():
    found = sample_ratio([44_700, 45_489], [1, 1])
    assert found.p_value == pytest.approx(0.0086, abs=5e-5)
    assert found.tier is Tier.NOTE
