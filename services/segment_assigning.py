"""New customers into the segments of a package: labels, the mix against what it was, and who has moved.

The tables and the labels name people: none of them is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data.fingerprints import fingerprint
from data.keys import customer_secret
from data.table_files import read_into, read_list
from evaluators.data_files import DataFile
from evaluators.documents import Language, text_of
from evaluators.errors import DataError
from evaluators.segmentations.drift import Moves, NewLabels, drift, moves
from evaluators.segmentations.package import SegmentPackage, Table, tables_of
from services import clock, datasets
from services.segment_labels import FileKind, LabelledFile, private_room, written
from settings import settings

__all__ = ["Assigned", "Given", "Upload", "assign"]

Progress = Callable[[float], None]
READ, COUNTED = 0.4, 0.5  # shares of the progress told when the tables are read, and when the segments are counted
LANGUAGES: tuple[Language, ...] = ("fi", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was given."""

    content: bytes
    filename: str


Given = Upload | Path
"""A table: a file as it was given, or Parquet where it lies, kept tables too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """New customers in the segments of a package."""

    found: NewLabels
    on: date  # day that was counted to
    file: LabelledFile | None  # None: not asked for


def assign(
    package: SegmentPackage,
    tables: Mapping[Table, Given],
    language: Language,
    *,
    on: date | None = None,
    kind: FileKind | None = None,
    before: Given | None = None,
    tolerated: float = 0.0,
    progress: Progress | None = None,
) -> Assigned:
    """Put the customers of new tables in the segments of a package.

    Parameters
    ----------
    tables : mapping
        Those that the package needs; others are not looked at.
    language : "fi" or "en"
        Of the segments' names in the file.
    on : date, optional
        Day that is counted to: what happened before it begins is known. ``None``: today.
    kind : str, optional
        Of the file of labels; ``None``: no file.
    before : Given, optional
        An earlier file of labels of the same package.
    tolerated : float
        PSI under which the drift alarm stays silent.
    progress : callable, optional
        Told the share that is done, 0..1. What it raises stops the work.

    Raises
    ------
    DataError, UnsafeFile
        ``package_table_missing``; ``package_columns_missing``; as ``data.table_files.read_into``,
        ``data.segment_tables.opened_tables`` and ``data.labels.with_labels``.
    """
    from data.labels import segment_mix
    from data.segment_tables import opened_tables

    tell = progress or (lambda _: None)
    tell(0.0)
    day = on or clock.today()
    with private_room() as room:
        read = _read(package, tables, room, lambda share: tell(READ * share))
        question = tables_of(package, {name: file for name, (file, _) in read.items()}, day)
        with opened_tables(question, {file.sha256: path for file, path in read.values()}) as (engine, table):
            moved = None if before is None else _moved(package, before, engine, table)
            tell(COUNTED)
            file = None
            if kind is None:
                mix = segment_mix(engine, table, package.way)
                counts, unassigned = mix.counts, mix.unassigned
            else:
                rest = 1 - COUNTED
                file = written(engine, table, package, kind, language, lambda share: tell(COUNTED + rest * share))
                counts, unassigned = file.counts, file.unassigned
    tell(1.0)
    found = NewLabels(
        counts=counts,
        unassigned=unassigned,
        without_id=0 if file is None else file.without_id,
        checksum=package.way_sha256,
        drift=drift(package, counts, unassigned, tolerated=tolerated),
        moves=moved,
    )
    return Assigned(found=found, on=day, file=file)


def headings(package: SegmentPackage, table: Table) -> tuple[str, ...]:
    """Return the columns that a table has to have."""
    own = [one.source for one in package.fields if one.origin == table]
    if table == "customers":
        people = package.customers
        named = [] if people is None else [people.customer, people.joined, *own]
    else:
        log = package.orders
        named = (
            []
            if log is None
            else [log.customer, log.at, log.order, log.amount, log.quantity, log.price, log.category, *log.traits]
            + [one.column for one in log.engagement]
        )
    return tuple(dict.fromkeys(one for one in named if one is not None))


def _read(
    package: SegmentPackage, tables: Mapping[Table, Given], room: Path, progress: Progress
) -> dict[Table, tuple[DataFile, Path]]:
    """Return the tables that the package needs, read and looked at."""
    found: dict[Table, tuple[DataFile, Path]] = {}
    parts = len(package.tables)
    for place, name in enumerate(package.tables):
        if name not in tables:
            raise DataError("package_needs_customers" if name == "customers" else "package_needs_orders")
        file, path = _table(package, name, tables[name], room, _part(progress, place, parts))
        if missing := [one for one in headings(package, name) if one not in file.columns]:
            raise DataError("package_columns_missing", file=file.name, missing=missing, available=list(file.columns))
        found[name] = (file, path)
    return found


def _part(progress: Progress, place: int, parts: int) -> Progress:
    return lambda share: progress((place + share) / parts)


def _table(package: SegmentPackage, name: Table, given: Given, room: Path, progress: Progress) -> tuple[DataFile, Path]:
    if isinstance(given, Path):
        return _lying(given), given
    meaning = package.customers if name == "customers" else package.orders
    key = None if meaning is None else meaning.customer
    read = read_into(
        given.content,
        given.filename,
        room,
        limits=datasets.limits(),
        types={} if key is None else {key: "text"},
        progress=progress,
    )
    columns = tuple(one.name for one in read.columns)
    return DataFile(sha256=read.sha256, name=read.name, rows=read.rows, columns=columns), read.path


def _lying(path: Path) -> DataFile:
    """Return what a Parquet file or folder is, as it lies."""
    import pyarrow.parquet as pq

    sha256 = fingerprint(path)
    parts = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    rows = sum(pq.read_metadata(part).num_rows for part in parts)
    return DataFile(sha256=sha256, name=path.name, rows=rows, columns=tuple(pq.read_schema(parts[0]).names))


def _moved(package: SegmentPackage, given: Given, engine: Any, table: Any) -> Moves:
    from data.segment_tables import earlier_labels, labels_in_memory, paired

    before, unknown = earlier_labels(_earlier_table(given), _places(package))
    after = labels_in_memory(engine, table, package.way)
    pairs = paired(before, after, customer_secret(settings().folder))
    return moves(package, *pairs, rows=len(before.labels), unknown=unknown)


def _earlier_table(given: Given) -> Any:
    from data.label_files import FILE_COLUMNS

    if isinstance(given, Path):
        import pyarrow.parquet as pq

        return pq.read_table(given)
    read = read_list(given.content, given.filename, settings().folder, limits=datasets.limits(), texts=FILE_COLUMNS)
    return read.table


def _places(package: SegmentPackage) -> dict[str, int]:
    """Return what a segment may be called in a file of labels, in either language or by its id."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for place, one in enumerate(package.segments):
            found.setdefault(text_of(one.name, language) or one.id, place)
    for place, one in enumerate(package.segments):
        found.setdefault(one.id, place)
    return found
