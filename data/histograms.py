"""Customers as a few bars per column: values, or ranges of numbers with readable ends; never a handful of people."""

from __future__ import annotations

from itertools import pairwise
from math import floor, log10
from typing import TYPE_CHECKING, Any

from data.distributions import LARGEST, Distribution
from data.engines import Engine
from evaluators.segmentations.data_look import FEWEST_FOR_MIDDLE, Bar, shown_ranges, shown_values

if TYPE_CHECKING:
    from ibis.expr.types import Table

MOST_VALUES = 12  # different numbers that each get a bar
RANGES = 8  # about as many others get
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def bars_of(engine: Engine, table: Table, one: Distribution, kind: str) -> tuple[Bar, ...]:
    """Return the bars of a column that was described.

    Parameters
    ----------
    kind : str
        What the column is; a category may hold numbers.
    """
    present = one.rows - one.missing
    if not present:
        return ()
    if kind in ("category", "yes_no"):
        return shown_values([(_plain(value) if kind == "yes_no" else value, n) for value, n in one.values], present)
    if present < FEWEST_FOR_MIDDLE:
        return ()
    if one.distinct <= MOST_VALUES:
        return _values(engine, table, one.column)
    return _ranges(engine, table, one)


def readable_edges(low: float, high: float, ranges: int = RANGES) -> tuple[float, ...]:
    """Return rising ends of about so many equal ranges from at most ``low`` to at least ``high``.

    >>> readable_edges(3, 78)
    (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0)
    """
    size = 10.0 ** floor(log10((high - low) / ranges))
    step = size * next(one for one in _STEPS if size * one * ranges >= high - low)
    first = floor(low / step)
    count = next(count for count in range(1, 2 * ranges + 3) if (first + count) * step >= high)
    return tuple(round((first + place) * step, 12) for place in range(count + 1))


def _plain(value: str) -> str:
    """Return yes as "1" and no as "0", however the engine writes the number."""
    return "1" if float(value) else "0"


def _values(engine: Engine, table: Table, column: str) -> tuple[Bar, ...]:
    """Return a bar for each number; rare ones are joined with their neighbours."""
    values = table.select(value=table[column].cast("float64"))
    given = values.filter(values["value"].abs() <= LARGEST)
    rows = engine.rows(given.group_by("value").aggregate(n=given.count()).order_by("value"))
    found = [float(row["value"]) for row in rows]
    bars = shown_ranges([*found, None], [int(row["n"]) for row in rows])
    after = dict(pairwise([*found, None]))
    return tuple(
        Bar(low=bar.low, high=bar.low, customers=bar.customers)
        if bar.low is not None and after[bar.low] == bar.high
        else bar
        for bar in bars
    )


def _ranges(engine: Engine, table: Table, one: Distribution) -> tuple[Bar, ...]:
    """Return ranges between which nine of ten lie, the first and the last open."""
    low, high = one.quantiles[1], one.quantiles[-2]
    if low == high:
        low, high = one.quantiles[0], one.quantiles[-1]
    edges = readable_edges(low, high)
    ends: list[float | None] = [None, *edges[1:-1], None]
    if len(ends) < 3:
        return ()
    value: Any = table[one.column].cast("float64")
    asked = {f"n{place}": (value < edge).sum() for place, edge in enumerate(edges[1:-1])}
    row = engine.rows(table.aggregate(present=(value.abs() <= LARGEST).sum(), **asked))[0]
    below = [0, *(int(row[name] or 0) for name in asked), int(row["present"])]
    return shown_ranges(ends, [after - before for before, after in pairwise(below)])
