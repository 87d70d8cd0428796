"""Stars from reviews, drawn towards what is usual, so that few reviews do not count for more than they tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from evaluators.decision.reviews import LEAST_COUNT, CategoryPrior, category_prior, review_score
from evaluators.errors import NotComputable
from evaluators.tools.evidence import Review

CACHED = 1_024  # pure results of the same reviews; cells are worked out once per evaluator


@dataclass(frozen=True, slots=True, kw_only=True)
class Stars:
    """Stars after shrinkage, with the posterior interval; all within 1-5."""

    low: float
    point: float
    high: float


@dataclass(frozen=True, slots=True)
class _Pooled:
    mean: float
    count: int
    histogram: tuple[int, ...]  # empty unless every review source gave one


def usual(reviews: Sequence[Review]) -> CategoryPrior:
    """Return what the entered reviews of all tools together say before a tool's own reviews.

    With one reviewed tool, or none with more than one review, there is no category to speak of: the prior is then
    worth a single review at the mean of what there is.
    """
    by_tool: dict[str, list[Review]] = {}
    for review in reviews:
        by_tool.setdefault(review.tool, []).append(review)
    pooled = [_pool(given) for given in by_tool.values()]
    return _prior(tuple(one.mean for one in pooled), tuple(one.count for one in pooled))


def shrunken(reviews: Sequence[Review], prior: CategoryPrior) -> Stars:
    """Return the stars of one tool's reviews, pooled over sites.

    Parameters
    ----------
    reviews : sequence of Review
        At least one; all of one tool.
    prior : CategoryPrior
        See ``usual``.
    """
    pooled = _pool(reviews)
    return _stars(pooled.mean, pooled.count, prior, pooled.histogram)


def _pool(reviews: Sequence[Review]) -> _Pooled:
    count = sum(review.count for review in reviews)
    mean = sum(review.stars * review.count for review in reviews) / count
    counted = all(review.histogram for review in reviews)
    histogram = tuple(int(n) for n in np.sum([review.histogram for review in reviews], axis=0)) if counted else ()
    return _Pooled(min(max(mean, 1.0), 5.0), count, histogram)


@lru_cache(maxsize=CACHED)
def _prior(means: tuple[float, ...], counts: tuple[int, ...]) -> CategoryPrior:
    try:
        return category_prior(means, counts)
    except NotComputable:
        return CategoryPrior(mean=float(np.mean(means)), count=LEAST_COUNT, bounded=True)


@lru_cache(maxsize=CACHED)
def _stars(mean: float, count: int, prior: CategoryPrior, histogram: tuple[int, ...]) -> Stars:
    score = review_score(mean, count, prior, histogram=histogram)
    low, high = min(score.interval.low, score.mean), max(score.interval.high, score.mean)
    return Stars(low=low, point=score.mean, high=high)
