"""The shift of a segment mix against its own null."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.errors import NotComputable
from evaluators.segmentations.shift import psi_by_segment, shift


def test_the_null_is_what_sampling_gives():
    """Mean and 95 % limit of the PSI of two samples from one mix, over 4,000 simulated pairs."""
    rng = np.random.default_rng(0)
    mix = [0.4, 0.3, 0.2, 0.1]
    pairs = zip(rng.multinomial(800, mix, size=4000), rng.multinomial(1200, mix, size=4000), strict=True)
    found = [shift(before, after) for before, after in pairs]
    assert np.mean([one.psi for one in found]) == pytest.approx(found[0].null_mean, rel=0.05)
    assert np.mean([one.beyond_chance for one in found]) == pytest.approx(0.05, abs=0.012)


def test_swapping_the_dates_changes_nothing():
    here, there = shift([10, 20, 30], [30, 20, 25]), shift([30, 20, 25], [10, 20, 30])
    assert here.psi == pytest.approx(there.psi)
    assert here.psi == pytest.approx(sum(here.by_segment))
    assert min(here.by_segment) >= 0


def test_the_same_mix_has_not_moved():
    found = shift([10, 20, 30], [20, 40, 60])
    assert found.psi == pytest.approx(0.0)
    assert not found.beyond_chance


def test_a_segment_that_empties_is_said():
    found = shift([50, 50, 0, 0], [50, 40, 0, 10])
    assert np.isfinite(found.psi)
    assert found.by_segment[2] == 0
    assert [note.code for note in found.notes] == ["shift_empty_segment"]
    assert found.null_mean == pytest.approx(2 * (1 / 100 + 1 / 100))
    with pytest.raises(ValueError, match="no finite part"):
        psi_by_segment([1, 0], [1, 1])


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [([0, 0], [1, 1], "shift_no_customers"), ([5, 0], [7, 0], "segments_only_one")],
)
def test_mixes_without_an_answer(before, after, code):
    with pytest.raises(NotComputable) as caught:
        shift(before, after)
    assert caught.value.code == code
