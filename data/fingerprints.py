"""What a kept table is known by, so that a document is never worked out on other data than it names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from evaluators.data_files import DataFile
from evaluators.errors import DataError, NotFound

SOURCE = b"puntari.sha256"  # in a Parquet footer: the hash of the file that it was read from
_TAIL = 8  # length of the footer, and the mark


def fingerprint(path: Path) -> str:
    """Return the sha256 of the file that a kept table was read from; otherwise that of names, sizes and footers.

    A footer holds the place, size and bounds of every column of every group of rows, so that it changes with the
    content, and reading it takes no time however large the file is.

    Raises
    ------
    DataError
        ``file_broken`` when it is no Parquet.
    """
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    parts = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not parts:
        raise DataError("file_broken", file=path.name)
    try:
        stated = None if path.is_dir() else (pq.read_metadata(path).metadata or {}).get(SOURCE)
    except (ArrowException, OSError) as fault:
        raise DataError("file_broken", file=path.name) from fault
    if stated is not None:
        return str(stated.decode("ascii", "replace"))
    found = hashlib.sha256()
    for part in parts:
        name = str(part.relative_to(path)) if path.is_dir() else ""
        found.update(f"{name}\x1f{part.stat().st_size}\x1f".encode())
        found.update(_footer(part))
    return found.hexdigest()


def checked_path(file: DataFile, files: Mapping[str, Path]) -> Path:
    """Return where a named file is kept.

    Raises
    ------
    NotFound
        ``dataset_unknown`` when nothing is kept under its hash.
    DataError
        ``source_changed`` when something else is.
    """
    path = files.get(file.sha256)
    if path is None or not path.exists():
        raise NotFound("dataset_unknown", file=file.name)
    found = fingerprint(path)
    if found != file.sha256:
        raise DataError("source_changed", file=file.name, expected=file.sha256, found=found)
    return path


def _footer(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(size - _TAIL, 0))
        length = int.from_bytes(file.read(4), "little")
        file.seek(max(size - _TAIL - length, 0))
        return file.read()
