"""The table that the decision engine weighs: point values, simulated ranges, prices drawn together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluators.decision.score_models import SharedDraws, UncertainScores
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.performances import UNIFORM_STATES
from evaluators.tools.prices import PriceColumns, PriceModel, column_of
from evaluators.tools.results import Cell

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of some tools on all criteria, as rows and columns."""

    tools: tuple[str, ...]
    criteria: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    prices: Mapping[str, PriceModel]  # all tools' prices on each criterion that comes from the price model

    def values(self) -> Floats:
        """Return the point values, shape (m, n)."""
        return self._table([[self.cells[tool, one].value for one in self.criteria] for tool in self.tools])

    def low(self) -> Floats:
        """Return the lower ends of the simulated ranges, shape (m, n)."""
        return self._table([[self.cells[tool, one].low for one in self.criteria] for tool in self.tools])

    def high(self) -> Floats:
        """Return the upper ends of the simulated ranges, shape (m, n)."""
        return self._table([[self.cells[tool, one].high for one in self.criteria] for tool in self.tools])

    def only(self, tools: Sequence[str]) -> Grid:
        """Return the grid of fewer tools, in the order given."""
        return Grid(tools=tuple(tools), criteria=self.criteria, cells=self.cells, prices=self.prices)

    def _table(self, rows: list[list[float]]) -> Floats:
        return np.asarray(rows, dtype=float).reshape(len(self.tools), len(self.criteria))


def grid_of(document: ToolEvaluation, cells: Sequence[Cell], prices: Mapping[str, PriceModel]) -> Grid:
    """Arrange all cells of a document."""
    return Grid(
        tools=tuple(tool.id for tool in document.tools),
        criteria=tuple(criterion.id for criterion in document.criteria),
        cells={(cell.tool, cell.criterion): cell for cell in cells},
        prices=prices,
    )


def score_model(document: ToolEvaluation, grid: Grid) -> UncertainScores:
    """Return how the grid's values are drawn.

    Unknown cells are anywhere on the scale, all others triangular about their value within their range. Prices are
    drawn for all tools together, so that what tools share moves them together.
    """
    uniform = [[grid.cells[tool, one].state in UNIFORM_STATES for one in grid.criteria] for tool in grid.tools]
    priced = tuple(place for place, one in enumerate(grid.criteria) if one in grid.prices)
    shared: dict[int | tuple[int, ...], SharedDraws] = {}
    if priced:
        criteria = [document.criteria[place] for place in priced]
        columns = (column_of(grid.prices[one.id].only(grid.tools), one) for one in criteria)
        shared[priced] = PriceColumns(columns=tuple(columns))
    low, mode, high = grid.low(), grid.values(), grid.high()
    return UncertainScores(
        low=np.minimum(low, mode),
        mode=mode,
        high=np.maximum(high, mode),
        uniform=np.asarray(uniform, dtype=bool).reshape(mode.shape),
        shared=shared,
    )
