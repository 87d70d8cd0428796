"""The nearest weights at which a lead of one tool over another is used up, in three distances.

Each function takes weights w (sum 1) and the leader's lead d per criterion, with min d <= 0, and returns the
weights x >= 0, sum 1, d.x <= 0 that are nearest to w.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 200  # more than halvings or corners can need


def least_moved(weights: Floats, lead: Floats) -> Floats:
    """Return the nearest weights by the sum of absolute changes.

    Weight goes from the criteria with the largest lead to the one with the smallest; that is a fractional
    knapsack, which taking the best first solves exactly.
    """
    moved = weights.copy()
    gap = float(lead @ weights)
    target = int(np.argmin(lead))
    for source in np.argsort(-lead, kind="stable"):
        gain = float(lead[source] - lead[target])
        if gap <= 0 or gain <= 0:
            break
        amount = min(float(moved[source]), gap / gain)
        moved[source] -= amount
        moved[target] += amount
        gap -= amount * gain
    return moved


def least_euclidean(weights: Floats, lead: Floats) -> Floats:
    """Return the nearest weights by Euclidean distance.

    They are the projection of w - t d on the simplex for the smallest t >= 0 that uses the lead up. Halving finds
    which weights stay positive there; on these the answer is linear algebra.
    """
    if lead @ weights <= 0:
        return weights.copy()
    span = float(np.ptp(lead))
    low, high = 0.0, 1.0 / span
    while lead @ _on_simplex(weights - high * lead) > 0 and high < 1e9 / span:
        high *= 2
    for _ in range(STEPS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if lead @ _on_simplex(weights - middle * lead) > 0 else (low, middle)
    nearest = _on_simplex(weights - high * lead)
    kept = nearest > 0
    tilt = lead[kept] - lead[kept].mean()
    if tilt @ tilt <= 0:
        return nearest
    level = weights[kept] + (1 - weights[kept].sum()) / kept.sum()
    exact = np.zeros_like(weights)
    exact[kept] = level - tilt * (lead[kept] @ level) / (tilt @ tilt)
    return exact if exact.min() >= 0 else nearest


def _on_simplex(point: Floats) -> Floats:
    """Return the nearest weights to any point, by sorting (Held, Wolfe & Crowder 1974, Math. Program. 6:62-88)."""
    falling = -np.sort(-point)
    excess = (np.cumsum(falling) - 1) / np.arange(1, len(point) + 1)
    kept = int(np.flatnonzero(falling > excess)[-1])
    return np.asarray(np.maximum(point - excess[kept], 0.0))


def least_even(weights: Floats, lead: Floats) -> Floats:
    """Return the nearest weights by the largest absolute change.

    The gap left when no weight may change by more than t is convex and falls in straight pieces with t, so
    Newton's method from t = 0 reaches its root in finitely many steps and never passes it.
    """
    limit = 0.0
    moved, gap, slope = _least_gap(weights, lead, limit)
    for _ in range(STEPS):
        if gap <= 0 or slope >= 0 or limit - gap / slope <= limit:
            break
        limit -= gap / slope
        moved, gap, slope = _least_gap(weights, lead, limit)
    return moved


def _least_gap(weights: Floats, lead: Floats, limit: float) -> tuple[Floats, float, float]:
    """Return the weights within ``limit`` of the given ones that leave the least gap, the gap and its slope.

    Every weight first gives what it may; then the criteria with the smallest lead take what they may.
    """
    down = np.minimum(weights, limit)
    falls = np.where(weights > limit, 1.0, 0.0)  # how fast a weight's lower bound moves with the limit
    moved, speed = weights - down, -falls
    left, left_speed = float(down.sum()), float(falls.sum())
    for place in np.argsort(lead, kind="stable"):
        room, room_speed = limit + float(down[place]), 1.0 + float(falls[place])
        if (left, left_speed) <= (room, room_speed):
            moved[place] += left
            speed[place] += left_speed
            break
        moved[place] += room
        speed[place] += room_speed
        left, left_speed = left - room, left_speed - room_speed
    return moved, float(lead @ moved), float(lead @ speed)
