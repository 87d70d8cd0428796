"""The rows of a transaction log: which are purchases, which are not and why. Portable expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from data.customers import as_text
from data.engines import ROW, Engine
from data.measures import column_of
from evaluators.errors import DataError
from evaluators.segmentations.data_look import LogAudit

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from data.field_values import FieldColumn

KEY, AT, ORDER, MONEY, CATEGORY = "customer", "at", "purchase", "money", "category"
LARGEST = 1e11  # money of a row; what is not a number is above it in every engine


@dataclass(frozen=True, slots=True, kw_only=True)
class LogColumns:
    """Which column of a transaction log means what."""

    customer: str
    at: str  # day or moment of the purchase
    order: str | None = None  # number of the order that a row belongs to; None: each row is an order
    amount: str | None = None  # money of the row; None: quantity times price, where both are there
    quantity: str | None = None
    price: str | None = None
    cancelled_with: str = ""  # what the order number of a cancellation begins with; "": nothing tells
    category: str | None = None
    traits: tuple[FieldColumn, ...] = ()  # of the customer, whose latest row before the split tells them
    engagement: Mapping[str, str] = field(default_factory=dict)  # feature to the column that is summed, bought or not

    @property
    def has_money(self) -> bool:
        """Whether rows have money."""
        return self.amount is not None or (self.quantity is not None and self.price is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Where the past ends, and how long the outcome is awaited."""

    split_on: date  # features are known before this day begins; the outcome begins with it
    window_days: int  # of the outcome, 1 or more
    counted_to: date | None = None  # day that days are counted to; None: the split

    @property
    def split(self) -> datetime:
        """First moment of the outcome."""
        return datetime.combine(self.split_on, time())

    @property
    def end(self) -> datetime:
        """First moment after the outcome."""
        return self.split + timedelta(days=self.window_days)

    @property
    def days_to(self) -> date:
        """Day at whose beginning elapsed days end."""
        return self.counted_to or self.split_on

    @property
    def recent(self) -> datetime:
        """First moment of a past as long as the outcome."""
        return self.split - timedelta(days=self.window_days)


def moment(table: Table, column: str) -> Any:
    """Return a column as moments.

    Raises
    ------
    DataError
        ``column_missing`` or ``column_not_date``.
    """
    value = column_of(table, column)
    kind = value.type()
    if not kind.is_temporal() or kind.is_time():
        raise DataError("column_not_date", column=column)
    return value.cast("timestamp")


def number(table: Table, column: str) -> Any:
    """Return a column as floating point numbers, yes as 1.

    Raises
    ------
    DataError
        ``column_missing`` or ``column_not_numeric``.
    """
    value = column_of(table, column)
    kind = value.type()
    if not (kind.is_numeric() or kind.is_boolean()):
        raise DataError("column_not_numeric", column=column)
    return (value.cast("int64") if kind.is_boolean() else value).cast("float64")


def known(table: Table, column: str) -> Any:
    """Return whether a row says whose it is."""
    value: Any = column_of(table, column)
    return value.notnull() & (value != "") if value.type().is_string() else value.notnull()


def order_lines(table: Table, columns: LogColumns, end: datetime) -> Table:
    """Return the rows that are purchases before a moment, renamed.

    Returns
    -------
    Table
        ``customer``, ``at``, ``purchase`` where orders have numbers, ``money`` and ``category`` where the log has them.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_date`` or ``column_not_numeric``.
    """
    import ibis

    at = moment(table, columns.at)
    counted = known(table, columns.customer) & (at < ibis.timestamp(end.isoformat()))
    if (marked := _marked(table, columns)) is not None:
        counted &= ~marked
    if columns.quantity is not None:
        counted &= number(table, columns.quantity) > 0
    if (priced := _priced(table, columns)) is not None:
        counted &= priced
    chosen: dict[str, Any] = {KEY: table[columns.customer], AT: at}
    if columns.order is not None:
        chosen[ORDER] = column_of(table, columns.order)
    if columns.has_money:
        chosen[MONEY] = _money(table, columns)
    if columns.category is not None:
        chosen[CATEGORY] = as_text(column_of(table, columns.category))
    return table.filter(counted).select(**chosen)


def audited(engine: Engine, table: Table, columns: LogColumns, period: Period, *, alike: bool = True) -> LogAudit:
    """Count what became of every row.

    Parameters
    ----------
    alike : bool
        Look for rows that are alike, which takes longer than all the rest; otherwise there are said to be none.

    Raises
    ------
    DataError
        As ``order_lines``.
    """
    import ibis

    at = moment(table, columns.at)
    split, end = (ibis.timestamp(one.isoformat()) for one in (period.split, period.end))
    rules: list[tuple[str, Any]] = [
        ("without_customer", ~known(table, columns.customer)),
        ("without_date", at.isnull()),
    ]
    if (returned := _returned(table, columns)) is not None:
        rules.append(("returned", returned.fill_null(False)))
    if (priced := _priced(table, columns)) is not None:
        rules.append(("unpriced", ~priced.fill_null(False)))
    rules += [("used", at < split), ("outcome", at < end)]
    kind = ibis.cases(*((rule, name) for name, rule in rules), else_="after")
    marked = _marked(table, columns)
    facts: dict[str, Any] = {name: (kind == name).sum() for name, _ in [*rules, ("after", None)]}
    if marked is not None:
        facts["cancelled"] = marked.sum()
    found = engine.rows(table.aggregate(rows=table.count(), first=at.min(), last=at.max(), **facts))[0]
    first, last = found.pop("first"), found.pop("last")
    counts = dict.fromkeys(("returned", "unpriced", "cancelled"), 0) | {one: int(n or 0) for one, n in found.items()}
    return LogAudit(duplicates=_duplicates(engine, table) if alike else 0, first=first, last=last, **counts)


def _duplicates(engine: Engine, table: Table) -> int:
    own = table.drop(ROW) if ROW in table.columns else table
    found = engine.rows(table.aggregate(n=table.count()))[0]["n"]
    different = own.distinct()
    return int(found) - int(engine.rows(different.aggregate(n=different.count()))[0]["n"])


def _marked(table: Table, columns: LogColumns) -> Any | None:
    if not columns.cancelled_with or columns.order is None:
        return None
    return as_text(column_of(table, columns.order)).startswith(columns.cancelled_with).fill_null(False)


def _returned(table: Table, columns: LogColumns) -> Any | None:
    """Return whether goods or money went back; ``None`` where no column can tell."""
    signs = [_marked(table, columns)]
    if columns.quantity is not None:
        signs.append(number(table, columns.quantity) <= 0)
    if columns.amount is not None:
        signs.append(number(table, columns.amount) < 0)
    told = [one for one in signs if one is not None]
    found: Any = None
    for one in told:
        found = one if found is None else found | one
    return found


def _priced(table: Table, columns: LogColumns) -> Any | None:
    """Return whether money changed hands; ``None`` where no column can tell."""
    if columns.amount is not None:
        amount = number(table, columns.amount)
        return (amount > 0) & (amount < LARGEST)
    if columns.has_money:
        price, money = number(table, str(columns.price)), _money(table, columns)
        return (price > 0) & (money < LARGEST)
    return number(table, columns.quantity).notnull() if columns.quantity is not None else None


def _money(table: Table, columns: LogColumns) -> Any:
    if columns.amount is not None:
        return number(table, columns.amount)
    return number(table, str(columns.quantity)) * number(table, str(columns.price))
