"""From an uploaded table to a Parquet file in the data store: read in a limited child process, checked on return."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping
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
WORKBOOK_ROWS, WORKBOOK_CELLS = 200_000, 4_000_000
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """A table that was read and is not kept."""

    table: Any  # pyarrow table
    columns: tuple[ColumnFacts, ...]


def read_into(
    content: bytes,
    filename: str,
    target: Path,
    *,
    limits: ReaderLimits = TABLE_LIMITS,
    secret: bytes = b"",
    types: Mapping[str, str] | None = None,
    progress: Callable[[float], None] | None = None,
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
    progress : callable, optional
        Told the share that is done, 0..1, some times a second.

    Raises
    ------
    UnsafeFile
        Refused before or while parsing, or ``file_not_readable_safely`` when the child died over it.
    DataError
        As ``readers.read_table``, and ``row_number_not_read`` or ``row_date_not_read`` where a value is not what its
        column was declared to be.
    """
    name, limits = _looked_at(content, filename, limits)
    declared = dict(types or {})
    sha = sha256_of_upload(content, declared)
    path = target / f"{sha}.parquet"
    target.mkdir(parents=True, exist_ok=True, mode=0o700)

    def collect(room: Path) -> None:
        made = room / TARGET
        if made.exists():
            part = path.with_suffix(".part")
            shutil.move(made, part)
            part.chmod(0o600)
            part.replace(path)

    with SLOTS.taken(limits.wall_seconds):
        answer = child_answer(
            _CHILD,
            content,
            limits,
            more={"types": declared, "sha256": sha},
            secret=secret,
            collect=collect,
            progress=progress,
        )
    return _checked(answer, path, sha, name, limits)


def read_list(
    content: bytes,
    filename: str,
    folder: Path,
    *,
    limits: ReaderLimits = TABLE_LIMITS,
    texts: Collection[str] = (),
) -> ListRead:
    """Read a customer list that is not kept: whatever is written on the way is deleted before this returns or raises.

    Parameters
    ----------
    folder : Path
        In which the child works, in a folder of its own that only its owner can open.
    texts : collection of str
        Columns that stay as they are written, letter by letter: ids that have to be found again. Addresses always do.

    Raises
    ------
    DataError, UnsafeFile
        As ``read_into``.
    """
    name, limits = _looked_at(content, filename, limits)
    declared = dict.fromkeys(texts, "text")
    sha = sha256_of_upload(content, declared)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made: list[Any] = []

    def collect(room: Path) -> None:
        import pyarrow.parquet as pq

        if (room / TARGET).exists():
            made.append(pq.read_table(room / TARGET, memory_map=False))

    with SLOTS.taken(limits.wall_seconds):
        answer = child_answer(
            _CHILD, content, limits, more={"types": declared, "sha256": sha}, collect=collect, folder=folder
        )
    columns, rows = _stated(answer, name, limits)[:2]
    if not made or made[0].num_rows != rows or made[0].column_names != [one.name for one in columns]:
        raise UnsafeFile("file_not_readable_safely", reason="answer")
    return ListRead(table=made[0].replace_schema_metadata(None), columns=columns)


def _looked_at(content: bytes, filename: str, limits: ReaderLimits) -> tuple[str, ReaderLimits]:
    """Refuse what no child needs to look at; return the file's plain name and the limits for its kind."""
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
        limits = replace(limits, rows=min(limits.rows, WORKBOOK_ROWS), cells=min(limits.cells, WORKBOOK_CELLS))
        check_workbook(content, limits)
    return name, limits


def _checked(answer: Any, path: Path, sha: str, name: str, limits: ReaderLimits) -> TableFile:
    columns, rows, encoding, delimiter = _stated(answer, name, limits)
    if not path.exists() or fingerprint(path) != sha:
        raise UnsafeFile("file_not_readable_safely", reason="answer")
    return TableFile(
        path=path, sha256=sha, name=name, rows=rows, columns=columns, encoding=encoding, delimiter=delimiter
    )


def _stated(answer: Any, name: str, limits: ReaderLimits) -> tuple[tuple[ColumnFacts, ...], int, str, str]:
    """Take the child's answer for no more than what it says."""
    match answer:
        case {"fault": {"code": str(code), "facts": dict(facts)}}:
            kind = UnsafeFile if code.startswith(("workbook_", "file_unfolds", "file_broken")) else DataError
            raise kind(code, **{**facts, "file": name})
        case {"columns": list(columns), "rows": int(rows), "encoding": str(encoding), "delimiter": str(delimiter)}:
            pass
        case _:
            raise UnsafeFile("file_not_readable_safely", reason="answer")
    if rows > limits.rows or len(columns) > limits.columns:
        raise UnsafeFile("file_not_readable_safely", reason="answer")
    return tuple(_facts(one) for one in columns), rows, encoding, delimiter


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
