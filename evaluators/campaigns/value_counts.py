"""How often each value occurs in an arm: what ranks, caps and quantiles need instead of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import Summary
from evaluators.errors import EvaluationError, NotComputable

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ValueCounts:
    """A metric's histogram over an arm's customers, one entry per value; equal values are put together."""

    values: Floats  # shape (k,), rising
    counts: Counts  # shape (k,), customers with that value, each at least 1

    def __post_init__(self) -> None:
        seen, times = np.asarray(self.values, dtype=float), np.asarray(self.counts, dtype=float)
        if seen.shape != times.shape or seen.ndim != 1:
            raise ValueError("one count per value is needed")
        if not np.isfinite(seen).all() or not (np.isfinite(times) & (times >= 0) & (times == np.floor(times))).all():
            raise EvaluationError("histogram_invalid")
        values, places = np.unique(seen[times > 0], return_inverse=True)
        counts = np.zeros(len(values), dtype=np.int64)
        np.add.at(counts, places, times[times > 0].astype(np.int64))
        for array in (values, counts):
            array.setflags(write=False)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "counts", counts)

    @classmethod
    def of(cls, values: ArrayLike) -> ValueCounts:
        """Count one value per customer."""
        seen = np.asarray(values, dtype=float)
        return cls(seen, np.ones(len(seen), dtype=np.int64))

    @property
    def n(self) -> int:
        """Customers."""
        return int(self.counts.sum())

    def merge(self, other: ValueCounts) -> ValueCounts:
        """Return the histogram of both groups of customers together."""
        return ValueCounts(np.concatenate([self.values, other.values]), np.concatenate([self.counts, other.counts]))

    def capped(self, limit: float) -> ValueCounts:
        """Return the histogram with larger values counted as the limit."""
        return ValueCounts(np.minimum(self.values, limit), self.counts)

    def summary(self) -> Summary:
        """Return the metric's summary, centred before squaring."""
        n = self.n
        if n == 0:
            return Summary(0, 0.0, 0.0)
        mean = float(self.counts @ self.values) / n
        return Summary(n, mean, float(self.counts @ (self.values - mean) ** 2) / max(n - 1, 1))

    def above(self, limit: float) -> int:
        """Return how many customers are above a limit."""
        return int(self.counts[self.values > limit].sum())

    def quantile(self, share: float) -> float:
        """Return the smallest value that at least this share of customers do not exceed.

        Parameters
        ----------
        share : float
            In (0, 1].

        Raises
        ------
        NotComputable
            ``too_few_customers`` for nobody.

        >>> ValueCounts.of([0, 0, 0, 5, 90]).quantile(0.8)
        5.0
        """
        if not 0 < share <= 1:
            raise ValueError(f"a share of customers is needed, not {share}")
        if self.n == 0:
            raise NotComputable("too_few_customers", customers=0, minimum=1)
        reached = np.cumsum(self.counts) >= share * self.n * (1 - 1e-12)  # 0.8 * 5 must not ask for more than 4
        return float(self.values[int(np.argmax(reached))])
