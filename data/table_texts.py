"""An uploaded file as columns of text: the vectorised reader first, the csv module where something is wrong."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from typing import Any

from data.column_bytes import any_blank
from data.tables import ReaderLimits, checked_header, decoded, delimiter_of, rows_of, without_hint
from evaluators.errors import DataError, UnsafeFile

GZIP_START, PARQUET_START = b"\x1f\x8b", b"PAR1"
_HEAD = 1_000_000  # characters that the header is looked for in
_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Columns of text, and how to find a row's line again."""

    table: Any  # pyarrow table, every column text
    encoding: str
    delimiter: str
    text: str  # what was read, for line numbers
    skipped: int  # lines before the header's table

    def line_of(self, row: int) -> int:
        """Return the line that a row (from 0) starts on."""
        limits = ReaderLimits(rows=row + 1)
        lines = [
            line for line, cells in rows_of(self.text, self.delimiter, limits, most=row + 2) if "".join(cells).strip()
        ]
        return lines[row + 1] + self.skipped


def unpacked(content: bytes, limits: ReaderLimits) -> bytes:
    """Return what is inside a gzip file, as far as it may unfold; other content as it is.

    Raises
    ------
    UnsafeFile
        ``file_unfolds_too_large`` or ``file_broken``.
    """
    if not content.startswith(GZIP_START):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            plain = packed.read(limits.unpacked_bytes + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise UnsafeFile("file_broken", file="") from fault
    if len(plain) > limits.unpacked_bytes:
        raise UnsafeFile("file_unfolds_too_large", limit=limits.unpacked_bytes)
    return plain


def delimited(content: bytes, limits: ReaderLimits) -> Texts:
    """Read delimited text, raising as ``tables.parsed`` does, with the same line numbers."""
    text, encoding = decoded(content)
    if text.lstrip("\ufeff \t\r\n")[:15].lower().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise DataError("file_is_html")
    skipped, text, named = without_hint(text.removeprefix("\ufeff"))
    head = text[:_HEAD]
    delimiter = named or delimiter_of(head, limits)
    names, consumed = _header(head, delimiter, limits)
    if '"' in text:
        _check_rows(text, delimiter, len(names), limits)
    same = encoding == "utf-8-sig" and not skipped
    plain = content.removeprefix(codecs.BOM_UTF8) if same else text.encode()
    table = _fast(plain, text, delimiter, names, consumed, limits)
    found = Texts(table=table, encoding=encoding, delimiter=delimiter, text=text, skipped=skipped)
    _check_sizes(found, limits)
    return found


def _header(head: str, delimiter: str, limits: ReaderLimits) -> tuple[tuple[str, ...], int]:
    """Return the column names and how many lines they and what stands before them take."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if "".join(row).strip():
                return checked_header(row, line, limits), reader.line_num
            line = reader.line_num + 1
    except csv.Error as fault:
        raise DataError("quote_broken", line=line) from fault
    raise DataError("file_empty")


def _fast(plain: bytes, text: str, delimiter: str, names: tuple[str, ...], consumed: int, limits: ReaderLimits) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as pv

    try:
        table = pv.read_csv(
            pa.BufferReader(plain),
            read_options=pv.ReadOptions(column_names=list(names), skip_rows=consumed, block_size=_BLOCK),
            parse_options=pv.ParseOptions(delimiter=delimiter, newlines_in_values='"' in text),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[], strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as fault:
        if "Empty CSV" in str(fault):
            return pa.table([pa.array([], pa.string())] * len(names), names=list(names))
        _check_rows(text, delimiter, len(names), limits)
        raise UnsafeFile("file_not_readable_safely", reason="reader") from fault
    if not any_blank(table.column(0)):
        return table
    empty = pc.equal(pc.utf8_trim_whitespace(table.column(0)), "")
    for column in table.columns[1:]:
        empty = pc.and_(empty, pc.equal(pc.utf8_trim_whitespace(column), ""))
    return table.filter(pc.invert(empty))


def _check_rows(text: str, delimiter: str, columns: int, limits: ReaderLimits) -> None:
    """Find what the fast reader would take in silence or without a line: broken quotes and ragged rows."""
    for line, row in rows_of(text, delimiter, limits):
        if len(row) != columns and "".join(row).strip():
            raise DataError("row_ragged", line=line, found=len(row), expected=columns)


def _check_sizes(found: Texts, limits: ReaderLimits) -> None:
    import pyarrow.compute as pc

    table = found.table
    if table.num_rows > limits.rows:
        raise DataError("too_many_rows", count=table.num_rows, limit=limits.rows)
    if table.num_rows * table.num_columns > limits.cells:
        raise DataError("too_many_cells", count=table.num_rows * table.num_columns, limit=limits.cells)
    for column in table.columns:
        if not table.num_rows or pc.max(pc.binary_length(column)).as_py() <= limits.cell_characters:
            continue
        long = pc.greater(pc.utf8_length(column), limits.cell_characters)
        if pc.any(long).as_py():
            raise DataError(
                "cell_too_long", line=found.line_of(pc.index(long, True).as_py()), limit=limits.cell_characters
            )
