"""Seeded simulations: false alarms of the tests between segments, and what each way of choosing a rule is worth."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Summary
from evaluators.campaigns.heterogeneity import cochran_q, heterogeneity, sign_change
from evaluators.campaigns.policy import SegmentArms
from evaluators.campaigns.policy_choice import choose_rule
from evaluators.campaigns.segment_effects import SegmentEffect, comparable_effects, segment_effects
from tests.evaluators.campaigns.segment_data import share_pairs

ALPHA = 0.05
SEGMENTS = 8


def _experiments(count, n0, n1, share, effect, seed):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        x0, x1 = rng.binomial(n0, share, SEGMENTS), rng.binomial(n1, share + effect, SEGMENTS)
        yield share_pairs(*[(int(a), n0, int(b), n1) for a, b in zip(x0, x1, strict=True)])


def _error(rate, count):
    return 3 * (rate * (1 - rate) / count) ** 0.5


@pytest.mark.parametrize(
    ("n0", "n1", "share", "effect", "limit"),
    [
        (1250, 1250, 0.02, 0.0, 0.05),
        (1000, 9000, 0.02, 0.02, 0.05),
        (9000, 1000, 0.02, 0.02, 0.05),
        (250, 2250, 0.01, 0.0, 0.06),
        (250, 2250, 0.01, 0.01, 0.08),
        (60, 60, 0.03, 0.0, 0.05),
    ],
    ids=["even", "small control", "small variant", "few events", "few events and an effect", "tiny"],
)
def test_q_alarms_as_often_as_promised(n0, n1, share, effect, limit):
    """Eight segments with the same effect, 400 experiments."""
    rng = np.random.default_rng(7)
    found = [
        heterogeneity(pairs, rng=rng, draws=199).p_value <= ALPHA
        for pairs in _experiments(400, n0, n1, share, effect, seed=3)
    ]
    assert 0.01 < np.mean(found) < limit + _error(limit, 400)


def test_own_variances_would_alarm_too_often():
    """10 % holdouts, eight segments of 2,500, a baseline of 1 %: 18 % false alarms; pooled ones keep about 5 %."""
    own, pooled = [], []
    for pairs in _experiments(1000, 250, 2250, 0.01, 0.0, seed=5):
        plain = cochran_q(segment_effects(pairs)).p_value
        own.append(plain is not None and plain <= ALPHA)
        pooled.append(cochran_q(comparable_effects(pairs)).p_value <= ALPHA)
    assert np.mean(own) > 0.12
    assert np.mean(pooled) < 0.06 + _error(0.06, 1000)


def test_pooling_without_the_common_effect_would_alarm_too_often():
    """2 % against 1 % in arms of 1,000 and 9,000: the plain pooled variance halves the true one."""
    plain, fit = [], []
    for pairs in _experiments(500, 9000, 1000, 0.01, 0.01, seed=6):
        effects = []
        for pair, one in zip(pairs, segment_effects(pairs), strict=True):
            share = (pair.control.events + pair.variant.events) / one.customers
            variance = share * (1 - share) * (1 / pair.control.trials + 1 / pair.variant.trials)
            effects.append(SegmentEffect(segment=one.segment, customers=1, effect=one.effect, variance=variance))
        plain.append(cochran_q(effects).p_value <= ALPHA)
        fit.append(cochran_q(comparable_effects(pairs)).p_value <= ALPHA)
    assert np.mean(plain) > 0.2
    assert np.mean(fit) < ALPHA + _error(ALPHA, 500)


def test_gail_simon_rarely_alarms_when_no_segment_differs():
    """No effect anywhere is far inside the hypothesis; half the segments at the edge and the rest far is its border."""
    inside = [
        sign_change(comparable_effects(pairs)).p_value <= ALPHA
        for pairs in _experiments(500, 1250, 1250, 0.02, 0.0, seed=8)
    ]
    assert np.mean(inside) < ALPHA
    rng, border = np.random.default_rng(9), []
    for _ in range(1500):
        seen = rng.normal([0.0] * (SEGMENTS - 1) + [6.0], 1.0)
        effects = [SegmentEffect(segment=str(i), customers=1, effect=x, variance=1.0) for i, x in enumerate(seen)]
        border.append(sign_change(effects).p_value <= ALPHA)
    assert np.mean(border) == pytest.approx(ALPHA, abs=_error(ALPHA, 1500) + 0.01)


def test_two_opposite_segments_are_seen():
    """Two of two segments at z = 3.5 and -3.5: their average is nothing, their difference is clear."""
    rng, q, turned = np.random.default_rng(10), [], []
    for _ in range(500):
        seen = rng.normal([3.5, -3.5], 1.0)
        effects = [SegmentEffect(segment=str(i), customers=1, effect=x, variance=1.0) for i, x in enumerate(seen)]
        q.append(cochran_q(effects).p_value <= ALPHA)
        turned.append(sign_change(effects).p_value <= ALPHA)
    assert np.mean(q) > 0.95
    assert np.mean(turned) > 0.9


def _values(mean, spread, seed, runs=400):
    """Return the value per segment of treating by each rule, effects in units of their standard error."""
    rng = np.random.default_rng(seed)
    gained = dict.fromkeys(("raw_sign", "shrunken", "significant", "one", "oracle"), 0.0)
    for _ in range(runs):
        true = rng.normal(mean, spread, SEGMENTS)
        seen = true + rng.normal(size=SEGMENTS)
        table = [
            SegmentArms(
                segment=str(i), arms={"none": Summary(100_000, 0.0, 50_000), "mail": Summary(100_000, x, 50_000)}
            )
            for i, x in enumerate(seen)
        ]
        for by in ("raw_sign", "shrunken", "significant"):
            chosen = choose_rule(table, control="none", by=by).variants
            gained[by] += sum(effect for i, effect in enumerate(true) if chosen[str(i)] == "mail")
        gained["one"] += true.sum() * (seen.mean() > 0)
        gained["oracle"] += true[true > 0].sum()
    return {name: value / runs / SEGMENTS for name, value in gained.items()}


@pytest.mark.parametrize(
    ("spread", "expected"),
    [
        (0.0, {"raw_sign": 0.186, "shrunken": 0.232, "one": 0.242, "significant": 0.015, "oracle": 0.300}),
        (0.3, {"raw_sign": 0.217, "shrunken": 0.245, "one": 0.246, "significant": 0.027, "oracle": 0.325}),
        (1.0, {"raw_sign": 0.450, "shrunken": 0.426, "one": 0.300, "significant": 0.177, "oracle": 0.565}),
    ],
)
def test_what_each_way_of_choosing_is_worth(spread, expected):
    """Eight segments, mean effect 0.3 standard errors; figures of 50,000 runs by an independent program."""
    found = _values(0.3, spread, seed=12)
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=0.045), name
    assert found["significant"] < min(found["raw_sign"], found["shrunken"])
    assert bool(found["shrunken"] > found["raw_sign"]) is (spread < 1)


def test_significance_is_best_only_where_most_segments_are_harmed():
    """Mean effect -0.5 standard errors: -0.004 against -0.056 shrunken and -0.154 raw."""
    found = _values(-0.5, 0.0, seed=13)
    assert found["significant"] > found["shrunken"] > found["raw_sign"]
    assert found["raw_sign"] == pytest.approx(-0.154, abs=0.02)
    assert found["shrunken"] == pytest.approx(-0.056, abs=0.02)
