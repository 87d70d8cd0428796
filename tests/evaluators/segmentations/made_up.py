"""Customers made up with known segments, and a way to learn them again without a library."""

from __future__ import annotations

import numpy as np

CENTRES = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]])


def clear_segments(customers=90, seed=0, spread=0.5):
    """Return rows around three far centres, and the centre of each."""
    rng = np.random.default_rng(seed)
    labels = np.arange(customers) % 3
    return CENTRES[labels] + rng.normal(0, spread, size=(customers, 2)), labels


def no_segments(customers=90, seed=0):
    """Return rows spread evenly."""
    return np.random.default_rng(seed).uniform(size=(customers, 2))


def lloyd(clusters, starts=5):
    """Return k-means from a few random starts."""

    def fitted(rows, rng):
        best = min((_once(rows, clusters, rng) for _ in range(starts)), key=lambda one: one[0])
        return lambda values: nearest(values, best[1])

    return fitted


def nearest(values, centres):
    """Return the nearest centre of each row."""
    return ((values[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)


def _once(rows, clusters, rng):
    centres = rows[rng.choice(len(rows), clusters, replace=False)]
    for _ in range(15):
        labels = nearest(rows, centres)
        used = [(labels == one).any() for one in range(clusters)]
        centres = np.array([rows[labels == one].mean(axis=0) if used[one] else centres[one] for one in range(clusters)])
    return ((rows - centres[nearest(rows, centres)]) ** 2).sum(), centres
