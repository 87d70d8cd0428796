"""Cheap look at a workbook before anything parses it: sizes, document types, cell references."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from data.tables import ReaderLimits
from evaluators.errors import UnsafeFile

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and workbooks behind a password
_CHUNK = 1 << 16
_OVERLAP = 256  # longer than any token looked for, so that none hides between two chunks
_FORBIDDEN = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*\$?([A-Za-z]{0,8})\$?(\d{1,20})\s*[\"']")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")


def check_workbook(content: bytes, limits: ReaderLimits) -> None:
    """Refuse a workbook that is larger inside than it may be, or built to hurt a parser.

    Raises
    ------
    UnsafeFile
        ``workbook_broken``, ``workbook_too_large``, ``workbook_has_doctype``, ``workbook_encoding``,
        ``too_many_rows``, ``too_many_columns`` or ``too_many_cells``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive.infolist(), limits)
            _check_parts(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as fault:
        raise UnsafeFile("workbook_broken", reason=str(fault)[:200]) from fault


def _check_members(members: list[zipfile.ZipInfo], limits: ReaderLimits) -> None:
    if len(members) > limits.members:
        raise UnsafeFile("workbook_too_large", parts=len(members), limit=limits.members)
    stated = sum(member.file_size for member in members)
    if stated > limits.unpacked_bytes:
        raise UnsafeFile("workbook_too_large", size=stated, limit=limits.unpacked_bytes)
    names = [member.filename.lower() for member in members]
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise UnsafeFile("workbook_broken", reason="no workbook inside")
    if len(set(names)) != len(names):
        raise UnsafeFile("workbook_broken", reason="a part stands twice")


def _check_parts(archive: zipfile.ZipFile, limits: ReaderLimits) -> None:
    left = limits.unpacked_bytes
    for member in archive.infolist():
        cells = 0
        for chunk, fresh in _chunks(archive, member):
            left -= len(chunk) - fresh
            if left < 0:
                raise UnsafeFile("workbook_too_large", size=limits.unpacked_bytes - left, limit=limits.unpacked_bytes)
            if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            _check_text(chunk, fresh)
            if "/worksheets/" in member.filename.lower():
                _check_references(chunk, limits)
                cells += sum(1 for found in _CELL.finditer(chunk) if found.end() > fresh)
                if cells > limits.cells:
                    raise UnsafeFile("too_many_cells", count=cells, limit=limits.cells)


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Yield overlapping pieces of a part, each with the number of its bytes that were in the piece before."""
    tail = b""
    with archive.open(member) as part:
        while piece := part.read(_CHUNK):
            yield tail + piece, len(tail)
            tail = (tail + piece)[-_OVERLAP:]


def _check_text(chunk: bytes, fresh: int) -> None:
    if b"\0" in chunk or (fresh == 0 and chunk.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise UnsafeFile("workbook_encoding")
    if _FORBIDDEN.search(chunk):
        raise UnsafeFile("workbook_has_doctype")


def _check_references(chunk: bytes, limits: ReaderLimits) -> None:
    for letters, digits in _REFERENCE.findall(chunk):
        row = int(digits)
        if row > limits.rows + 1:
            raise UnsafeFile("too_many_rows", count=row, limit=limits.rows)
        column = _column_number(letters)
        if column > limits.columns:
            raise UnsafeFile("too_many_columns", count=column, limit=limits.columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
