"""What a simulation tells beside ranks: who beats whom, with which weights a tool wins, where its score lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evaluators.decision.rank_counts import OFFSET, TIE, Firsts
from evaluators.decision.score_models import SharedColumns, UncertainScores

Floats = NDArray[np.float64]

BINS = 4096  # equal bins of the scale 0-100 that score quantiles are read from
QUANTILES = (0.05, 0.50, 0.95)
CONFIDENCE_NUMBERS = 2**16  # values, or scores under every winner's central weights, worked on at once
LEAST_BLOCK = 32  # draws at once, however large the table


class Extras:
    """Gathers the further figures block by block, in memory that does not grow with the draws."""

    def __init__(self, tools: int, criteria: int) -> None:
        self._wins = np.zeros((tools, tools))
        self._histogram = np.zeros((tools, BINS), dtype=np.int64)
        self._ends = np.tile([np.inf, -np.inf], (tools, 1))
        self._sums = np.zeros(tools)
        self._first_weights = np.zeros((tools, criteria))
        self._firsts = np.zeros(tools)

    def add(self, scores: Floats, weights: Floats, firsts: Firsts) -> None:
        """Take in one block.

        Parameters
        ----------
        scores : ndarray, shape (m, count)
            Scores plus ``OFFSET``, a tool in each row.
        weights : ndarray, shape (count, n)
        firsts : Firsts
        """
        self._add_wins(scores, firsts.ties)
        self._sums += scores.sum(axis=1) - OFFSET * scores.shape[1]
        self._ends[:, 0] = np.minimum(self._ends[:, 0], scores.min(axis=1))
        self._ends[:, 1] = np.maximum(self._ends[:, 1], scores.max(axis=1))
        bins = np.clip((scores - OFFSET) * (BINS / 100), 0, BINS - 1).astype(np.int64)
        for tool, places in enumerate(bins):
            self._histogram[tool] += np.bincount(places, minlength=BINS)
        self._add_firsts(weights, firsts)

    def _add_wins(self, scores: Floats, ties: bool) -> None:
        count = scores.shape[1]
        raised = scores + TIE if ties else scores
        above = np.empty(scores.shape, dtype=bool)
        for tool, mine in enumerate(scores):
            won = _counted(np.greater(mine, raised[:tool], out=above[:tool]))
            if ties:
                lost = _counted(np.greater(scores[:tool], raised[tool], out=above[:tool]))
                won += (count - won - lost) / 2
            self._wins[tool, :tool] += won
            self._wins[:tool, tool] += count - won

    def _add_firsts(self, weights: Floats, firsts: Firsts) -> None:
        tools = len(self._firsts)
        self._firsts += np.bincount(firsts.tools, weights=firsts.shares, minlength=tools)
        for criterion, column in enumerate(weights[firsts.rows].T):
            taken = column if firsts.shares is None else column * firsts.shares
            self._first_weights[:, criterion] += np.bincount(firsts.tools, weights=taken, minlength=tools)

    def pairwise_winning(self, draws: int) -> Floats:
        """Return the share of cases in which the row's tool beats the column's, ties half."""
        return self._wins / draws

    def expected_value(self, draws: int) -> Floats:
        """Return the mean scores."""
        return self._sums / draws

    def central_weights(self) -> tuple[Floats | None, ...]:
        """Return each tool's mean weights over the cases in which it comes first."""
        pairs = zip(self._first_weights, self._firsts, strict=True)
        return tuple(weights / weights.sum() if count > 0 else None for weights, count in pairs)

    def value_quantiles(self) -> Floats:
        """Return the ``QUANTILES`` of each tool's score, straight within a bin; no bin is wider than 0.025 points."""
        edges = np.linspace(0.0, 100.0, BINS + 1)
        found = np.empty((len(self._sums), len(QUANTILES)))
        for tool, held in enumerate(self._histogram):
            below = np.concatenate([[0], np.cumsum(held)])
            wanted = np.array(QUANTILES) * below[-1]
            place = np.clip(np.searchsorted(below, wanted, side="left") - 1, 0, BINS - 1)
            found[tool] = edges[place] + (wanted - below[place]) / held[place] * (100 / BINS)
        return np.asarray(np.clip(found, self._ends[:, :1] - OFFSET, self._ends[:, 1:] - OFFSET))


def _counted(flags: NDArray[np.bool_]) -> Floats:
    """Return how many are true in each row."""
    return np.asarray(np.add.reduce(flags.view(np.uint8), axis=1, dtype=np.uint32), dtype=float)


def confidence_factors(
    scores: UncertainScores, central_weights: tuple[Floats | None, ...], *, draws: int, rng: np.random.Generator
) -> tuple[float | None, ...]:
    """Return each tool's chance to come first if its central weights held, ties in equal parts.

    Parameters
    ----------
    scores : UncertainScores
        Exact scores need no simulation.
    central_weights : tuple of ndarray or None, length m
    draws : int
        Simulated cases, all cells drawn independently.
    rng : Generator

    Returns
    -------
    tuple of float or None, length m
        None where the central weights are.
    """
    winners = [tool for tool, weights in enumerate(central_weights) if weights is not None]
    central = np.array([weights for weights in central_weights if weights is not None])
    cells_rng, shared_rng = rng.spawn(2)
    shared = SharedColumns(scores, shared_rng)
    places, fixed = np.flatnonzero(scores.uncertain()), scores.fixed()
    tools, criteria = fixed.shape
    total = draws if scores.varies() else 1
    won = np.zeros(len(winners))
    block = max(LEAST_BLOCK, CONFIDENCE_NUMBERS // (tools * max(criteria, len(winners))))
    for start in range(0, total, block):
        count = min(block, total - start)
        values = np.repeat(fixed.reshape(-1, 1), count, axis=1)  # a row per cell: drawn and weighed in long runs
        values[places] = scores.draw_by_cell(count, cells_rng)
        for column, drawn in shared.draw(count):
            values[column::criteria] = drawn.T
        reached = central @ values.reshape(tools, criteria, count)
        best = reached >= reached.max(axis=0) - TIE
        own = best[winners, np.arange(len(winners))]
        won += (own / best.sum(axis=0)).T.copy().sum(axis=0)
    factors: list[float | None] = [None] * len(central_weights)
    for tool, share in zip(winners, won / total, strict=True):
        factors[tool] = float(share)
    return tuple(factors)
