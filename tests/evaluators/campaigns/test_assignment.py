"""Dealing customers: exact, even, re-creatable, and independent of every other campaign."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from evaluators.campaigns.assignment import HELD_OUT, customer_key, deal, held_out, salted_numbers, stratum_counts
from evaluators.errors import EvaluationError

KEYS = [f"c{number}" for number in range(4_000)]
SEGMENTS = [("new", "old", "lost", None)[number % 4] for number in range(4_000)]


def test_counts_are_exact_in_every_segment():
    dealt = deal(KEYS, SEGMENTS, (1, 1), salt="spring")
    for name in ("new", "old", "lost", ""):
        inside = np.array([(segment or "") == name for segment in SEGMENTS])
        assert np.bincount(dealt.variants[inside]).tolist() == [500, 500] == list(dealt.counts[name])


@given(st.integers(0, 1_000), st.lists(st.floats(0.01, 10), min_size=1, max_size=6), st.floats(0, 1, exclude_max=True))
@settings(max_examples=200, deadline=None)
def test_counts_are_shares_rounded_up_or_down(customers: int, shares: list[float], draw: float):
    counts = stratum_counts(customers, shares, draw)
    assert sum(counts) == customers
    for count, share in zip(counts, shares, strict=True):
        assert abs(count - share / sum(shares) * customers) < 1 + 1e-9


def test_rounding_favours_nobody():
    """A stratum of one customer goes to a variant as often as its share says."""
    draws = (np.arange(1_000) + 0.5) / 1_000
    counts = np.array([stratum_counts(1, (0.6, 0.3, 0.1), float(draw)) for draw in draws])
    assert counts.sum(axis=0).tolist() == [600, 300, 100]


def test_many_small_segments_are_even_on_the_whole():
    segments = [f"s{number // 3}" for number in range(3_000)]
    dealt = deal([f"c{number}" for number in range(3_000)], segments, (1, 1), salt="spring")
    first = int((dealt.variants == 0).sum())
    assert binomtest(first - 1_000, 1_000, 0.5).pvalue > 0.001  # each segment of three gives one or two
    assert set(dealt.counts.values()) == {(1, 2), (2, 1)}


def test_the_same_list_in_another_order_is_dealt_alike():
    order = np.random.default_rng(1).permutation(len(KEYS))
    first = deal(KEYS, SEGMENTS, (1, 2), salt="spring", holdout=0.1, holdout_salt="always")
    again = deal(
        [KEYS[place] for place in order],
        [SEGMENTS[place] for place in order],
        (1, 2),
        salt="spring",
        holdout=0.1,
        holdout_salt="always",
    )
    assert (again.variants == first.variants[order]).all()


def test_the_holdout_outlives_the_campaign():
    spring = deal(KEYS, SEGMENTS, (1, 1), salt="spring", holdout=0.1, holdout_salt="always")
    autumn = deal(KEYS[500:], SEGMENTS[500:], (3, 1), salt="autumn", holdout=0.1, holdout_salt="always")
    assert ((spring.variants[500:] == HELD_OUT) == (autumn.variants == HELD_OUT)).all()
    share = int((spring.variants == HELD_OUT).sum())
    assert binomtest(share, len(KEYS), 0.1).pvalue > 0.001
    assert sum(spring.held_out.values()) == share
    larger = held_out(KEYS, 0.2, "always")
    assert larger[spring.variants == HELD_OUT].all(), "a larger holdout takes the smaller one in"


def test_a_campaign_is_independent_of_every_earlier_one():
    """Chi-square of each pair of campaigns' arms: the p-values of 190 pairs are those of independence.

    Arms dealt by a hash without a salt of its own, or by one whose salts are related, would repeat each other.
    """
    arms = [deal(KEYS, SEGMENTS, (1, 1), salt=f"campaign {number}").variants for number in range(20)]
    p_values = []
    for first in range(20):
        for second in range(first):
            both = np.bincount(arms[first] * 2 + arms[second], minlength=4)
            expected = len(KEYS) / 4
            p_values.append(chi2.sf(float(((both - expected) ** 2 / expected).sum()), 1))
    assert min(p_values) > 0.05 / 190 / 20
    assert binomtest(sum(p < 0.05 for p in p_values), 190, 0.05).pvalue > 0.001


def test_a_campaign_is_independent_of_segments_made_by_a_hash():
    """The fault of hashes with related salts: every segment would get one variant only."""
    parts = salted_numbers(KEYS, "segments") % np.uint64(8)
    arms = deal(KEYS, [None] * len(KEYS), (1, 1), salt="spring").variants
    both = np.bincount(parts.astype(int) * 2 + arms, minlength=16).reshape(8, 2)
    expected = both.sum(axis=1, keepdims=True) / 2
    assert chi2.sf(float(((both - expected) ** 2 / expected).sum()), 8) > 0.001


def test_the_assignment_tells_nothing_about_the_order_of_the_list():
    arms = deal(KEYS, [None] * len(KEYS), (1, 1), salt="spring").variants
    ranks = np.arange(len(KEYS))
    gap = ranks[arms == 0].mean() - ranks[arms == 1].mean()
    assert abs(gap) < 4 * len(KEYS) / np.sqrt(12) * np.sqrt(4 / len(KEYS))


def test_ids_are_compared_as_people_mean_them():
    assert customer_key(" Aino@Example.FI\n") == "aino@example.fi"
    assert customer_key("A\u0308ija@example.fi") == customer_key("äija@example.fi")
    assert customer_key("AB-12") == "AB-12"
    assert customer_key("00100") == "00100"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"salt": ""}, "assignment_salt_missing"),
        ({"holdout": 0.1}, "assignment_salt_missing"),
        ({"holdout": 1.0, "holdout_salt": "x"}, "holdout_invalid"),
        ({"shares": (1, 0)}, "planned_share_missing"),
        ({"keys": ["a", "a"]}, "assignment_customer_twice"),
    ],
)
def test_what_cannot_be_dealt(changed: dict[str, object], code: str):
    given = {"keys": ["a", "b"], "segments": [None, None], "shares": (1, 1), "salt": "spring", **changed}
    with pytest.raises(EvaluationError, match=code):
        deal(**given)


def test_nobody_is_dealt_to_nothing():
    dealt = deal([], [], (1, 1), salt="spring")
    assert dealt.variants.tolist() == []
    assert dealt.counts == {}
