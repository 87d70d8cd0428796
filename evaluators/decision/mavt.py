"""The additive value model: a score is the sum of visible parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.tables import Floats, checked_table
from evaluators.decision.weights import checked_weights


def contributions(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Return what each criterion adds to each tool's score, w_j v_ij.

    Parameters
    ----------
    values : array_like, shape (m, n)
        Tools by criteria on the 0-100 value scale.
    weights : array_like, shape (n,)
        Not negative; scaled to sum 1.

    Returns
    -------
    ndarray, shape (m, n)

    Raises
    ------
    EvaluationError
        As ``tables.checked_table`` and ``weights.normalised``.
    """
    table = checked_table(values)
    return np.asarray(table * checked_weights(weights, table.shape[1]), dtype=float)


def additive_scores(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the additive scores U_i = sum_j w_j v_ij, the sums of the rows of ``contributions``.

    Returns
    -------
    ndarray, shape (m,)
        0..100 when the values are.

    References
    ----------
    Keeney & Raiffa (1976), Decisions with Multiple Objectives; Dyer & Sarin (1979), Oper. Res. 27:810-822.

    >>> additive_scores([[100, 0], [50, 80]], [3, 1])
    array([75. , 57.5])
    """
    return np.asarray(contributions(values, weights).sum(axis=1), dtype=float)
