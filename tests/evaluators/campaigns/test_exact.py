"""Exact tests against SciPy and against whole enumeration; the rule when they are used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.exact import (
    boschloo_p_value,
    exact_p_value,
    expected_counts,
    fisher_p_value,
    mid_p_value,
    small_counts_test,
)
from evaluators.campaigns.proportions import compare_proportions
from evaluators.errors import NotComputable
from evaluators.notes import Severity
from tests.evaluators.campaigns.campaign_arms import proportions


def table(control, variant):
    return [[arm.events, arm.trials - arm.events] for arm in (variant, control)]


@settings(deadline=None)
@given(proportions(80), proportions(80), st.sampled_from(["two_sided", "greater", "less"]))
def test_fisher_against_scipy(control, variant, side):
    expected = stats.fisher_exact(table(control, variant), alternative=side.replace("_", "-")).pvalue
    assert fisher_p_value(control, variant, side=side) == pytest.approx(expected, rel=1e-7)


@settings(deadline=None)
@given(proportions(80), proportions(80))
def test_mid_p_takes_half_of_the_table_seen(control, variant):
    total = control.events + variant.events
    law = stats.hypergeom(control.trials + variant.trials, total, variant.trials)
    above = law.sf(variant.events) + law.pmf(variant.events) / 2
    assert mid_p_value(control, variant, side="greater") == pytest.approx(above, rel=1e-7, abs=1e-13)
    assert mid_p_value(control, variant, side="less") == pytest.approx(1 - above, abs=1e-10)
    assert mid_p_value(control, variant) == pytest.approx(min(2 * min(above, 1 - above), 1), abs=1e-10)


@settings(max_examples=15, deadline=None)
@given(proportions(12), proportions(12))
def test_boschloo_against_enumeration(control, variant):
    """The chance of a table with Fisher's p no larger, at the worst common share on a fine grid."""
    n0, n1 = control.trials, variant.trials
    x0, x1 = np.arange(n0 + 1)[:, None], np.arange(n1 + 1)[None, :]
    fisher = stats.hypergeom.sf(x1 - 1, n0 + n1, x0 + x1, n1)
    extreme = fisher <= fisher[control.events, variant.events] * (1 + 1e-7)
    shares = np.linspace(0, 1, 2001)[:, None, None]
    chances = stats.binom.pmf(x0, n0, shares) * stats.binom.pmf(x1, n1, shares)
    worst = (chances * extreme).sum(axis=(1, 2)).max()
    assert boschloo_p_value(control, variant, side="greater") == pytest.approx(worst, rel=1e-4)


@settings(max_examples=20, deadline=None)
@given(proportions(60), proportions(60))
def test_boschloo_is_never_above_fisher_one_sided(control, variant):
    for side in ("greater", "less"):
        boschloo = boschloo_p_value(control, variant, side=side)
        assert boschloo <= fisher_p_value(control, variant, side=side) + 1e-9


def test_few_events_in_millions():
    """Three events in ten million against none: the conditional law is binomial to many digits."""
    control, variant = Proportion(0, 10_000_000), Proportion(3, 10_000_000)
    assert fisher_p_value(control, variant, side="greater") == pytest.approx(1 / 8, rel=1e-5)
    assert mid_p_value(control, variant) == pytest.approx(1 / 8, rel=1e-5)


@pytest.mark.parametrize(
    ("control", "variant", "expected"),
    [
        (Proportion(10, 200), Proportion(10, 200), None),
        (Proportion(5, 100), Proportion(5, 100), None),
        (Proportion(5, 100), Proportion(4, 100), "boschloo"),
        (Proportion(96, 100), Proportion(95, 100), "boschloo"),
        (Proportion(4, 200), Proportion(4, 200), "boschloo"),
        (Proportion(4, 201), Proportion(4, 200), "mid_p"),
        (Proportion(300, 900_000), Proportion(1, 2_000), "mid_p"),
    ],
)
def test_the_rule(control, variant, expected):
    """Any of the four expected counts under 5; Boschloo's to 200 customers per arm."""
    assert small_counts_test(control, variant) == expected
    assert (expected_counts(control, variant).min() < 5) == (expected is not None)
    found = compare_proportions(control, variant)
    assert found.method == (expected or "score")
    assert found.interval_method == ("miettinen_nurminen" if expected else None)
    assert [note.code for note in found.notes][:1] == (["small_counts"] if expected else [])
    if expected:
        assert found.p_value == exact_p_value(control, variant, expected)
        assert found.notes[0].facts == {"method": expected}


def test_an_interval_that_the_exact_test_does_not_bear_out_is_noted():
    """0 of 20 against 4 of 20: the score interval leaves 0 out, Boschloo's p is above 0.05 (SciPy 1.17.1)."""
    control, variant = Proportion(0, 20), Proportion(4, 20)
    found = compare_proportions(control, variant)
    assert found.interval.low > 0
    assert found.p_value == pytest.approx(stats.boschloo_exact([[4, 0], [16, 20]], n=512).pvalue, rel=1e-6)
    assert found.p_value > 0.05
    assert found.notes[1].code == "test_and_interval_differ"
    assert found.notes[1].severity is Severity.WARNING
    agreeing = compare_proportions(Proportion(0, 20), Proportion(1, 20))
    assert [note.code for note in agreeing.notes] == ["small_counts"]


@pytest.mark.parametrize("test", ["boschloo", "fisher", "mid_p"])
def test_degenerate_tables(test):
    for arms in ((Proportion(0, 5), Proportion(0, 9)), (Proportion(5, 5), Proportion(9, 9))):
        assert exact_p_value(*arms, test) == 1
    with pytest.raises(NotComputable, match="no_trials"):
        exact_p_value(Proportion(0, 0), Proportion(1, 2), test)
