"""Scores that are not known exactly, and how they are drawn.

Two ways give every single draw the same distribution. ``UncertainScores.draw`` draws all independently. For the
large simulations ``RotatedScores`` draws each cell once in ``CHUNK`` equal strata in random order and, for every
further chunk of draws, starts the cell's list at a fresh random place:

- each value has exactly the cell's distribution, since a stratum is picked at random and a point within it too;
- within one draw, cells are independent, since their orders and starting places are;
- draws of one chunk are a Latin hypercube: no further from the truth than independent draws, mostly closer;
- given the lists, chunks are independent, and their common mean is that over all combinations of the lists' points.

So the usual Monte-Carlo error holds or is on the safe side.

References
----------
McKay, Beckman & Conover (1979), Technometrics 21:239-245; Stein (1987), Technometrics 29:143-151.
Cranley & Patterson (1976), SIAM J. Numer. Anal. 13:904-914 (random rotations).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.decision.tables import checked_table

Floats = NDArray[np.float64]
Limits = tuple[Floats, Floats, Floats, NDArray[np.bool_]]

CHUNK = 2048  # draws from one pass over the lists; also the number of strata; a power of two
CELLS_AT_ONCE = 32  # lists made at once, to bound memory
NUMBERS_AT_ONCE = 2**15  # independent values worked out at once: few enough for the processor's own memory
SNAP = 1e-9  # value points by which rounding may leave the scale


class SharedDraws(Protocol):
    """Draws of criteria that tools have in common, for example prices in one scenario."""

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw values 0-100 of all tools, shape (count, m), or (count, m, k) for k criteria; row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainScores:
    """Values with what is known of them: triangular about the mode, or uniform, clipped to 0-100.

    Where ``low`` equals ``high`` the value is exact. Columns in ``shared`` come from their own draws; what
    stands in the tables for them is not used.
    """

    low: Floats  # (m, n), least value before clipping
    mode: Floats  # (m, n), most likely value; not used where ``uniform``
    high: Floats  # (m, n), largest value before clipping
    uniform: NDArray[np.bool_]  # (m, n), True: any value from low to high alike (unknown: 0 to 100)
    shared: Mapping[int | tuple[int, ...], SharedDraws] = field(default_factory=dict)  # 0-based criteria drawn jointly

    def __post_init__(self) -> None:
        for table in (self.low, self.mode, self.high):
            checked_table(table)
            if table.shape != self.low.shape or self.uniform.shape != self.low.shape:
                raise ValueError("low, mode, high and uniform must have the same shape")
        inside = (self.low <= self.high) & (self.uniform | ((self.low <= self.mode) & (self.mode <= self.high)))
        if not np.all(inside):
            raise ValueError("low <= mode <= high must hold in every cell")
        columns = [column for columns in self.shared_columns() for column in columns]
        if len(set(columns)) != len(columns) or not set(columns) <= set(range(self.low.shape[1])):
            raise ValueError("shared columns must be different criteria of the table")

    @classmethod
    def exact(
        cls, values: ArrayLike, *, shared: Mapping[int | tuple[int, ...], SharedDraws] | None = None
    ) -> UncertainScores:
        """Return values without doubt, save for ``shared`` columns; outside 0-100 they are refused."""
        table = checked_table(values)
        if table.min() < -SNAP or table.max() > 100 + SNAP:
            raise ValueError("values must be within 0..100")
        known = np.zeros(table.shape, dtype=bool)
        return cls(low=table, mode=table, high=table, uniform=known, shared=shared or {})

    def shared_columns(self) -> tuple[tuple[int, ...], ...]:
        """Return the criteria of each shared draw."""
        return tuple(key if isinstance(key, tuple) else (key,) for key in self.shared)

    def uncertain(self) -> NDArray[np.bool_]:
        """Return which cells are drawn one by one, shape (m, n)."""
        drawn = np.asarray(self.low < self.high)
        for columns in self.shared_columns():
            drawn[:, list(columns)] = False
        return drawn

    def varies(self) -> bool:
        """Return whether anything but the weights is drawn."""
        return bool(self.shared) or bool(np.any(self.uncertain()))

    def fixed(self) -> Floats:
        """Return the exact values, zero where a cell is drawn, shape (m, n)."""
        values = np.where(self.uncertain(), 0.0, np.clip(self.mode, 0.0, 100.0))
        only = (self.low == self.high) & self.uniform
        values[only] = np.clip(self.low, 0.0, 100.0)[only]
        for columns in self.shared_columns():
            values[:, list(columns)] = 0.0
        return values

    def quantiles(self, shares: Floats, first: int = 0) -> Floats:
        """Return the uncertain cells' quantiles, clipped to 0-100.

        Parameters
        ----------
        shares : ndarray, shape (cells, count)
            In 0..1; one row per uncertain cell, tool by tool.
        first : int
            The uncertain cell that the first row is for.
        """
        return _quantiles(shares, self._limits(slice(first, first + len(shares))))

    def _limits(self, which: slice) -> Limits:
        """Return low, mode, high and whether uniform of some uncertain cells, a row for each."""
        cells = self.uncertain()
        low, mode, high = (table[cells][which, None] for table in (self.low, self.mode, self.high))
        return low, mode, high, self.uniform[cells][which]

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw the uncertain cells independently, shape (count, cells), row by row."""
        return np.ascontiguousarray(self.draw_by_cell(count, rng).T)

    def draw_by_cell(self, count: int, rng: np.random.Generator) -> Floats:
        """Return the same numbers as ``draw``, shape (cells, count)."""
        shares = rng.random((count, int(np.count_nonzero(self.uncertain()))))
        low, mode, high, flat = self._limits(slice(None))
        values = np.empty((len(flat), count))
        cells_at_once = max(1, NUMBERS_AT_ONCE // max(1, min(count, CHUNK)))
        for start, first in product(range(0, count, CHUNK), range(0, len(flat), cells_at_once)):
            rows, cells = slice(start, start + CHUNK), slice(first, first + cells_at_once)
            part = np.ascontiguousarray(shares[rows, cells].T)
            values[cells, rows] = _quantiles(part, (low[cells], mode[cells], high[cells], flat[cells]))
        return values


def _quantiles(shares: Floats, limits: Limits) -> Floats:
    """Return cells' quantiles, clipped to 0-100, shape (cells, count)."""
    low, mode, high, flat = limits
    mode = np.where(flat[:, None], low, mode)
    span = high - low
    falling = shares >= (mode - low) / span
    signed = shares - falling  # beyond the mode the share that is left, as a negative number
    values = np.where(falling, (high - mode) * span, (mode - low) * span)
    values *= np.abs(signed)
    np.copysign(np.sqrt(values, out=values), signed, out=values)
    values += np.where(falling, high, low)
    if flat.any():
        values[flat] = low[flat] + shares[flat] * span[flat]
    return np.asarray(np.clip(values, 0.0, 100.0, out=values))


def as_scores(scores: ArrayLike | UncertainScores) -> UncertainScores:
    """Return exact values as scores without doubt; scores as they are."""
    return scores if isinstance(scores, UncertainScores) else UncertainScores.exact(scores)


class SharedColumns:
    """Draws of all shared columns, each from a stream of its own."""

    def __init__(self, scores: UncertainScores, rng: np.random.Generator) -> None:
        self._tools = scores.low.shape[0]
        self._parts = list(
            zip(scores.shared_columns(), scores.shared.values(), rng.spawn(len(scores.shared)), strict=True)
        )

    def draw(self, count: int) -> Iterator[tuple[int, Floats]]:
        """Yield each shared criterion with its next values, shape (count, m)."""
        for columns, draws, rng in self._parts:
            drawn = np.asarray(draws.draw(count, rng), dtype=float).reshape(count, self._tools, len(columns))
            if not (drawn.min(initial=0.0) >= -SNAP and drawn.max(initial=0.0) <= 100 + SNAP):
                raise ValueError(f"shared draws of criteria {columns} must be within 0..100")
            for place, column in enumerate(columns):
                yield column, drawn[:, :, place]


class RotatedScores:
    """Simulated scores of all tools, drawn in turn; see the module's text for the construction.

    Parameters
    ----------
    scores : UncertainScores
    rng, shared_rng : Generator
        Streams of the cells and of the shared columns.
    offset : float
        Added to every score.

    The lists take 8 KB per uncertain cell.
    """

    def __init__(
        self, scores: UncertainScores, rng: np.random.Generator, shared_rng: np.random.Generator, *, offset: float = 0.0
    ) -> None:
        cells = scores.uncertain()
        self._rng = rng
        self._fixed = np.ascontiguousarray((scores.fixed() + offset).T)
        self._criteria = [np.flatnonzero(row) for row in cells]
        self._firsts = np.concatenate([[0], np.cumsum(cells.sum(axis=1))]).tolist()
        self._shared = SharedColumns(scores, shared_rng)
        self._rows = list(self._drawn_lists(scores, int(cells.sum())))
        self._starts: list[int] = []
        self._done = 0  # draws given so far
        self._part = np.empty((cells.shape[1], CHUNK))

    def _drawn_lists(self, scores: UncertainScores, cells: int) -> NDArray[np.float32]:
        """Return each cell's stratified values in random order."""
        lists = np.empty((cells, CHUNK), dtype=np.float32)
        for first in range(0, cells, CELLS_AT_ONCE):
            count = min(CELLS_AT_ONCE, cells - first)
            shares = self._rng.random((count, CHUNK))
            shares += self._random_orders(count)
            shares *= 1 / CHUNK
            lists[first : first + count] = scores.quantiles(shares, first)
        return lists

    def _random_orders(self, count: int) -> NDArray[np.uint32]:
        """Return ``count`` orders of the strata: numbers in the lowest bits of sorted random numbers.

        21 bits decide the order; two strata in two million meet by chance and stay in their natural order.
        """
        low = np.uint32(CHUNK - 1)
        orders = self._rng.integers(0, 2**32, size=(count, CHUNK), dtype=np.uint32)
        orders &= ~low
        orders |= np.arange(CHUNK, dtype=np.uint32)
        orders.sort(axis=1)
        orders &= low
        return orders

    def scores(self, weights: Floats, out: Floats) -> Floats:
        """Fill ``out`` with the scores of the next draws.

        Parameters
        ----------
        weights : ndarray, shape (count, n)
        out : ndarray, shape (count, m)
        """
        np.matmul(weights, self._fixed, out=out)
        for column, drawn in self._shared.draw(len(weights)):
            out += weights[:, [column]] * drawn
        start = 0
        while self._rows and start < len(weights):
            place = self._done % CHUNK
            if place == 0:
                self._starts = self._rng.integers(0, CHUNK, size=len(self._rows)).tolist()
            count = min(CHUNK - place, len(weights) - start)
            self._add(weights[start : start + count], out[start : start + count], place)
            start += count
            self._done += count
        return out

    def _add(self, weights: Floats, out: Floats, place: int) -> None:
        """Add the weighted uncertain cells of draws within one chunk."""
        count = len(weights)
        by_criterion = np.ascontiguousarray(weights.T)
        sums = np.zeros((len(self._criteria), count))
        for tool, criteria in enumerate(self._criteria):
            if len(criteria) == 0:
                continue
            part = self._part[: len(criteria), :count]
            cells = slice(self._firsts[tool], self._firsts[tool + 1])
            for row, (values, start) in enumerate(zip(self._rows[cells], self._starts[cells], strict=True)):
                begin = (start + place) % CHUNK
                ahead = min(count, CHUNK - begin)
                part[row, :ahead] = values[begin : begin + ahead]
                if ahead < count:
                    part[row, ahead:] = values[: count - ahead]
            mine = by_criterion if len(criteria) == len(by_criterion) else by_criterion[criteria]
            np.einsum("jb,jb->b", mine, part, out=sums[tool])
        out += sums.T
