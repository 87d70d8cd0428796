"""Looking into files that the settings name: what their columns hold, and the values of those that are asked about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from data.column_counts import column_counts
from data.column_types import kind_of
from data.table_files import ColumnFacts
from evaluators.errors import DataError
from services.datasets import KeptTable, path_of


def described(table: KeptTable, columns: Collection[str]) -> KeptTable:
    """Return a named table with the types of its columns, and with all values of the columns that are asked about.

    A column with more values than segments can be has none.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    DataError
        ``file_broken``, ``column_missing``.
    """
    import pyarrow.parquet as pq

    path = path_of(table.file.sha256)
    first = sorted(path.rglob("*.parquet"))[0] if path.is_dir() else path
    empty = pq.read_schema(first).empty_table()
    facts = tuple(
        ColumnFacts(
            name=name,
            type=kind_of(empty[name]),
            missing=0,
            distinct=len(values),
            examples=values,
            choices=(),
            unlike=None,
            hashed=False,
            smallest=None,
            largest=None,
        )
        for name in empty.column_names
        for values in [_values(table, name) if name in columns else ()]
    )
    return replace(table, columns=facts)


def _values(table: KeptTable, column: str) -> tuple[str, ...]:
    try:
        counted = column_counts(path_of(table.file.sha256), column)
    except DataError as fault:
        if fault.code != "too_many_segments":
            raise
        return ()
    return tuple(sorted(value for value, _ in counted if value))
