"""From everything said about a tool on a criterion to one cell: the value used and its simulated range."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from evaluators.tools.document import Criterion, Tool, ToolEvaluation
from evaluators.tools.offers import is_price
from evaluators.tools.price_statements import cell_of_price, price_cell
from evaluators.tools.prices import PriceModel, price_models
from evaluators.tools.records import Records, records_of
from evaluators.tools.results import Cell, CellState, Statement
from evaluators.tools.scales import GradeScale, Scale, YesNoScale
from evaluators.tools.scaling import BEST_VALUE, RawFigure, ends, midpoint, nearest_figure, value_of
from evaluators.tools.statements import Said, catalogue_statements, newest_first, own_statements, team_statements
from evaluators.tools.tool_prices import own_price

UNIFORM_STATES = frozenset({CellState.UNKNOWN, CellState.QUOTE_ONLY})
"""States whose whole range is equally likely; the others are triangular about the cell's value."""


def cells(
    document: ToolEvaluation,
    *,
    by: str | None = None,
    records: Records | None = None,
    prices: Mapping[str, PriceModel] | None = None,
) -> tuple[Cell, ...]:
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
    records : Records, optional
        The document's, when at hand already.
    prices : mapping, optional
        ``prices.price_models`` for ``by``, when at hand already.

    Notes
    -----
    Every statement gets the half-width of its kind, confidence and age (``widths.half_width``); an interval that
    somebody stated is its own width. Unknown is the whole scale, with its middle as the point.
    """
    known = records or records_of(document)
    priced = price_models(document, known, by=by) if prices is None else prices
    return tuple(
        cell_of_price(document, known, criterion, priced[criterion.id].prices[row])
        if criterion.id in priced
        else cell(document, criterion, tool, by=by, records=known)
        for row, tool in enumerate(document.tools)
        for criterion in document.criteria
    )


def cell(
    document: ToolEvaluation, criterion: Criterion, tool: Tool, *, by: str | None = None, records: Records | None = None
) -> Cell:
    """Return one cell; see ``cells``."""
    known = records or records_of(document)
    if is_price(criterion):
        return price_cell(document, known, criterion, tool, by)
    team = team_statements(document, known, criterion, tool)
    catalogue = catalogue_statements(document, criterion, tool)
    own = tuple(said for said in team if by is not None and said.statement.by == by and said.point is not None)
    spoken = tuple(said for said in team if said.point is not None or said.state is not None)
    used = own or spoken or catalogue
    counted = {id(said) for said in used}
    statements = newest_first(
        replace(said.statement, used=id(said) in counted and said.point is not None)
        for said in (*team, *catalogue)
        if said.shown
    )
    deciding = [said for said in used if said.decides and said.point is not None]
    if not deciding:
        return _unknown(criterion, tool, used, statements)
    return _known(criterion, tool, deciding, statements)


def own_value(document: ToolEvaluation, records: Records, criterion: Criterion, tool: Tool, *, by: str) -> float | None:
    """Return what an evaluator's own scores alone are worth on a cell; ``None`` without own figures.

    It is the value of ``cell(..., by=by)``, without reading everybody else's statements again.
    """
    if is_price(criterion):
        price = own_price(document, records, tool, criterion, by)
        return None if price is None else value_of(criterion.scale, price.point(records.now)).value
    points = [said.point for said in own_statements(document, records, criterion, tool, by) if said.point is not None]
    return _mean(points) if points else None


def _known(criterion: Criterion, tool: Tool, used: Sequence[Said], statements: tuple[Statement, ...]) -> Cell:
    voices: dict[str | None, list[float]] = {}
    for said in used:
        voices.setdefault(said.statement.by, []).append(_point(said))
    value = _mean([_mean(points) for points in voices.values()])
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


def _mean(figures: Sequence[float]) -> float:
    return figures[0] if len(figures) == 1 else float(np.mean(figures))


def _point(said: Said) -> float:
    if said.point is None:
        raise ValueError(f"{said.statement.reference} has no value")
    return said.point


def _state(used: Sequence[Said]) -> CellState:
    voices: dict[str | None, list[Said]] = {}
    for said in used:
        voices.setdefault(said.statement.by, []).append(said)
    if any(_conflict(voice) for voice in voices.values()):
        return CellState.CONFLICT
    lows = {value.low for said in used if (value := said.statement.value)}
    highs = {value.high for said in used if (value := said.statement.value)}
    return CellState.KNOWN if len(lows | highs) == 1 else CellState.INTERVAL


def _conflict(voice: Sequence[Said]) -> bool:
    """Tell whether two statements of one voice disagree: the point of neither lies within the other's reach.

    A point lies within its own reach. So the higher of two statements disagrees with a lower one exactly when it
    reaches less far down than the other's point and the other less far up than its own.
    """
    if len(voice) < 2:
        return False
    rising = sorted(voice, key=_point)
    points = [_point(said) for said in rising]
    least_tops = list(accumulate((said.reach[1] for said in rising), min))
    below = [bisect_left(points, said.reach[0]) for said in rising]
    return any(count and least_tops[count - 1] < point for count, point in zip(below, points, strict=True))


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
