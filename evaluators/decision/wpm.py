"""The weighted product: a weak spot costs more than in a sum."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.tables import Floats, checked_directions, checked_table
from evaluators.decision.weights import checked_weights
from evaluators.errors import EvaluationError

FLOOR = 1.0  # value points; a product knows no zero, so lower values count as this


def weighted_product(values: ArrayLike, weights: ArrayLike, floor: float = FLOOR) -> Floats:
    """Return the weighted geometric means P_i = prod_j max(v_ij, floor)^w_j.

    Parameters
    ----------
    values : array_like, shape (m, n)
        Tools by criteria on the 0-100 value scale.
    weights : array_like, shape (n,)
        Not negative; scaled to sum 1.
    floor : float
        What lower values count as, in (0, 100]; shown with the result.

    Returns
    -------
    ndarray, shape (m,)
        ``floor`` to 100.

    Raises
    ------
    EvaluationError
        ``floor_outside``; otherwise as ``tables.checked_table`` and ``weights.normalised``.

    References
    ----------
    Bridgman (1922), Dimensional Analysis; Miller & Starr (1969), Executive Decisions and Operations Research.

    >>> weighted_product([[100, 0], [25, 25]], [1, 1])
    array([10., 25.])
    """
    if not 0 < floor <= 100:
        raise EvaluationError("floor_outside", value=floor, low=0, high=100)
    table = np.maximum(checked_table(values), floor)
    exponents = checked_weights(weights, table.shape[1])
    return np.asarray(np.exp((np.log(table) * exponents).sum(axis=1)), dtype=float)


def product_ratios(performances: ArrayLike, weights: ArrayLike, directions: ArrayLike) -> Floats:
    """Return the weighted products of raw figures, prod_j x_ij^(s_j w_j), as shares of the best one's.

    Ratios of two products do not depend on the units, so nothing is lost by the division.

    Parameters
    ----------
    performances : array_like, shape (m, n)
        Raw figures above zero.
    weights : array_like, shape (n,)
        Not negative; scaled to sum 1.
    directions : array_like, shape (n,)
        +1 more is better, -1 less is better.

    Returns
    -------
    ndarray, shape (m,)
        0..1, 1 for the best.

    Raises
    ------
    EvaluationError
        ``performance_not_positive`` with the 0-based ``tool`` and ``criterion``; otherwise as
        ``tables.checked_table`` and ``weights.normalised``.

    References
    ----------
    Bridgman (1922); Miller & Starr (1969).
    """
    table = checked_table(performances)
    wrong = np.argwhere(table <= 0)
    if len(wrong):
        tool, criterion = (int(place) for place in wrong[0])
        raise EvaluationError(
            "performance_not_positive", tool=tool, criterion=criterion, value=float(table[tool, criterion])
        )
    count = table.shape[1]
    exponents = checked_weights(weights, count) * checked_directions(directions, count)
    logarithms = (np.log(table) * exponents).sum(axis=1)
    return np.asarray(np.exp(logarithms - logarithms.max()), dtype=float)
