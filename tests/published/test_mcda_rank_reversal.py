"""Known rank reversals happen where they are known to, and not in the additive model with fixed scales."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.mavt import additive_scores
from evaluators.decision.ranking import leaders
from evaluators.decision.topsis import topsis
from evaluators.decision.values import linear_scale

# Belton & Gear (1983), Omega 11(3), 228-230: consistent ratio judgements of A, B, C on three equal criteria.
RATIOS = np.array([[1.0, 9.0, 8.0], [9.0, 1.0, 9.0], [1.0, 1.0, 1.0]])
WITH_COPY_OF_B = np.vstack([RATIOS, RATIOS[1]])
EQUAL = (1, 1, 1)

# The phenomenon: García-Cascales & Lamata (2012), Math. Comput. Modelling 56; Aires & Ferreira (2019), Computers &
# Industrial Engineering 132, 84-97. The figures come from a seeded random search. The newcomer is dominated.
THREE = np.array([[9.0, 5.0, 3.0], [6.0, 7.0, 7.0], [3.0, 9.0, 9.0]])
WITH_NEWCOMER = np.vstack([THREE, [1.0, 1.0, 2.0]])
WEIGHTS = (0.4, 0.35, 0.25)


def test_shares_of_the_column_sum_reverse_when_a_copy_is_added():
    before = additive_scores(RATIOS / RATIOS.sum(axis=0), EQUAL)
    after = additive_scores(WITH_COPY_OF_B / WITH_COPY_OF_B.sum(axis=0), EQUAL)
    assert before == pytest.approx((0.45, 0.47, 0.08), abs=0.006)
    assert after == pytest.approx((0.37, 0.29, 0.06, 0.29), abs=0.006)
    assert leaders(before) == (1,)
    assert leaders(after) == (0,)


def test_shares_of_the_column_best_do_not():
    before = additive_scores(RATIOS / RATIOS.max(axis=0), EQUAL)
    after = additive_scores(WITH_COPY_OF_B / WITH_COPY_OF_B.max(axis=0), EQUAL)
    assert leaders(before) == (1,)
    assert leaders(after) == (1, 3)  # B and its copy


def test_topsis_dethrones_its_winner_when_a_useless_tool_is_added():
    before = topsis(THREE, WEIGHTS, EQUAL).closeness
    after = topsis(WITH_NEWCOMER, WEIGHTS, EQUAL).closeness
    assert before == pytest.approx((0.557361, 0.535516, 0.442639), abs=1e-6)
    assert after == pytest.approx((0.645263, 0.676077, 0.565318, 0.0), abs=1e-6)
    assert leaders(before) == (0,)
    assert leaders(after) == (1,)


def test_additive_values_on_fixed_scales_keep_theirs():
    """The second and third tool tie at exactly 66 points and lead together, with the newcomer and without."""
    scale = linear_scale(0, 10)
    before = additive_scores(scale.values(THREE), WEIGHTS)
    after = additive_scores(scale.values(WITH_NEWCOMER), WEIGHTS)
    assert before == pytest.approx((61, 66, 66), abs=1e-9)
    assert tuple(after[:3]) == tuple(before)
    assert leaders(before) == leaders(after) == (1, 2)
