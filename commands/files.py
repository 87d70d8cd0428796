"""Files that commands read and write, documents in them, and how far long work is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from evaluators.errors import DataError
from i18n import Language, texts

if TYPE_CHECKING:
    import argparse

    from evaluators.kinds import AnyDocument, AnyResult

Progress = Callable[[float], None]


def read(file: str) -> bytes:
    """Return a file's content.

    Raises
    ------
    DataError
        ``file_unreadable``.
    """
    try:
        return Path(file).read_bytes()
    except OSError as fault:
        raise DataError("file_unreadable", file=file, reason=fault.strerror or type(fault).__name__) from fault


def write(file: Path, content: bytes) -> None:
    """Write beside and move into place, so that a full disk leaves the old file whole.

    Raises
    ------
    DataError
        ``file_unwritable``.
    """
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(file)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise DataError("file_unwritable", file=str(file), reason=fault.strerror or type(fault).__name__) from fault


def document(file: str) -> AnyDocument:
    """Return the document in a file; raises as ``read`` and ``services.evaluations.parse``."""
    from services.evaluations import parse

    return parse(read(file))


def result(given: AnyDocument, asked: argparse.Namespace, language: Language) -> AnyResult:
    """Work a document out; the tables of a campaign test or a segmentation may lie beside it."""
    from evaluators.campaigns.experiment import CampaignTest
    from evaluators.segmentations.document import SegmentationEvaluation
    from services.results import result_of

    if not isinstance(given, CampaignTest | SegmentationEvaluation):
        return result_of(given)
    from services.data_files import result_beside

    with_progress = progress(language)
    return result_beside(given, Path(asked.file).parent, [Path(one) for one in asked.data], with_progress)


def progress(language: Language) -> Progress | None:
    """Return what tells a person at a terminal how far long work is; ``None`` where nobody watches."""
    if not sys.stderr.isatty():
        return None
    from i18n.formats import percent

    width = 0

    def tell(share: float) -> None:
        nonlocal width
        said = texts(language)("cli.progress", share=percent(min(share, 1.0), language))
        width = max(width, len(said))
        sys.stderr.write("\r" + (" " * width + "\r" if share >= 1 else said.ljust(width)))
        sys.stderr.flush()

    return tell
