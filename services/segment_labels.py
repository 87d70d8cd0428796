"""Customers of a segmentation labelled in the engine: counted, checked against the model, and written to files.

The files name people: they are for the user alone and nothing of them is kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from data.label_files import FileKind
from evaluators.data_files import DataFile
from evaluators.documents import Language, text_of
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.package import SegmentPackage, Table, tables_of
from services import datasets
from settings import settings

if TYPE_CHECKING:
    from data.engines import Engine

__all__ = [
    "DIALECTS",
    "FILE_KINDS",
    "Checked",
    "Dialect",
    "FileKind",
    "LabelledFile",
    "SegmentSql",
    "check_labels",
    "label_file",
    "names_of",
    "sql_of",
    "written",
]

Progress = Callable[[float], None]
Dialect = Literal["duckdb", "postgres", "databricks", "bigquery", "snowflake"]
DIALECTS: tuple[Dialect, ...] = ("duckdb", "postgres", "databricks", "bigquery", "snowflake")
FILE_KINDS: tuple[FileKind, ...] = ("csv", "xlsx", "parquet")
SAMPLE = 200_000
"""Customers that the engine's labels are compared with the model's on, at most about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All customers labelled in the engine, and a sample of them by the model itself."""

    counts: tuple[int, ...]  # customers by segment
    unassigned: int  # customers
    compared: int  # customers of the sample
    equal: int  # of them
    checksum: str  # of the way

    @property
    def agrees(self) -> bool:
        """Whether there was something to compare and nothing differed."""
        return self.compared == self.equal > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledFile:
    """A file of customers and their segments."""

    content: bytes
    kind: FileKind
    counts: tuple[int, ...]  # customers by segment
    unassigned: int  # customers
    without_id: int  # rows left out, since they name no customer
    checksum: str  # of the way


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSql:
    """A segmentation as one SELECT for another database."""

    text: str
    dialect: Dialect
    checksum: str  # of the way: the same in every dialect
    version: str  # of the package that wrote it


def check_labels(
    document: SegmentationEvaluation,
    package: SegmentPackage,
    *,
    files: Mapping[str, Path] | None = None,
    rows: int = SAMPLE,
) -> Checked:
    """Count every segment in the engine and compare a sample with what the fitted model or the rules give in numpy.

    Parameters
    ----------
    files : mapping, optional
        Parquet file or folder by fingerprint; ``None``: those that are kept.
    rows : int
        Customers of the sample, about.

    Raises
    ------
    DataError, NotFound
        As ``data.segmentation_data.opened_data`` and ``data.labels.with_labels``.
    """
    from data.labels import agreement, segment_mix
    from data.order_lines import KEY

    with _customers(document, files) as (engine, table):
        mix = segment_mix(engine, table, package.way)
        found = agreement(engine, table, package.way, customer=KEY, rows=rows)
    return Checked(
        counts=mix.counts,
        unassigned=mix.unassigned,
        compared=found.rows,
        equal=found.equal,
        checksum=found.checksum,
    )


def label_file(
    document: SegmentationEvaluation,
    package: SegmentPackage,
    kind: FileKind,
    language: Language,
    *,
    files: Mapping[str, Path] | None = None,
    progress: Progress | None = None,
) -> LabelledFile:
    """Return every customer of a document with the segment, by rising id; raises as ``check_labels``.

    Parameters
    ----------
    language : "fi" or "en"
        Of the segments' names.
    progress : callable, optional
        Told the share that is done, 0..1.

    Raises
    ------
    DataError
        ``too_many_rows`` for XLSX.
    """
    from data.order_lines import KEY

    with _customers(document, files) as (engine, table):
        return written(engine, table.order_by(KEY), package, kind, language, progress)


def written(
    engine: Engine,
    table: Any,
    package: SegmentPackage,
    kind: FileKind,
    language: Language,
    progress: Progress | None = None,
) -> LabelledFile:
    """Write customers and their segments, by way of a folder of its own that is gone when this returns."""
    from data.labels import write_labels
    from data.order_lines import KEY

    names = names_of(package, language)
    with private_room() as room:
        path = room / f"labels.{kind}"
        found = write_labels(
            engine, table, package.way, customer=KEY, names=names, path=path, kind=kind, progress=progress
        )
        content = path.read_bytes()
    return LabelledFile(
        content=content,
        kind=kind,
        counts=found.mix.counts,
        unassigned=found.mix.unassigned,
        without_id=found.without_id,
        checksum=found.checksum,
    )


def sql_of(
    document: SegmentationEvaluation,
    package: SegmentPackage,
    dialect: Dialect,
    language: Language,
    *,
    customers: str = "customers",
    orders: str = "orders",
    features: str | None = None,
    remarks: tuple[str, ...] = (),
    files: Mapping[str, Path] | None = None,
) -> SegmentSql:
    """Return a package as SQL over tables like the document's.

    Parameters
    ----------
    customers, orders : str
        What the tables are called in the other database.
    features : str, optional
        A table there that has the package's fields ready, one row per customer: the SELECT reads that instead.
    remarks : tuple of str
        Put into the comments above.

    Raises
    ------
    DataError, NotFound
        As ``check_labels``; ``sql_needs_ids`` where customers are known by their row alone.
    """
    from data.segment_sql import features_sql, tables_sql
    from data.segmentation_data import opened_data

    source = document.data
    given: dict[Table, DataFile] = {} if source.customers is None else {"customers": source.customers.file}
    given |= {} if source.orders is None else {"orders": source.orders.file}
    question = tables_of(package, given, package.counted_on)
    names = names_of(package, language)
    with opened_data(question, datasets.files_of(document) if files is None else files) as (_, data):
        if features is None:
            sources = {"customers": customers, "orders": orders}
            found = tables_sql(
                question, data, package.way, names=names, sources=sources, dialect=dialect, remarks=remarks
            )
        else:
            found = features_sql(
                question, data, package.way, names=names, source=features, dialect=dialect, remarks=remarks
            )
    return SegmentSql(text=found.text, dialect=dialect, checksum=found.checksum, version=found.version)


def names_of(package: SegmentPackage, language: Language) -> list[str]:
    """Return what the segments are called, in the order of their numbers."""
    return [text_of(one.name, language) or one.id for one in package.segments]


@contextmanager
def private_room() -> Iterator[Path]:
    """Give a folder for the block that only its owner can open."""
    folder = settings().folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix="labels-") as room:
        yield Path(room)


@contextmanager
def _customers(document: SegmentationEvaluation, files: Mapping[str, Path] | None) -> Iterator[tuple[Engine, Any]]:
    from data.segmentation_data import features_of, opened_data

    with opened_data(document, datasets.files_of(document) if files is None else files) as (engine, data):
        yield engine, features_of(data, document)
