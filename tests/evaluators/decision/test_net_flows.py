"""Net flows alone, in blocks and with guests, are PROMETHEE's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.decision import promethee
from evaluators.decision.promethee import PreferenceFunction, net_flows, net_flows_with, promethee2

LINEAR = PreferenceFunction(kind="linear", q=5, p=30)


@given(seed=st.integers(0, 10_000), tools=st.integers(1, 12), criteria=st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_the_same_digits_in_blocks_and_as_a_whole(seed, tools, criteria):
    rng = np.random.default_rng(seed)
    values, weights = rng.integers(0, 101, (tools, criteria)).astype(float), rng.uniform(0.1, 1, criteria)
    whole = promethee2(values, weights, np.ones(criteria), [LINEAR] * criteria).net_flow
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(promethee, "NUMBERS", 2 * values.size)
        assert net_flows(values, weights, LINEAR).tolist() == whole.tolist()
    guests = rng.uniform(0, 100, (3, criteria))
    for guest, flows in zip(guests, net_flows_with(values, weights, LINEAR, guests), strict=True):
        more = promethee2(np.vstack([values, guest]), weights, np.ones(criteria), [LINEAR] * criteria).net_flow
        assert flows == pytest.approx(more, abs=1e-12)
