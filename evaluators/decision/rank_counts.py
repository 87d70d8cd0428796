"""Counts ranks over blocks of simulated scores with one plain sort per block.

Scores are moved to 128..256, where all floating-point numbers have one spacing. The tool's number is written into
the lowest bits of its score, so that sorting the scores sorts the tools along, at the price of a plain sort. What
those bits change is far below ``TIE``: 6 bits (64 tools) change a score by at most 2e-12.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

OFFSET = 128.0  # added to scores of 0..100: one binary exponent for all
TIE = 1e-8  # scores nearer than this differ by rounding alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Firsts:
    """Who comes first in each case of a block; cases with several firsts stand several times."""

    rows: slice | Integers  # places of the cases in the block
    tools: Integers  # the first tool of each
    shares: Floats | None  # part of the case that is the tool's; None: all of it
    ties: bool  # whether any two tools of the block are tied, at any rank


class RankCounts:
    """Rank counts of ``tools`` tools; ties are split exactly, in whole numbers until the end."""

    def __init__(self, tools: int) -> None:
        self._tools = tools
        self._mask = (1 << max(1, (tools - 1).bit_length())) - 1
        self._numbers = np.arange(tools, dtype=np.int64)
        self._counts: dict[int, Integers] = {1: np.zeros(tools * tools, dtype=np.int64)}  # by size of the tie

    def add(self, block: Floats) -> Firsts:
        """Count one block.

        Parameters
        ----------
        block : ndarray, shape (count, m)
            Scores plus ``OFFSET``. Used as working space: its contents are lost.
        """
        keys = block.view(np.int64)
        np.bitwise_and(keys, ~self._mask, out=keys)
        np.bitwise_or(keys, self._numbers, out=keys)
        block.sort(axis=1)
        gaps = block[:, 1:] - block[:, :-1]
        ties = gaps.min(initial=np.inf) <= TIE
        tied = np.any(gaps <= TIE, axis=1) if ties else None
        np.bitwise_and(keys, self._mask, out=keys)
        firsts = Firsts(rows=slice(None), tools=keys[:, -1].copy(), shares=None, ties=bool(ties))
        if tied is not None:
            firsts = self._add_tied(keys[tied], gaps[tied] > TIE, np.flatnonzero(tied), keys[:, -1], tied)
            keys = keys[~tied]
        keys *= self._tools
        keys += self._numbers
        self._counts[1] += np.bincount(keys.ravel(), minlength=self._tools**2)
        return firsts

    def _add_tied(
        self, order: Integers, apart: NDArray[np.bool_], places: Integers, last: Integers, tied: NDArray[np.bool_]
    ) -> Firsts:
        """Count the cases with ties: a group of ``size`` tools takes ``size`` neighbouring ranks in equal parts."""
        cases = len(order)
        begins = np.concatenate([np.ones((cases, 1), dtype=bool), apart], axis=1)
        group = np.cumsum(begins.ravel()) - 1
        start = np.flatnonzero(begins.ravel())
        sizes = np.diff(np.append(start, order.size))[group]
        cells = order.ravel() * self._tools + (start % self._tools)[group]
        for size in np.unique(sizes).tolist():
            held = self._counts.setdefault(size, np.zeros(self._tools**2, dtype=np.int64))
            held += np.bincount(cells[sizes == size], minlength=self._tools**2)
        top = group.reshape(order.shape) == group.reshape(order.shape)[:, -1:]
        row, place = np.nonzero(top)
        alone = np.flatnonzero(~tied)
        return Firsts(
            rows=np.concatenate([alone, places[row]]),
            tools=np.concatenate([last[alone], order[row, place]]),
            shares=np.concatenate([np.ones(len(alone)), 1.0 / top.sum(axis=1)[row]]),
            ties=True,
        )

    def shares(self, draws: int) -> Floats:
        """Return the share of each rank, first to last, for each tool, shape (m, m)."""
        rising = np.zeros((self._tools, self._tools))
        for size, held in sorted(self._counts.items()):
            table = held.reshape(self._tools, self._tools)
            for further in range(size):
                rising[:, further:] += table[:, : self._tools - further] / size
        return np.ascontiguousarray(rising[:, ::-1] / draws)
