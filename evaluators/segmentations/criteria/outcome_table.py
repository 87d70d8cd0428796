"""An outcome summed by fold and segment: all that out-of-sample means of segments need, however often labels move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import DataError, NotComputable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeTable:
    """Customers and outcome of each fold in each segment; the last column holds those without a segment."""

    counts: Floats  # shape (F, K + 1)
    sums: Floats  # shape (F, K + 1), outcome's unit
    squares: float  # sum of squares of the outcome over all customers

    @classmethod
    def of(
        cls, codes: Codes, outcome: Floats, folds: Ints, *, segments: int, squares: float | None = None
    ) -> OutcomeTable:
        """Sum n customers' outcomes; codes 0..segments-1 or -1, folds 0..F-1; squares where they are known already."""
        width, height = segments + 1, int(folds.max()) + 1
        cells = folds * width + (codes if codes.min() >= 0 else np.where(codes < 0, segments, codes))
        counts = np.bincount(cells, minlength=width * height).astype(float).reshape(height, width)
        sums = np.asarray(np.bincount(cells, weights=outcome, minlength=width * height), dtype=float)
        known = float(outcome @ outcome) if squares is None else squares
        return cls(counts, sums.reshape(height, width), known)

    @property
    def train_means(self) -> Floats:
        """Mean of the customers outside each fold, shape (F,)."""
        rest = self.counts.sum() - self.counts.sum(axis=1)
        return np.asarray((self.sums.sum() - self.sums.sum(axis=1)) / rest)

    @property
    def predictions(self) -> Floats:
        """Mean of a segment's customers outside the fold, shape (F, K + 1).

        The mean of all of them stands where a segment has none there, and for the customers without a segment: no
        segment tells nothing about them.
        """
        rest = self.counts.sum(axis=0) - self.counts
        totals = self.sums.sum(axis=0) - self.sums
        overall = np.broadcast_to(self.train_means[:, None], rest.shape)
        means = np.where(rest > 0, totals / np.maximum(rest, 1), overall)
        means[:, -1] = overall[:, -1]
        return np.asarray(means)

    def squared_error(self, predictions: Floats) -> float:
        """Return the sum of squared differences of outcomes from predictions that broadcast to (F, K + 1)."""
        return float(self.squares - 2 * (predictions * self.sums).sum() + (predictions**2 * self.counts).sum())

    @property
    def r2(self) -> float:
        """Share of squared error that means of segments save, out of sample, pooled over folds."""
        return 1 - self.squared_error(self.predictions) / self.squared_error(self.train_means[:, None])

    def taken(self, share: float) -> Floats:
        """Return the part of each cell within the best segments that hold a share of the fold's customers, (F, K + 1).

        Segments are ranked by their mean outside the fold; the one on the edge counts pro rata, and so do those that
        tie with it.
        """
        parts = np.zeros_like(self.counts)
        for fold, predicted in enumerate(self.predictions):
            levels, at = np.unique(-predicted, return_inverse=True)
            customers = np.bincount(at, weights=self.counts[fold], minlength=len(levels))
            before = np.cumsum(customers) - customers
            within = np.clip(share * self.counts[fold].sum() - before, 0, customers)
            parts[fold] = (within / np.maximum(customers, 1))[at]
        return parts


def checked_outcome(outcome: ArrayLike, *, rows: int) -> Floats:
    """Return an outcome as numbers, one per customer.

    Raises
    ------
    DataError
        ``outcome_missing`` where some customers have none: somebody who bought nothing has 0.
    NotComputable
        ``outcome_constant`` where all customers have the same.
    """
    given = np.asarray(outcome, dtype=float)
    if given.shape != (rows,):
        raise ValueError(f"{rows} outcomes are needed, not of shape {given.shape}")
    if not np.isfinite(given).all():
        raise DataError("outcome_missing", count=int((~np.isfinite(given)).sum()), rows=rows)
    if rows == 0 or given.min() == given.max():
        raise NotComputable("outcome_constant", rows=rows)
    return given


def money_cap(past: ArrayLike, *, share: float = 0.99) -> float:
    """Return the cap for money: the quantile of what past customers brought, among those who brought something.

    Parameters
    ----------
    past : array_like, shape (n,)
        Money per customer *before* the as-of date, over a time as long as the outcome's.
    share : float
        Of spending customers who stay under the cap.

    Raises
    ------
    NotComputable
        ``no_past_money`` when nobody brought anything.
    """
    given = np.asarray(past, dtype=float)
    spent = given[np.isfinite(given) & (given > 0)]
    if not len(spent):
        raise NotComputable("no_past_money")
    return float(np.quantile(spent, share))


def winsorised(outcome: ArrayLike, cap: float) -> Floats:
    """Return money cut to -cap..cap, so that a few customers do not decide for all."""
    given = np.asarray(outcome, dtype=float)
    return np.asarray(np.clip(given, -cap, cap))


def logarithmic(outcome: ArrayLike) -> Floats:
    """Return log(1 + money), with the sign of the money."""
    given = np.asarray(outcome, dtype=float)
    return np.asarray(np.sign(given) * np.log1p(np.abs(given)))
