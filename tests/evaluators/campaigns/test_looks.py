"""Planned and unlimited looks: simulation, spending that adds up, and what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from evaluators.campaigns.confidence_sequence import (
    confidence_sequence,
    mixture_sprt,
    sequence_half_width,
    sequence_limits,
    sequence_power,
    sequence_scale,
)
from evaluators.campaigns.looks import crossing_probabilities
from evaluators.campaigns.spending import (
    SPENDING,
    constant_boundaries,
    equal_looks,
    peeking_false_alarm,
    required_drift,
    sample_inflation,
    sequential_power,
    spending_boundaries,
)
from evaluators.errors import EvaluationError, NotComputable

TIMES = st.lists(st.integers(1, 40), min_size=1, max_size=6, unique=True).map(
    lambda places: tuple(place / 40 for place in sorted(places))
)


def _paths(rng, runs, times, drift=0.0):
    """Z of many tests at the given shares of the information."""
    steps = np.diff([0.0, *times])
    score = (rng.standard_normal((runs, len(times))) * np.sqrt(steps) + drift * steps).cumsum(axis=1)
    return score / np.sqrt(times)


@pytest.mark.parametrize("spending", SPENDING)
@settings(max_examples=25, deadline=None)
@given(times=TIMES, alpha=st.sampled_from([0.01, 0.05, 0.2]))
def test_spending_adds_up(spending, times, alpha):
    looks = spending_boundaries(times, alpha=alpha, spending=spending)
    reached = np.cumsum(crossing_probabilities(times, [math.inf if look.z is None else look.z for look in looks]))
    assert reached == pytest.approx([look.spent for look in looks], abs=1e-10)
    assert looks[-1].spent <= alpha * (1 + 1e-12)
    if times[-1] == 1:
        assert looks[-1].spent == pytest.approx(alpha, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(times=TIMES)
def test_later_looks_move_no_earlier_boundary(times):
    whole = spending_boundaries(times)
    for seen in range(1, len(times)):
        assert spending_boundaries(times[:seen]) == whole[:seen]


def test_one_look_is_the_fixed_test():
    for looks in (spending_boundaries([1.0]), constant_boundaries(1), constant_boundaries(1, shape="pocock")):
        assert looks[0].z == pytest.approx(1.959963985, abs=1e-9)
        assert looks[0].p_value == pytest.approx(0.05, abs=1e-10)
        assert sample_inflation(looks) == pytest.approx(1, abs=1e-8)


def test_very_early_looks_stop_nobody():
    looks = spending_boundaries((0.0005, 0.5, 1.0, 1.2))
    assert looks[0].z is None
    assert looks[0].p_value == 0
    assert looks[3].z is None, "everything is spent at the planned end"
    assert sequential_power(looks, 0.0).stopping[0] == 0


def test_integration_follows_looks_that_lie_close():
    """Two looks at almost the same data stop little more than one does."""
    limit = 1.959963985
    once = float(crossing_probabilities((1.0,), [limit]).sum())
    close = float(crossing_probabilities((1.0, 1.0002), [limit, limit]).sum())
    far = float(crossing_probabilities((1.0, 1.02), [limit, limit]).sum())
    assert once < close < far < once * 1.2
    for end, found in ((1.0002, close), (1.02, far)):
        shared = (1 / end) ** 0.5
        both = multivariate_normal([0, 0], [[1, shared], [shared, 1]])
        assert found == pytest.approx(1 - both.cdf([limit, limit], lower_limit=[-limit, -limit], rng=1), abs=1e-6)


@pytest.mark.parametrize("drift", [0.0, 1.5, -2.8])
def test_simulation_agrees(drift):
    rng, runs = np.random.default_rng(4), 40_000
    looks = spending_boundaries((0.2, 0.5, 0.6, 1.0), spending="pocock")
    bounds = np.array([look.z for look in looks])
    z = _paths(rng, runs, (0.2, 0.5, 0.6, 1.0), drift)
    out = np.abs(z) >= bounds
    first = np.where(out.any(axis=1), out.argmax(axis=1), 4)
    found = sequential_power(looks, drift)
    assert found.stopping == pytest.approx([np.mean(first == look) for look in range(4)], abs=0.01)
    ends = np.array([0.2, 0.5, 0.6, 1.0, 1.0])
    assert found.expected_information == pytest.approx(ends[first].mean(), abs=0.01)
    right = z[np.arange(runs), np.minimum(first, 3)] * (1 if drift >= 0 else -1) > 0
    assert found.power == pytest.approx(np.mean((first < 4) & right), abs=0.01)


def test_power_is_the_same_on_both_sides_and_turns_around():
    looks = spending_boundaries(equal_looks(4))
    assert sequential_power(looks, 2.2).power == pytest.approx(sequential_power(looks, -2.2).power, abs=1e-10)
    assert sequential_power(looks, required_drift(looks, 0.9)).power == pytest.approx(0.9, abs=1e-9)


def test_more_peeking_more_false_alarms():
    rates = [peeking_false_alarm(looks) for looks in (1, 2, 5, 20, 100)]
    assert rates == sorted(rates)
    assert rates[0] == pytest.approx(0.05, abs=1e-12)


@pytest.mark.parametrize("times", [(0.5, 0.5), (0.6, 0.4), (0.0, 1.0), (-0.1, 1.0), (0.5, 0.50001), (0.5, math.inf)])
def test_looks_that_do_not_grow_are_refused(times):
    with pytest.raises(EvaluationError, match="looks_not_increasing"):
        spending_boundaries(times)


def test_designs_without_sense_are_refused():
    with pytest.raises(EvaluationError, match="no_looks"):
        spending_boundaries(())
    with pytest.raises(EvaluationError, match="no_looks"):
        equal_looks(0)
    for alpha in (0.0, 1.0, 1.5):
        with pytest.raises(EvaluationError, match="share_outside"):
            spending_boundaries((1.0,), alpha=alpha)
        with pytest.raises(EvaluationError, match="share_outside"):
            sequence_scale(100, alpha)


@settings(deadline=None)
@given(z=st.floats(-8, 8), customers=st.integers(2, 100_000), planned=st.integers(10, 50_000))
def test_always_valid_p_value_and_sequence_never_disagree(z, customers, planned):
    found = confidence_sequence(z * 0.1, 0.1, customers, planned_customers=planned)
    if abs(found.p_value - 0.05) > 1e-9:
        assert (found.p_value < 0.05) == (found.interval.low > 0 or found.interval.high < 0)


def test_sequence_is_narrowest_about_the_planned_end():
    def over_fixed(customers):
        return sequence_half_width(customers**-0.5, customers, planned_customers=5_000) / customers**-0.5

    near = over_fixed(5_000)
    assert all(over_fixed(customers) > near for customers in (50, 500, 50_000, 500_000))
    assert sequence_limits([0.5, 1.0])[1] == pytest.approx(near, rel=1e-12)


def test_false_alarms_of_the_sequence_by_simulation():
    rng, times = np.random.default_rng(6), np.arange(1, 21) / 20
    z = _paths(rng, 40_000, times)
    assert np.mean((np.abs(z) > sequence_limits(times)).any(axis=1)) == pytest.approx(sequence_power(0.0), abs=0.003)
    naive = np.mean((np.abs(z) > 1.959963985).any(axis=1))
    assert naive == pytest.approx(peeking_false_alarm(20), abs=0.01)


def test_mixture_sprt_never_rises_and_keeps_its_promise():
    rng, times = np.random.default_rng(7), np.arange(1, 21) / 20
    z = _paths(rng, 2_000, times)
    alarms = 0
    for path in z:
        p_values = [look.p_value for look in mixture_sprt(path / np.sqrt(times), 1 / times, mixing_variance=1.0)]
        assert p_values == sorted(p_values, reverse=True)
        alarms += p_values[-1] < 0.05
    assert alarms / len(z) <= 0.05


def test_sequences_of_degenerate_data():
    with pytest.raises(NotComputable, match="no_variation"):
        confidence_sequence(0.1, 0.0, 100, planned_customers=100)
    with pytest.raises(NotComputable, match="no_customers"):
        confidence_sequence(0.1, 0.1, 0, planned_customers=100)
    with pytest.raises(EvaluationError, match="not_above_zero"):
        confidence_sequence(0.1, 0.1, 10, planned_customers=0)
    with pytest.raises(EvaluationError, match="not_above_zero"):
        mixture_sprt([0.1], [1.0], mixing_variance=0.0)
    with pytest.raises(NotComputable, match="no_variation"):
        mixture_sprt([0.1], [0.0], mixing_variance=1.0)
    with pytest.raises(EvaluationError, match="no_looks"):
        sequence_power(1.0, looks=0)
    assert mixture_sprt([], [], mixing_variance=1.0) == ()
    huge = mixture_sprt([1e3], [1e-4], mixing_variance=1.0)[0]
    assert math.isfinite(huge.likelihood_ratio)
    assert huge.p_value == 0
