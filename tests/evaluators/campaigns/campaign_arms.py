"""Arms that tests of campaigns share, and what no result may hold."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from math import isfinite

from hypothesis import strategies as st

from evaluators.campaigns.aggregates import Proportion

DEGENERATE = [
    (Proportion(x0, n0), Proportion(x1, n1))
    for n0 in (1, 2, 30, 10**7)
    for n1 in (1, 3, 10**6)
    for x0 in (0, n0)
    for x1 in (0, 1, n1)
]
"""Nobody, everybody and single customers, in small and very large arms."""


@st.composite
def proportions(draw, largest=400):
    trials = draw(st.integers(2, largest))
    return Proportion(draw(st.integers(0, trials)), trials)


def assert_finite(result):
    """Fail on a nan or an infinity anywhere inside a result."""
    if is_dataclass(result):
        for field in fields(result):
            assert_finite(getattr(result, field.name))
    elif isinstance(result, float):
        assert isfinite(result)
