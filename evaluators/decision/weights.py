"""Weights from points, swings and rank orders, and how far they may vary."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.tables import Floats
from evaluators.errors import EvaluationError, NotComputable


def normalised(points: ArrayLike, names: Sequence[str] | None = None) -> Floats:
    """Scale points to weights that sum to 1.

    Parameters
    ----------
    points : array_like, shape (n,)
        Not negative, at least one above zero.
    names : sequence of str, optional
        Told in errors beside the 0-based ``index``.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    EvaluationError
        ``weight_not_a_number`` or ``weight_negative`` with ``index``, ``name`` and ``value``.
    NotComputable
        ``no_criteria`` when there are no points, ``weights_all_zero`` when none is above zero.

    >>> normalised([3, 1])
    array([0.75, 0.25])
    """
    given = np.asarray(points, dtype=float)
    if given.ndim != 1:
        raise ValueError(f"one row of points is needed, not {given.ndim} dimensions")
    if len(given) == 0:
        raise NotComputable("no_criteria")
    for code, wrong in (("weight_not_a_number", ~np.isfinite(given)), ("weight_negative", given < 0)):
        if np.any(wrong):
            index = int(np.argmax(wrong))
            name = None if names is None else names[index]
            raise EvaluationError(code, index=index, name=name, value=float(given[index]))
    largest = given.max()
    if largest == 0:
        raise NotComputable("weights_all_zero", count=len(given))
    shares = given / largest
    return np.asarray(shares / shares.sum(), dtype=float)


def checked_weights(weights: ArrayLike, criteria: int) -> Floats:
    """Return one weight per criterion, scaled to sum 1; see ``normalised`` for what it refuses."""
    checked = normalised(weights)
    if len(checked) != criteria:
        raise ValueError(f"{criteria} weights are needed, not {len(checked)}")
    return checked


def swing_weights(swings: ArrayLike, names: Sequence[str] | None = None) -> Floats:
    """Weights from swings: 100 for the most valued step from worst to best, the others in proportion.

    Parameters and errors as in ``normalised``.

    References
    ----------
    Edwards & Barron (1994), Organ. Behav. Hum. Decis. Process. 60:306-325. doi:10.1006/obhd.1994.1087
    """
    return normalised(swings, names)


def roc_weights(ranks: ArrayLike) -> Floats:
    """Rank-order centroid weights, w_(r) = (1/n) sum_{k=r..n} 1/k.

    Parameters
    ----------
    ranks : array_like, shape (n,)
        1 for the most important. Only their order counts; equal ranks are tied and share the mean weight of
        the positions that they take together.

    Returns
    -------
    ndarray, shape (n,), sum 1

    Raises
    ------
    EvaluationError
        ``rank_not_a_number`` with its ``index``.
    NotComputable
        ``no_criteria`` when there are no ranks.

    References
    ----------
    Barron & Barrett (1996), Manag. Sci. 42:1515-1523. doi:10.1287/mnsc.42.11.1515

    >>> roc_weights([1, 2, 2]).round(4)
    array([0.6111, 0.1944, 0.1944])
    """
    count = np.asarray(ranks).size
    inverse = 1.0 / np.arange(1, count + 1)
    return _by_position(ranks, np.cumsum(inverse[::-1])[::-1] / max(count, 1))


def rank_sum_weights(ranks: ArrayLike) -> Floats:
    """Rank-sum weights, w_(r) = 2(n+1-r) / (n(n+1)); parameters and errors as in ``roc_weights``.

    References
    ----------
    Stillwell, Seaver & Edwards (1981), Organ. Behav. Hum. Perform. 28:62-77.
    doi:10.1016/0030-5073(81)90015-5
    """
    return _by_position(ranks, np.arange(np.asarray(ranks).size, 0, -1, dtype=float))


def rank_reciprocal_weights(ranks: ArrayLike) -> Floats:
    """Rank-reciprocal weights, w_(r) = (1/r) / sum_k 1/k; parameters and errors as in ``roc_weights``.

    References
    ----------
    Stillwell, Seaver & Edwards (1981), Organ. Behav. Hum. Perform. 28:62-77.
    doi:10.1016/0030-5073(81)90015-5
    """
    return _by_position(ranks, 1.0 / np.arange(1, np.asarray(ranks).size + 1))


def _by_position(ranks: ArrayLike, position_weights: Floats) -> Floats:
    """Give each item its position's weight, tied items the mean over the positions they take."""
    given = np.asarray(ranks, dtype=float)
    if given.size == 0:
        raise NotComputable("no_criteria")
    wrong = np.flatnonzero(~np.isfinite(given))
    if len(wrong):
        raise EvaluationError("rank_not_a_number", index=int(wrong[0]), value=float(given[wrong[0]]))
    _, place, sizes = np.unique(given, return_inverse=True, return_counts=True)
    starts = np.cumsum(sizes) - sizes
    means = np.add.reduceat(position_weights, starts) / sizes
    return normalised(means[place])


def dirichlet_concentration(n: int, variation: float) -> float:
    """Return the concentration k of a Dirichlet whose average weight varies by ``variation``.

    With weights w ~ Dirichlet(k w0) an average weight (w0 = 1/n) has the squared coefficient of variation
    (n-1)/(k+1), hence k = (n-1)/variation² - 1.

    Parameters
    ----------
    n : int
        Number of criteria, at least 1.
    variation : float
        Coefficient of variation, above 0 and below sqrt(n-1).

    Returns
    -------
    float
        Above 0. For one criterion 1, the uniform case: its weight is 1 at any concentration.

    Raises
    ------
    NotComputable
        ``no_criteria`` when ``n`` is under 1.
    EvaluationError
        ``weight_variation_invalid`` with ``value`` and ``limit``: no Dirichlet varies so little or so much.

    >>> dirichlet_concentration(6, 0.25)
    79.0
    """
    if n < 1:
        raise NotComputable("no_criteria")
    if n == 1 and variation > 0:
        return 1.0
    limit = sqrt(n - 1)
    concentration = (n - 1) / variation**2 - 1 if 1e-6 <= variation < limit else 0.0
    if concentration <= 0:
        raise EvaluationError("weight_variation_invalid", value=variation, limit=limit)
    return concentration
