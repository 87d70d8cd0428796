"""How many customers each value of a column has, for making segments of it."""

from __future__ import annotations

from pathlib import Path

from data.customers import segment_text
from data.engines import duckdb_engine
from evaluators.errors import DataError

MOST_VALUES = 200  # as many segments as a design takes


def column_counts(path: Path, column: str, *also: str, customer: str | None = None) -> tuple[tuple[str, int], ...]:
    """Return the values of a column with their customers, most customers first; "" for those without a value.

    Parameters
    ----------
    path : Path
        Parquet file or folder.
    column, also : str
        Several columns are crossed: their values stand together.
    customer : str, optional
        Column of ids; ``None``: one row is one customer.

    Raises
    ------
    DataError
        ``column_missing``, ``too_many_segments`` above ``MOST_VALUES``, ``file_broken``.
    """
    with duckdb_engine([path], threads=1) as engine:
        table = engine.parquet(path)
        for name in (column, *also, customer):
            if name is not None and name not in table.columns:
                available = [one for one in table.columns if one != "file_row_number"]
                raise DataError("column_missing", column=name, available=available)
        value = segment_text(table, (column, *also)).fill_null("")
        people = table.count() if customer is None else table[customer].nunique()
        counted = table.group_by(value=value).aggregate(customers=people)
        rows = engine.rows(counted.limit(MOST_VALUES + 1))
    if len(rows) > MOST_VALUES:
        raise DataError("too_many_segments", column=column, limit=MOST_VALUES)
    found = [(str(row["value"]), int(row["customers"])) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))
