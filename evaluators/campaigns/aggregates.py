"""What the tests of a campaign are computed from: counts, means, centred products, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import isfinite, isnan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import EvaluationError, NotComputable
from evaluators.notes import Note
from evaluators.results import Interval

Floats = NDArray[np.float64]

CONSTANT = 1e-13  # share of the mean under which a standard deviation is rounding and the values are all alike
ROUNDING = 1e-9  # share of a sum of squares under which a negative rest is rounding of what was typed in


@dataclass(frozen=True, slots=True)
class Proportion:
    """How many of an arm's customers did something."""

    events: int  # 0..trials
    trials: int  # customers; 0 is allowed and has no share

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.trials:
            raise EvaluationError("events_outside_trials", events=self.events, trials=self.trials)

    @property
    def share(self) -> float:
        """Events per customer, 0..1; ``no_trials`` without customers."""
        if self.trials == 0:
            raise NotComputable("no_trials")
        return self.events / self.trials

    def summary(self) -> Summary:
        """Return the same customers as a mean of zeros and ones."""
        if self.trials == 0:
            return Summary(0, 0.0, 0.0)
        spread = self.share * (1 - self.share) * self.trials / max(self.trials - 1, 1)
        return Summary(self.trials, self.share, spread)


@dataclass(frozen=True, slots=True)
class Summary:
    """A metric over an arm's customers."""

    n: int  # customers
    mean: float  # metric's unit per customer; 0 without customers
    variance: float  # sample variance (divisor n - 1); 0 where n < 2, and methods then refuse

    def __post_init__(self) -> None:
        if self.n < 0 or not isfinite(self.mean) or not isfinite(self.variance) or self.variance < 0:
            raise EvaluationError("summary_invalid", customers=self.n, mean=self.mean, variance=self.variance)

    @property
    def mean_variance(self) -> float:
        """Variance of the mean, 0 where values differ by rounding only; ``too_few_customers`` where n < 2."""
        if self.n < 2:
            raise NotComputable("too_few_customers", customers=self.n, minimum=2)
        return self.variance / self.n if sqrt(self.variance) > CONSTANT * abs(self.mean) else 0.0

    @classmethod
    def of(cls, values: ArrayLike) -> Summary:
        """Summarise one value per customer."""
        seen = np.asarray(values, dtype=float)
        if len(seen) == 0:
            return cls(0, 0.0, 0.0)
        return cls(len(seen), float(seen.mean()), float(seen.var(ddof=1)) if len(seen) > 1 else 0.0)

    @classmethod
    def from_sums(cls, n: int, total: float, squares: float) -> Summary:
        """Summarise a printed sum and sum of squares, in exact arithmetic.

        Raises
        ------
        EvaluationError
            ``squares_too_small`` when no customers can have these sums.

        >>> Summary.from_sums(4, 10, 30)
        Summary(n=4, mean=2.5, variance=1.6666666666666667)
        """
        moments = Moments.from_sums(("value",), n, [total], [[squares]])
        return moments.summary("value")


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Means and centred sums of products of several metrics over the same customers."""

    names: tuple[str, ...]  # metrics and covariates, k of them
    n: int  # customers
    means: Floats  # shape (k,)
    products: Floats  # shape (k, k): sums over customers of (x - mean x)(y - mean y); nan: not known

    def __post_init__(self) -> None:
        means = np.array(self.means, dtype=float)
        products = np.array(self.products, dtype=float)
        k = len(self.names)
        if len(set(self.names)) != k or means.shape != (k,) or products.shape != (k, k):
            raise ValueError(f"{k} different names need {k} means and {k} x {k} products")
        if self.n < 0 or not np.isfinite(means).all() or np.isinf(products).any() or (products.diagonal() < 0).any():
            raise EvaluationError("moments_invalid", metrics=", ".join(self.names), customers=self.n)
        means.setflags(write=False)
        products.setflags(write=False)
        object.__setattr__(self, "means", means)
        object.__setattr__(self, "products", products)

    @classmethod
    def empty(cls, names: Sequence[str]) -> Moments:
        """Return the moments of nobody: merging them changes nothing."""
        return cls(tuple(names), 0, np.zeros(len(names)), np.zeros((len(names), len(names))))

    @classmethod
    def of(cls, names: Sequence[str], rows: ArrayLike) -> Moments:
        """Compute the moments of rows, one per customer.

        Parameters
        ----------
        names : sequence of str, length k
        rows : array_like, shape (n, k)
        """
        seen = np.asarray(rows, dtype=float).reshape(-1, len(names))
        if len(seen) == 0:
            return cls.empty(names)
        means = seen.mean(axis=0)
        centred = seen - means
        return cls(tuple(names), len(seen), means, centred.T @ centred)

    @classmethod
    def from_sums(cls, names: Sequence[str], n: int, sums: ArrayLike, products: ArrayLike) -> Moments:
        """Centre printed sums and sums of products in exact arithmetic, so that no digit of theirs is lost.

        Parameters
        ----------
        names : sequence of str, length k
        n : int
            Customers.
        sums : array_like, shape (k,)
        products : array_like, shape (k, k)
            Sums of products as they are, not centred; the diagonal holds the sums of squares.

        Raises
        ------
        EvaluationError
            ``squares_too_small`` when a sum of squares is under what the sum alone makes it; ``moments_invalid``.
        """
        totals, raw = np.asarray(sums, dtype=float), np.asarray(products, dtype=float)
        if not (np.isfinite(totals).all() and np.isfinite(raw).all()):
            raise EvaluationError("moments_invalid", metrics=", ".join(names), customers=n)
        if n == 0:
            return cls.empty(names)
        exact = [Fraction(total) for total in totals.tolist()]
        centred = np.array(
            [
                [float(Fraction(raw[i, j]) - exact[i] * exact[j] / n) for j in range(len(names))]
                for i in range(len(names))
            ]
        ).reshape(len(names), len(names))
        for i, name in enumerate(names):
            if centred[i, i] < -ROUNDING * abs(raw[i, i]):
                raise EvaluationError("squares_too_small", metric=name, squares=raw[i, i], total=totals[i], customers=n)
            centred[i, i] = max(centred[i, i], 0.0)
        return cls(tuple(names), n, totals / n, centred)

    def merge(self, other: Moments) -> Moments:
        """Return the moments of both groups of customers together.

        References
        ----------
        Chan, Golub and LeVeque (1983), Am. Stat. 37:242-247. doi:10.1080/00031305.1983.10483115
        """
        if self.names != other.names:
            raise ValueError(f"moments of {self.names} and {other.names} do not merge")
        n = self.n + other.n
        if n == 0:
            return self
        gap = other.means - self.means
        means = self.means + gap * (other.n / n)
        products = self.products + other.products + np.outer(gap, gap) * (self.n * (other.n / n))
        return Moments(self.names, n, means, products)

    def knows(self, *names: str) -> bool:
        """Return whether the products of these metrics with themselves and with one another are known."""
        places = [self.names.index(name) for name in names]
        return not np.isnan(self.products[np.ix_(places, places)]).any()

    def summary(self, name: str) -> Summary:
        """Return one metric's summary; ``spread_unknown`` where its squares are not known."""
        return self.combined({name: 1.0})

    def covariance(self, a: str, b: str) -> float:
        """Return the sample covariance (divisor n - 1); ``too_few_customers`` where n < 2, ``spread_unknown``."""
        if self.n < 2:
            raise NotComputable("too_few_customers", customers=self.n, minimum=2)
        product = float(self.products[self.names.index(a), self.names.index(b)])
        if isnan(product):
            raise NotComputable("spread_unknown", metric=a)
        return product / (self.n - 1)

    def combined(self, weights: Mapping[str, float]) -> Summary:
        """Return the summary of a weighted sum of the metrics, such as y - 0.5 x.

        Raises
        ------
        NotComputable
            ``spread_unknown`` where products among these metrics are not known.
        """
        if missing := set(weights) - set(self.names):
            raise KeyError(f"{sorted(missing)} not among {self.names}")
        places = [place for place, name in enumerate(self.names) if name in weights]
        factors = np.array([weights[self.names[place]] for place in places])
        spread = float(factors @ self.products[np.ix_(places, places)] @ factors)
        if isnan(spread):
            raise NotComputable("spread_unknown", metric=next(iter(weights)))
        variance = max(spread, 0.0) / (self.n - 1) if self.n > 1 else 0.0
        return Summary(self.n, float(factors @ self.means[places]), variance)


def merged(parts: Iterable[Moments]) -> Moments:
    """Return the moments of all groups together; at least one group."""
    return reduce(Moments.merge, parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a comparison found: the variant's figure less the control's, unless the method says otherwise."""

    value: float  # in the metric's unit
    standard_error: float | None  # None: the method has none
    interval: Interval | None  # None: the method gives none, or it has no ends; see notes
    p_value: float | None  # two-sided; None: no test was made
    method: str  # code of the test, and of the interval unless interval_method names another
    interval_method: str | None = None  # code of the interval's method where the test's is another
    notes: tuple[Note, ...] = ()


def critical_value(confidence: float) -> float:
    """Return the normal quantile of a two-sided confidence.

    >>> round(critical_value(0.95), 6)
    1.959964
    """
    from scipy.special import ndtri

    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be within 0..1, not {confidence}")
    return float(-ndtri((1 - confidence) / 2))


def two_sided(z: float) -> float:
    """Return the two-sided normal p-value of a statistic, precise in the far tail.

    >>> round(two_sided(1.959964), 6)
    0.05
    """
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def normal_interval(value: float, standard_error: float, *, confidence: float) -> Interval:
    """Return the interval of a normal estimate."""
    reach = critical_value(confidence) * standard_error
    return Interval(low=value - reach, high=value + reach)


def difference_error(control: Summary, variant: Summary) -> float:
    """Return the standard error of the difference of two means; ``too_few_customers`` where n < 2."""
    return sqrt(control.mean_variance + variant.mean_variance)
