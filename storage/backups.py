"""Copying the database while it is in use, and taking a copy back, both checked against their hashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from evaluators.errors import DataError, EvaluationError
from settings import Settings
from storage import evaluations
from storage.schema import share
from storage.store import Store

PROBLEMS = 10  # that are told at most


def backup(store: Store, target: Path) -> None:
    """Write a whole copy of the database as it is at one moment; others go on reading and writing.

    The copy is written beside its place, checked, and only then given its name.

    Raises
    ------
    EvaluationError
        ``backup_needs_own_tool`` when the database is not SQLite, ``backup_target_exists``, ``backup_damaged`` or
        ``file_unwritable``.
    """
    _file(store)
    if target.exists():
        raise DataError("backup_target_exists", file=str(target))
    draft = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with store.driver() as source, closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        with _checked(draft, store.settings):
            draft.replace(target)
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        raise DataError("file_unwritable", file=str(target), reason=reason) from fault
    finally:
        draft.unlink(missing_ok=True)


def restore(store: Store, source: Path) -> Path:
    """Put a copy in the database's place, all at once; what stood there is backed up first.

    A copy made by an older version is brought up to date on the way. The copy itself is only read.

    Returns
    -------
    Path
        Where the replaced state was put.

    Raises
    ------
    EvaluationError
        ``backup_not_found``, ``backup_damaged``, ``database_newer`` or ``backup_needs_own_tool``.
    """
    file = _file(store)
    if not source.is_file():
        raise DataError("backup_not_found", file=str(source))
    with _checked(source, store.settings) as copy:
        kept = _free_name(file)
        backup(store, kept)
        with copy.driver() as given, store.driver() as taking:
            given.backup(taking)
    store.close()
    store.prepare()
    return kept


def check(source: Path, settings: Settings) -> None:
    """Read everything in a backup and compare it with its hashes; the backup is not touched.

    Raises
    ------
    EvaluationError
        ``backup_not_found``, ``backup_damaged`` with what is wrong, or ``database_newer``.
    """
    if not source.is_file():
        raise DataError("backup_not_found", file=str(source))
    with _checked(source, settings):
        pass


def damaged(store: Store) -> list[str]:
    """Return what is wrong in a database: every text against its hash, every reference against its target."""
    with store.connection() as connection:
        problems = evaluations.damaged(connection)
        if store.file is not None:
            problems += [f"{row[0]} {row[1]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        ids = list(connection.execute(select(share.c.id)).scalars())
    for share_id in ids:
        try:
            with store.reading() as work:
                work.shares.get(share_id)
        except EvaluationError:
            problems.append(f"share {share_id}")
    return problems


@contextmanager
def _checked(file: Path, settings: Settings) -> Iterator[Store]:
    """Give a scratch copy of a backup that was read through and brought up to date."""
    with TemporaryDirectory(prefix="puntari-") as folder:
        scratch = Path(folder, "copy.sqlite")
        try:
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
                problems = _own_problems(source)
                with closing(sqlite3.connect(scratch)) as copy:
                    source.backup(copy)
        except sqlite3.Error as fault:
            raise DataError("backup_damaged", file=str(file), problems=[str(fault)]) from fault
        if problems:
            raise DataError("backup_damaged", file=str(file), problems=problems)
        store = Store(settings.model_copy(update={"database_url": f"sqlite:///{scratch}"}))
        try:
            problems = _problems(store)
            if problems:
                raise DataError("backup_damaged", file=str(file), problems=problems)
            yield store
        finally:
            store.close()


def _problems(store: Store) -> list[str]:
    try:
        return damaged(store)[:PROBLEMS]
    except EvaluationError as fault:
        if fault.code != "database_damaged":
            raise
        return [str(fault)]


def _own_problems(source: sqlite3.Connection) -> list[str]:
    """Return what the database engine itself finds wrong."""
    found = [str(row[0]) for row in source.execute(f"PRAGMA integrity_check({PROBLEMS})")]
    if found != ["ok"]:
        return found
    tables = {str(row[0]) for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [] if "alembic_version" in tables else ["alembic_version"]


def _file(store: Store) -> Path:
    if store.file is None:
        raise EvaluationError("backup_needs_own_tool")
    return store.file


def _free_name(file: Path) -> Path:
    number = 1
    while (name := file.with_name(f"{file.stem}-before-restore-{number}.sqlite")).exists():
        number += 1
    return name
