"""Files of customers and their segments, written some rows at a time. They name people: for the user alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from data.assignment import WORKBOOK_ROWS, harmless
from evaluators.errors import DataError

FileKind = Literal["parquet", "csv", "xlsx"]
FILE_COLUMNS = ("customer", "segment")
Write = Callable[[Any], None]
"""Takes an arrow table of ``FILE_COLUMNS``."""


@contextmanager
def label_file(path: Path, kind: FileKind) -> Iterator[Write]:
    """Open a file to write in the block; what a fault leaves unfinished is removed.

    In CSV and XLSX every value is text, with an apostrophe before what a spreadsheet would run as a formula, and
    a customer without a segment has an empty one. In Parquet ids keep their type and that segment is null.

    Raises
    ------
    DataError
        ``too_many_rows`` for XLSX above ``WORKBOOK_ROWS``.
    """
    ways = {"parquet": _parquet, "csv": _csv, "xlsx": _workbook}
    try:
        with ways[kind](path) as write:
            yield write
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    import pyarrow.parquet as pq

    writer: Any = None

    def write(table: Any) -> None:
        nonlocal writer
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)

    try:
        yield write
    finally:
        if writer is not None:
            writer.close()


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    import pyarrow as pa
    import pyarrow.csv

    schema = pa.schema([(name, pa.string()) for name in FILE_COLUMNS])
    with pyarrow.csv.CSVWriter(path, schema) as writer:
        yield lambda table: writer.write_table(_texts(table))


@contextmanager
def _workbook(path: Path) -> Iterator[Write]:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, FILE_COLUMNS)
        written = 0

        def write(table: Any) -> None:
            nonlocal written
            if written + table.num_rows > WORKBOOK_ROWS:
                raise DataError("too_many_rows", count=written + table.num_rows, limit=WORKBOOK_ROWS)
            columns = (column.to_pylist() for column in _texts(table).columns)
            for row, cells in enumerate(zip(*columns, strict=True), start=1 + written):
                for place, text in enumerate(cells):
                    sheet.write_string(row, place, text)
            written += table.num_rows

        yield write


def _texts(table: Any) -> Any:
    """Return every value as text that a spreadsheet does not run."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [pc.fill_null(pc.cast(table[name], pa.string()), "") for name in FILE_COLUMNS]
    return harmless(pa.table(texts, names=list(FILE_COLUMNS)))
