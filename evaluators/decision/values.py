"""Value functions: from a criterion's own unit to 0-100, between fixed ends."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import isnan
from operator import itemgetter

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.tables import LARGEST, Floats
from evaluators.errors import EvaluationError

_x = itemgetter(0)

SNAP = 1e-9  # value points by which rounding may leave the scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """What a figure is worth."""

    value: float  # 0-100
    clipped: bool  # the figure lies beyond the ends of its scale


@dataclass(frozen=True, slots=True)
class PiecewiseLinear:
    """A monotone value function, straight between points and clipped beyond the outer ones.

    Parameters
    ----------
    points : tuple of (x, value)
        At least two; ``x`` strictly rising or strictly falling, ``value`` in 0..100 and never turning back.

    Raises
    ------
    EvaluationError
        ``value_points_too_few``, ``value_points_not_a_number``, ``value_points_outside`` (a value outside
        0..100) or ``value_points_not_monotone``.

    References
    ----------
    Keeney & Raiffa (1976), Decisions with Multiple Objectives; Dyer & Sarin (1979), Oper. Res. 27:810-822.

    >>> price = PiecewiseLinear(((300, 0), (100, 80), (0, 100)))
    >>> price.value(50)
    Valued(value=90.0, clipped=False)
    >>> price.value(400)
    Valued(value=0.0, clipped=True)
    >>> price.inverse(40)
    200.0
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise EvaluationError("value_points_too_few", count=len(self.points), minimum=2)
        table = np.array(self.points, dtype=float)
        if not np.all(np.abs(table) <= LARGEST):
            raise EvaluationError("value_points_not_a_number", points=self.points)
        if np.any((table[:, 1] < 0) | (table[:, 1] > 100)):
            raise EvaluationError("value_points_outside", points=self.points, low=0, high=100)
        x, value = (np.sign(np.diff(column)) for column in table.T)
        if not (np.all(x == x[0]) and x[0] != 0 and (np.all(value >= 0) or np.all(value <= 0))):
            raise EvaluationError("value_points_not_monotone", points=self.points)

    def _rising(self) -> Floats:
        """Return the points by rising x, shape (points, 2)."""
        table = np.array(self.points, dtype=float)
        return table if table[0, 0] < table[-1, 0] else table[::-1]

    def value(self, x: float) -> Valued:
        """Return what ``x`` is worth and whether it had to be clipped; see ``values``."""
        if isnan(x):
            raise EvaluationError("value_not_a_number")
        rising = self.points if self.points[0][0] < self.points[-1][0] else self.points[::-1]
        first, last = rising[0][0], rising[-1][0]
        inside = min(max(float(x), first), last)
        piece = min(bisect_right(rising, inside, key=_x) - 1, len(rising) - 2)
        (left, low), (right, high) = rising[piece], rising[piece + 1]
        along = (inside - left) / (right - left)
        return Valued(value=float((1 - along) * low + along * high), clipped=not first <= x <= last)

    def values(self, x: ArrayLike) -> Floats:
        """Return what figures are worth, clipped at the ends.

        Parameters
        ----------
        x : array_like, any shape
            In the criterion's unit; infinite figures are clipped as well.

        Returns
        -------
        ndarray, same shape, 0..100

        Raises
        ------
        EvaluationError
            ``value_not_a_number`` when a figure is nan.
        """
        given = np.asarray(x, dtype=float)
        if np.any(np.isnan(given)):
            raise EvaluationError("value_not_a_number")
        knots, worth = self._rising().T
        inside = np.clip(given, knots[0], knots[-1])
        piece = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, len(knots) - 2)
        along = (inside - knots[piece]) / (knots[piece + 1] - knots[piece])
        return np.asarray((1 - along) * worth[piece] + along * worth[piece + 1], dtype=float)

    def inverse(self, value: float) -> float | None:
        """Return the figure that is worth ``value``, or None.

        None where no figure is (outside the function's values) or many are (on a flat piece).
        """
        knots, worth = self._rising().T
        if worth[0] > worth[-1]:
            knots, worth = knots[::-1], worth[::-1]
        if not worth[0] - SNAP <= value <= worth[-1] + SNAP:
            return None
        wanted = min(max(value, worth[0]), worth[-1])
        if np.count_nonzero(worth == wanted) > 1:
            return None
        piece = min(max(int(np.searchsorted(worth, wanted, side="right")) - 1, 0), len(worth) - 2)
        along = (wanted - worth[piece]) / (worth[piece + 1] - worth[piece])
        return float((1 - along) * knots[piece] + along * knots[piece + 1])


def linear_scale(worst: float, best: float) -> PiecewiseLinear:
    """Return the straight value function from ``worst`` (0) to ``best`` (100).

    Raises
    ------
    EvaluationError
        ``scale_ends_equal`` when the ends coincide, ``value_points_not_a_number`` when one is not finite.
    """
    if worst == best:
        raise EvaluationError("scale_ends_equal", value=worst)
    return PiecewiseLinear(((worst, 0.0), (best, 100.0)))


def grade_values(count: int) -> tuple[float, ...]:
    """Return evenly spread values of ``count`` grades from worst to best: 100(k-1)/(K-1).

    A single grade is worth 100.

    Raises
    ------
    EvaluationError
        ``grades_too_few`` when there is none.

    >>> grade_values(5)
    (0.0, 25.0, 50.0, 75.0, 100.0)
    """
    if count < 1:
        raise EvaluationError("grades_too_few", count=count, minimum=1)
    if count == 1:
        return (100.0,)
    return tuple(100.0 * k / (count - 1) for k in range(count))


def sample_grade_values(count: int, draws: int, rng: np.random.Generator) -> Floats:
    """Draw any increasing values of ``count`` grades: sorted uniforms between fixed ends 0 and 100.

    Returns
    -------
    ndarray, shape (draws, count)
        Each row rises from 0 to 100; a single grade is worth 100.

    Raises
    ------
    EvaluationError
        ``grades_too_few`` when there is none.

    References
    ----------
    Lahdelma, Miettinen & Salminen (2003), Eur. J. Oper. Res. 147:117-127 (SMAA-O).
    doi:10.1016/S0377-2217(02)00267-9
    """
    drawn = np.tile(np.array(grade_values(count)), (draws, 1))
    if count > 2:
        drawn[:, 1:-1] = np.sort(rng.uniform(0.0, 100.0, size=(draws, count - 2)), axis=1)
    return drawn
