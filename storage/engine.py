"""Connections: how SQLite is set up, and what a database fault is to the user."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from evaluators.errors import EvaluationError

WRITES = "puntari_writes"  # execution option of connections that will write
POOL = 8
_CODES = {  # SQLite's primary result codes
    5: "database_busy",
    6: "database_busy",
    8: "database_unreachable",
    10: "database_unreachable",
    11: "database_damaged",
    13: "database_full",
    14: "database_unreachable",
    26: "database_damaged",
}


def is_sqlite(url: URL) -> bool:
    """Say whether the address names an SQLite file."""
    return url.get_backend_name() == "sqlite"


def make_engine(address: str, *, busy_seconds: float) -> Engine:
    """Return an engine; nothing is opened yet."""
    url = make_url(address)
    if not is_sqlite(url):
        return create_engine(url, pool_pre_ping=True, pool_size=POOL, max_overflow=POOL)
    engine = create_engine(
        url,
        pool_size=POOL,
        max_overflow=4 * POOL,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, record: object) -> None:
    """Every commit reaches the disk, references are checked, and we say ourselves when a transaction begins."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once: one that reads first and writes later is refused without waiting."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def use_write_ahead_log(engine: Engine) -> None:
    """Let readers go on while one writes; the file remembers it."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()
    finally:
        connection.close()


@contextmanager
def told() -> Iterator[None]:
    """Turn a fault of the database into one that the user can mend; programming faults pass.

    Raises
    ------
    EvaluationError
        ``database_busy``, ``database_full``, ``database_damaged`` or ``database_unreachable``.
    """
    try:
        yield
    except PoolTimeout as fault:
        raise EvaluationError("database_busy") from fault
    except (DBAPIError, sqlite3.Error) as fault:
        code = _code(fault)
        if code is None:
            raise
        reason = str(fault.orig if isinstance(fault, DBAPIError) else fault)[:200]
        if code == "database_damaged":
            raise EvaluationError("database_damaged", problems=[reason]) from fault
        if code == "database_unreachable":
            raise EvaluationError("database_unreachable", reason=reason) from fault
        raise EvaluationError(code) from fault


def _code(fault: DBAPIError | sqlite3.Error) -> str | None:
    number = getattr(fault.orig if isinstance(fault, DBAPIError) else fault, "sqlite_errorcode", None)
    if isinstance(number, int):
        return _CODES.get(number & 0xFF)
    if isinstance(fault, sqlite3.Error):
        return None
    lost = isinstance(fault, OperationalError | InterfaceError) or fault.connection_invalidated
    return "database_unreachable" if lost and isinstance(fault, DatabaseError | InterfaceError) else None
