"""A report's tables as one CSV file that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io

from reports.blocks import Report, Sentence, Table, TableCell

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the last four are full-width forms
_BLANKS = " \u00a0\u202f\u2009\u3000\u200b\ufeff"  # spaces of all widths, with and without a break


def render(report: Report) -> bytes:
    """Return title, verdict and tables: UTF-8 with a byte order mark; ``;`` and decimal comma in Finnish."""
    finnish = report.language == "fi"
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";" if finnish else ",", lineterminator="\r\n")
    writer.writerow([neutral(report.title)])
    for block in report.blocks:
        if isinstance(block, Sentence) and block.look:
            writer.writerow([neutral(block.text)])
        if isinstance(block, Table):
            writer.writerow([])
            writer.writerow([neutral(block.caption)])
            writer.writerow([neutral(column.text) for column in block.columns])
            writer.writerows([_cell(cell, finnish) for cell in row] for row in block.rows)
    writer.writerow([])
    writer.writerows([neutral(line)] for line in report.footer)
    return stream.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe goes before what could start one.

    >>> neutral("=1+1"), neutral("  @SUM(A1)"), neutral("Brevo")
    ("'=1+1", "'  @SUM(A1)", 'Brevo')
    """
    return f"'{text}" if text.lstrip(_BLANKS).startswith(_STARTS_FORMULA) else text


def _cell(cell: TableCell, finnish: bool) -> str:
    """Return a figure with twelve significant digits (a share as a share), or text made harmless."""
    if cell.number is None:
        return neutral(cell.text)
    written = f"{cell.number:.12g}"
    return written.replace(".", ",") if finnish else written
