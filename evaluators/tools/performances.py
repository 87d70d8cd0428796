"""From everything said about a tool on a criterion to one cell: the value used and its simulated range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from evaluators.tools.document import Criterion, Tool, ToolEvaluation
from evaluators.tools.offers import is_price
from evaluators.tools.price_statements import price_cell
from evaluators.tools.results import Cell, CellState, Statement
from evaluators.tools.scales import GradeScale, Scale, YesNoScale
from evaluators.tools.scaling import BEST_VALUE, RawFigure, ends, midpoint, nearest_figure, value_of
from evaluators.tools.statements import Said, catalogue_statements, newest_first, team_statements

UNIFORM_STATES = frozenset({CellState.UNKNOWN, CellState.QUOTE_ONLY})
"""States whose whole range is equally likely; the others are triangular about the cell's value."""


def cells(document: ToolEvaluation, *, by: str | None = None) -> tuple[Cell, ...]:
    """Return every tool's cell on every criterion, tool by tool, criteria in document order.

    The team's own scores, quotes, trials and reviews stand above catalogue facts, which are then shown beside.
    Statements of one standing are used together: the point is their mean, each evaluator counting once, the range
    their hull. When two statements of the same voice lie outside each other's reach, the state is a conflict.

    Parameters
    ----------
    document : ToolEvaluation
        The document.
    by : str, optional
        An evaluator: their own scores where they gave any, the common cell elsewhere.

    Notes
    -----
    Every statement gets the half-width of its kind, confidence and age (``widths.half_width``); an interval that
    somebody stated is its own width. Unknown is the whole scale, with its middle as the point.
    """
    return tuple(cell(document, criterion, tool, by=by) for tool in document.tools for criterion in document.criteria)


def cell(document: ToolEvaluation, criterion: Criterion, tool: Tool, *, by: str | None = None) -> Cell:
    """Return one cell; see ``cells``."""
    if is_price(criterion):
        return price_cell(document, criterion, tool, by)
    team = team_statements(document, criterion, tool)
    catalogue = catalogue_statements(document, criterion, tool)
    own = tuple(said for said in team if by is not None and said.statement.by == by and said.point is not None)
    spoken = tuple(said for said in team if said.point is not None or said.state is not None)
    used = own or spoken or catalogue
    statements = newest_first(
        replace(said.statement, used=said in used and said.point is not None)
        for said in (*team, *catalogue)
        if said.shown
    )
    deciding = [said for said in used if said.decides and said.point is not None]
    if not deciding:
        return _unknown(criterion, tool, used, statements)
    return _known(criterion, tool, deciding, statements)


def _known(criterion: Criterion, tool: Tool, used: Sequence[Said], statements: tuple[Statement, ...]) -> Cell:
    voices: dict[str | None, list[float]] = {}
    for said in used:
        voices.setdefault(said.statement.by, []).append(_point(said))
    value = float(np.mean([np.mean(points) for points in voices.values()]))
    reaches = [said.reach for said in used]
    scale = criterion.scale
    behind = [one for one in statements if one.used]
    raw_low, raw_high = _raw_hull(scale, [said.statement for said in used])
    return Cell(
        tool=tool.id,
        criterion=criterion.id,
        state=_state(used),
        value=value,
        assumed=False,
        low=max(0.0, min(low for low, _ in reaches)),
        high=min(BEST_VALUE, max(high for _, high in reaches)),
        raw=_raw_point(scale, used, value),
        raw_low=raw_low,
        raw_high=raw_high,
        clipped=any(said.clipped for said in used),
        stale=all(one.stale for one in behind),
        weak=all(one.weak for one in behind),
        statements=statements,
    )


def _unknown(criterion: Criterion, tool: Tool, used: Sequence[Said], statements: tuple[Statement, ...]) -> Cell:
    low, high = ends(criterion.scale)
    asked = any(said.state is CellState.QUOTE_ONLY for said in used)
    return Cell(
        tool=tool.id,
        criterion=criterion.id,
        state=CellState.QUOTE_ONLY if asked else CellState.UNKNOWN,
        value=midpoint(criterion.scale),
        assumed=True,
        low=low,
        high=high,
        raw=None,
        raw_low=None,
        raw_high=None,
        clipped=False,
        stale=False,
        weak=False,
        statements=statements,
    )


def _point(said: Said) -> float:
    if said.point is None:
        raise ValueError(f"{said.statement.reference} has no value")
    return said.point


def _state(used: Sequence[Said]) -> CellState:
    pairs = ((a, b) for a, b in combinations(used, 2) if a.statement.by == b.statement.by)
    if any(not _agree(a, b) for a, b in pairs):
        return CellState.CONFLICT
    lows = {value.low for said in used if (value := said.statement.value)}
    highs = {value.high for said in used if (value := said.statement.value)}
    return CellState.KNOWN if len(lows | highs) == 1 else CellState.INTERVAL


def _agree(a: Said, b: Said) -> bool:
    """Two statements agree when the point of one lies within the reach of the other."""
    return any(one.reach[0] <= _point(other) <= one.reach[1] for one, other in ((a, b), (b, a)))


def _raw_point(scale: Scale, used: Sequence[Said], value: float) -> RawFigure | None:
    raws = {said.statement.raw for said in used}
    only = next(iter(raws)) if len(raws) == 1 else None
    if only is not None:
        return only
    numbers = [float(raw) for raw in raws if isinstance(raw, int | float) and not isinstance(raw, bool)]
    if numbers and all(said.clipped for said in used):
        return float(np.mean(numbers))
    return None if isinstance(scale, YesNoScale) else nearest_figure(scale, value)


def _raw_hull(scale: Scale, used: Sequence[Statement]) -> tuple[float | str | None, float | str | None]:
    stated = {figure for one in used for figure in (one.raw, one.raw_low, one.raw_high)}
    figures = [figure for figure in stated if figure is not None and not isinstance(figure, bool)]
    if len(figures) < 2:
        return None, None
    if isinstance(scale, GradeScale):
        ordered = sorted(figures, key=lambda grade: (value_of(scale, grade).value, str(grade)))
        return ordered[0], ordered[-1]
    numbers = [float(figure) for figure in figures]
    return min(numbers), max(numbers)
