"""A campaign's figures as a mail tool prints them, one row per variant and segment: understood, or said why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.campaign_columns import CampaignColumn, KnownMetric, campaign_columns
from data.campaign_numbers import Marks, amount, count, decimal_mark
from data.campaign_words import COUNTS, EMPTY, TOTALS
from data.columns import Problem, RowFault
from data.tables import Table
from evaluators.errors import DataError

MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """Sums of one variant in one segment, named as in the table."""

    line: int
    variant: str
    segment: str  # empty: none
    customers: int
    sums: Mapping[str, float]  # by metric id
    squares: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTable:
    """What was read, and everything that was not."""

    columns: tuple[CampaignColumn, ...]
    rows: tuple[CampaignRow, ...]
    customers_from: str  # heading of the column that customers were counted from
    problems: tuple[Problem, ...]  # with any of these nothing may be taken over
    left_out: tuple[tuple[int, str], ...]  # lines of totals, with their name: they would count customers twice
    gaps: tuple[tuple[int, str], ...]  # line and heading of figures that are not there; never taken for zero

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that were not understood, or are shares instead of counts."""
        return tuple(one.heading for one in self.columns if one.meaning in ("unknown", "rate"))


def read_campaign_table(
    table: Table, metrics: Sequence[KnownMetric], *, meanings: Mapping[str, str] | None = None
) -> CampaignTable:
    """Understand a table of sums.

    Parameters
    ----------
    metrics : sequence of KnownMetric
        As ``known_metrics`` gives them; the first that a heading fits is taken.
    meanings : mapping, optional
        Heading to what the user says it is: segment, variant, sent, delivered, recipients, a metric id, a metric id
        with ``:squares`` after it, or ignored.

    Raises
    ------
    DataError
        ``columns_missing`` without variants or customers, ``column_meant_twice``, ``import_without_rows``.
    """
    columns = campaign_columns(table.columns, metrics, meanings or {})
    if not table.rows:
        raise DataError("import_without_rows")
    lines = [(line, [cell.strip() for cell in cells]) for line, cells in zip(table.lines, table.rows, strict=True)]
    kept, left_out = _without_totals(columns, lines)
    marks = decimal_mark(
        cells[place]
        for _, cells in kept
        for place, one in enumerate(columns)
        if one.meaning in ("customers", "sum", "squares")
    )
    place = _customers_column(columns, kept)
    groups = [cells[at] for _, cells in kept for at, one in enumerate(columns) if one.meaning == "segment"]
    in_segments = any(cell and not _is_total(cell) for cell in groups)
    rows: list[CampaignRow] = []
    problems: list[Problem] = []
    gaps: list[tuple[int, str]] = []
    seen: set[tuple[str, str]] = set()
    for line, cells in kept:
        try:
            row = _row(line, cells, columns, place, marks)
            if in_segments:
                _check_segment(row, columns)
            key = (row.variant.casefold(), row.segment.casefold())
            if key in seen:
                raise RowFault("row_group_twice", line=line, variant=row.variant, segment=row.segment)
        except RowFault as fault:
            problems.append(fault.problem)
            continue
        seen.add(key)
        rows.append(row)
        gaps.extend(
            (line, one.heading)
            for one, cell in zip(columns, cells, strict=True)
            if one.meaning in ("sum", "squares") and cell.casefold() in EMPTY
        )
    return CampaignTable(
        columns=columns,
        rows=tuple(rows),
        customers_from=columns[place].heading,
        problems=tuple(problems[:MOST_PROBLEMS]),
        left_out=tuple(left_out),
        gaps=tuple(gaps),
    )


Line = tuple[int, list[str]]


def _without_totals(columns: Sequence[CampaignColumn], lines: list[Line]) -> tuple[list[Line], list[tuple[int, str]]]:
    """Leave out rows of totals: always where the variant is "total", else where the segment is and others are there."""
    variant = next(place for place, one in enumerate(columns) if one.meaning == "variant")
    segment = next((place for place, one in enumerate(columns) if one.meaning == "segment"), None)

    others = segment is not None and any(not _is_total(cells[segment]) for _, cells in lines)
    kept, left_out = [], []
    for line, cells in lines:
        if _is_total(cells[variant]):
            left_out.append((line, cells[variant]))
        elif segment is not None and _is_total(cells[segment]) and others:
            left_out.append((line, cells[segment]))
        else:
            kept.append((line, cells))
    if not kept:
        raise DataError("import_without_rows")
    return kept, left_out


def _is_total(cell: str) -> bool:
    return cell.casefold().rstrip(":") in TOTALS


def _customers_column(columns: Sequence[CampaignColumn], lines: Sequence[Line]) -> int:
    """Return the place of the first column of customers that is filled on every row, or of the first that there is.

    A group that gets nothing has nobody delivered to: then delivered customers of the others compare with nobody.
    """
    found = [
        place
        for name in COUNTS
        for place, one in enumerate(columns)
        if one.counted == name and one.meaning == "customers"
    ]
    filled = (place for place in found if all(_filled(cells[place]) for _, cells in lines))
    return next(filled, found[0])


def _filled(cell: str) -> bool:
    return cell.casefold() not in EMPTY and cell != "0"


def _row(line: int, cells: list[str], columns: Sequence[CampaignColumn], place: int, marks: Marks) -> CampaignRow:
    texts = {
        one.meaning: cell for one, cell in zip(columns, cells, strict=True) if one.meaning in ("variant", "segment")
    }
    heading = next(one.heading for one in columns if one.meaning == "variant")
    if not texts["variant"]:
        raise RowFault("row_cell_empty", line=line, column=heading)
    if cells[place].casefold() in EMPTY:
        raise RowFault("row_cell_empty", line=line, column=columns[place].heading)
    customers = count(cells[place], line, columns[place].heading)
    sums: dict[str, float] = {}
    squares: dict[str, float] = {}
    for one, cell in zip(columns, cells, strict=True):
        if one.metric is None or cell.casefold() in EMPTY:
            continue
        if one.kind == "proportion":
            figure = float(count(cell, line, one.heading))
            if one.meaning == "sum" and figure > customers:
                raise RowFault("row_events_too_many", line=line, column=one.heading, value=cell, customers=customers)
        else:
            figure = amount(cell, line, one.heading, marks)
        (sums if one.meaning == "sum" else squares)[one.metric] = figure
    _check_squares(line, columns, customers, sums, squares)
    segment = re.sub(r"\s+", " ", texts.get("segment", ""))
    segment = "" if _is_total(segment) else segment
    variant = re.sub(r"\s+", " ", texts["variant"])
    return CampaignRow(line=line, variant=variant, segment=segment, customers=customers, sums=sums, squares=squares)


def _check_segment(row: CampaignRow, columns: Sequence[CampaignColumn]) -> None:
    """Refuse a row without a segment among others that have one: it may be their sum, and would count them twice."""
    if not row.segment:
        heading = next(one.heading for one in columns if one.meaning == "segment")
        raise RowFault("row_cell_empty", line=row.line, column=heading)


def _check_squares(
    line: int,
    columns: Sequence[CampaignColumn],
    customers: int,
    sums: Mapping[str, float],
    squares: Mapping[str, float],
) -> None:
    """Refuse sums over nobody, and sums of squares that no customers can have (by Cauchy and Schwarz)."""
    for one in columns:
        if one.metric is None:
            continue
        total = sums.get(one.metric, 0.0)
        if one.meaning == "sum" and total and not customers:
            raise RowFault("row_events_too_many", line=line, column=one.heading, value=f"{total:g}", customers=0)
        if one.meaning == "squares" and one.metric in squares:
            square = squares[one.metric]
            if square < 0 or square * customers < total * total * (1 - 1e-9):
                raise RowFault("row_squares_too_small", line=line, column=one.heading, value=f"{square:g}")
