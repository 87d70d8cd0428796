"""Whether segments differ: chi-square, resampling, sign change, the linear model."""

from __future__ import annotations

from itertools import pairwise, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.heterogeneity import cochran_q, heterogeneity, interaction_f, sign_change, sign_change_p
from evaluators.campaigns.segment_effects import SegmentEffect, SegmentPair, comparable_effects, segment_effects
from tests.evaluators.campaigns.segment_data import mean_pairs, share_pairs

LARGE = [(200, 2000, 260, 2000), (150, 2000, 150, 2000), (90, 1000, 140, 1000)]


def _rng(seed=1):
    return np.random.default_rng(seed)


def _effects(*pairs):
    return [
        SegmentEffect(segment=f"s{place}", customers=10, effect=effect, variance=variance)
        for place, (effect, variance) in enumerate(pairs)
    ]


def test_equal_effects_have_q_zero():
    found = cochran_q(_effects((2.0, 1.0), (2.0, 3.0), (2.0, 0.5)))
    assert (found.q, found.p_value, found.i_squared) == (0, 1, 0)
    assert found.common == pytest.approx(2.0)


@pytest.mark.parametrize("effects", [[], [(None, None)], [(1.0, 0.5)], [(1.0, 0.5), (3.0, 0.0)]])
def test_fewer_than_two_effects_are_no_test(effects):
    found = cochran_q(_effects(*effects))
    assert (found.q, found.p_value, found.i_squared, found.degrees) == (None, None, None, 0)
    known = [effect for effect, variance in effects if variance]
    assert found.common == (known[0] if known else None)
    assert len(found.left_out) == len(effects) - len(known)


def test_an_empty_arm_is_left_out_and_named():
    found = heterogeneity(share_pairs(*LARGE, (0, 0, 20, 500)), rng=_rng())
    whole = heterogeneity(share_pairs(*LARGE), rng=_rng())
    assert found.left_out == ("s3",)
    assert (found.q, found.degrees) == (whole.q, 2)


def test_few_events_are_resampled_and_many_are_not():
    assert heterogeneity(share_pairs(*LARGE), rng=_rng()).method == "q_chi_square"
    few = heterogeneity(share_pairs(*LARGE, (1, 40, 3, 40)), rng=_rng())
    assert few.method == "q_resampled"
    everybody = heterogeneity(share_pairs((298, 300, 299, 300), (290, 300, 297, 300)), rng=_rng())
    assert everybody.method == "q_resampled"


def test_resampling_is_reproducible_and_leaves_the_rest_alone():
    pairs = share_pairs((2, 60, 6, 60), (5, 80, 1, 80))
    first, again = heterogeneity(pairs, rng=_rng(3), draws=999), heterogeneity(pairs, rng=_rng(3), draws=999)
    assert first == again
    plain = cochran_q(comparable_effects(pairs))
    assert (first.q, first.i_squared, first.common) == (plain.q, plain.i_squared, plain.common)
    assert 1 / 1000 <= first.p_value <= 1


def test_resampling_agrees_with_listing_all_tables():
    """No common effect: every split of each segment's events between the arms, with its hypergeometric chance."""
    rows = [(1, 10, 4, 10), (4, 10, 1, 10)]
    pairs = share_pairs(*rows)
    observed = cochran_q(comparable_effects(pairs)).q
    reached = total = 0
    for split in product(range(6), repeat=2):
        chance = np.prod([comb(10, moved) * comb(10, 5 - moved) for moved in split])
        redrawn = share_pairs(*[(5 - moved, 10, moved, 10) for moved in split])
        q = cochran_q(comparable_effects(redrawn)).q
        total += chance
        reached += chance * (q >= observed * (1 - 1e-9))
    found = heterogeneity(pairs, rng=_rng(), draws=20_000).p_value
    assert found == pytest.approx(float(reached / total), abs=4 * np.sqrt(0.25 / 20_000))


@pytest.mark.parametrize("scale", ["additive", "relative"])
def test_resampling_agrees_with_chi_square_where_counts_allow(scale):
    from evaluators.campaigns import heterogeneity as module

    pairs = share_pairs((30, 900, 48, 900), (40, 900, 41, 900), (35, 900, 70, 900), (20, 900, 41, 900))
    chi_square = heterogeneity(pairs, rng=_rng(), scale=scale)
    assert chi_square.method == "q_chi_square"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", 1000)
        resampled = heterogeneity(pairs, rng=_rng(), scale=scale, draws=20_000)
    assert resampled.method == "q_resampled"
    assert resampled.p_value == pytest.approx(chi_square.p_value, abs=0.02)


def test_equal_on_one_scale_is_unequal_on_the_other():
    ratios = share_pairs((1000, 10_000, 2000, 10_000), (200, 10_000, 400, 10_000))
    assert heterogeneity(ratios, rng=_rng(), scale="relative").p_value > 0.9
    assert heterogeneity(ratios, rng=_rng(), scale="additive").p_value < 1e-20
    points = share_pairs((1000, 10_000, 1200, 10_000), (200, 10_000, 400, 10_000))
    assert heterogeneity(points, rng=_rng(), scale="additive").p_value > 0.9
    assert heterogeneity(points, rng=_rng(), scale="relative").p_value < 1e-4


def test_gail_simon_needs_both_signs():
    assert sign_change(_effects((2.0, 0.1), (3.0, 0.1))).p_value == 1
    found = sign_change(_effects((2.0, 0.25), (-3.0, 0.25), (0.5, 1.0)))
    assert (found.above, found.below) == (pytest.approx(16.25), pytest.approx(36))
    assert (found.better, found.worse) == (("s0", "s2"), ("s1",))
    assert found.p_value == pytest.approx(sign_change_p(16.25, 3))
    assert found.p_value < 0.001


def test_gail_simon_net_of_cost():
    effects = _effects((2.0, 0.25), (3.0, 0.25))
    assert sign_change(effects).worse == ()
    netted = sign_change(effects, threshold=2.5)
    assert (netted.better, netted.worse) == (("s1",), ("s0",))
    assert netted.above == netted.below == pytest.approx(1.0)


@pytest.mark.parametrize("effects", [[], [(1.0, 0.5)], [(1.0, 0.5), (None, None)]])
def test_gail_simon_of_fewer_than_two(effects):
    assert sign_change(_effects(*effects)).p_value is None


@pytest.mark.parametrize("segments", [2, 3, 5, 8])
def test_gail_simon_falls_from_one(segments):
    found = [sign_change_p(statistic, segments) for statistic in (0.0, 0.5, 1, 2, 5, 20)]
    assert found[0] == 1
    assert all(a > b for a, b in pairwise(found))


def test_interaction_f_equals_least_squares():
    from scipy.special import fdtrc

    rng = _rng()
    segments, treated = rng.integers(0, 3, 400), rng.integers(0, 2, 400)
    values = rng.normal(size=400) + segments + 0.5 * treated * segments
    pairs = [
        SegmentPair(
            segment=str(name),
            control=Summary.of(values[(segments == name) & (treated == 0)]),
            variant=Summary.of(values[(segments == name) & (treated == 1)]),
        )
        for name in range(3)
    ]
    dummies = np.eye(3)[segments]
    small = np.column_stack([dummies, treated])
    large = np.column_stack([dummies, dummies * treated[:, None]])
    left = [float(((values - x @ np.linalg.lstsq(x, values)[0]) ** 2).sum()) for x in (small, large)]
    f = (left[0] - left[1]) / 2 / (left[1] / 394)
    found = interaction_f(pairs)
    assert (found.f, found.degrees) == (pytest.approx(f, rel=1e-9), (2, 394))
    assert found.p_value == pytest.approx(float(fdtrc(2, 394, f)), rel=1e-9)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        share_pairs((1, 10, 2, 10)),
        share_pairs((1, 10, 2, 10), (0, 0, 2, 10)),
        share_pairs((0, 10, 0, 10), (0, 10, 0, 10)),
        mean_pairs(((1, 1.0, 0.0), (1, 2.0, 0.0)), ((1, 1.0, 0.0), (1, 5.0, 0.0))),
    ],
)
def test_interaction_f_without_an_answer(pairs):
    assert interaction_f(pairs) is None


arms = st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.lists(st.tuples(arms, arms).map(lambda both: (*both[0], *both[1])), min_size=1, max_size=5)


@pytest.mark.parametrize("scale", ["additive", "relative"])
@settings(deadline=None)
@given(table=tables)
def test_always_defined(scale, table):
    found = heterogeneity(share_pairs(*table), rng=_rng(), scale=scale, draws=19)
    both = sum(min(n0, n1) > 0 for _, n0, _, n1 in table)
    assert (found.q is None) is (both < 2)
    if found.q is not None:
        assert np.isfinite([found.q, found.p_value, found.i_squared, found.common, found.common_error]).all()
        assert found.q >= 0
        assert 0 <= found.p_value <= 1
        assert 0 <= found.i_squared < 1
        assert found.degrees == both - 1


@settings(deadline=None)
@given(table=tables, seed=st.integers(0, 99))
def test_order_of_segments_does_not_matter(table, seed):
    pairs = share_pairs(*table)
    moved = [pairs[place] for place in _rng(seed).permutation(len(pairs))]
    one, other = cochran_q(comparable_effects(pairs)), cochran_q(comparable_effects(moved))
    assert sorted(one.left_out) == sorted(other.left_out)
    if one.q is not None:
        assert other.q == pytest.approx(one.q, rel=1e-7, abs=1e-9)
        signs = [sign_change(comparable_effects(each)).p_value for each in (pairs, moved)]
        assert signs[0] == pytest.approx(signs[1], rel=1e-7)


def test_means_and_shares_agree_on_the_same_customers():
    shares = share_pairs(*LARGE)
    means = [
        SegmentPair(segment=pair.segment, control=pair.control.summary(), variant=pair.variant.summary())
        for pair in shares
    ]
    assert isinstance(shares[0].control, Proportion)
    one, other = (heterogeneity(pairs, rng=_rng()) for pairs in (shares, means))
    assert other.q == pytest.approx(one.q, rel=0.05)
    assert cochran_q(segment_effects(shares)).q == pytest.approx(cochran_q(segment_effects(means)).q)
