"""Workbooks made for the tests, and what reading them ends in."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from data.readers import ReaderLimits, read_table
from evaluators.errors import DataError
from i18n import LANGUAGES
from i18n.sentences import sentence

LIMITS = ReaderLimits()


def fault_of(content: bytes, filename: str = "file.csv", limits: ReaderLimits = LIMITS) -> DataError:
    with pytest.raises(DataError) as caught:
        read_table(content, filename, limits)
    for language in LANGUAGES:
        assert sentence("error", caught.value.code, caught.value.facts, language)
    return caught.value


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(content: bytes, name: str, change) -> bytes:
    """Return the workbook with one part's bytes changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            body = old.read(member)
            new.writestr(member.filename, change(body) if member.filename == name else body)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
