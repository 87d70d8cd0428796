"""A table as text, and the step from characters to rows. Standard library alone: the parsing child runs this too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from evaluators.errors import DataError

DELIMITERS = (";", "\t", ",", "|")
SHARE = "share"  # file in a reading child's folder: how much of its work is done


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLimits:
    """How large a file may be, and what its parsing may use."""

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 200_000_000  # a workbook's parts together
    members: int = 500  # parts in a workbook
    rows: int = 100_000
    columns: int = 500
    cells: int = 2_000_000
    cell_characters: int = 32_767
    header_characters: int = 255
    memory_bytes: int = 1 << 30
    cpu_seconds: int = 20
    wall_seconds: float = 30
    open_files: int = 32


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose every cell is text, exactly as it stood in the file."""

    columns: tuple[str, ...]  # names, trimmed; none empty, none twice
    rows: list[tuple[str, ...]] = field(default_factory=list)  # each as long as ``columns``; wholly empty rows left out
    lines: list[int] = field(default_factory=list)  # line or sheet row that each row starts on, for messages
    sheet: str = ""  # sheet that was read; empty: not a workbook
    other_sheets: tuple[str, ...] = ()  # sheets of the workbook that were not read
    encoding: str = ""  # how the characters were written; empty: a workbook or a paste
    delimiter: str = ""  # between the cells; empty: a workbook


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a CSV file and the name of its encoding.

    Raises
    ------
    DataError
        ``file_encoding_unknown``, or ``file_has_nul`` with the line.
    """
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise DataError("file_has_nul", line=text.count("\n", 0, text.index("\0")) + 1)
        return text, encoding
    raise DataError("file_encoding_unknown", tried=encodings)


def parsed(text: str, limits: ReaderLimits, *, encoding: str = "") -> Table:
    """Return the table that delimited text holds. The header alone decides the delimiter; nothing is guessed after it.

    Raises
    ------
    DataError
        ``file_empty``, ``file_is_html``, ``quote_broken``, ``row_ragged``, ``column_unnamed``, ``column_twice``,
        ``too_many_rows``, ``too_many_columns``, ``too_many_cells``, ``cell_too_long`` or ``header_too_long``,
        each with line numbers.
    """
    start = text.lstrip("\ufeff \t\r\n")[:15].lower()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise DataError("file_is_html")
    skipped, text, named = without_hint(text.removeprefix("\ufeff"))
    delimiter = named or delimiter_of(text, limits)
    rows = [(line + skipped, row) for line, row in rows_of(text, delimiter, limits) if "".join(row).strip()]
    return table_of(rows, limits, encoding=encoding, delimiter=delimiter)


def table_of(
    rows: list[tuple[int, list[str]]], limits: ReaderLimits, *, encoding: str = "", delimiter: str = ""
) -> Table:
    """Return the table of numbered rows, the first of them the header, or say what is wrong with it."""
    if not rows:
        raise DataError("file_empty")
    header_line, header = rows[0]
    columns = checked_header(header, header_line, limits)
    body = rows[1:]
    if len(body) > limits.rows:
        raise DataError("too_many_rows", count=len(body), limit=limits.rows)
    if len(body) * len(columns) > limits.cells:
        raise DataError("too_many_cells", count=len(body) * len(columns), limit=limits.cells)
    for line, row in body:
        if len(row) != len(columns):
            raise DataError("row_ragged", line=line, found=len(row), expected=len(columns))
        if max(map(len, row)) > limits.cell_characters:
            raise DataError("cell_too_long", line=line, limit=limits.cell_characters)
    return Table(
        columns=columns,
        rows=[tuple(row) for _, row in body],
        lines=[line for line, _ in body],
        encoding=encoding,
        delimiter=delimiter,
    )


def checked_header(header: list[str], line: int, limits: ReaderLimits) -> tuple[str, ...]:
    """Return the column names, trimmed.

    Raises
    ------
    DataError
        ``too_many_columns``, ``column_unnamed``, ``header_too_long`` or ``column_twice``.
    """
    if len(header) > limits.columns:
        raise DataError("too_many_columns", count=len(header), limit=limits.columns)
    columns = tuple(name.strip() for name in header)
    for position, name in enumerate(columns, start=1):
        if not name:
            raise DataError("column_unnamed", line=line, position=position)
        if len(name) > limits.header_characters:
            raise DataError("header_too_long", line=line, position=position, limit=limits.header_characters)
    folded = [name.casefold() for name in columns]
    doubled = [name for name in columns if folded.count(name.casefold()) > 1]
    if doubled:
        positions = [position for position, name in enumerate(folded, start=1) if name == doubled[0].casefold()]
        raise DataError("column_twice", line=line, column=doubled[0], positions=positions)
    return columns


def without_hint(text: str) -> tuple[int, str, str]:
    """Take off a first line such as ``sep=;``: lines taken, the rest, the delimiter it names."""
    first, _, rest = text.partition("\n")
    hint = first.rstrip("\r")
    if len(hint) == 5 and hint.lower().startswith("sep=") and hint[4] in DELIMITERS:
        return 1, rest, hint[4]
    return 0, text, ""


def delimiter_of(text: str, limits: ReaderLimits) -> str:
    """Return the delimiter that cuts the header into most cells; on a tie the first of ``DELIMITERS``.

    One with which the header's quotes do not come out is none.
    """

    def cells(delimiter: str) -> int:
        rows = rows_of(text, delimiter, limits)
        try:
            return next((len(row) for _, row in rows if any(cell.strip() for cell in row)), 0)
        except DataError as fault:
            if fault.code != "quote_broken":
                raise
            return 0

    return max(DELIMITERS, key=cells)


def rows_of(
    text: str, delimiter: str, limits: ReaderLimits, *, most: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that is not an empty line, with the line that it starts on; at most so many.

    Raises
    ------
    DataError
        ``quote_broken``, ``too_many_rows`` or ``cell_too_long``.
    """
    csv.field_size_limit(max(limits.cell_characters * 4, 131_072))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start, count = 1, 0
    try:
        for row in reader:
            if row:
                yield start, row
                count += 1
            if count == most:
                return
            if count > limits.rows + 1:
                raise DataError("too_many_rows", count=count - 1, limit=limits.rows)
            start = reader.line_num + 1
    except csv.Error as fault:
        if "field larger" in str(fault):
            raise DataError("cell_too_long", line=start, limit=limits.cell_characters) from fault
        raise DataError("quote_broken", line=start) from fault
