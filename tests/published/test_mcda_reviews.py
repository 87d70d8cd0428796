"""Few reviews: the lower bound of a share and the average drawn towards the category."""

from __future__ import annotations

import pytest

from evaluators.decision.reviews import CategoryPrior, review_score, shrunken_mean, wilson_lower_bound


@pytest.mark.parametrize(
    ("positive", "total", "bound"),
    [(1, 1, 0.2065493), (9, 10, 0.59585), (90, 100, 0.8256343), (80, 100, 0.7111708)],
)
def test_wilson_lower_bounds(positive, total, bound):
    """Wilson (1927), J. Am. Stat. Assoc. 22:209-212."""
    assert wilson_lower_bound(positive, total) == pytest.approx(bound, abs=2e-6)


def test_few_reviews_change_the_order():
    """Bayesian average with prior mean 4.0 and prior count 20: derived from (C m0 + n x) / (C + n)."""
    tools = {"P": (5.0, 3, 4.1304348), "Q": (4.6, 400, 4.5714286), "R": (4.9, 12, 4.3375)}
    prior = CategoryPrior(mean=4.0, count=20, bounded=False)
    averages = {}
    for name, (mean, count, expected) in tools.items():
        averages[name] = shrunken_mean(mean, count, 4.0, 20)
        assert averages[name] == pytest.approx(expected, abs=1e-6)
        assert review_score(mean, count, prior).mean == pytest.approx(expected, abs=1e-6)
    assert sorted(tools, key=lambda name: -tools[name][0]) == ["P", "R", "Q"]
    assert sorted(tools, key=lambda name: -averages[name]) == ["Q", "R", "P"]
