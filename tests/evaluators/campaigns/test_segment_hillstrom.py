"""Segments and targeting on Hillstrom's customers: what differs, what does not, and what targeting gains."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.heterogeneity import heterogeneity, interaction_f
from evaluators.campaigns.policy import Rule, SegmentArms, rule_value
from evaluators.campaigns.policy_choice import cross_fitted
from evaluators.campaigns.simpson import pooled, simpson_guard
from tests.evaluators.campaigns.segment_data import CONTROL, MENS, WOMENS, hillstrom, hillstrom_pairs

SPLITS = 20


@pytest.fixture(scope="module")
def customers():
    frame = hillstrom()
    frame["bought"] = frame.womens.map({0: "", 1: "womens"}) + frame.mens.map({0: "", 1: "mens"})
    return frame


def _table(frame):
    cells = frame.groupby(["bought", "segment"]).spend.agg(["size", "mean", "var"])
    return tuple(
        SegmentArms(
            segment=name,
            arms={arm: Summary(int(row["size"]), row["mean"], row["var"]) for arm, row in part.droplevel(0).iterrows()},
        )
        for name, part in cells.groupby(level=0)
    )


@pytest.mark.parametrize(
    ("metric", "q", "p_value"),
    [("visit", 94, pytest.approx(0, abs=1e-20)), ("spend", 1.0, pytest.approx(0.32, abs=0.006))],
)
def test_visits_differ_by_earlier_purchase_and_spend_does_not(customers, metric, q, p_value):
    found = heterogeneity(hillstrom_pairs(customers, "womens", metric, WOMENS), rng=np.random.default_rng(1))
    assert round(found.q, 1 if q == 1.0 else 0) == q
    assert found.p_value == p_value
    assert found.method == "q_chi_square"


@pytest.mark.parametrize(
    ("by", "metric", "p_value"),
    [
        ("history_segment", "spend", 0.4260721844),
        ("newbie", "spend", 0.1884282838),
        ("channel", "spend", 0.3459013935),
        ("history_segment", "visit", 0.1147711615),
        ("channel", "visit", 0.7768079535),
        ("zip_code", "visit", 0.7212620419),
        ("womens", "visit", 0.04882295279),
    ],
)
def test_interaction_of_the_mens_mail(customers, by, metric, p_value):
    """R 4.2.2, anova(lm(outcome ~ treated * segment)); newbie also by another published analysis of the data."""
    found = interaction_f(hillstrom_pairs(customers, by, metric, MENS))
    assert found.p_value == pytest.approx(p_value, rel=1e-6)


@pytest.mark.parametrize("by", ["womens", "history_segment", "channel", "zip_code"])
@pytest.mark.parametrize(
    ("variant", "metric", "difference"),
    [
        (MENS, "visit", 0.07658956365),
        (MENS, "conversion", 0.00680500652),
        (MENS, "spend", 0.7698271559),
        (WOMENS, "visit", 0.04523310659),
        (WOMENS, "conversion", 0.003111057511),
        (WOMENS, "spend", 0.4244122159),
    ],
)
def test_segments_recombine_to_the_overall_effect(customers, by, variant, metric, difference):
    """Hillstrom (2008): differences of the mails against none, all customers."""
    pairs = hillstrom_pairs(customers, by, metric, variant)
    control, treated = (pooled([getattr(pair, arm) for pair in pairs]) for arm in ("control", "variant"))
    means = [one.share if isinstance(one, Proportion) else one.mean for one in (control, treated)]
    assert means[1] - means[0] == pytest.approx(difference, rel=1e-7)
    guard = simpson_guard(pairs)
    assert guard.crude == pytest.approx(difference, rel=1e-7)
    assert not guard.warning


def test_targeting_by_past_purchase_gains_next_to_nothing(customers):
    rule = Rule(name="given", variants={"mens": MENS, "womens": WOMENS, "womensmens": MENS})
    gain = rule_value(rule, _table(customers)).gain
    assert (round(gain.value, 3), round(gain.standard_error, 3)) == (0.007, 0.094)
    assert (gain.interval.rounded(2).low, gain.interval.rounded(2).high) == (-0.18, 0.19)


@pytest.fixture(scope="module")
def halves(customers):
    masks = [np.random.default_rng(seed).random(len(customers)) < 0.5 for seed in range(SPLITS)]
    return [(_table(customers[mask]), _table(customers[~mask])) for mask in masks]


@pytest.mark.parametrize("by", ["raw_sign", "shrunken"])
def test_a_rule_chosen_on_the_data_gains_nothing(halves, by):
    """-0.26 to -0.003 was printed for single halvings of another seed; here their mean has to lie there.

    The largest loss of twenty halvings depends on the seed: when a half happens to leave the Mens mail out of the
    segment that bought both, the other half pays for it.
    """
    found = cross_fitted(halves, control=CONTROL, by=by)
    assert found.splits == len(found.gains) == SPLITS
    assert -0.26 < found.gain.value < -0.003
    assert max(found.gains) < 0.01
    assert found.gain.interval.low < 0 < found.gain.interval.high
    assert 0.09 < found.gain.standard_error < 0.16


def test_shrinking_loses_less_than_raw_signs_and_significance_the_most(halves):
    gains = {
        by: cross_fitted(halves, control=CONTROL, by=by).gain.value for by in ("raw_sign", "shrunken", "significant")
    }
    assert gains["significant"] < gains["raw_sign"] < gains["shrunken"]
