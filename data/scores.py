"""From a table of text to scores: checked line by line, everything that is wrong is listed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from data.columns import Problem, RowFault
from data.score_cells import Cell, cells_of
from data.score_words import QUOTE_ONLY, UNKNOWN, Names, day_of, ends_of, kind_of, names_of, plain, yes_or_no
from data.tables import Table
from evaluators.errors import DataError
from evaluators.tools.document import Criterion, ToolEvaluation
from evaluators.tools.evidence import Evidence
from evaluators.tools.scales import GradeScale, YesNoScale
from i18n.parsing import parse_number

Figure = bool | float | str
State = Literal["known", "unknown", "quote_only"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTable:
    """What a table of scores says."""

    rows: tuple[Evidence, ...]
    problems: tuple[Problem, ...]


def read_scores(document: ToolEvaluation, table: Table, source: str = "") -> ScoreTable:
    """Read scores for a document's tools and criteria.

    The table has one row for each score (columns tool, criterion, value and maybe low, high, kind, source, seen, by,
    note), or one row for each tool and a column for each criterion. An empty cell of the second form says nothing.

    Raises
    ------
    DataError
        ``columns_missing``, ``columns_unknown``, ``column_meant_twice`` or ``import_without_rows``.
    """
    cells = cells_of(document, table)
    if not cells:
        raise DataError("import_without_rows")
    reader = _Reader(document, source)
    rows: list[Evidence] = []
    problems: list[Problem] = []
    first_lines: dict[tuple[str, str, str | None], int] = {}
    for cell in cells:
        try:
            entry = reader.evidence(cell)
            place = (entry.tool, entry.criterion, entry.by)
            if place in first_lines:
                raise RowFault("row_score_twice", line=cell.line, other=first_lines[place])
        except RowFault as fault:
            problems.append(fault.problem)
        else:
            first_lines[place] = cell.line
            rows.append(entry)
    return ScoreTable(rows=tuple(rows), problems=tuple(problems))


class _Reader:
    """Understands cells by one document's tools, criteria, scales and evaluators."""

    def __init__(self, document: ToolEvaluation, source: str) -> None:
        self._criteria = {criterion.id: criterion for criterion in document.criteria}
        self._criterion_names = names_of((one.id, one.name) for one in document.criteria)
        self._tools = names_of((one.id, one.name) for one in document.tools)
        self._people = names_of((one.id, one.name) for one in document.evaluators)
        self._source = source

    def evidence(self, cell: Cell) -> Evidence:
        """Return the statement that a cell makes, or raise ``RowFault``."""
        if not cell.tool:
            raise RowFault("row_tool_empty", line=cell.line)
        tool = _named(self._tools, cell.tool, "row_tool_unknown", cell.line)
        criterion = _named(self._criterion_names, cell.criterion, "row_criterion_unknown", cell.line)
        by = _named(self._people, cell.by, "row_evaluator_unknown", cell.line) if cell.by else None
        kind = kind_of(cell.kind) if cell.kind else "guess"
        if kind is None:
            known = ["own_trial", "measured", "vendor", "third_party", "review", "guess"]
            raise RowFault("row_choice_unknown", line=cell.line, column="kind", value=cell.kind, available=known)
        seen = day_of(cell.seen) if cell.seen else None
        if cell.seen and seen is None:
            raise RowFault("row_date_not_read", line=cell.line, value=cell.seen)
        state, value, low, high = _figures(cell, self._criteria[criterion])
        source = cell.source or self._source
        place = "\n".join((tool, criterion, by or "", source))
        return Evidence(
            id=f"import-{hashlib.sha256(place.encode()).hexdigest()[:16]}",
            tool=tool,
            criterion=criterion,
            state=state,
            value=value,
            low=low,
            high=high,
            kind=kind,
            source=source,
            seen=seen,
            by=by,
            note=cell.note,
        )


def _named(names: Names, text: str, code: str, line: int) -> str:
    found = names.find(text)
    if found is None:
        raise RowFault(code, line=line, value=text, available=list(names.shown))
    return found


def _figures(cell: Cell, criterion: Criterion) -> tuple[State, Figure | None, float | str | None, float | str | None]:
    word = plain(cell.value)
    if word in UNKNOWN or word in QUOTE_ONLY:
        return ("unknown" if word in UNKNOWN else "quote_only"), None, None, None
    if isinstance(criterion.scale, YesNoScale):
        answer = yes_or_no(cell.value)
        if answer is None:
            raise RowFault("row_yes_no_unknown", line=cell.line, column=cell.column, value=cell.value)
        return "known", answer, None, None
    ends = None if isinstance(criterion.scale, GradeScale) else ends_of(cell.value)
    if ends is not None and not (cell.low or cell.high):
        cell = replace(cell, value="", low=ends[0], high=ends[1])
    if not cell.value and not (cell.low and cell.high):
        raise RowFault("row_value_missing", line=cell.line)
    if bool(cell.low) != bool(cell.high):
        raise RowFault("row_interval_half", line=cell.line)
    value = _figure(cell, cell.value, cell.column, criterion) if cell.value else None
    low = _figure(cell, cell.low, "low", criterion) if cell.low else None
    high = _figure(cell, cell.high, "high", criterion) if cell.high else None
    _check_order(cell, criterion, value, low, high)
    return "known", value, low, high


def _figure(cell: Cell, text: str, column: str, criterion: Criterion) -> float | str:
    if isinstance(criterion.scale, GradeScale):
        grades = names_of((grade.id, grade.name) for grade in criterion.scale.grades)
        grade = grades.find(text)
        if grade is None:
            raise RowFault("row_grade_unknown", line=cell.line, column=column, value=text, available=list(grades.shown))
        return grade
    parsed = parse_number(text)
    if parsed.value is not None:
        return parsed.value
    if parsed.problem == "ambiguous":
        raise RowFault("row_number_ambiguous", line=cell.line, column=column, value=text, choices=parsed.choices)
    raise RowFault("row_number_not_read", line=cell.line, column=column, value=text)


def _check_order(
    cell: Cell, criterion: Criterion, value: Figure | None, low: float | str | None, high: float | str | None
) -> None:
    if low is None or high is None:
        return
    if isinstance(criterion.scale, GradeScale):
        order = {grade.id: float(place) for place, grade in enumerate(criterion.scale.grades)}
        ends = (order[str(low)], order[str(high)])
        point = None if value is None else order[str(value)]
    else:
        ends = (float(low), float(high))
        point = None if value is None else float(value)
    if ends[0] > ends[1]:
        raise RowFault("row_interval_reversed", line=cell.line)
    if point is not None and not ends[0] <= point <= ends[1]:
        raise RowFault("row_value_outside", line=cell.line)
