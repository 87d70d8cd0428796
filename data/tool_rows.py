"""From a table of text to tools."""

from __future__ import annotations

from dataclasses import dataclass

from data.columns import Problem, matched
from data.score_words import TOOL_COLUMNS, plain
from data.tables import Table
from evaluators.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRow:
    """A tool to be added."""

    name: str
    vendor: str
    note: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolTable:
    """What a table of tools says."""

    rows: tuple[ToolRow, ...]
    problems: tuple[Problem, ...]


def read_tools(table: Table) -> ToolTable:
    """Read tools from a table with the columns name, and maybe vendor and note.

    Raises
    ------
    DataError
        ``columns_missing``, ``columns_unknown``, ``column_meant_twice`` or ``import_without_rows``.
    """
    at = matched(table.columns, TOOL_COLUMNS, ("name",))
    if not table.rows:
        raise DataError("import_without_rows")
    rows: list[ToolRow] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for line, cells in zip(table.lines, table.rows, strict=True):
        said = {column: cells[place].strip() for column, place in at.items()}
        if not said["name"]:
            problems.append(Problem(code="row_tool_empty", facts={"line": line}))
        elif plain(said["name"]) in seen:
            problems.append(Problem(code="row_tool_twice", facts={"line": line, "value": said["name"]}))
        else:
            seen.add(plain(said["name"]))
            rows.append(ToolRow(name=said["name"], vendor=said.get("vendor", ""), note=said.get("note", ""), line=line))
    return ToolTable(rows=tuple(rows), problems=tuple(problems))
