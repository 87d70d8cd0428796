"""Net value, expected losses and the worth of information: integrals, limits and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.money import (
    Economics,
    another_send,
    expected_loss,
    net_value,
    perfect_information,
    unit_normal_loss,
)
from evaluators.errors import EvaluationError, NotComputable
from evaluators.results import Interval

SHOP = Economics(recipients=20_000, margin=30.0, send_cost=0.01, switching_cost=500.0)
EFFECTS = st.floats(-0.02, 0.02)
ERRORS = st.floats(1e-5, 0.02)


def test_money_of_an_effect():
    found = net_value(0.004, 0.003, SHOP)
    assert found.expected == pytest.approx(20_000 * (0.004 * 30 - 0.01) - 500)
    assert found.standard_error == pytest.approx(20_000 * 30 * 0.003)
    assert found.interval.low == pytest.approx(found.expected - 1.959963985 * found.standard_error)
    assert SHOP.net(SHOP.break_even) == pytest.approx(0, abs=1e-9)


def test_interval_of_the_effect_is_turned_into_money():
    found = net_value(0.004, 0.003, SHOP, interval=Interval(low=-0.001, high=0.02))
    assert (found.interval.low, found.interval.high) == (SHOP.net(-0.001), SHOP.net(0.02))


@settings(deadline=None, max_examples=40)
@given(mean=st.floats(-50, 50), deviation=st.floats(0.01, 20))
def test_losses_are_the_integrals(mean, deviation):
    grid = np.linspace(-12, 12, 48_001)
    density = np.exp(-0.5 * grid**2) / np.sqrt(2 * np.pi) * (grid[1] - grid[0])
    values = mean + deviation * grid
    assert expected_loss(mean, deviation) == pytest.approx(np.maximum(-values, 0) @ density, abs=1e-5 * deviation)
    assert expected_loss(-mean, deviation) - expected_loss(mean, deviation) == pytest.approx(mean, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(effect=EFFECTS, error=ERRORS)
def test_perfect_information_is_the_lesser_loss(effect, error):
    found = net_value(effect, error, SHOP)
    assert found.perfect_information == pytest.approx(min(found.loss_of_variant, found.loss_of_control), abs=1e-9)
    assert (found.loss_of_variant < found.loss_of_control) == (found.expected > 0)


@settings(deadline=None, max_examples=40)
@given(effect=EFFECTS, error=ERRORS, next_error=ERRORS)
def test_a_send_tells_less_than_everything(effect, error, next_error):
    found = another_send(effect, error, SHOP, next_standard_error=next_error)
    whole = net_value(effect, error, SHOP).perfect_information
    assert 0 <= found.information <= whole * (1 + 1e-9) + 1e-12
    sharper = another_send(effect, error, SHOP, next_standard_error=next_error / 2)
    assert sharper.information >= found.information - 1e-12


def test_worth_of_a_send_by_simulation():
    """Draw the truth and the new send, choose by the pooled estimate, and value the choice."""
    rng, effect, error, following = np.random.default_rng(12), 0.001, 0.003, 0.002
    truth = rng.normal(effect, error, 400_000)
    seen = rng.normal(truth, following)
    pooled = (effect / error**2 + seen / following**2) / (error**-2 + following**-2)
    gain = np.where(pooled > SHOP.break_even, truth * SHOP.per_unit - SHOP.break_even * SHOP.per_unit, 0.0).mean()
    now = max(SHOP.net(effect), 0.0)
    found = another_send(effect, error, SHOP, next_standard_error=following, cost=100.0)
    assert found.information == pytest.approx(gain - now, rel=0.02)
    assert found.net == found.information - 100.0
    assert found.worth_it
    assert not another_send(effect, error, SHOP, next_standard_error=following, cost=1e6).worth_it


def test_a_perfect_send_is_worth_perfect_information():
    found = another_send(0.001, 0.003, SHOP, next_standard_error=1e-9)
    assert found.information == pytest.approx(net_value(0.001, 0.003, SHOP).perfect_information, rel=1e-6)


def test_certain_effects_lose_nothing():
    found = net_value(0.004, 0.0, SHOP)
    assert (found.loss_of_variant, found.perfect_information) == (0.0, 0.0)
    assert found.loss_of_control == pytest.approx(found.expected)
    assert expected_loss(-3.0, 0.0) == 3.0
    assert perfect_information(0.0, 0.0) == 0.0


def test_unit_normal_loss_far_out():
    assert unit_normal_loss(10) == pytest.approx(7.4745604e-25, rel=1e-6)
    assert unit_normal_loss(60) == 0
    assert unit_normal_loss(-10) == pytest.approx(10, abs=1e-12)


def test_economics_without_sense():
    with pytest.raises(EvaluationError, match="not_above_zero"):
        Economics(recipients=10, margin=0.0)
    with pytest.raises(EvaluationError, match="not_below_zero"):
        Economics(recipients=-1, margin=1.0)
    assert Economics(recipients=0, margin=1.0).break_even is None
    with pytest.raises(EvaluationError, match="not_above_zero"):
        another_send(0.1, 0.1, SHOP, next_standard_error=0.0)
    with pytest.raises(NotComputable, match="no_variation"):
        another_send(0.1, 0.0, SHOP, next_standard_error=0.1)
    with pytest.raises(ValueError, match="standard error"):
        net_value(0.1, -0.1, SHOP)
    with pytest.raises(ValueError, match="deviation"):
        expected_loss(0.1, -0.1)
