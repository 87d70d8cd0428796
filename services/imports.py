"""Bringing in tools and scores from a file or a paste: look first, then apply all of it or nothing."""

from __future__ import annotations

from data.columns import Problem
from data.readers import ReaderLimits, read_pasted, read_table
from data.scores import ScoreTable, read_scores
from data.tool_rows import ToolRow, ToolTable, read_tools
from evaluators.documents import revise
from evaluators.errors import DataError
from evaluators.tools.document import ToolEvaluation
from services.editing import add_own_tool
from services.parts import placed
from settings import settings

__all__ = [
    "Problem",
    "ScoreTable",
    "ToolRow",
    "ToolTable",
    "apply_scores",
    "apply_tools",
    "preview_pasted_scores",
    "preview_pasted_tools",
    "preview_scores",
    "preview_tools",
]


def preview_tools(content: bytes, filename: str) -> ToolTable:
    """Read tools from a CSV or XLSX file; nothing is changed yet.

    Raises
    ------
    DataError
        When the file cannot be read safely, or its columns are missing, doubled or unknown.
    """
    return read_tools(read_table(content, filename, limits()))


def preview_pasted_tools(text: str) -> ToolTable:
    """Read tools from cells copied out of a spreadsheet, raising as ``preview_tools``."""
    return read_tools(read_pasted(text, limits()))


def apply_tools(document: ToolEvaluation, preview: ToolTable) -> ToolEvaluation:
    """Return the document with the read tools added.

    Raises
    ------
    DataError
        The first problem when there is any; ``row_tool_twice`` for a tool that the document has already.
    """
    _refuse_problems(preview.problems)
    present = {name.casefold() for tool in document.tools for name in _names(tool.name)}
    for row in preview.rows:
        if row.name.casefold() in present:
            raise DataError("row_tool_twice", line=row.line, value=row.name)
        document = add_own_tool(document, row.name, vendor=row.vendor, note=row.note)
    return document


def preview_scores(document: ToolEvaluation, content: bytes, filename: str) -> ScoreTable:
    """Read scores from a CSV or XLSX file; nothing is changed yet. A score without a source names the file.

    Raises
    ------
    DataError
        When the file cannot be read safely, or its columns are missing, doubled or unknown.
    """
    return read_scores(document, read_table(content, filename, limits()), source=filename[:255])


def preview_pasted_scores(document: ToolEvaluation, text: str) -> ScoreTable:
    """Read scores from cells copied out of a spreadsheet, raising as ``preview_scores``."""
    return read_scores(document, read_pasted(text, limits()))


def apply_scores(document: ToolEvaluation, preview: ScoreTable) -> ToolEvaluation:
    """Return the document with the read scores added.

    A score read again from the same source takes the place of the earlier one.

    Raises
    ------
    DataError
        The first problem when there is any.
    """
    _refuse_problems(preview.problems)
    evidence = document.evidence
    for entry in preview.rows:
        evidence = placed(evidence, entry)
    return revise(document, evidence=evidence)


def limits() -> ReaderLimits:
    """Return how large a file may be."""
    given = settings()
    return ReaderLimits(
        file_bytes=given.upload_bytes,
        rows=given.upload_rows,
        columns=given.upload_columns,
        cells=given.upload_cells,
    )


def _refuse_problems(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise DataError(problems[0].code, **problems[0].facts)


def _names(label: object) -> tuple[str, ...]:
    return (label,) if isinstance(label, str) else (getattr(label, "fi", ""), getattr(label, "en", ""))
