"""The database as a whole: made at first use, then one transaction for each thing that is done."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from evaluators.errors import EvaluationError
from settings import Settings
from storage import migrate
from storage.datasets import Datasets
from storage.engine import WRITES, is_sqlite, make_engine, told, use_write_ahead_log
from storage.evaluations import Evaluations
from storage.projects import Projects
from storage.schema import HEAD
from storage.shares import Shares


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction: everything in it is kept, or nothing is."""

    evaluations: Evaluations
    shares: Shares
    projects: Projects
    datasets: Datasets


class Store:
    """The database that the settings name. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._engine = make_engine(settings.url, busy_seconds=settings.busy_seconds)
        self._ready = False
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """Give a transaction that reads one moment's state."""
        self.prepare()
        with told(), self._engine.begin() as connection:
            yield _work(connection)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """Give a transaction that writes. It is on the disk when the block ends without a fault, and undone otherwise.

        Raises
        ------
        EvaluationError
            ``database_busy`` after waiting, ``database_full``, ``database_unreachable`` or ``database_damaged``.
        """
        self.prepare()
        with told(), self._writer() as connection:
            yield _work(connection)

    def prepare(self) -> None:
        """Make folder and tables, or bring them up to date, at first use.

        Raises
        ------
        EvaluationError
            ``database_unreachable``, or ``database_newer`` when a newer program made it.
        """
        if self._ready:
            return
        with self._lock:
            if self._ready:
                return
            with told():
                self._make_folder()
                if self.file is not None:
                    use_write_ahead_log(self._engine)
                with self._engine.begin() as connection:
                    found = migrate.found_version(connection)
                if found != HEAD:
                    with self._writer() as connection:
                        migrate.upgrade(connection, self._keep_copy)
            self._ready = True

    def ping(self) -> None:
        """Read something, raising as ``writing`` does when that does not work."""
        self.prepare()
        with told(), self._engine.begin() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back; the next use opens new ones and checks the tables again."""
        with self._lock:
            self._ready = False
            self._engine.dispose()

    @property
    def file(self) -> Path | None:
        """The SQLite file; ``None``: another kind of database."""
        url = self._engine.url
        return Path(url.database).absolute() if is_sqlite(url) and url.database else None

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a bare connection for checks."""
        self.prepare()
        with told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def driver(self) -> Iterator[sqlite3.Connection]:
        """Give SQLite's own connection, outside any transaction.

        Raises
        ------
        EvaluationError
            ``backup_needs_own_tool`` when the database is not SQLite.
        """
        self.prepare()
        connection = self._engine.raw_connection()
        try:
            driver = connection.driver_connection
            if not isinstance(driver, sqlite3.Connection):
                raise EvaluationError("backup_needs_own_tool")
            with told():
                yield driver
        finally:
            connection.close()

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        with self._engine.execution_options(**{WRITES: True}).begin() as connection:
            yield connection

    def _keep_copy(self, version: str) -> None:
        """Copy an SQLite database as it was before its tables are changed; an earlier copy stays."""
        if self.file is None:
            return
        target = self.file.with_name(f"{self.file.stem}-before-update-from-{version}.sqlite")
        if target.exists():
            return
        with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)

    def _make_folder(self) -> None:
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            reason = f"{self.file.parent}: {fault.strerror}"
            raise EvaluationError("database_unreachable", reason=reason) from fault


def _work(connection: Connection) -> Work:
    return Work(Evaluations(connection), Shares(connection), Projects(connection), Datasets(connection))
