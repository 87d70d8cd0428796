"""From an uploaded table to a Parquet file in the data store: read in a limited child process, checked on return."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data.column_types import ColumnType
from data.fingerprints import fingerprint
from data.readers import SLOTS, child_answer
from data.table_typing import TARGET, sha256_of_upload
from data.tables import ReaderLimits
from data.workbook_guard import OLE_START, ZIP_START, check_workbook
from evaluators.errors import DataError, UnsafeFile

TABLE_LIMITS = ReaderLimits(
    unpacked_bytes=500_000_000,
    rows=2_000_000,
    cells=40_000_000,
    memory_bytes=3 << 30,
    cpu_seconds=120,
    wall_seconds=120,
)
_CHILD = Path(__file__).resolve().with_name("table_child.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFacts:
    """What is known of a column without its rows."""

    name: str
    type: ColumnType
    missing: int  # rows without a value
    distinct: int
    examples: tuple[str, ...]  # all values where they are few; never of a hashed column
    choices: tuple[str, ...]  # ambiguous: declarations to choose from; the column is kept as text until then
    unlike: tuple[int, str] | None  # line and value that kept a column of numbers or dates from being one
    hashed: bool  # e-mail addresses, kept as hashes
    smallest: float | None  # numbers only
    largest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table that was read into a Parquet file."""

    path: Path
    sha256: str  # of the upload and what was declared about it; its ``fingerprint``
    name: str
    rows: int
    columns: tuple[ColumnFacts, ...]
    encoding: str  # empty: a workbook or Parquet
    delimiter: str


def read_into(
    content: bytes,
    filename: str,
    target: Path,
    *,
    limits: ReaderLimits = TABLE_LIMITS,
    secret: bytes = b"",
    types: Mapping[str, str] | None = None,
) -> TableFile:
    """Read a CSV (also packed as .gz), XLSX or Parquet file into a Parquet file.

    Parameters
    ----------
    target : Path
        Folder for ``<sha256>.parquet``.
    secret : bytes
        Columns of e-mail addresses become hashes under it; empty: they stay as they are.
    types : mapping, optional
        Column to what it is: text, number, number_decimal, number_thousands, date, day_first or month_first. Other
        columns are what all their values are.

    Raises
    ------
    UnsafeFile
        Refused before or while parsing, or ``file_not_readable_safely`` when the child died over it.
    DataError
        As ``readers.read_table``, and ``row_number_not_read`` or ``row_date_not_read`` where a value is not what its
        column was declared to be.
    """
    name = Path(filename.replace("\\", "/")).name[:255]
    if not content:
        raise DataError("file_empty", file=name)
    if len(content) > limits.file_bytes:
        raise DataError("file_too_large", file=name, size=len(content), limit=limits.file_bytes)
    if content.startswith(OLE_START):
        raise DataError("file_is_old_excel", file=name)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3")):
        raise DataError("file_type_unknown", file=name)
    if content.startswith(ZIP_START):
        limits = replace(limits, rows=min(limits.rows, 100_000), cells=min(limits.cells, 2_000_000))
        check_workbook(content, limits)
    declared = dict(types or {})
    sha = sha256_of_upload(content, declared)
    path = target / f"{sha}.parquet"
    target.mkdir(parents=True, exist_ok=True, mode=0o700)

    def collect(room: Path) -> None:
        made = room / TARGET
        if made.exists():
            part = path.with_suffix(".part")
            shutil.copyfile(made, part)
            part.chmod(0o600)
            part.replace(path)

    with SLOTS.taken(limits.wall_seconds):
        answer = child_answer(
            _CHILD, content, limits, more={"types": declared, "sha256": sha}, secret=secret, collect=collect
        )
    return _checked(answer, path, sha, name, limits)


def _checked(answer: Any, path: Path, sha: str, name: str, limits: ReaderLimits) -> TableFile:
    """Take the child's answer for no more than what it says."""
    match answer:
        case {"fault": {"code": str(code), "facts": dict(facts)}}:
            kind = UnsafeFile if code.startswith(("workbook_", "file_unfolds", "file_broken")) else DataError
            raise kind(code, **{**facts, "file": name})
        case {"columns": list(columns), "rows": int(rows), "encoding": str(encoding), "delimiter": str(delimiter)}:
            pass
        case _:
            raise UnsafeFile("file_not_readable_safely", reason="answer")
    if rows > limits.rows or len(columns) > limits.columns or not path.exists() or fingerprint(path) != sha:
        raise UnsafeFile("file_not_readable_safely", reason="answer")
    return TableFile(
        path=path,
        sha256=sha,
        name=name,
        rows=rows,
        columns=tuple(_facts(one) for one in columns),
        encoding=encoding,
        delimiter=delimiter,
    )


def _facts(one: dict[str, Any]) -> ColumnFacts:
    unlike = one["unlike"]
    return ColumnFacts(
        **{
            **one,
            "examples": tuple(one["examples"]),
            "choices": tuple(one["choices"]),
            "unlike": None if unlike is None else (int(unlike[0]), str(unlike[1])),
        }
    )
