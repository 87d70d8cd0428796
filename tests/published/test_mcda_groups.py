"""Kendall's W as published."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.groups import kendall_w


def test_six_applicants():
    """Siegel (1956), Nonparametric Statistics for the Behavioral Sciences, ch. 9; printed W = .16."""
    ranks = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]
    found = kendall_w(ranks, rng=np.random.default_rng(1))
    assert found.w == pytest.approx(0.1619047619, abs=1e-8)
    assert found.w == pytest.approx(0.16, abs=0.005)
    assert found.squares == pytest.approx(25.5, abs=1e-8)
    assert found.chi_squared == pytest.approx(2.4285714286, abs=1e-8)
    assert found.mean_spearman == pytest.approx(-0.2571428571, abs=1e-8)
