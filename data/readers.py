"""From an uploaded file or a paste to a text table. Files are parsed in a limited child process, never in here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from data.tables import SHARE, ReaderLimits, Table, parsed
from data.workbook_guard import OLE_START, ZIP_START, check_workbook
from evaluators.errors import DataError, UnsafeFile

__all__ = ["ReaderLimits", "Table", "read_pasted", "read_table"]

DEFAULT_LIMITS = ReaderLimits()
PASTE_CHARACTERS = 2_000_000
_CHILD = Path(__file__).resolve().with_name("parsing_child.py")
_FOREIGN_STARTS = (b"PAR1", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"SQLite format 3")


class ChildSlots:
    """At most so many children at once, so many waiting, and busy beyond that."""

    def __init__(self, *, running: int, waiting: int) -> None:
        self._free = threading.BoundedSemaphore(running)
        self._places = threading.BoundedSemaphore(running + waiting)

    @contextmanager
    def taken(self, patience_seconds: float) -> Iterator[None]:
        """Hold a slot for the block.

        Raises
        ------
        DataError
            ``reader_busy`` when too many wait already, or the wait is too long.
        """
        if not self._places.acquire(blocking=False):
            raise DataError("reader_busy")
        try:
            if not self._free.acquire(timeout=patience_seconds):
                raise DataError("reader_busy")
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._places.release()


SLOTS = ChildSlots(running=2, waiting=8)


def read_table(content: bytes, filename: str, limits: ReaderLimits = DEFAULT_LIMITS) -> Table:
    """Return the table in a CSV or XLSX file, every cell as text.

    What the file holds decides how it is read, not its name.

    Raises
    ------
    UnsafeFile
        Refused before parsing, or ``file_not_readable_safely`` when the child died over it.
    DataError
        ``file_empty``, ``file_too_large``, ``file_type_unknown``, ``file_is_old_excel``, ``reader_busy``, or what
        ``tables.parsed`` and ``workbook.workbook_table`` raise.
    """
    name = Path(filename.replace("\\", "/")).name[:255]
    if not content:
        raise DataError("file_empty", file=name)
    if len(content) > limits.file_bytes:
        raise DataError("file_too_large", file=name, size=len(content), limit=limits.file_bytes)
    if content.startswith(OLE_START):
        raise DataError("file_is_old_excel", file=name)
    if content.startswith(_FOREIGN_STARTS):
        raise DataError("file_type_unknown", file=name)
    if content.startswith(ZIP_START):
        check_workbook(content, limits)
    with SLOTS.taken(limits.wall_seconds):
        answer = _answer(content, limits)
    return _table(answer, limits, name)


def read_pasted(text: str, limits: ReaderLimits = DEFAULT_LIMITS) -> Table:
    """Return the table in text copied from a spreadsheet: cells between tabs, the first row names them.

    Raises
    ------
    DataError
        ``paste_too_long``, ``file_has_nul`` or what ``tables.parsed`` raises.
    """
    if len(text) > PASTE_CHARACTERS:
        raise DataError("paste_too_long", size=len(text), limit=PASTE_CHARACTERS)
    if "\0" in text:
        raise DataError("file_has_nul", line=text.count("\n", 0, text.index("\0")) + 1)
    return parsed(text, limits)


def _answer(content: bytes, limits: ReaderLimits) -> Any:
    return child_answer(_CHILD, content, limits)


TICK_SECONDS = 0.1  # between two looks at it

# Large columns come and go: memory that is given back to the system after each has to be cleared anew for the next,
# which takes longer than the work itself. Systems that know other words for it read on.
_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "2147483648",
    "MALLOC_TOP_PAD_": "67108864",
}


def child_answer(
    script: Path,
    content: bytes,
    limits: ReaderLimits,
    *,
    more: Mapping[str, Any] | None = None,
    secret: bytes = b"",
    collect: Callable[[Path], None] | None = None,
    folder: Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> Any:
    """Run a child in an empty folder of its own with an environment of its own, and return what it wrote.

    Parameters
    ----------
    more : mapping, optional
        Stated to the child beside the limits.
    secret : bytes
        Handed over in the environment, which other users of the machine cannot see.
    collect : callable, optional
        Takes what it wants from the child's folder before that is deleted.
    folder : Path, optional
        Where the child's folder is made; otherwise where the system keeps what is to be deleted.
    progress : callable, optional
        Told the share that is done, 0..1, as the child says.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix="puntari-", ignore_cleanup_errors=True) as own:
        given, written, room = Path(own, "given"), Path(own, "written"), Path(own, "room")
        given.write_bytes(content)
        room.mkdir()
        command = [sys.executable, "-I", "-B", str(script), json.dumps({**asdict(limits), **(more or {})})]
        environment = {**_environment(), **({"PUNTARI_SECRET": secret.hex()} if secret else {})}
        with given.open("rb") as source, written.open("wb") as target:
            code = _watched(command, source, target, room, environment, limits.wall_seconds, progress)
        if code != 0 or written.stat().st_size > 2 * limits.unpacked_bytes:
            raise UnsafeFile("file_not_readable_safely", reason="ended")
        answer = _json(written.read_bytes())
        if collect is not None:
            collect(room)
        return answer


def _watched(
    command: list[str],
    source: BinaryIO,
    target: BinaryIO,
    room: Path,
    environment: Mapping[str, str],
    seconds: float,
    progress: Callable[[float], None] | None,
) -> int:
    """Run a child to its end, telling how far it is, and return its exit code; it does not outlive this call."""
    last = time.monotonic() + seconds
    with subprocess.Popen(  # noqa: S603  # our own interpreter and script
        command, stdin=source, stdout=target, stderr=subprocess.DEVNULL, cwd=room, env=environment
    ) as child:
        try:
            while True:
                left = last - time.monotonic()
                try:
                    return child.wait(max(min(left, TICK_SECONDS), 0) if progress else max(left, 0))
                except subprocess.TimeoutExpired as fault:
                    if time.monotonic() >= last:
                        raise UnsafeFile("file_not_readable_safely", reason="time") from fault
                if progress is not None:
                    progress(_share(room / SHARE))
        finally:
            child.kill()


def _share(path: Path) -> float:
    """Return what a child says is done; nothing where it says nothing that can be understood."""
    try:
        with path.open("rb") as file:
            share = float(file.read(8))
    except (OSError, ValueError):
        return 0.0
    return share if 0 <= share <= 1 else 0.0


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**kept, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8", **_MEMORY}


def _json(written: bytes) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError) as fault:
        raise UnsafeFile("file_not_readable_safely", reason="answer") from fault


def _table(answer: Any, limits: ReaderLimits, name: str) -> Table:
    """Take the child's answer for no more than what it says: check its shape again."""
    match answer:
        case {"fault": {"code": str(code), "facts": dict(facts)}}:
            kind = UnsafeFile if code.startswith("workbook_") else DataError
            raise kind(code, **{"file": name, **facts})
        case {
            "table": {
                "columns": list(columns),
                "rows": list(rows),
                "lines": list(lines),
                "sheet": str(sheet),
                "other_sheets": list(others),
                "encoding": str(encoding),
                "delimiter": str(delimiter),
            }
        }:
            pass
        case _:
            raise UnsafeFile("file_not_readable_safely", reason="answer")
    if len(columns) > limits.columns or len(rows) > limits.rows or any(len(row) != len(columns) for row in rows):
        raise UnsafeFile("file_not_readable_safely", reason="answer")
    return Table(
        columns=tuple(str(name) for name in columns),
        rows=[tuple(map(str, row)) for row in rows],
        lines=[int(line) for line in lines],
        sheet=sheet,
        other_sheets=tuple(str(other) for other in others),
        encoding=encoding,
        delimiter=delimiter,
    )
