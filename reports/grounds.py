"""What the scores rest on: the grid of cells, conflicts side by side, every statement with source, date and kind."""

from __future__ import annotations

from evaluators.notes import Severity
from evaluators.tools.facts import SourceKind
from evaluators.tools.results import Cell, CellState, Statement, ToolResult
from evaluators.tools.scales import PriceScale
from i18n import formats
from reports.blocks import Block, Column, Explanation, Facts, Heading, Sentence, Table, TableCell
from reports.blocks import Fact as Figure
from reports.context import Context, Raw
from reports.words import capital, money_digits

DATASET = "isa-group/SaaS-analysis"
LICENCE = "CC BY 4.0"
_MARKED = ("stale", "weak", "clipped", "assumed")


def evidence_blocks(context: Context) -> tuple[Block, ...]:
    """Return the evidence behind every score."""
    t, cells = context.t, context.result.cells
    if not cells:
        return ()
    found: list[Block] = [Heading(text=t("evidence.heading"), anchor="evidence"), _counts(context), _grid(context)]
    found[2:2] = context.notes([note for note in context.result.notes if note.severity is Severity.INFO])
    conflicts = [cell for cell in cells if cell.state is CellState.CONFLICT]
    if conflicts:
        found.append(_conflicts(context, conflicts))
    if any(cell.statements for cell in cells):
        found.append(_statements(context))
    found.extend(Sentence(text=text) for text in attribution(context))
    return (*found, Explanation(title=t("method.title"), text=t("evidence.method")))


def attribution(context: Context) -> list[str]:
    """Name the data set whose rows are shown, with its licence; empty when none are."""
    if not _shows_dataset(context.result):
        return []
    return [context.t("evidence.attribution", kind=context.t("source_kind.dataset"), dataset=DATASET, licence=LICENCE)]


def _shows_dataset(result: ToolResult) -> bool:
    said = any(one.kind == SourceKind.DATASET.value for cell in result.cells for one in cell.statements)
    return said or any(
        fact.source_kind is SourceKind.DATASET for finding in result.must_haves for fact in finding.facts
    )


def _counts(context: Context) -> Facts:
    """Return how many cells are known, unknown, in conflict, stale or weak."""
    t, cells = context.t, context.result.cells
    known = sum(cell.state not in {CellState.UNKNOWN, CellState.QUOTE_ONLY} for cell in cells)
    share = t("evidence.known_of", n=context.count(known), all=context.count(len(cells)))
    figures = [Figure(label=t("evidence.known"), value=share)]
    counts = {
        "unknown": sum(cell.state is CellState.UNKNOWN for cell in cells),
        "quote_only": sum(cell.state is CellState.QUOTE_ONLY for cell in cells),
        "conflict": sum(cell.state is CellState.CONFLICT for cell in cells),
        "stale": sum(cell.stale for cell in cells),
        "weak": sum(cell.weak for cell in cells),
    }
    for name, count in counts.items():
        plain = t(f"term.{name}.plain")
        figures.append(Figure(label=capital(t(f"term.{name}")), value=context.count(count), explanation=plain))
    return Facts(items=tuple(figures))


def _grid(context: Context) -> Table:
    t = context.t
    tools = [tool.id for tool in context.document.tools]
    columns = (Column(text=t("column.criterion")), *(Column(text=context.name(tool)) for tool in tools))
    found = {(cell.tool, cell.criterion): cell for cell in context.result.cells}
    rows = tuple(
        (
            TableCell(text=context.name(one.id)),
            *(_grid_cell(context, found[tool, one.id]) for tool in tools),
        )
        for one in context.document.criteria
    )
    return Table(caption=t("evidence.grid"), columns=columns, rows=rows, name="scores")


def _grid_cell(context: Context, cell: Cell) -> TableCell:
    if cell.state in {CellState.UNKNOWN, CellState.QUOTE_ONLY}:
        return context.unknown_cell(f"cell.{cell.state.value}")
    text = figure_text(context, cell.criterion, cell.raw, cell.raw_low, cell.raw_high, cell.value)
    marks = _marks(context, cell)
    shown = f"{text} ({', '.join(marks)})" if marks else text
    number = cell.raw if isinstance(cell.raw, float) and not marks and cell.raw_low in {None, cell.raw} else None
    return TableCell(
        text=shown, number=number, digits=_decimals(context, cell, number), mark="warning" if marks else ""
    )


def _decimals(context: Context, cell: Cell, number: float | None) -> int:
    """Return how many decimals a cell's figure is shown with."""
    if number is None:
        return 0
    if isinstance(context.criterion(cell.criterion).scale, PriceScale):
        return money_digits(number)
    return next(digits for digits in range(3) if round(number, digits) == round(number, 2))


def _marks(context: Context, cell: Cell) -> list[str]:
    t = context.t
    marks = [t("mark.conflict")] if cell.state is CellState.CONFLICT else []
    return marks + [t(f"mark.{name}") for name in _MARKED if getattr(cell, name)]


def figure_text(context: Context, criterion: str, raw: Raw, low: Raw, high: Raw, value: float | None) -> str:
    """Return a figure, its range, or both; points of 100 when the criterion's own scale has no figure."""
    point = None if raw is None else context.raw(criterion, raw)
    if low is None or high is None or low == high:
        if point is not None:
            return point
        if low is not None:
            figure = context.raw(criterion, low)
            return figure if high is not None else context.t("cell.at_least", figure=figure)
        return (
            context.t("cell.unknown") if value is None else context.t("unit.value_points", number=context.points(value))
        )
    spread = f"{context.raw(criterion, low)} – {context.raw(criterion, high)}"
    return spread if point is None or raw in {low, high} else context.t("money.with_range", amount=point, range=spread)


def _conflicts(context: Context, cells: list[Cell]) -> Table:
    t = context.t
    columns = (
        Column(text=t("column.tool")),
        Column(text=t("column.criterion")),
        Column(text=t("column.said")),
        Column(text=t("column.used_range"), numeric=True),
    )
    rows = tuple(
        (
            TableCell(text=context.name(cell.tool)),
            TableCell(text=context.name(cell.criterion)),
            TableCell(text="; ".join(_said(context, cell, one) for one in cell.statements if one.used)),
            TableCell(text=f"{context.points(cell.low)} – {context.points(cell.high)}"),
        )
        for cell in cells
    )
    return Table(caption=t("evidence.conflicts"), columns=columns, rows=rows, name="conflicts")


def _said(context: Context, cell: Cell, one: Statement) -> str:
    kind = kind_text(context, one.kind)
    day = formats.date_text(one.seen, context.language) if one.seen else context.t("evidence.undated")
    return f"{_statement_figure(context, cell, one)} ({kind}, {day})"


def _statement_figure(context: Context, cell: Cell, one: Statement) -> str:
    middle = None if one.value is None else (one.value.low + one.value.high) / 2
    return figure_text(context, cell.criterion, one.raw, one.raw_low, one.raw_high, middle)


def kind_text(context: Context, kind: str) -> str:
    """Return a kind of evidence or source in words."""
    keys = (f"evidence_kind.{kind}", f"source_kind.{kind}", f"quote_kind.{kind}")
    return next((context.t(key) for key in keys if context.t.has(key)), kind)


def _statements(context: Context) -> Table:
    t = context.t
    heads = ("tool", "criterion", "figure", "source", "seen", "kind", "by", "marks")
    columns = tuple(Column(text=t(f"column.{name}")) for name in heads)
    rows = tuple(_statement_row(context, cell, one) for cell in context.result.cells for one in cell.statements)
    return Table(caption=t("evidence.table"), columns=columns, rows=rows, name="evidence")


def _statement_row(context: Context, cell: Cell, one: Statement) -> tuple[TableCell, ...]:
    t = context.t
    marks = [t(f"mark.{name}") for name in ("stale", "weak") if getattr(one, name)]
    marks += [] if one.used else [t("mark.beside")]
    unknown = one.value is None and one.raw is None and one.raw_low is None
    return (
        TableCell(text=context.name(cell.tool)),
        TableCell(text=context.name(cell.criterion)),
        context.unknown_cell() if unknown else TableCell(text=_statement_figure(context, cell, one)),
        TableCell(text=context.label(one.source, 300) or t("evidence.no_source")),
        TableCell(text=formats.date_text(one.seen, context.language) if one.seen else t("evidence.undated")),
        TableCell(text=kind_text(context, one.kind)),
        TableCell(
            text=context.name(one.by)
            if one.by
            else t("evidence.team" if one.origin != "catalogue" else "evidence.catalogue")
        ),
        TableCell(text=", ".join(marks) or "–", mark="warning" if marks else ""),
    )
