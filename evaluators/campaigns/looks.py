"""Where a test statistic that is looked at repeatedly leaves its limits: recursive numerical integration."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.quadrature import spread_nodes

Floats = NDArray[np.float64]

REACH = 8.5  # standard deviations beyond which nothing measurable happens
MOST_NODES = 2_400  # of one look
CLOSEST = 1e-4  # growth of the information between two looks, relative, that the nodes can follow


class _Path:
    """Density of Z over its continuation region, look after look."""

    __slots__ = ("_density", "_drift", "_nodes", "_time")

    def __init__(self, drift: float) -> None:
        self._drift = drift
        self._time = 0.0
        self._nodes: Floats = np.zeros(1)  # values of Z at the last look
        self._density: Floats = np.ones(1)  # probability at each node: density times quadrature weight

    def tails(self, time: float, z: float) -> tuple[float, float]:
        """Return the probabilities of leaving at this look above z and below -z."""
        from scipy.special import ndtr

        if math.isinf(z):
            return 0.0, 0.0
        step, ahead = self._ahead(time)
        edge = z * math.sqrt(time)
        above, below = ndtr((ahead - edge) / step), ndtr((-edge - ahead) / step)
        return float(above @ self._density), float(below @ self._density)

    def go_on(self, time: float, z: float, next_time: float | None) -> None:
        """Move on to this look, keeping what stays within -z..z."""
        step, ahead = self._ahead(time)
        root = math.sqrt(time)
        centre = self._drift * root
        low, high = max(-z, centre - REACH), min(z, centre + REACH)
        finest = step / root
        if next_time is not None:
            finest = min(finest, math.sqrt((next_time - time) / time))
        nodes, weights = spread_nodes(low, max(high, low), finest=finest, most=MOST_NODES)
        kernel = np.exp(-0.5 * ((nodes[:, None] * root - ahead) / step) ** 2) * (root / step / math.sqrt(2 * math.pi))
        self._density, self._nodes, self._time = weights * (kernel @ self._density), nodes, time

    def _ahead(self, time: float) -> tuple[float, Floats]:
        """Return the deviation of the step to a look, and where each node is expected there (score scale)."""
        gone = time - self._time
        return math.sqrt(gone), self._nodes * math.sqrt(self._time) + self._drift * gone


def crossing_probabilities(information: Sequence[float] | Floats, boundaries: ArrayLike, drift: float = 0.0) -> Floats:
    """Return the probability of leaving symmetric limits for the first time at each look, shape (k,).

    Parameters are those of ``crossing_sides``.
    """
    high, low = crossing_sides(information, boundaries, drift)
    return high + low


def crossing_sides(
    information: Sequence[float] | Floats, boundaries: ArrayLike, drift: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the probabilities of leaving symmetric limits first at each look, above and below.

    Parameters
    ----------
    information : sequence of float, shape (k,)
        Shares of the planned information, growing.
    boundaries : array_like, shape (k,)
        Limits on |Z|; infinite: nobody stops at this look.
    drift : float
        Mean of Z at information 1.

    Returns
    -------
    two ndarray, shape (k,)

    References
    ----------
    Armitage, McPherson & Rowe (1969), J. R. Stat. Soc. A 132:235-244. doi:10.2307/2343787
    """
    limits = np.asarray(boundaries, dtype=float)
    path = _Path(drift)
    high, low = np.zeros(len(limits)), np.zeros(len(limits))
    following = [*(float(time) for time in information[1:]), None]
    for place, (time, limit, after) in enumerate(zip(information, limits, following, strict=True)):
        high[place], low[place] = path.tails(float(time), float(limit))
        if after is not None:
            path.go_on(float(time), float(limit), after)
    return high, low


def next_boundary(information: Sequence[float], boundaries: Sequence[float], probability: float) -> float:
    """Return the limit of the last look that is left with the given probability when there is no effect.

    Parameters
    ----------
    information : sequence of float, shape (k,)
    boundaries : sequence of float, shape (k - 1,)
        Limits of the looks before.
    probability : float
        Two-sided, of leaving first at the last look; infinity is returned where it is too small to be reached.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtri

    if not boundaries:
        return -float(ndtri(probability / 2)) if probability > 0 else math.inf
    path = _Path(0.0)
    for place, limit in enumerate(boundaries):
        path.go_on(information[place], limit, information[place + 1])

    def excess(z: float) -> float:
        return sum(path.tails(information[-1], z)) - probability

    highest = 4 * REACH
    if probability <= 0 or excess(highest) >= 0:
        return math.inf
    return float(brentq(excess, 0.0, highest, xtol=1e-12)) if excess(0.0) > 0 else 0.0
