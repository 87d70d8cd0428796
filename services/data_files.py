"""Working a document out where its tables lie beside it as files, as from a shell."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from data.fingerprints import fingerprint
from data.keys import customer_secret
from data.table_files import read_into
from data.table_typing import sha256_of_upload
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.results import CampaignResult
from evaluators.data_files import DataFile
from evaluators.errors import DataError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.results import SegmentationResult
from services import campaigns, datasets, segmentations
from settings import settings

Progress = campaigns.Progress


def result_beside(
    document: CampaignTest | SegmentationEvaluation,
    folder: Path,
    paths: Sequence[Path] = (),
    progress: Progress | None = None,
) -> CampaignResult | SegmentationResult:
    """Return a document's result; tables that are not kept are looked for among the paths, then by name in the folder.

    A file counts by its content and not by its name. Nothing of it is kept.

    Raises
    ------
    NotFound, DataError, EvaluationError
        As ``work_out`` of ``services.campaigns`` and ``services.segmentations``; ``file_unreadable`` for a path that
        is given but not there.
    """
    with files_beside(document, folder, paths) as files:
        if isinstance(document, SegmentationEvaluation):
            return segmentations.work_out(document, progress, files=files)
        return campaigns.work_out(document, progress, files=files)


@contextmanager
def files_beside(
    document: CampaignTest | SegmentationEvaluation, folder: Path, paths: Sequence[Path] = ()
) -> Iterator[Mapping[str, Path]]:
    """Find a document's tables for the block: kept ones, then those among the paths, then by name in the folder."""
    files = datasets.files_of(document)
    missing = [file for file in datasets.files_named(document) if file.sha256 not in files]
    if not missing:
        yield files
        return
    room = settings().folder
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=room, prefix="beside-") as place:
        found = _found(missing, [*paths, *(folder / Path(file.name).name for file in missing)], Path(place))
        yield {**files, **found}


def _found(missing: Sequence[DataFile], paths: Sequence[Path], place: Path) -> Mapping[str, Path]:
    """Return where the missing tables are now: named Parquet as it lies, what was once uploaded as it is read now."""
    wanted = {file.sha256 for file in missing}
    found: dict[str, Path] = {}
    for path in (one for one in paths if one.exists()):
        if _is_parquet(path) and (sha := fingerprint(path)) in wanted:
            found.setdefault(sha, path)
        elif _can_be_upload(path) and (sha := sha256_of_upload(content := _content(path), {})) in wanted - set(found):
            secret = customer_secret(settings().folder)
            found[sha] = read_into(content, path.name, place, limits=datasets.limits(), secret=secret).path
    return found


def _is_parquet(path: Path) -> bool:
    return path.is_dir() or path.suffix == ".parquet"


def _can_be_upload(path: Path) -> bool:
    """Say whether a file can have been uploaded; Parquet that is named may be too large to look through."""
    return not _is_parquet(path) or (path.is_file() and path.stat().st_size <= datasets.limits().file_bytes)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise DataError("file_unreadable", file=path.name, reason=fault.strerror or type(fault).__name__) from fault
