"""Score limits of two proportions, many at once: the differences and ratios that a score test keeps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import critical_value

Floats = NDArray[np.float64]
Refused = Callable[[Floats], NDArray[np.bool_]]

HALVINGS = 54  # of a range no wider than 2: to 1e-16
POLISHES = 4  # Newton steps on a root that is right to about eight digits
NEAR = 2e-8  # more than that root's error; from this far on the inflection's side Newton's steps cannot go astray


def constrained_shares(
    events0: ArrayLike, trials0: ArrayLike, events1: ArrayLike, trials1: ArrayLike, difference: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the likeliest shares of control and variant given that they differ by a fixed amount.

    The likelihood's root is one of a cubic, by the trigonometric formula, polished by Newton steps.

    Parameters
    ----------
    events0, trials0, events1, trials1 : array_like, broadcast together
        Counts of control and variant; trials >= 1.
    difference : array_like
        Variant's share less the control's, within [-1, 1].

    Returns
    -------
    tuple of ndarray
        Control's and variant's shares, each in [0, 1].

    References
    ----------
    Miettinen and Nurminen (1985), Stat. Med. 4:213-226. doi:10.1002/sim.4780040211
    """
    x0, n0, x1, n1, d = (np.asarray(one, dtype=float) for one in (events0, trials0, events1, trials1, difference))
    total = n0 + n1
    most = x0 + x1 > total / 2  # those who did not are then counted: near 0 the root keeps more digits than near 1
    x0, x1, d = np.where(most, n0 - x0, x0), np.where(most, n1 - x1, x1), np.where(most, -d, d)
    events = x0 + x1
    square = ((n1 + 2 * n0) * d - total - events) / total
    linear = ((n0 * d - total - 2 * x0) * d + events) / total
    constant = x0 * d * (1 - d) / total
    third = square / 3
    turn = third**3 - square * linear / 6 + constant / 2
    reach = np.copysign(np.sqrt(np.maximum(third**2 - linear / 3, 0)), turn)
    cosine = np.divide(turn, reach**3, out=np.zeros(np.broadcast(turn, reach).shape), where=reach != 0)
    root = 2 * reach * np.cos((np.pi + np.arccos(np.clip(cosine, -1, 1))) / 3) - third
    lowest, highest = np.maximum(0, -d), np.minimum(1, 1 - d)
    root = np.clip(root + np.copysign(NEAR, -third - root), lowest, highest)
    for _ in range(POLISHES):
        value = ((root + square) * root + linear) * root + constant
        slope = (3 * root + 2 * square) * root + linear
        root = np.clip(root - np.divide(value, slope, out=np.zeros_like(value), where=slope < 0), lowest, highest)
    other = np.clip(root + d, 0, 1)
    return np.where(most, 1 - root, root), np.where(most, 1 - other, other)


def score_variance(
    events0: ArrayLike, trials0: ArrayLike, events1: ArrayLike, trials1: ArrayLike, difference: ArrayLike
) -> Floats:
    """Return the variance of the observed difference were the true one as given, times N / (N - 1).

    Parameters are those of `constrained_shares`.
    """
    n0, n1 = np.asarray(trials0, dtype=float), np.asarray(trials1, dtype=float)
    share0, share1 = constrained_shares(events0, trials0, events1, trials1, difference)
    return np.asarray((share0 * (1 - share0) / n0 + share1 * (1 - share1) / n1) * (n0 + n1) / (n0 + n1 - 1))


def score_limits(
    events0: ArrayLike, trials0: ArrayLike, events1: ArrayLike, trials1: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return Miettinen-Nurminen limits of many differences at once, variant - control.

    Parameters
    ----------
    events0, trials0, events1, trials1 : array_like, broadcast together
        Counts of control and variant; trials >= 1.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    tuple of ndarray
        Lower and upper limits, each in [-1, 1].
    """
    x0, n0, x1, n1 = np.broadcast_arrays(*(np.asarray(one, float) for one in (events0, trials0, events1, trials1)))
    z = critical_value(confidence)
    observed = x1 / n1 - x0 / n0

    def beyond(difference: Floats) -> NDArray[np.bool_]:
        return np.asarray((observed - difference) ** 2 > z * z * score_variance(x0, n0, x1, n1, difference))

    low, high = _limits(beyond, observed, (-1.0, 1.0))
    return low, high


def _limits(beyond: Refused, inside: Floats, ends: tuple[float, float]) -> Floats:
    """Halve towards the last figures that are not refused, from the observed one to both ends of the range.

    Returns
    -------
    ndarray, shape (2, ...)
        Lower and upper limits.
    """
    kept = np.stack([inside, inside])
    end = np.empty_like(kept)
    end[0], end[1] = ends
    refused = end.copy()
    whole = ~beyond(end)
    for _ in range(HALVINGS):
        middle = (kept + refused) / 2
        out = beyond(middle)
        kept, refused = np.where(out, kept, middle), np.where(out, middle, refused)
    return np.where(whole, end, kept)


def ratio_limits(
    events0: ArrayLike, trials0: ArrayLike, events1: ArrayLike, trials1: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return score limits of many ratios of shares at once, variant / control.

    The ratio r is searched for as u = r / (1 + r), so that both ends of the range are ordinary numbers.

    Parameters
    ----------
    events0, trials0, events1, trials1 : array_like, broadcast together
        Counts of control and variant; trials >= 1.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    tuple of ndarray
        Lower limits >= 0 and upper ones, which are infinite where the control has no events.

    References
    ----------
    Miettinen and Nurminen (1985), Stat. Med. 4:213-226. doi:10.1002/sim.4780040211
    """
    x0, n0, x1, n1 = np.broadcast_arrays(*(np.asarray(one, float) for one in (events0, trials0, events1, trials1)))
    z, total, events = critical_value(confidence), n0 + n1, x0 + x1
    seen0, seen1 = x0 / n0, x1 / n1

    def beyond(part: Floats) -> NDArray[np.bool_]:
        rest = 1 - part
        middle = events + (n1 - x1) * part + (n0 - x0) * rest
        scale = 2 * events / (middle + np.sqrt(np.maximum(middle**2 - 4 * total * part * rest * events, 0)))
        share0, share1 = np.clip(rest * scale, 0, 1), np.clip(part * scale, 0, 1)
        variance = rest**2 * share1 * (1 - share1) / n1 + part**2 * share0 * (1 - share0) / n0
        return np.asarray((rest * seen1 - part * seen0) ** 2 > z * z * variance * total / (total - 1))

    inside = np.divide(seen1, seen0 + seen1, out=np.full(total.shape, 0.5), where=events > 0)
    low, high = _limits(beyond, inside, (0.0, 1.0))
    return low / (1 - low), np.divide(high, 1 - high, out=np.full(total.shape, np.inf), where=high < 1)
