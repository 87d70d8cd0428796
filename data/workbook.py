"""A workbook's first sheet as a text table. Runs in the parsing child alone."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import repeat, zip_longest
from typing import Any

from data.tables import ReaderLimits, Table, table_of
from evaluators.errors import DataError, UnsafeFile

_NO_SHEET = "no sheet"
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")


def workbook_table(content: bytes, limits: ReaderLimits) -> Table:
    """Return the first visible sheet's table; formulas count by the values that were saved with them.

    Raises
    ------
    DataError
        What ``tables.table_of`` raises, ``formula_without_value`` or ``cell_is_error`` with the cell,
        ``workbook_broken`` when it cannot be opened.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions play no part; a date outside the calendar is refused
        try:
            return _table(content, limits)
        except (DataError, MemoryError, RecursionError):
            raise
        except Exception as fault:  # whatever a broken workbook makes the parser raise
            raise UnsafeFile("workbook_broken", reason=f"{type(fault).__name__}: {fault}"[:200]) from fault


def _table(content: bytes, limits: ReaderLimits) -> Table:
    values = _opened(content, data_only=True)
    sheets = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise UnsafeFile("workbook_broken", reason=_NO_SHEET)
    sheet = sheets[0]
    formulas = _opened(content, data_only=False)[sheet.title] if _has_formulas(content) else None
    rows = _rectangular([row for row in _rows(sheet, formulas, limits) if any(cell.strip() for cell in row[1])])
    others = tuple(other.title for other in sheets[1:])
    return replace(table_of(rows, limits), sheet=sheet.title, other_sheets=others)


def _opened(content: bytes, *, data_only: bool) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if "/worksheets/" in name.lower())
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


def _rows(sheet: Any, formulas: Any, limits: ReaderLimits) -> Iterator[tuple[int, list[str]]]:
    """Yield the sheet's rows as text, numbered as the sheet numbers them."""
    sheet.reset_dimensions()
    if formulas is not None:
        formulas.reset_dimensions()
    twins = repeat(()) if formulas is None else formulas.iter_rows()
    for line, (row, twin) in enumerate(zip(sheet.iter_rows(), twins, strict=False), start=1):
        if line > limits.rows + 1:
            raise DataError("too_many_rows", count=line - 1, limit=limits.rows)
        cells = enumerate(zip_longest(row, twin), start=1)
        yield line, [_cell_text(line, position, cell, source) for position, (cell, source) in cells]


def _cell_text(line: int, position: int, cell: Any, source: Any) -> str:
    """Write one cell; ``source`` is the same cell with its formula in place of the saved value, if any has one."""
    if cell.data_type == "e":
        raise DataError("cell_is_error", line=line, position=position, value=str(cell.value))
    if cell.value is None and source is not None and source.data_type == "f":
        raise DataError("formula_without_value", line=line, position=position)
    return as_text(cell.value)


def _rectangular(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Cut or fill the rows to the header's width; cells beyond it stay, so that they are noticed."""
    if not rows:
        return rows
    width = len(_trimmed(rows[0][1]))
    trimmed = ((line, _trimmed(row)) for line, row in rows)
    return [(line, row + [""] * (width - len(row))) for line, row in trimmed]


def _trimmed(row: list[str]) -> list[str]:
    last = max((index for index, cell in enumerate(row, start=1) if cell.strip()), default=0)
    return row[:last]


def as_text(value: object) -> str:
    """Write a cell's value as text that reads back as the same value.

    >>> as_text(1.234)
    '1.2340'
    >>> as_text(12.0)
    '12'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _number_text(value.total_seconds() / 86_400)
    return str(value)


def _number_text(value: float) -> str:
    """Write a number without exponent; never with exactly three decimals, which could be read as thousands."""
    whole, _, decimals = f"{Decimal(repr(value)):f}".partition(".")
    decimals = decimals.rstrip("0")
    if not decimals:
        return whole
    return f"{whole}.{decimals}0" if len(decimals) == 3 else f"{whole}.{decimals}"
