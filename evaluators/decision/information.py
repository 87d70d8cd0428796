"""What it is worth to find something out before choosing: expected value of information, in value points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.decision.sampling import WeightDraws, streams
from evaluators.decision.score_models import SharedColumns, UncertainScores, as_scores

Floats = NDArray[np.float64]

DRAWS = 20_000
BLOCK = 1_000
NUMBERS = 2**19  # drawn values worked on at once
NO_MATTER = 0.1  # value points under which an answer cannot change anything
KNOTS = (0.2, 0.4, 0.6, 0.8)  # quantiles of the unknown at which the fitted curve may bend
CHANCE = 0.001  # a fit that chance would make more often than this is not believed


@dataclass(frozen=True, slots=True, kw_only=True)
class UtilitySample:
    """Simulated scores of all tools together with the uncertain cells behind them."""

    utilities: Floats  # (N, m), 0-100
    cells: tuple[tuple[int, int], ...]  # 0-based tool and criterion of each column of ``values``
    values: Floats  # (N, k), 0-100


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWorth:
    """What knowing one cell would be worth."""

    tool: int  # 0-based
    criterion: int  # 0-based
    worth: float  # expected gain of the choice in value points, at least 0
    can_change: bool  # worth at least the threshold


def sample_utilities(
    weights_sampler: WeightDraws,
    scores: ArrayLike | UncertainScores,
    *,
    draws: int = DRAWS,
    seed: int,
    cells: Sequence[tuple[int, int]] | None = None,
) -> UtilitySample:
    """Draw weights and scores independently and keep the scores with the cells that vary.

    Parameters
    ----------
    weights_sampler : WeightDraws
    scores : array_like, shape (m, n), or UncertainScores
    draws : int
    seed : int
    cells : sequence of (tool, criterion), optional
        Cells to keep; all that vary unless told, shared columns included.
    """
    model = as_scores(scores)
    rngs = streams(seed, ("weights", "cells", "shared"))
    uncertain, shared = model.uncertain(), SharedColumns(model, rngs["shared"])
    varying = uncertain.copy()
    for columns in model.shared_columns():
        varying[:, list(columns)] = True
    kept = [(int(tool), int(criterion)) for tool, criterion in (np.argwhere(varying) if cells is None else cells)]
    places = np.array(kept, dtype=np.int64).reshape(-1, 2)
    free, fixed = np.flatnonzero(uncertain), model.fixed().reshape(-1, 1)
    utilities, values = np.empty((draws, len(varying))), np.empty((draws, len(kept)))
    block = max(1, min(BLOCK, NUMBERS // varying.size))
    for start in range(0, draws, block):
        count = min(block, draws - start)
        by_cell = np.repeat(fixed, count, axis=1)
        by_cell[free] = model.draw_by_cell(count, rngs["cells"])
        drawn = np.ascontiguousarray(by_cell.T).reshape(count, *varying.shape)
        for column, common in shared.draw(count):
            drawn[:, :, column] = common
        weights = weights_sampler.draw(count, rngs["weights"])
        utilities[start : start + count] = (drawn @ weights[:, :, None])[:, :, 0]
        values[start : start + count] = drawn[:, places[:, 0], places[:, 1]]
    return UtilitySample(utilities=utilities, cells=tuple(kept), values=values)


def expected_regret(utilities: ArrayLike) -> Floats:
    """Return what each tool is expected to fall short of the best tool of each case, shape (m,), value points."""
    given = np.asarray(utilities, dtype=float)
    return np.asarray((given.max(axis=1, keepdims=True) - given).mean(axis=0))


def evpi(utilities: ArrayLike) -> float:
    """Return the worth of knowing everything: the least expected regret.

    E[max_i U_i] - max_i E[U_i], in value points.
    """
    return float(expected_regret(utilities).min())


def evppi(utilities: ArrayLike, unknown: ArrayLike) -> float:
    """Return the worth of knowing one unknown: E_u[max_i E(U_i | u)] - max_i E(U_i).

    E(U_i | u) is a least-squares curve of U_i on u: a straight line, and a cubic spline where it fits better. A
    fit no better than chance is replaced by the mean, since the largest of many chance curves would look like
    information.

    Parameters
    ----------
    utilities : array_like, shape (N, m)
    unknown : array_like, shape (N,)

    Returns
    -------
    float
        Value points, at least 0; 0 for an unknown that does not vary.

    References
    ----------
    Strong, Oakley & Brennan (2014), Med. Decis. Making 34:311-326. doi:10.1177/0272989X13505910
    """
    given, on = np.asarray(utilities, dtype=float), np.asarray(unknown, dtype=float)
    means = given.mean(axis=0)
    around = given - means
    return _worth(around, _squared(around), means, on)


def _squared(around: Floats) -> Floats:
    return np.asarray(np.einsum("ni,ni->i", around, around))


def _worth(around: Floats, total: Floats, means: Floats, on: Floats) -> float:
    """Return the expected gain from centred utilities, their sums of squares and their means.

    Tools without a fit stay at their mean.
    """
    places, fitted = _believed_fits(around, total, on)
    rest = np.delete(means, places)
    best = (means[places, None] + np.ascontiguousarray(fitted.T)).max(axis=0, initial=-np.inf)
    expected = np.maximum(best, rest.max(initial=-np.inf))
    return max(float(expected.mean() - means.max()), 0.0)


def _believed_fits(around: Floats, total: Floats, on: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the tools whose utilities the unknown tells something about, and their curves, shape (N, tools)."""
    spread = float(on.std())
    if not spread > 1e-9 * max(1.0, float(np.abs(on).max(initial=0.0))):
        return np.empty(0, dtype=np.int64), np.empty((len(on), 0))
    x = (on - on.mean()) / spread
    bends = [np.maximum(x - knot, 0.0) for knot in np.unique(np.quantile(x, KNOTS))]
    line = x[:, None] / np.sqrt(len(x))
    curve = _basis([x, x * x, x * x * x, *(bend * bend * bend for bend in bends)])
    on_line, on_curve = line.T @ around, curve.T @ around
    left_line, left_curve = (np.clip(total - (part**2).sum(axis=0), 0.0, None) for part in (on_line, on_curve))
    bent = _beyond_chance(left_line, left_curve, curve.shape[1] - 1, len(x))
    straight = _beyond_chance(total, left_line, 1, len(x)) & ~bent
    places = np.concatenate([np.flatnonzero(straight), np.flatnonzero(bent)])
    return places, np.concatenate([line @ on_line[:, straight], curve @ on_curve[:, bent]], axis=1)


def _basis(columns: list[Floats]) -> Floats:
    """Return orthonormal columns that span the given ones without their means; doubtful directions are left out."""
    design = np.array(columns)
    design -= design.mean(axis=1, keepdims=True)
    design /= np.sqrt(np.maximum((design * design).sum(axis=1, keepdims=True), 1e-300))
    sizes, directions = np.linalg.eigh(design @ design.T)
    clear = sizes > 1e-10 * sizes[-1]
    return np.asarray(design.T @ (directions[:, clear] / np.sqrt(sizes[clear])))


def _beyond_chance(before: Floats, after: Floats, terms: int, cases: int) -> NDArray[np.bool_]:
    """Return for which tools the fall of the squared residuals is more than chance (likelihood-ratio test)."""
    from scipy.special import chdtri

    if terms < 1:
        return np.zeros(before.shape, dtype=bool)
    return np.asarray(before - after > float(chdtri(terms, CHANCE)) * np.maximum(after, 1e-12 * before) / cases)


def cells_worth(sample: UtilitySample, *, threshold: float = NO_MATTER) -> tuple[CellWorth, ...]:
    """Return what knowing each cell of a sample would be worth, the most first."""
    means = sample.utilities.mean(axis=0)
    around = sample.utilities - means
    total = _squared(around)
    worths = []
    for (tool, criterion), values in zip(sample.cells, np.ascontiguousarray(sample.values.T), strict=True):
        worth = _worth(around, total, means, values)
        worths.append(CellWorth(tool=tool, criterion=criterion, worth=worth, can_change=worth >= threshold))
    return tuple(sorted(worths, key=lambda cell: -cell.worth))
