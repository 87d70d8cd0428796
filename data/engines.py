"""Engines that tables are read by: an ibis connection that can reach the files it was given and nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluators.errors import DataError, EvaluationError

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

MEMORY_BYTES = 2_000_000_000  # that a query may hold before it goes to the disk
ROW = "file_row_number"  # column that stands for a customer where the file names none


@dataclass(frozen=True, slots=True)
class Engine:
    """A connection to DuckDB. What differs from one engine to another is in here, not in the expressions."""

    backend: Any
    name: str = ""  # of the first file, for messages

    def parquet(self, path: Path) -> Table:
        """Return a file, or all Parquet files of a folder, as a table with its row numbers in ``ROW``.

        Raises
        ------
        DataError
            ``file_broken`` when it is no Parquet that can be read.
        """
        place = str(path / "**" / "*.parquet") if path.is_dir() else str(path)
        import duckdb

        try:
            table: Table = self.backend.read_parquet(place, file_row_number=True)
        except duckdb.Error as fault:
            raise DataError("file_broken", file=path.name) from fault
        return table

    def kept(self, expression: Table, name: str) -> Table:
        """Work a table out once for several questions; raises as ``table`` does."""
        with _told(self.name):
            self.backend.con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {self.backend.compile(expression)}')
        table: Table = self.backend.table(name)
        return table

    def rows(self, expression: Table) -> list[dict[str, Any]]:
        """Run an expression and return its few rows; raises as ``table`` does."""
        found: list[dict[str, Any]] = self.table(expression).to_pylist()
        return found

    def table(self, expression: Table) -> Any:
        """Run an expression and return its rows as an arrow table.

        Raises
        ------
        DataError
            ``file_broken`` when a file cannot be read to its end.
        EvaluationError
            ``engine_full`` when neither memory nor disk suffices.
        OverflowError
            When a whole number does not fit its type.
        """
        with _told(self.name):
            found = self.backend.con.execute(self.backend.compile(expression)).to_arrow_table()
        return found.cast(expression.schema().to_pyarrow())  # to_pyarrow() does the same, but takes pandas along

    def batches(self, expression: Table, rows: int) -> Iterator[Any]:
        """Run an expression and yield its rows as arrow tables, some at a time, in the table's order.

        Raises as ``table`` does.
        """
        import pyarrow as pa

        with _told(self.name):
            reader = iter(self.backend.con.execute(self.backend.compile(expression)).to_arrow_reader(rows))
        schema = expression.schema().to_pyarrow()
        while True:
            try:
                with _told(self.name):
                    batch = next(reader, None)
            except pa.ArrowException as fault:  # what the reader makes of the engine's faults
                full = "Out of Memory" in str(fault)
                raise EvaluationError("engine_full") if full else DataError("file_broken", file=self.name) from fault
            if batch is None:
                return
            yield pa.Table.from_batches([batch]).cast(schema)

    def linear_costs(self, values: Sequence[Any], weights: Sequence[Sequence[float]], offsets: Sequence[float]) -> Any:
        """Return ``offset - sum(weight x value)`` for each row of weights; DuckDB does many of them best on arrays."""
        from data.array_costs import array_costs

        return array_costs(values, weights, offsets)

    def digits(self, key: StringValue, salt: str, count: int = 8) -> StringValue:
        """Return some hexadecimal digits of a salted hash of the key: two make 256 parts of like size."""
        salted: Any = key.concat("\x1f", salt)
        part: StringValue = salted.hexdigest("md5").substr(0, count)
        return part


@contextmanager
def _told(file: str) -> Iterator[None]:
    """Turn faults of the file, the memory and the numbers into those that ``Engine.table`` names."""
    import duckdb

    try:
        yield
    except duckdb.OutOfRangeException as fault:
        raise OverflowError(str(fault)) from fault
    except duckdb.OutOfMemoryException as fault:
        raise EvaluationError("engine_full") from fault
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as fault:
        raise DataError("file_broken", file=file) from fault
    except duckdb.Error as fault:
        if type(fault) is not duckdb.Error:  # a kind of its own is a fault of the expression
            raise
        raise DataError("file_broken", file=file) from fault


@contextmanager
def duckdb_engine(
    paths: Iterable[Path], *, threads: int | None = None, memory_bytes: int = MEMORY_BYTES
) -> Iterator[Engine]:
    """Open an in-memory DuckDB that may read the given files and folders, write to a scratch folder, and no more.

    Parameters
    ----------
    threads : int, optional
        One thread adds floating point numbers in the same order every time. ``None``: one for each core.
    """
    import duckdb
    import ibis

    given = [path.absolute() for path in paths]
    with tempfile.TemporaryDirectory(prefix="puntari-", ignore_cleanup_errors=True) as scratch:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory_bytes // 1_000_000}MB",
            "temp_directory": scratch,
            "enable_external_file_cache": "false",  # it would keep files in memory that the system keeps anyway
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
        }
        if threads is not None:
            config["threads"] = threads
        connection = duckdb.connect(config=config)
        try:
            backend = ibis.duckdb.from_connection(connection)  # sets its time zone, so before the lock
            harden(connection, given, scratch)
            yield Engine(backend, given[0].name if given else "")
        finally:
            connection.close()


def harden(connection: Any, given: Sequence[Path], scratch: str) -> None:
    """Close a DuckDB connection against everything but some files and folders. Nothing can open it again."""
    folders = [str(path) for path in given if path.is_dir()]
    connection.execute(f"SET allowed_directories = {_listed([*folders, scratch])}")
    connection.execute(f"SET allowed_paths = {_listed([str(path) for path in given if not path.is_dir()])}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _listed(texts: Sequence[str]) -> str:
    """Write texts as a list in SQL; handed over as parameters they would take pandas along, and its memory."""
    quoted = ("'" + text.replace("'", "''") + "'" for text in texts)
    return f"[{', '.join(quoted)}]"
