"""Posterior comparison: closed form against quadrature and simulation, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.beta_binomial import compare_posteriors, probability_above
from evaluators.errors import NotComputable


@st.composite
def arms(draw):
    trials = draw(st.integers(20, 3_000))
    return Proportion(draw(st.integers(0, trials)), trials)


def _computable(*given_arms):
    share = sum(arm.events for arm in given_arms) / sum(arm.trials for arm in given_arms)
    assume(min(arm.trials for arm in given_arms) * min(share, 1 - share) >= 5)


@settings(max_examples=60, deadline=None)
@given(control=arms(), variant=arms())
def test_closed_form_is_the_integral(control, variant):
    _computable(control, variant)
    found = compare_posteriors(control, variant)
    assert found.method == "beta_binomial_closed_form"
    assert found.variant_better == pytest.approx(probability_above(control, variant), abs=1e-10)
    assert found.loss_of_control - found.loss_of_variant == pytest.approx(found.difference, abs=1e-12)
    assert min(found.loss_of_control, found.loss_of_variant) >= 0


@settings(max_examples=60, deadline=None)
@given(control=arms(), variant=arms())
def test_swapping_the_arms_swaps_the_answer(control, variant):
    _computable(control, variant)
    one, other = compare_posteriors(control, variant), compare_posteriors(variant, control)
    assert one.variant_better + other.variant_better == pytest.approx(1, abs=1e-10)
    assert one.loss_of_variant == pytest.approx(other.loss_of_control, abs=1e-12)
    assert one.difference == -other.difference


def test_simulation_agrees():
    rng, control, variant = np.random.default_rng(1), Proportion(30, 400), Proportion(22, 200)
    a, b = rng.beta(31, 371, 400_000), rng.beta(23, 179, 400_000)
    found = compare_posteriors(control, variant)
    assert found.variant_better == pytest.approx(np.mean(b > a), abs=0.003)
    assert found.loss_of_variant == pytest.approx(np.maximum(a - b, 0).mean(), abs=1e-4)
    assert found.loss_of_control == pytest.approx(np.maximum(b - a, 0).mean(), abs=2e-4)
    for margin in (-0.02, 0.01, 0.05):
        assert probability_above(control, variant, margin) == pytest.approx(np.mean(b > a + margin), abs=0.003)


def test_large_counts_by_quadrature_join_the_closed_form():
    near = compare_posteriors(Proportion(9_900, 100_000), Proportion(10_020, 100_000))
    beyond = compare_posteriors(Proportion(9_900, 100_001), Proportion(10_020, 100_001))
    assert (near.method, beyond.method) == ("beta_binomial_closed_form", "beta_binomial_quadrature")
    assert beyond.variant_better == pytest.approx(near.variant_better, abs=1e-5)
    assert beyond.loss_of_variant == pytest.approx(near.loss_of_variant, rel=1e-4)


def test_huge_and_unequal_arms():
    found = compare_posteriors(Proportion(10_000, 100_000), Proportion(10**8, 10**9))
    assert found.variant_better == pytest.approx(0.5, abs=0.01)
    assert found.loss_of_variant == pytest.approx(0.4 * (0.09 / 100_000) ** 0.5, rel=0.05)


@settings(deadline=None)
@given(events=st.integers(70, 130))
def test_more_events_are_better(events):
    control = Proportion(100, 200)
    fewer, more = (compare_posteriors(control, Proportion(count, 200)) for count in (events, events + 1))
    assert more.variant_better > fewer.variant_better
    assert more.loss_of_variant < fewer.loss_of_variant


def test_margins_beyond_every_share_are_certain():
    control, variant = Proportion(50, 100), Proportion(50, 100)
    assert probability_above(control, variant, -1.0) == pytest.approx(1, abs=1e-12)
    assert probability_above(control, variant, 1.0) == pytest.approx(0, abs=1e-12)


def test_small_arms_are_not_shown():
    """Five expected at the pooled share: 1,900 against 100 customers at 0.5 % have half an event there."""
    with pytest.raises(NotComputable, match="too_few_for_posterior"):
        compare_posteriors(Proportion(9, 1_900), Proportion(1, 100))
    with pytest.raises(NotComputable, match="too_few_for_posterior"):
        compare_posteriors(Proportion(100, 100), Proportion(99, 100))
    with pytest.raises(NotComputable, match="no_trials"):
        compare_posteriors(Proportion(0, 0), Proportion(10, 100))
    assert compare_posteriors(Proportion(0, 100), Proportion(12, 100)).variant_better > 0.999
