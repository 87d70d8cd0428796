"""Differences between segments in a mean that few customers make."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.heterogeneity import cochran_q, heterogeneity
from evaluators.campaigns.heterogeneity_values import ValuesPair, heterogeneity_of_values
from evaluators.campaigns.segment_effects import comparable_effects
from evaluators.campaigns.value_counts import ValueCounts
from tests.evaluators.campaigns.segment_data import share_pairs


def _rng(seed=1):
    return np.random.default_rng(seed)


def _pair(segment, control, variant):
    return ValuesPair(segment=segment, control=ValueCounts.of(control), variant=ValueCounts.of(variant))


def _buyers(x0, n0, x1, n1, spent=20.0):
    return [spent] * x0 + [0.0] * (n0 - x0), [spent] * x1 + [0.0] * (n1 - x1)


def test_many_buyers_need_no_redrawing():
    rows = [_buyers(30, 300, 50, 300), _buyers(40, 300, 38, 300)]
    pairs = [_pair(str(place), *row) for place, row in enumerate(rows)]
    found = heterogeneity_of_values(pairs, rng=_rng())
    assert found.method == "q_chi_square"
    assert found == heterogeneity([pair.summarised() for pair in pairs], rng=_rng())


def test_redrawing_agrees_with_listing_all_tables():
    pairs = [_pair("a", *_buyers(1, 10, 4, 10)), _pair("b", *_buyers(4, 10, 1, 10))]
    observed = cochran_q(comparable_effects([pair.summarised() for pair in pairs])).q
    reached = total = 0
    for split in product(range(6), repeat=2):
        chance = np.prod([comb(10, moved) * comb(10, 5 - moved) for moved in split])
        redrawn = [_pair(str(i), *_buyers(5 - moved, 10, moved, 10)).summarised() for i, moved in enumerate(split)]
        total += chance
        reached += chance * (cochran_q(comparable_effects(redrawn)).q >= observed * (1 - 1e-9))
    found = heterogeneity_of_values(pairs, rng=_rng(), draws=20_000)
    assert found.method == "q_resampled"
    assert found.p_value == pytest.approx(float(reached / total), abs=4 * np.sqrt(0.25 / 20_000))


def test_the_unit_does_not_matter_and_the_seed_settles_the_rest():
    rng, spent = _rng(4), []
    for _ in range(3):
        spent.append([np.where(rng.random(200) < 0.02, rng.lognormal(4, 1, 200), 0.0) for _ in range(2)])
    euros = [_pair(str(i), *arms) for i, arms in enumerate(spent)]
    cents = [_pair(str(i), *(100 * arm for arm in arms)) for i, arms in enumerate(spent)]
    first, second = (heterogeneity_of_values(pairs, rng=_rng(), draws=999) for pairs in (euros, cents))
    assert first.method == "q_resampled"
    assert first == heterogeneity_of_values(euros, rng=_rng(), draws=999)
    assert second.p_value == pytest.approx(first.p_value, abs=0.002)
    assert second.q == pytest.approx(first.q)


def test_shares_as_values_say_much_the_same():
    rows = [(2, 150, 9, 150), (8, 150, 3, 150), (4, 150, 4, 150)]
    values = heterogeneity_of_values([_pair(str(i), *_buyers(*row)) for i, row in enumerate(rows)], rng=_rng())
    shares = heterogeneity(share_pairs(*rows), rng=_rng())
    assert (values.method, shares.method) == ("q_resampled", "q_resampled")
    assert values.p_value == pytest.approx(shares.p_value, abs=0.03)


few = st.lists(st.sampled_from([0.0, 0.0, 0.0, 5.0, 80.0]), max_size=8)


@settings(deadline=None)
@given(arms=st.lists(st.tuples(few, few), min_size=1, max_size=4))
def test_always_defined(arms):
    found = heterogeneity_of_values([_pair(str(i), *both) for i, both in enumerate(arms)], rng=_rng(), draws=19)
    both = sum(min(len(control), len(variant)) > 0 for control, variant in arms)
    if found.q is None:
        assert found.p_value is None
        assert len(found.left_out) >= len(arms) - 1
    else:
        assert found.degrees == both - 1
        assert np.isfinite([found.q, found.p_value]).all()
        assert 0 < found.p_value <= 1


def test_false_alarms_with_few_buyers():
    """10 % holdouts, eight segments of 2,500, 1 % buyers, 120 experiments: chi-square alarms about 9 %."""
    rng, found = _rng(2), []
    for _ in range(120):
        pairs = []
        for segment in range(8):
            arms = [np.where(rng.random(n) < 0.01, rng.lognormal(4, 1, n).round(), 0.0) for n in (250, 2250)]
            pairs.append(_pair(str(segment), *arms))
        found.append(heterogeneity_of_values(pairs, rng=rng, draws=99).p_value <= 0.05)
    assert 0.005 < np.mean(found) < 0.05 + 3 * (0.05 * 0.95 / 120) ** 0.5
