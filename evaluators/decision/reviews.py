"""Stars from few reviews, drawn towards the category they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import EvaluationError, NotComputable
from evaluators.results import Interval

Floats = NDArray[np.float64]

STARS = (1, 5)
LEAST_COUNT = 1.0  # the category counts as one review at least, so that no tool's answer rests on nothing
HALVINGS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPrior:
    """What a category of tools says about a tool before its own reviews."""

    mean: float  # m0, stars
    count: float  # C, how many reviews the category is worth
    bounded: bool  # C is a bound: the tools differ no more than chance, or as much as they can


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewScore:
    """A tool's stars after shrinkage."""

    mean: float  # posterior mean, stars
    interval: Interval  # posterior interval, stars


def shrunken_mean(mean: float, reviews: float, prior_mean: float, prior_count: float) -> float:
    """Return the posterior mean (C m0 + n x) / (C + n).

    >>> round(shrunken_mean(4.9, 12, 4.0, 20), 4)
    4.3375
    """
    if reviews < 0 or prior_count < 0 or reviews + prior_count <= 0:
        raise NotComputable("no_reviews")
    return (prior_count * prior_mean + reviews * mean) / (prior_count + reviews)


def star_shares(mean: float) -> Floats:
    """Return the least committal shares of 1, 2, 3, 4 and 5 stars with a given mean (maximum entropy).

    Raises
    ------
    EvaluationError
        ``stars_outside`` when the mean is not within 1..5.

    References
    ----------
    Jaynes (1957), Phys. Rev. 106:620-630. doi:10.1103/PhysRev.106.620
    """
    low, high = STARS
    if not low <= mean <= high:
        raise EvaluationError("stars_outside", value=mean, low=low, high=high)
    stars = np.arange(low, high + 1, dtype=float)
    if mean in (low, high):
        return np.asarray((stars == mean).astype(float))
    least, most = -60.0, 60.0
    shares = np.full(len(stars), 1 / len(stars))
    for _ in range(HALVINGS):
        tilt = (least + most) / 2
        if not least < tilt < most:
            break
        exponents = tilt * (stars - (high if tilt > 0 else low))
        shares = np.exp(exponents) / np.exp(exponents).sum()
        least, most = (tilt, most) if shares @ stars < mean else (least, tilt)
    return np.asarray(shares)


def category_prior(means: ArrayLike, counts: ArrayLike) -> CategoryPrior:
    """Estimate the category's mean and what it is worth, by the method of moments.

    If tools' shares of stars come from one Dirichlet of total C, a mean of n reviews has the variance
    V (1 + (n-1) r) / n with r = 1 / (1 + C). The observed spread sum n (x - m)^2 is set equal to its expectation.
    The variance V of one review is that of the least committal distribution with the category's mean.

    Parameters
    ----------
    means : array_like, shape (tools,)
        Mean stars, 1..5.
    counts : array_like, shape (tools,)
        Numbers of reviews, at least 1.

    Returns
    -------
    CategoryPrior
        Between one review and all the category's reviews.

    Raises
    ------
    NotComputable
        ``category_too_small`` for fewer than two tools, or when no tool has more than one review.
    EvaluationError
        ``stars_outside``.

    References
    ----------
    Kleinman (1973), J. Am. Stat. Assoc. 68:46-54. doi:10.1080/01621459.1973.10481332
    Mosimann (1962), Biometrika 49:65-82. doi:10.1093/biomet/49.1-2.65
    """
    stars, reviews = np.asarray(means, dtype=float), np.asarray(counts, dtype=float)
    if len(stars) < 2 or reviews.max() <= 1:
        raise NotComputable("category_too_small", tools=len(stars), minimum=2)
    for mean in stars.tolist():
        if not STARS[0] <= mean <= STARS[1]:
            raise EvaluationError("stars_outside", value=mean, low=STARS[0], high=STARS[1])
    total = float(reviews.sum())
    plain = _weighted_mean(stars, reviews)
    scale = np.arange(STARS[0], STARS[1] + 1)
    variance = float(star_shares(plain) @ (scale - plain) ** 2)
    own = 1 - reviews / total
    spread = float(reviews @ (stars - plain) ** 2)
    excess = spread / variance - float(own.sum()) if variance > 0 else 0.0
    similarity = excess / float(((reviews - 1) * own).sum())
    least, most = 1 / (1 + total), 1 / (1 + LEAST_COUNT)
    held = min(max(similarity, least), most)
    trust = reviews / (1 + (reviews - 1) * held)
    return CategoryPrior(mean=_weighted_mean(stars, trust), count=1 / held - 1, bounded=held != similarity)


def _weighted_mean(figures: Floats, weights: Floats) -> float:
    """Return the weighted mean; rounding cannot carry it beyond the figures."""
    return float(np.clip(weights @ figures / weights.sum(), figures.min(), figures.max()))


def review_score(
    mean: float, reviews: int, prior: CategoryPrior, *, histogram: Sequence[int] = (), confidence: float = 0.95
) -> ReviewScore:
    """Return a tool's posterior stars: Dirichlet around the category, updated by the tool's own reviews.

    Without a histogram the tool's reviews are spread as the least committal ones with its mean. The interval is
    that of the beta distribution on 1..5 with the posterior's mean and variance.

    Parameters
    ----------
    mean : float
        1..5; with a histogram its mean is used instead.
    reviews : int
        0 gives the category's own.
    prior : CategoryPrior
    histogram : sequence of int, length 0 or 5
        How many gave 1, 2, 3, 4, 5 stars.
    confidence : float
        In (0, 1).
    """
    from scipy.special import betaincinv

    stars = np.arange(STARS[0], STARS[1] + 1, dtype=float)
    seen = np.asarray(histogram, dtype=float) if len(histogram) else reviews * star_shares(mean)
    counts = prior.count * star_shares(prior.mean) + seen
    total = float(counts.sum())
    centre = float(counts @ stars) / total
    variance = float(counts @ (stars - centre) ** 2) / total / (total + 1)
    width = STARS[1] - STARS[0]
    share, spread = (centre - STARS[0]) / width, variance / width**2
    if not 0 < share < 1 or spread <= 0:
        return ReviewScore(mean=centre, interval=Interval(low=centre, high=centre))
    size = share * (1 - share) / spread - 1
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    low, high = (STARS[0] + width * float(betaincinv(share * size, (1 - share) * size, tail)) for tail in tails)
    return ReviewScore(mean=centre, interval=Interval(low=low, high=high))


def wilson_lower_bound(positive: float, total: float, *, confidence: float = 0.95) -> float:
    """Return Wilson's lower bound of a share: for a cautious order only, not a score.

    Parameters
    ----------
    positive, total : float
        Favourable and all reviews; total > 0.

    Raises
    ------
    NotComputable
        ``no_reviews``.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22:209-212. doi:10.1080/01621459.1927.10502953

    >>> round(wilson_lower_bound(9, 10), 5)
    0.59585
    """
    from scipy.special import ndtri

    if total <= 0:
        raise NotComputable("no_reviews")
    if not 0 <= positive <= total:
        raise ValueError("positive must be within 0..total")
    z = float(ndtri((1 + confidence) / 2))
    share = positive / total
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max((share + z * z / (2 * total) - reach) / (1 + z * z / total), 0.0)
