"""Uploaded tables of customers: bring in, list, find for a document, delete for good; and files that settings name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from data.fingerprints import fingerprint
from data.keys import customer_secret
from data.role_guess import RoleGuess, guess_roles
from data.table_files import TABLE_LIMITS, ColumnFacts, read_into
from data.tables import ReaderLimits
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.source import CustomerRows
from evaluators.data_files import DataFile
from evaluators.errors import NotFound
from evaluators.segmentations.document import SegmentationEvaluation
from services import clock
from services.documents import new_id
from services.keeping import store
from settings import settings
from storage.records import Dataset

FOLDER = "datasets"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTable:
    """A table that documents can name."""

    id: str  # empty: named by the settings
    file: DataFile
    bytes: int
    columns: tuple[ColumnFacts, ...]  # empty: named by the settings, and not looked into
    created_at: datetime | None  # None: named by the settings

    @property
    def guess(self) -> RoleGuess:
        """What its columns probably mean."""
        return guess_roles(self.columns, self.file.rows)


def add(
    content: bytes,
    filename: str,
    *,
    types: Mapping[str, str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> KeptTable:
    """Read an uploaded table and keep it; e-mail addresses are kept as hashes. The same upload is kept once.

    Parameters
    ----------
    progress : callable, optional
        Told the share that is read, 0..1, some times a second.

    Raises
    ------
    DataError, UnsafeFile
        As ``data.table_files.read_into``.
    """
    folder = settings().folder
    read = read_into(
        content,
        filename,
        folder / FOLDER,
        limits=limits(),
        secret=customer_secret(folder),
        types=types or {},
        progress=progress,
    )
    columns = json.dumps([asdict(one) for one in read.columns], ensure_ascii=False)
    with store().writing() as work:
        kept = work.datasets.find(read.sha256)
        if kept is None:
            kept = Dataset(
                id=new_id(),
                sha256=read.sha256,
                name=read.name,
                rows=read.rows,
                columns=columns,
                bytes=read.path.stat().st_size,
                created_at=clock.now(),
                deleted_at=None,
            )
            work.datasets.add(kept)
    return _table(kept)


def listed() -> tuple[KeptTable, ...]:
    """Return all uploaded tables, newest first."""
    with store().reading() as work:
        return tuple(_table(one) for one in work.datasets.listed())


def opened(dataset_id: str) -> KeptTable:
    """Return one uploaded table.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    """
    with store().reading() as work:
        return _table(work.datasets.get(dataset_id))


def delete(dataset_id: str) -> None:
    """Delete an uploaded table, its file too. Documents that name it keep their results but cannot be read anew.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    """
    with store().writing() as work:
        kept = work.datasets.get(dataset_id)
        work.datasets.delete(dataset_id, at=clock.now())
        last = work.datasets.find(kept.sha256) is None
    if last:
        _path(kept.sha256).unlink(missing_ok=True)


def named() -> dict[str, KeptTable]:
    """Return the files and folders that the settings name; those that cannot be read are left out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = {}
    for name, path in sorted(settings().data_paths.items()):
        parts = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
        try:
            facts = [pq.read_metadata(part) for part in parts]
            columns = tuple(pq.read_schema(parts[0]).names)
        except (pa.ArrowException, OSError, IndexError):
            continue
        file = DataFile(sha256=fingerprint(path), name=name, rows=sum(one.num_rows for one in facts), columns=columns)
        size = sum(part.stat().st_size for part in parts)
        found[name] = KeptTable(id="", file=file, bytes=size, columns=(), created_at=None)
    return found


def path_of(sha256: str) -> Path:
    """Return where a table is kept.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    """
    with store().reading() as work:
        kept = work.datasets.find(sha256)
    if kept is not None and _path(sha256).exists():
        return _path(sha256)
    for name, table in named().items():
        if table.file.sha256 == sha256:
            return settings().data_paths[name]
    raise NotFound("dataset_unknown", file=sha256)


def files_of(document: CampaignTest | SegmentationEvaluation) -> dict[str, Path]:
    """Return where the tables of a document are kept, by hash; those that are not kept are left out."""
    found = {}
    for file in files_named(document):
        try:
            found[file.sha256] = path_of(file.sha256)
        except NotFound:
            continue
    return found


def files_named(document: CampaignTest | SegmentationEvaluation) -> tuple[DataFile, ...]:
    """Return the tables that a document names."""
    if isinstance(document, SegmentationEvaluation):
        return document.data.files
    rows = [send.source for send in document.sends if isinstance(send.source, CustomerRows)]
    return tuple(file for one in rows for file in (one.file, *(outcome.file for outcome in one.outcomes)))


def limits() -> ReaderLimits:
    """Return how large an uploaded table may be."""
    given = settings()
    return ReaderLimits(
        file_bytes=given.upload_bytes,
        rows=given.dataset_rows,
        columns=given.upload_columns,
        cells=given.dataset_cells,
        unpacked_bytes=TABLE_LIMITS.unpacked_bytes,
        memory_bytes=TABLE_LIMITS.memory_bytes,
        cpu_seconds=TABLE_LIMITS.cpu_seconds,
        wall_seconds=TABLE_LIMITS.wall_seconds,
    )


def _path(sha256: str) -> Path:
    return settings().folder / FOLDER / f"{sha256}.parquet"


def _table(kept: Dataset) -> KeptTable:
    columns = tuple(
        ColumnFacts(
            **{
                **one,
                "examples": tuple(one["examples"]),
                "choices": tuple(one["choices"]),
                "unlike": tuple(one["unlike"]) if one["unlike"] else None,
            }
        )
        for one in json.loads(kept.columns)
    )
    file = DataFile(
        sha256=kept.sha256, name=kept.name, rows=kept.rows, columns=tuple(column.name for column in columns)
    )
    return KeptTable(id=kept.id, file=file, bytes=kept.bytes, columns=columns, created_at=kept.created_at)
