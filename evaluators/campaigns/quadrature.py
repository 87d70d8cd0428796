"""Gauss-Legendre quadrature in panels, for integrals of bell curves."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PANEL = 32  # nodes of a panel


def nodes_between(edges: Floats) -> tuple[Floats, Floats]:
    """Return nodes and weights with one panel between each two neighbouring edges.

    Parameters
    ----------
    edges : ndarray, shape (p + 1,)
        Growing.

    Returns
    -------
    tuple of ndarray, shape (32 p,)
    """
    points, weights = _panel()
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + points)).ravel(), (half * weights).ravel()


def spread_nodes(low: float, high: float, *, finest: float, density: float = 3.0, most: int) -> tuple[Floats, Floats]:
    """Return nodes that follow a bell of a given width anywhere between two ends.

    Parameters
    ----------
    low, high : float
    finest : float
        Standard deviation of the narrowest bell.
    density : float
        Nodes within it; three give errors under 1e-12.
    most : int
        Nodes that memory allows.
    """
    wanted = min(density * (high - low) / finest, most)
    return nodes_between(np.linspace(low, high, max(math.ceil(wanted / PANEL), 3) + 1))


@cache
def _panel() -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(PANEL)
    return points, weights
