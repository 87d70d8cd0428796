"""Least squares on rows, an oracle: errors that hold when spreads differ or customers come in clusters."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A fitted linear model."""

    coefficients: Floats  # shape (k,)
    covariance: Floats  # shape (k, k), of the coefficients
    degrees: int  # of freedom: rows less k, or clusters less 1

    def standard_error(self, place: int) -> float:
        """Return one coefficient's standard error."""
        return sqrt(self.covariance[place, place])


def least_squares(design: ArrayLike, outcome: ArrayLike, *, clusters: ArrayLike | None = None) -> Regression:
    """Fit an outcome to a design, with HC2 errors or errors clustered by a column.

    Parameters
    ----------
    design : array_like, shape (n, k)
        One row per customer, the constant's column included.
    outcome : array_like, shape (n,)
    clusters : array_like, shape (n,), optional
        What was randomised as one, such as a shop; the errors then get the factor
        G / (G - 1) x (n - 1) / (n - k) for G clusters.

    References
    ----------
    MacKinnon and White (1985), J. Econom. 29:305-325. doi:10.1016/0304-4076(85)90158-7
    Liang and Zeger (1986), Biometrika 73:13-22. doi:10.1093/biomet/73.1.13
    """
    x, y = np.asarray(design, dtype=float), np.asarray(outcome, dtype=float)
    n, k = x.shape
    basis, triangle = np.linalg.qr(x)
    inverse = np.linalg.inv(triangle)
    coefficients = inverse @ (basis.T @ y)
    rest = y - x @ coefficients
    if clusters is None:
        spare = 1 - (basis**2).sum(axis=1)
        fixed = spare <= n * np.finfo(float).eps  # the row alone decides its own fit and has no rest
        scores = basis * np.where(fixed, 0.0, rest / np.sqrt(np.where(fixed, 1.0, spare)))[:, None]
        return Regression(coefficients, inverse @ (scores.T @ scores) @ inverse.T, n - k)
    names, places = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.zeros((len(names), k))
    np.add.at(sums, places, basis * rest[:, None])
    factor = len(names) / (len(names) - 1) * (n - 1) / (n - k)
    return Regression(coefficients, factor * inverse @ (sums.T @ sums) @ inverse.T, len(names) - 1)
