"""The cells of a table of scores, in either of its two forms, before they are understood."""

from __future__ import annotations

from dataclasses import dataclass

from data.columns import known_column, matched, places
from data.score_words import SCORE_COLUMNS, Names, names_of
from data.tables import Table
from evaluators.errors import DataError
from evaluators.tools.document import ToolEvaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One score as it stands in the table, before it is understood."""

    line: int
    tool: str
    criterion: str
    column: str  # heading of the column the value stands in
    value: str
    low: str = ""
    high: str = ""
    kind: str = ""
    source: str = ""
    seen: str = ""
    by: str = ""
    note: str = ""


def cells_of(document: ToolEvaluation, table: Table) -> list[Cell]:
    """Return the scores in a table with a row for each score, or a column for each criterion.

    Raises
    ------
    DataError
        ``columns_missing``, ``columns_unknown`` or ``column_meant_twice``.
    """
    criteria = names_of((criterion.id, criterion.name) for criterion in document.criteria)
    known = [known_column(name, SCORE_COLUMNS) for name in table.columns]
    if "criterion" in known or ("value" in known and not any(criteria.find(name) for name in table.columns)):
        return _long(table)
    return _wide(table, criteria)


def _long(table: Table) -> list[Cell]:
    at = matched(table.columns, SCORE_COLUMNS, ("tool", "criterion", "value"))
    heading = table.columns[at["value"]]
    return [
        Cell(line=line, column=heading, **{column: cells[place].strip() for column, place in at.items()})
        for line, cells in zip(table.lines, table.rows, strict=True)
    ]


def _wide(table: Table, criteria: Names) -> list[Cell]:
    tool_words = {"tool": SCORE_COLUMNS["tool"]}
    found = [known_column(name, tool_words) or criteria.find(name) for name in table.columns]
    unknown = [name for name, column in zip(table.columns, found, strict=True) if column is None]
    expected = ["tool", *criteria.shown]
    if "tool" not in found:
        raise DataError(
            "columns_missing", missing=["tool"], unknown=unknown, available=list(table.columns), expected=expected
        )
    if unknown:
        raise DataError("columns_unknown", unknown=unknown, available=list(table.columns), expected=expected)
    at = places([column for column in found if column is not None], table.columns)
    tool_place = at.pop("tool")
    return [
        Cell(
            line=line,
            tool=cells[tool_place].strip(),
            criterion=criterion,
            column=table.columns[place],
            value=cells[place].strip(),
        )
        for line, cells in zip(table.lines, table.rows, strict=True)
        for criterion, place in at.items()
        if cells[place].strip()
    ]
