"""The gap statistic on customers with clear segments, without any, and alike."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.errors import NotComputable
from evaluators.segmentations.gap import Gap, _advised, gap_statistic
from tests.evaluators.segmentations.made_up import clear_segments, lloyd, no_segments

RNG = np.random.default_rng


def _labels(rows, clusters, rng):
    return lloyd(clusters)(rows, rng)(rows)


def _gaps(*values, error=0.1):
    return tuple(
        Gap(clusters=place + 1, log_squares=0.0, expected=gap, gap=gap, error=error) for place, gap in enumerate(values)
    )


def test_clear_segments_are_advised():
    assert gap_statistic(clear_segments()[0], _labels, most=5, rng=RNG(0), draws=12).advised == 3


def test_customers_without_segments_are_one():
    assert gap_statistic(no_segments(), _labels, most=3, rng=RNG(0), draws=12).advised == 1


def test_a_gap_that_keeps_rising_advises_nothing():
    assert _advised(_gaps(0.1, 0.5, 0.9)) is None
    assert _advised(_gaps(0.1, 0.5, 0.55)) == 2


def test_order_of_the_file_changes_nothing():
    values = no_segments()
    shuffled = values[RNG(1).permutation(len(values))]
    here, there = (gap_statistic(one, _labels, most=2, rng=RNG(0), draws=3) for one in (values, shuffled))
    assert here == there


def test_more_segments_than_different_customers():
    values = np.repeat([[0.0], [1.0], [2.0]], 10, axis=0)
    with pytest.raises(NotComputable) as caught:
        gap_statistic(values, _labels, most=3, rng=RNG(0), draws=2)
    assert caught.value.code == "segments_above_distinct"
    assert caught.value.facts == {"segments": 3, "distinct": 3}


def test_progress_is_told():
    told = []
    gap_statistic(no_segments(), _labels, most=2, rng=RNG(0), draws=2, progress=told.append)
    assert told == [0.5, 1.0]
