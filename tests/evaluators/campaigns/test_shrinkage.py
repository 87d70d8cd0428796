"""Shrunken segment effects, and the risk of a wrong sign."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.segment_effects import SegmentEffect
from evaluators.campaigns.shrinkage import shrink
from evaluators.campaigns.sign_risk import segment_sign_risks, sign_risk
from evaluators.errors import EvaluationError, NotComputable

pairs = st.tuples(st.floats(-10, 10), st.floats(0.01, 10))


def _effects(*given):
    return [
        SegmentEffect(segment=f"s{place}", customers=10, effect=effect, variance=variance)
        for place, (effect, variance) in enumerate(given)
    ]


def test_no_effects_cannot_be_shrunken():
    for effects in ([], _effects((None, None), (2.0, 0.0))):
        with pytest.raises(NotComputable) as fault:
            shrink(effects)
        assert (fault.value.code, fault.value.facts) == ("no_segment_effects", {"segments": len(effects)})


def test_one_segment_keeps_its_effect():
    found = shrink(_effects((2.0, 0.25)))
    (one,) = found.effects
    assert (one.raw, one.shrunken, one.own_weight, one.standard_error) == (2.0, 2.0, 1.0, 0.5)
    assert (found.between_variance, found.new_segment, found.mean) == (None, None, 2.0)


def test_equal_effects_are_one_effect():
    found = shrink(_effects((2.0, 0.25), (2.0, 4.0), (2.0, 1.0)))
    assert found.between_variance == 0
    assert [one.shrunken for one in found.effects] == pytest.approx([2.0] * 3)
    assert [one.standard_error for one in found.effects] == pytest.approx([found.mean_error] * 3)


def test_a_segment_without_an_effect_gets_the_mean_and_the_spread():
    found = shrink(_effects((0.0, 0.25), (4.0, 0.25), (None, None), (9.0, 0.0)))
    assert found.mean == pytest.approx(2.0)
    assert [one.shrunken for one in found.effects[2:]] == pytest.approx([2.0, 2.0])
    assert [one.own_weight for one in found.effects[2:]] == [0, 0]
    assert found.effects[2].standard_error == pytest.approx((found.between_variance + found.mean_error**2) ** 0.5)


def test_few_segments_predict_a_new_one_widely():
    effects = _effects((0.0, 0.25), (4.0, 0.25), (2.0, 0.25))
    by_t, by_normal = (shrink(effects, prediction=by).new_segment for by in ("t", "normal"))
    assert by_t.high - by_t.low == pytest.approx((by_normal.high - by_normal.low) * 12.7062 / 1.959964, rel=1e-5)
    assert shrink(effects[:2]).new_segment is None
    assert shrink(effects[:2], prediction="normal").new_segment is not None


@settings(deadline=None)
@given(given=st.lists(pairs, min_size=1, max_size=8))
def test_between_raw_and_mean(given):
    found = shrink(_effects(*given))
    for one, (effect, _) in zip(found.effects, given, strict=True):
        low, high = sorted([effect, found.mean])
        assert low - 1e-9 <= one.shrunken <= high + 1e-9
        assert 0 <= one.own_weight <= 1
        assert one.standard_error > 0
        assert one.interval.low < one.shrunken < one.interval.high


@settings(deadline=None)
@given(given=st.lists(pairs, min_size=2, max_size=6), seed=st.integers(0, 99))
def test_order_and_sign(given, seed):
    order = np.random.default_rng(seed).permutation(len(given))
    plain = shrink(_effects(*given))
    moved = shrink(_effects(*[given[place] for place in order]))
    turned = shrink(_effects(*[(-effect, variance) for effect, variance in given]))
    expected = [one.shrunken for one in plain.effects]
    assert [one.shrunken for one in moved.effects] == pytest.approx([expected[place] for place in order], abs=1e-7)
    assert [one.shrunken for one in turned.effects] == pytest.approx([-one for one in expected], abs=1e-9)


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0, 3.0])
def test_intervals_cover_when_segments_differ(spread):
    """600 experiments with eight segments, errors 0.6 to 1.4: nominal 95 %, spread and mean estimated.

    A new segment's interval misses more often, since the estimated spread is often far too small.
    """
    rng, covered, within = np.random.default_rng(11), [], []
    for _ in range(600):
        errors = rng.uniform(0.6, 1.4, 8)
        true = rng.normal(0.5, spread, 9)
        seen = true[:8] + errors * rng.normal(size=8)
        found = shrink(_effects(*zip(seen, errors**2, strict=True)))
        for one, value in zip(found.effects, true[:8], strict=True):
            covered.append(one.interval.low <= value <= one.interval.high)
        within.append(found.new_segment.low <= true[8] <= found.new_segment.high)
    assert np.mean(covered) > 0.91
    assert np.mean(within) > 0.86


@pytest.mark.parametrize("true", [0.0, 0.2, 1.0, 3.0, -1.0])
def test_sign_risk_agrees_with_simulation(true):
    draws = np.random.default_rng(5).normal(true / 0.7, 1.0, 400_000)
    called = np.abs(draws) > 1.959964
    found = sign_risk(true, 0.7)
    assert found.power == pytest.approx(called.mean(), abs=0.003)
    wrong = (draws[called] < 0) if true >= 0 else (draws[called] > 0)
    assert found.wrong_sign == pytest.approx(wrong.mean(), abs=0.012)
    if true == 0:
        assert found.exaggeration is None
        assert (found.power, found.wrong_sign) == pytest.approx((0.05, 0.5))
    else:
        assert found.exaggeration == pytest.approx(np.abs(draws[called]).mean() * 0.7 / abs(true), rel=0.02)


def test_sign_risk_falls_with_precision():
    risks = [sign_risk(1.0, error) for error in (10, 3, 1, 0.5, 0.1)]
    assert [one.wrong_sign for one in risks] == sorted((one.wrong_sign for one in risks), reverse=True)
    assert [one.exaggeration for one in risks] == sorted((one.exaggeration for one in risks), reverse=True)
    assert risks[-1].exaggeration == pytest.approx(1, abs=1e-9)


def test_sign_risk_at_the_edges():
    assert sign_risk(1e-320, 1.0).exaggeration is None
    assert sign_risk(1e9, 1.0) == sign_risk(-1e9, 1.0)
    for error in (0.0, -1.0, float("nan")):
        with pytest.raises(EvaluationError) as fault:
            sign_risk(1.0, error)
        assert fault.value.code == "standard_error_not_positive"


def test_sign_risk_of_segments():
    risks = segment_sign_risks(_effects((5.0, 0.49), (None, None), (1.0, 0.0)), 1.0)
    assert risks == (sign_risk(1.0, 0.7), None, None)
