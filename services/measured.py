"""What was measured of segmentations, kept beside the data: it took minutes, and holds while only weights change."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from evaluators.errors import DocumentError
from evaluators.segmentations.results import SegmentationResult
from services.frozen import frozen_text, thawed
from settings import settings

FOLDER = "measured"
_READY: OrderedDict[str, SegmentationResult] = OrderedDict()
_LOCK = threading.Lock()


def found(key: str) -> SegmentationResult | None:
    """Return what was measured under a key, or ``None``. A file that cannot be read is as good as none."""
    with _LOCK:
        if key in _READY:
            _READY.move_to_end(key)
            return _READY[key]
    try:
        result = thawed(zlib.decompress(_path(key).read_bytes()).decode())
    except (OSError, ValueError, TypeError, KeyError, zlib.error, DocumentError):
        return None
    if not isinstance(result, SegmentationResult):
        return None
    _ready(key, result)
    return result


def keep(key: str, result: SegmentationResult) -> None:
    """Keep what was measured, in memory and as a file; only the newest files stay."""
    _ready(key, result)
    content = zlib.compress(frozen_text(result).encode())
    with suppress(OSError):  # a full disk costs the next start a wait, not this user the result
        _write(key, content)


def _write(key: str, content: bytes) -> None:
    folder = settings().folder / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _path(key).with_suffix(".part")
    draft.write_bytes(content)
    draft.replace(_path(key))
    files = sorted(folder.glob("*.z"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in files[settings().measured_kept :]:
        old.unlink(missing_ok=True)


def forget() -> None:
    """Forget what is kept in memory; the files stay."""
    with _LOCK:
        _READY.clear()


def _ready(key: str, result: SegmentationResult) -> None:
    with _LOCK:
        _READY[key] = result
        _READY.move_to_end(key)
        while len(_READY) > settings().results_kept:
            _READY.popitem(last=False)


def _path(key: str) -> Path:
    return settings().folder / FOLDER / f"{key}.z"
