"""The one store of this process, opened at first use from the settings."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluators.errors import EvaluationError
from settings import settings

if TYPE_CHECKING:
    from storage.store import Store

_LOCK = threading.Lock()
_OPEN: dict[str, Store] = {}  # at most one: the address it was opened with, and the store


def store() -> Store:
    """Return the store; another one when the settings name another database since."""
    address = settings().url
    with _LOCK:
        if address not in _OPEN:
            from storage.store import Store

            _close()
            _OPEN[address] = Store(settings())
        return _OPEN[address]


def close() -> None:
    """Give the database's connections back, at the end of the process or between tests."""
    with _LOCK:
        _close()


def _close() -> None:
    for one in _OPEN.values():
        one.close()
    _OPEN.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether the program can serve."""

    database: bool  # it answers and its tables are up to date
    room: bool  # enough free space to go on writing
    code: str | None  # what is wrong with the database, as an error code; None: nothing

    @property
    def ready(self) -> bool:
        """Whether all is well."""
        return self.database and self.room


def readiness() -> Readiness:
    """Look whether the database answers and the disk has room."""
    try:
        store().ping()
    except EvaluationError as fault:
        return Readiness(database=False, room=_has_room(), code=fault.code)
    return Readiness(database=True, room=_has_room(), code=None)


def _has_room() -> bool:
    folder = settings().folder
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free >= settings().disk_free_bytes
