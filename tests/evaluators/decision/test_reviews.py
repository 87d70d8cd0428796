"""Stars from few reviews."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.reviews import (
    CategoryPrior,
    category_prior,
    review_score,
    shrunken_mean,
    star_shares,
    wilson_lower_bound,
)
from evaluators.errors import EvaluationError, NotComputable

STARS = np.arange(1, 6)


@pytest.mark.parametrize("mean", [1.0, 1.01, 2.5, 3.0, 4.2, 4.999, 5.0])
def test_least_committal_shares_have_the_mean(mean):
    shares = star_shares(mean)
    assert shares.sum() == pytest.approx(1)
    assert shares @ STARS == pytest.approx(mean, abs=1e-9)
    if 1 < mean < 5:
        steps = np.diff(np.log(shares))
        assert steps == pytest.approx(np.full(4, steps[0]), abs=1e-6), "maximum entropy: log-linear in the stars"


@pytest.mark.parametrize("mean", [0.9, 5.1, float("nan")])
def test_stars_outside_the_scale_are_refused(mean):
    with pytest.raises(EvaluationError, match="stars_outside"):
        star_shares(mean)


@pytest.mark.parametrize(("count", "mean"), [(5.0, 4.0), (30.0, 4.3), (100.0, 3.5)])
def test_the_categorys_worth_is_recovered(count, mean):
    """Tools drawn from a Dirichlet of known total: the estimate's geometric mean over categories is near it."""
    rng = np.random.default_rng(1)
    estimates, means = [], []
    for _ in range(60):
        reviews = rng.integers(5, 400, size=40)
        shares = rng.dirichlet(count * star_shares(mean), size=40)
        seen = np.array([rng.multinomial(n, p) for n, p in zip(reviews, shares, strict=True)])
        prior = category_prior(seen @ STARS / reviews, reviews)
        estimates.append(prior.count)
        means.append(prior.mean)
    assert np.exp(np.mean(np.log(estimates))) == pytest.approx(count, rel=0.15)
    assert np.mean(means) == pytest.approx(mean, abs=0.03)


def test_equal_tools_pool_completely_but_for_what_was_seen():
    prior = category_prior([4.2, 4.2, 4.2], [10, 20, 30])
    assert prior.bounded
    assert prior.count == pytest.approx(60)
    assert prior.mean == pytest.approx(4.2)


def test_extremes_leave_the_category_worth_one_review():
    prior = category_prior([1.0, 5.0, 1.0, 5.0], [500, 500, 500, 500])
    assert prior.bounded
    assert prior.count == pytest.approx(1)


def test_all_perfect_is_defined():
    prior = category_prior([5.0, 5.0], [3, 4])
    assert (prior.mean, prior.bounded) == (5.0, True)
    score = review_score(5.0, 3, prior)
    assert (score.mean, score.interval.low, score.interval.high) == (5, 5, 5)


def test_a_category_needs_two_tools_and_more_than_single_reviews():
    for means, counts in (([4.0], [100]), ([4.0, 3.0], [1, 1]), ([], [])):
        with pytest.raises(NotComputable, match="category_too_small"):
            category_prior(means, counts)
    with pytest.raises(EvaluationError, match="stars_outside"):
        category_prior([4.0, 6.0], [10, 10])


def test_posterior_narrows_with_reviews_and_stays_on_the_scale():
    prior = CategoryPrior(mean=4.0, count=20, bounded=False)
    scores = [review_score(4.9, reviews, prior) for reviews in (0, 12, 200, 10_000)]
    assert [score.mean for score in scores] == sorted(score.mean for score in scores)
    widths = [score.interval.high - score.interval.low for score in scores]
    assert widths == sorted(widths, reverse=True)
    assert scores[0].mean == pytest.approx(4.0)
    for score in scores:
        assert 1 <= score.interval.low < score.mean < score.interval.high <= 5


def test_interval_equals_simulated_posterior():
    histogram, prior = (2, 1, 4, 10, 20), CategoryPrior(mean=4.0, count=15, bounded=False)
    found = review_score(1.0, 37, prior, histogram=histogram)
    drawn = np.random.default_rng(2).dirichlet(15 * star_shares(4.0) + np.array(histogram), size=200_000) @ STARS
    assert found.mean == pytest.approx(drawn.mean(), abs=0.003)
    assert (found.interval.low, found.interval.high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.02)
    mean = np.dot(histogram, STARS) / 37
    assert found.mean == pytest.approx(shrunken_mean(mean, 37, 4.0, 15))


@pytest.mark.parametrize(("positive", "total"), [(0, 5), (5, 5), (3, 17), (0, 1)])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_wilson_equals_scipys(positive, total, confidence):
    from scipy.stats import binomtest

    oracle = binomtest(positive, total).proportion_ci(confidence, method="wilson")
    assert wilson_lower_bound(positive, total, confidence=confidence) == pytest.approx(oracle.low, abs=1e-12)


def test_nothing_to_go_on():
    with pytest.raises(NotComputable, match="no_reviews"):
        wilson_lower_bound(0, 0)
    with pytest.raises(NotComputable, match="no_reviews"):
        shrunken_mean(4.0, 0, 4.0, 0)
    with pytest.raises(ValueError, match="positive"):
        wilson_lower_bound(3, 2)
