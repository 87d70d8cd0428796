"""A report as a workbook: one sheet of sentences, one sheet per table, figures as numbers, text as text."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from i18n import texts
from reports.blocks import Block, Bullets, Column, Explanation, Facts, Heading, Report, Sentence, Table, TableCell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31
_LONGEST_CELL = 32_767
_NARROWEST, _WIDEST = 9, 60  # characters


def render(report: Report) -> bytes:
    """Return the report as an ``.xlsx`` workbook without formulas or links."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": report.title[:255]})
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "name": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        }
        t = texts(report.language)
        _summary(book.add_worksheet(_sheet_name(t("sheet.summary"), set())), report, formats)
        used = {t("sheet.summary").lower()}
        for table in _tables(report):
            key = f"sheet.{table.name}"
            name = _sheet_name(t(key) if t.has(key) else table.name, used)
            used.add(name.lower())
            _table(book, book.add_worksheet(name), table, formats)
    return stream.getvalue()


def _tables(report: Report) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table)]


def _sheet_name(name: str, used: set[str]) -> str:
    """Return a name that a workbook accepts and that is not used yet."""
    plain = _FORBIDDEN.sub(" ", name).strip(" '")[:_LONGEST_SHEET_NAME] or "1"
    unique, number = plain, 1
    while unique.lower() in used:
        number += 1
        unique = f"{plain[: _LONGEST_SHEET_NAME - 4]} {number}"
    return unique


def _summary(sheet: Worksheet, report: Report, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.hide_gridlines(2)
    row = 0
    for block in report.blocks:
        for name, text, look in _lines(block):
            sheet.write_string(row, 0, name[:_LONGEST_CELL], formats["name" if look == "text" else look])
            sheet.write_string(row, 1, text[:_LONGEST_CELL], formats["text"])
            row += 1
    for line in report.footer:
        row += 1
        sheet.write_string(row, 1, line[:_LONGEST_CELL], formats["text"])


def _lines(block: Block) -> list[tuple[str, str, str]]:
    """Return a block as rows of a name, a text and the look of the name."""
    if isinstance(block, Heading):
        return [("", "", "text"), (block.text, "", "title" if block.level == 1 else "name")]
    if isinstance(block, Sentence):
        return [(block.label, block.text, "text")]
    if isinstance(block, Bullets):
        return [("", item, "text") for item in block.items]
    if isinstance(block, Facts):
        return [(one.label, one.value, "text") for one in block.items]
    if isinstance(block, Explanation):
        return [(block.title, " ".join(part for part in (block.text, block.formula, block.source) if part), "text")]
    return []


def _table(book: Workbook, sheet: Worksheet, table: Table, formats: dict[str, Any]) -> None:
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.text[:_LONGEST_CELL], formats["head"])
        sheet.set_column(place, place, _width(column, [row[place] for row in table.rows]))
    for number, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            if cell.number is None:
                sheet.write_string(number, place, cell.text[:_LONGEST_CELL], formats["text"])
            else:
                sheet.write_number(number, place, cell.number, _figure_format(book, cell, formats))
    sheet.freeze_panes(1, 1)


def _figure_format(book: Workbook, cell: TableCell, formats: dict[str, Any]) -> Any:
    """Return the number format that shows the same digits as the text of the cell."""
    decimals = "." + "0" * cell.digits if cell.digits else ""
    pattern = f"0{decimals}%" if cell.style == "percent" else f"#,##0{decimals}"
    if pattern not in formats:
        formats[pattern] = book.add_format({"num_format": pattern, "valign": "top"})
    return formats[pattern]


def _width(column: Column, cells: list[TableCell]) -> float:
    longest = max([len(column.text) * 0.7, *(len(cell.text) for cell in cells)])
    return float(min(_WIDEST, max(_NARROWEST, longest + 2)))
