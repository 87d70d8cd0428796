"""Ranks from scores, with ties told as ties."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.decision.tables import Floats
from evaluators.errors import EvaluationError

RELATIVE_TIE = 1e-10  # scores nearer than this share of their magnitude differ by rounding alone


def tie_groups(scores: ArrayLike, *, scale: float | None = None) -> NDArray[np.int64]:
    """Number the groups of equal scores, 0 for the lowest.

    Two neighbours in sorted order are equal when they differ by at most ``RELATIVE_TIE`` times ``scale``.

    Parameters
    ----------
    scores : array_like, shape (m,)
    scale : float, optional
        Magnitude that rounding is judged against; the largest absolute score unless told.

    Returns
    -------
    ndarray of int, shape (m,)

    Raises
    ------
    EvaluationError
        ``score_not_a_number`` with its 0-based ``tool``.
    """
    given = np.asarray(scores, dtype=float)
    wrong = np.flatnonzero(~np.isfinite(given))
    if len(wrong):
        raise EvaluationError("score_not_a_number", tool=int(wrong[0]), value=float(given[wrong[0]]))
    magnitude = np.abs(given).max(initial=0.0) if scale is None else scale
    order = np.argsort(given, kind="stable")
    new_group = np.diff(given[order]) > RELATIVE_TIE * magnitude
    groups = np.zeros(len(given), dtype=np.int64)
    groups[order[1:]] = np.cumsum(new_group)
    return groups


def ranks(
    scores: ArrayLike,
    *,
    higher_is_better: bool = True,
    ties: Literal["mean", "competition"] = "mean",
    scale: float | None = None,
) -> Floats:
    """Rank scores, 1 for the best.

    Parameters
    ----------
    scores : array_like, shape (m,)
    higher_is_better : bool
        False for VIKOR's S, R and Q.
    ties : {"mean", "competition"}
        What equal scores share: the mean of their positions (as rank statistics need it, the default
        everywhere) or the best of them (as a list of places shows it: 1, 1, 3).
    scale : float, optional
        As in ``tie_groups``.

    Returns
    -------
    ndarray, shape (m,)

    >>> ranks([21.5, 22.0, 22.0])
    array([3. , 1.5, 1.5])
    >>> ranks([21.5, 22.0, 22.0], ties="competition")
    array([3., 1., 1.])
    """
    groups = tie_groups(scores, scale=scale)
    sizes = np.bincount(groups)
    ahead = np.cumsum(sizes[::-1])[::-1] - sizes if higher_is_better else np.cumsum(sizes) - sizes
    first = ahead + 1.0
    shared = first if ties == "competition" else first + (sizes - 1) / 2
    return np.asarray(shared[groups], dtype=float)


def leaders(scores: ArrayLike, *, higher_is_better: bool = True, scale: float | None = None) -> tuple[int, ...]:
    """Return the 0-based places of all tools that share the best score."""
    places = ranks(scores, higher_is_better=higher_is_better, ties="competition", scale=scale)
    return tuple(int(place) for place in np.flatnonzero(places == 1))
