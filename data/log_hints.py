"""What a log itself tells of how it is to be read: from when to when it runs, and what marks its cancellations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from data.customers import as_text
from data.engines import duckdb_engine
from data.measures import column_of
from data.order_lines import moment, number

USUAL_DAYS, FEWEST_DAYS = 91, 28
"""A quarter; and the shortest log that a past and an outcome can be cut out of."""
FEWEST_MARKED = 3  # rows from which letters before an order number may mark cancellations
MOSTLY = 0.9  # share of them that went back


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Where a past ends, how long what follows is awaited, and from where moves are counted."""

    split_on: date
    window_days: int
    earlier_on: date | None  # None: the past is too short for it


def log_span(path: Path, at: str, *, until: date) -> tuple[date, date] | None:
    """Return the first and the last day of a log, at most ``until``; ``None`` when it has none.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_date``, ``file_broken``.
    """
    import ibis

    with duckdb_engine([path]) as engine:
        table = engine.parquet(path)
        day = moment(table, at)
        counted = table.filter(day < ibis.timestamp((until + timedelta(days=1)).isoformat()))
        row = engine.rows(counted.aggregate(first=day.min(), last=day.max()))[0]
    if row["first"] is None:
        return None
    return row["first"].date(), row["last"].date()


def suggested_days(first: date, last: date) -> Days | None:
    """Return days so that the outcome ends with the log, and as long a time before it serves for moves.

    ``None`` for a log of less than four weeks. In a short log the outcome is a third of it.

    >>> suggested_days(date(2010, 12, 1), date(2011, 12, 9))
    Days(split_on=datetime.date(2011, 9, 10), window_days=91, earlier_on=datetime.date(2011, 6, 11))
    """
    span = (last - first).days + 1
    if span < FEWEST_DAYS:
        return None
    window = min(USUAL_DAYS, span // 3)
    split = last + timedelta(days=1 - window)
    earlier = split - timedelta(days=window)
    return Days(
        split_on=split,
        window_days=window,
        earlier_on=earlier if (earlier - first).days >= window else None,
    )


def cancellation_mark(path: Path, order: str, quantity: str) -> str:
    """Return the letter that order numbers begin with where goods went back; "" when none does so.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_numeric``, ``file_broken``.
    """
    with duckdb_engine([path]) as engine:
        table = engine.parquet(path)
        letter = as_text(column_of(table, order)).substr(0, 1)
        rows = table.select(letter=letter, back=(number(table, quantity) < 0).cast("int64"))
        counted = rows.group_by("letter").aggregate(n=rows.count(), back=rows["back"].sum()).order_by("letter")
        found = engine.rows(counted)
    for row in found:
        is_letter = row["letter"] is not None and row["letter"].isalpha()
        if is_letter and len(found) > 1 and row["n"] >= FEWEST_MARKED and (row["back"] or 0) >= MOSTLY * row["n"]:
            return str(row["letter"])
    return ""
