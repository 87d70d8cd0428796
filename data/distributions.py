"""A table's columns before anyone segments by them: how they spread, what they lack, which tell nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from data.customers import as_text
from data.engines import ROW, Engine
from data.measures import column_of

if TYPE_CHECKING:
    from ibis.expr.types import Table

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
MOST_VALUES = 10  # values that are listed
FEWEST_IDS = 50  # values below which nothing is taken for an identifier
DIFFERENT = 0.9  # share of different texts from which they are one
DENSE = 10  # whole numbers on all rows, all different, among at most this many times as many are running numbers
LARGEST = 1e300  # what is not a number is above it in every engine

Kind = Literal["number", "category", "yes_no", "date"]
Reason = Literal["empty", "constant", "identifier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One column."""

    column: str
    kind: Kind  # by its type; whole numbers 0 and 1 are yes and no
    rows: int
    missing: int  # rows without a value; an empty text is none
    distinct: int
    quantiles: tuple[float, ...]  # of numbers at ``QUANTILES``; empty otherwise, or when nobody has a value
    first: datetime | None  # of dates
    last: datetime | None
    values: tuple[tuple[str, int], ...]  # of categories: the commonest with their rows, most rows first
    commonest: int  # rows with the commonest value; 0 when nobody has a value
    whole: bool  # whether all numbers are whole
    unusable: Reason | None  # why nobody can be segmented by it; None: it can be

    @property
    def missing_share(self) -> float:
        """Share of rows without a value; 0 of no rows."""
        return self.missing / self.rows if self.rows else 0.0


def distributions(engine: Engine, table: Table, columns: Sequence[str] | None = None) -> tuple[Distribution, ...]:
    """Describe columns, all of them unless some are named.

    Raises
    ------
    DataError
        ``column_missing``.
    """
    names = [name for name in table.columns if name != ROW] if columns is None else list(columns)
    asked: dict[str, Any] = {"rows": table.count()}
    for place, name in enumerate(names):
        value, kind = _value(table, name)
        asked |= {f"c{place}_{fact}": one for fact, one in _asked(value, kind).items()}
    found = engine.rows(table.aggregate(**asked))[0]
    return tuple(_described(engine, table, name, place, found) for place, name in enumerate(names))


def unusable_reason(*, rows: int, present: int, distinct: int, kind: Kind, span: float | None) -> Reason | None:
    """Return why nobody can be segmented by a column.

    Parameters
    ----------
    present : int
        Rows with a value.
    span : float, optional
        Between the smallest and the largest of whole numbers; ``None``: not whole numbers.
    """
    if not present:
        return "empty"
    if distinct == 1:
        return "constant"
    if present < FEWEST_IDS or kind == "date":
        return None
    if kind == "category":
        return "identifier" if distinct > DIFFERENT * present else None
    running = span is not None and distinct == present == rows and span < DENSE * present
    return "identifier" if running else None


def _value(table: Table, name: str) -> tuple[Any, Kind]:
    """Return a column in which nothing stands for nothing, and what it is."""
    import ibis

    value = column_of(table, name)
    kind = value.type()
    if kind.is_boolean():
        return value.cast("int64"), "yes_no"
    if kind.is_numeric():
        return ibis.cases((value.cast("float64").abs() <= LARGEST, value)), "number"
    if kind.is_temporal() and not kind.is_time():
        return value.cast("timestamp"), "date"
    return as_text(value).nullif(""), "category"


def _asked(value: Any, kind: Kind) -> dict[str, Any]:
    facts = {"present": value.count(), "distinct": value.nunique()}
    if kind == "date":
        return facts | {"low": value.min(), "high": value.max()}
    if kind == "category":
        return facts
    numbers = value.cast("float64")
    inner = {f"q{place}": numbers.quantile(share) for place, share in enumerate(QUANTILES) if 0 < share < 1}
    broken = (numbers != numbers.floor()).sum()
    return facts | inner | {"low": numbers.min(), "high": numbers.max(), "broken": broken}


def _described(engine: Engine, table: Table, name: str, place: int, found: Mapping[str, Any]) -> Distribution:
    value, kind = _value(table, name)
    facts = {fact: found[f"c{place}_{fact}"] for fact in _asked(value, kind)}
    rows, present, distinct = int(found["rows"]), int(facts["present"]), int(facts["distinct"])
    low: Any = facts.get("low")
    high: Any = facts.get("high")
    numeric = kind in ("number", "yes_no") and present > 0
    whole = numeric and not facts["broken"]
    if kind == "number" and whole and low >= 0 and high <= 1:
        kind = "yes_no"
    reason = unusable_reason(
        rows=rows, present=present, distinct=distinct, kind=kind, span=float(high) - float(low) if whole else None
    )
    common = _commonest(engine, table, value) if present else ()
    inner = [float(facts[f"q{at}"]) for at, share in enumerate(QUANTILES) if 0 < share < 1] if numeric else []
    return Distribution(
        column=name,
        kind=kind,
        rows=rows,
        missing=rows - present,
        distinct=distinct,
        quantiles=(float(low), *inner, float(high)) if numeric else (),
        first=low if kind == "date" else None,
        last=high if kind == "date" else None,
        values=common if kind in ("category", "yes_no") else (),
        commonest=common[0][1] if common else 0,
        whole=whole,
        unusable=reason,
    )


def _commonest(engine: Engine, table: Table, value: Any) -> tuple[tuple[str, int], ...]:
    """Return the values that most rows have; of those with as many rows the first by name."""
    rows = table.select(value=as_text(value))
    given = rows.filter(rows["value"].notnull())
    counted = given.group_by("value").aggregate(n=given.count())
    most = engine.rows(counted.order_by([counted["n"].desc(), counted["value"]]).limit(MOST_VALUES))
    return tuple((str(row["value"]), int(row["n"])) for row in most)
