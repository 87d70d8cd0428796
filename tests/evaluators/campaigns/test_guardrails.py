"""Guardrails: three states that agree with interval and p-values, and false assurance by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.guardrails import (
    GuardrailState,
    guard_mean,
    guard_share,
    guardrail_power,
    guardrail_sample_size,
)
from evaluators.campaigns.proportions import margin_z
from evaluators.errors import EvaluationError, NotComputable

COUNTS = st.integers(50, 5_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@settings(deadline=None, max_examples=40)
@given(control=COUNTS, variant=COUNTS, margin=st.sampled_from([0.001, 0.02, 0.2]))
def test_state_interval_and_p_values_agree(control, variant, margin):
    found = guard_share(Proportion(*control), Proportion(*variant), margin=margin)
    assume(min(abs(found.p_safe - 0.05), abs(found.p_harm - 0.05)) > 1e-9)
    assert (found.p_safe < 0.05) == (found.interval.high < margin)
    assert (found.p_harm < 0.05) == (found.interval.low > 0)
    if found.state is GuardrailState.SAFE:
        assert found.p_safe < 0.05
    else:
        assert (found.state is GuardrailState.HARMED) == (found.p_harm < 0.05)


@settings(deadline=None, max_examples=40)
@given(control=COUNTS, variant=COUNTS)
def test_counting_the_others_turns_the_direction_around(control, variant):
    up = guard_share(Proportion(*control), Proportion(*variant), margin=0.02)
    others = [Proportion(trials - events, trials) for events, trials in (control, variant)]
    down = guard_share(*others, margin=0.02, worse="lower")
    assert down.state is up.state
    assert down.difference == pytest.approx(-up.difference, abs=1e-15)
    assert (down.p_safe, down.p_harm) == pytest.approx((up.p_safe, up.p_harm), abs=1e-9)
    assert (down.interval.low, down.interval.high) == pytest.approx((-up.interval.high, -up.interval.low), abs=1e-9)


def test_three_states():
    control = Proportion(300, 100_000)
    assert guard_share(control, Proportion(290, 100_000), margin=0.001).state is GuardrailState.SAFE
    assert guard_share(control, Proportion(500, 100_000), margin=0.001).state is GuardrailState.HARMED
    assert guard_share(Proportion(3, 1_000), Proportion(3, 1_000), margin=0.001).state is GuardrailState.UNPROVEN


def test_a_harm_shown_to_be_under_the_margin_is_safe():
    found = guard_share(Proportion(3_000, 10**6), Proportion(3_300, 10**6), margin=0.001)
    assert found.state is GuardrailState.SAFE
    assert found.p_harm < 0.001


def test_means_by_welch():
    from scipy.stats import ttest_ind_from_stats

    control, variant = Summary(400, 10.0, 9.0), Summary(300, 9.9, 16.0)
    found = guard_mean(control, variant, margin=1.0, worse="lower")
    oracle = ttest_ind_from_stats(9.9 + 1.0, 4.0, 300, 10.0, 3.0, 400, equal_var=False, alternative="greater")
    assert found.p_safe == pytest.approx(oracle.pvalue, rel=1e-9)
    assert found.state is GuardrailState.SAFE
    assert guard_mean(control, variant, margin=0.1, worse="lower").state is GuardrailState.UNPROVEN
    assert guard_mean(control, Summary(300, 8.0, 16.0), margin=1.0, worse="lower").state is GuardrailState.HARMED
    mirrored = guard_mean(Summary(400, -10.0, 9.0), Summary(300, -9.9, 16.0), margin=1.0)
    assert (mirrored.p_safe, mirrored.p_harm) == pytest.approx((found.p_safe, found.p_harm), rel=1e-12)


def test_power_turns_the_size_around():
    size = guardrail_sample_size(0.003, margin=0.001, power=0.9, ratio=2.0)
    assert guardrail_power(0.003, size.control, size.variant, margin=0.001) == pytest.approx(0.9, abs=1e-9)


def test_false_assurance_and_power_by_simulation():
    """A harm of exactly the margin passes 5 % of the time; no harm as often as the power says.

    By the score statistic itself, which the state follows.
    """
    rng, n, runs = np.random.default_rng(19), 20_000, 2_000

    def safe(harm):
        pairs = zip(rng.binomial(n, 0.01, runs), rng.binomial(n, 0.01 + harm, runs), strict=True)
        return np.mean([margin_z(Proportion(int(a), n), Proportion(int(b), n), 0.002) < -1.644853627 for a, b in pairs])

    assert safe(0.002) == pytest.approx(0.05, abs=0.016)
    assert safe(0.0) == pytest.approx(guardrail_power(0.01, n, n, margin=0.002), abs=0.05)


def test_guardrails_without_sense():
    arm = Proportion(3, 100)
    for margin in (0.0, -0.1, 1.0):
        with pytest.raises(EvaluationError, match="share_outside"):
            guard_share(arm, arm, margin=margin)
    with pytest.raises(EvaluationError, match="not_above_zero"):
        guard_mean(Summary(5, 1.0, 1.0), Summary(5, 1.0, 1.0), margin=0.0)
    with pytest.raises(NotComputable, match="no_trials"):
        guard_share(arm, Proportion(0, 0), margin=0.01)
    with pytest.raises(NotComputable, match="no_variation"):
        guard_mean(Summary(5, 1.0, 0.0), Summary(5, 1.0, 0.0), margin=0.1)
    with pytest.raises(NotComputable, match="too_few_customers"):
        guard_mean(Summary(1, 1.0, 0.0), Summary(5, 1.0, 0.0), margin=0.1)
    with pytest.raises(NotComputable, match="no_variation"):
        guardrail_power(0.0, 10, 10, margin=0.1)
    with pytest.raises(NotComputable, match="no_customers"):
        guardrail_power(0.1, 0, 10, margin=0.1)
    with pytest.raises(EvaluationError, match="power_under_alpha"):
        guardrail_sample_size(0.1, margin=0.1, power=0.05)


def test_nobody_did_it_in_either_arm():
    found = guard_share(Proportion(0, 10_000), Proportion(0, 10_000), margin=0.001)
    assert found.state is GuardrailState.SAFE
    assert guard_share(Proportion(0, 100), Proportion(0, 100), margin=0.001).state is GuardrailState.UNPROVEN
