"""Moves between two dates: kappa against scikit-learn and statsmodels, aging told apart, value that moves."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from evaluators.errors import NotComputable
from evaluators.segmentations.migration import migration


@pytest.mark.parametrize("seed", range(5))
def test_kappa_equals_other_implementations(seed):
    before, after = np.random.default_rng(seed).integers(0, 4, size=(2, 200))
    after[:80] = before[:80]
    found = migration(before, after)
    assert found.kappa == pytest.approx(cohen_kappa_score(before, after))
    assert found.kappa_error == pytest.approx(cohens_kappa(np.array(found.matrix)).std_kappa)
    assert found.kappa_aging_apart is None
    assert found.stayed + found.changed == found.customers == 200


def test_aging_is_told_apart_by_moves():
    before, after = [0, 0, 0, 0, 1, 1, 1, 2], [0, 1, 1, 2, 1, 2, 0, 2]
    found = migration(before, after, intended={(0, 1)})
    assert (found.stayed, found.aged, found.changed) == (3, 2, 3)
    # Agreement cells by hand: seen 5 of 8; by chance 4/8 (2 + 3)/8 + 3/8 3/8 + 1/8 3/8.
    chance = (4 * 5 + 3 * 3 + 1 * 3) / 64
    assert found.kappa_aging_apart == pytest.approx((5 / 8 - chance) / (1 - chance))


def test_aging_by_moves_and_by_idle_labels_agree():
    rng = np.random.default_rng(0)
    before, after = rng.integers(0, 3, size=(2, 300))
    by_moves = migration(before, after, intended={(0, 1), (1, 2)})
    by_labels = migration(before, after, idle=np.array([1, 2, 2])[before])
    assert by_labels == by_moves
    assert migration(before, after, idle=before).aged == 0


def test_the_error_with_aging_is_that_of_other_customers():
    rng = np.random.default_rng(4)

    def drawn():
        before = rng.integers(0, 3, size=200)
        return migration(
            before, np.where(rng.uniform(size=200) < 0.5, before, rng.integers(0, 3, 200)), intended={(0, 1)}
        )

    found = [drawn() for _ in range(200)]
    spread = np.std([one.kappa_aging_apart for one in found], ddof=1)
    assert np.mean([one.kappa_aging_apart_error for one in found]) == pytest.approx(spread, rel=0.15)


def test_value_follows_the_customers():
    before, after = [0, 0, 1, 1, 1, -1], [1, 0, 1, 0, -1, 0]
    found = migration(before, after, value=[10.0, 20.0, 1.0, 2.0, 3.0, 99.0])
    assert found.value.matrix == ((20.0, 10.0), (2.0, 1.0))
    assert (found.value.stayed, found.value.changed, found.value.aged) == (21.0, 12.0, 0.0)
    assert found.value.at_stake == 10.0
    assert found.value.left == 3.0
    assert (found.customers, found.left, found.joined) == (4, 1, 1)


def test_a_segment_that_was_empty_takes_no_value_down():
    found = migration([0, 0, 1], [2, 0, 1], value=[5.0, 5.0, 1.0])
    assert found.value.at_stake == 0.0
    assert found.value.changed == 5.0


def test_names_and_order_do_not_matter():
    rng = np.random.default_rng(1)
    before, after = rng.integers(0, 3, size=(2, 100))
    order, names = rng.permutation(100), np.array([2, 0, 1])
    here, there = migration(before, after), migration(names[before][order], names[after][order])
    assert there.kappa == pytest.approx(here.kappa)
    assert there.stay_rate == here.stay_rate


def test_random_later_labels_stay_as_by_chance():
    rng = np.random.default_rng(2)
    kappas = [migration(*rng.integers(0, 4, size=(2, 400))).kappa for _ in range(40)]
    assert abs(np.mean(kappas)) < 3 * np.std(kappas) / np.sqrt(40)


def test_everybody_in_one_segment():
    found = migration([0, 0], [0, 0], segments=3)
    assert found.kappa is None
    assert found.stay_rate == 1.0
    assert np.shape(found.matrix) == (3, 3)


def test_nobody_on_both_dates():
    with pytest.raises(NotComputable) as caught:
        migration([0, -1], [-1, 0])
    assert caught.value.code == "migration_no_common"
