"""One row per customer out of a transaction log and a customer table: the past as features, what followed as outcome.

Everything is one portable expression. Nothing from the split on is in a feature: orders that stand on both sides of it
are cut there. Days are whole days elapsed until the midnight at which the split day begins, not days of the calendar:
who bought at noon the day before has 0 of them. An order's moment is that of its last row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from data.customers import as_text
from data.measures import column_of
from data.order_lines import AT, CATEGORY, KEY, MONEY, ORDER, UNITS, LogColumns, Period, known, moment, number
from data.order_lines import order_lines as purchases_of
from evaluators.errors import DataError
from evaluators.segmentations.rules.fields import SEASONS

if TYPE_CHECKING:
    from ibis.expr.types import Table

LATER = "later"
OUTCOME_MONEY, OUTCOME_BOUGHT, PAST_MONEY = "outcome_money", "outcome_bought", "past_money"
OUTCOMES = (OUTCOME_MONEY, OUTCOME_BOUGHT, PAST_MONEY)
FieldKind = Literal["number", "category", "yes_no", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleField:
    """A column of the customer table that is a feature."""

    name: str  # of the feature
    column: str
    kind: FieldKind  # of a date the feature is the days elapsed since
    collected_on: date | None = None  # when the column was asked or last brought up to date


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleColumns:
    """Which column of a customer table means what."""

    customer: str
    fields: tuple[PeopleField, ...] = ()
    joined: str | None = None  # date; who joined from the split on is left out. None: all were there
    outcome: str | None = None  # what followed, where there is no log
    outcome_kind: Literal["money", "yes_no"] = "money"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerData:
    """The tables of customers, one or both of them, and what their columns mean."""

    period: Period
    log: Table | None = None
    log_columns: LogColumns | None = None
    people: Table | None = None
    people_columns: PeopleColumns | None = None
    seasons: bool = False  # also in which month and season customers buy

    def parts(self) -> tuple[tuple[Table, LogColumns] | None, tuple[Table, PeopleColumns] | None]:
        """Return each table with its columns; ``None`` for the one that is not there."""
        log = None if self.log is None or self.log_columns is None else (self.log, self.log_columns)
        people = None if self.people is None or self.people_columns is None else (self.people, self.people_columns)
        return log, people


def customer_features(data: CustomerData) -> Table:
    """Return one row per customer.

    With a customer table its customers stand, bought or not; without one, those who bought before the split.

    Returns
    -------
    Table
        ``customer``; from a log ``recency_days``, ``orders``, ``tenure_days``, ``days_between_orders`` (missing with a
        single order), with money ``revenue`` and ``average_basket``, with categories ``categories`` and
        ``last_category``, with ``seasons`` ``main_month`` and a share of each season, and what is summed as engagement;
        the customer table's own fields; ``outcome_money``, ``outcome_bought`` and ``past_money``, the money of a past
        as long as the outcome's window, as far as they are known.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_date``, ``column_not_numeric``, ``tables_missing`` or ``feature_name_taken``.
    """
    log, people = data.parts()
    if log is None and people is None:
        raise DataError("tables_missing")
    bought = None if log is None else _bought(*log, data)
    if people is None and bought is not None:
        return bought
    listed = people_features(data)
    if bought is None:
        return listed
    _check_names(set(listed.columns) & set(bought.columns) - {KEY}, bought.columns)
    if listed[KEY].type() != bought[KEY].type():
        listed, bought = (one.mutate(**{KEY: as_text(one[KEY])}) for one in (listed, bought))
    joined = listed.left_join(bought, KEY)
    own: dict[str, Any] = {name: listed[name] for name in listed.columns}
    # Who is listed and never bought has no orders, which is known and not missing.
    counted = {"orders", "revenue", "categories", *OUTCOMES, *(log[1].engagement if log else ())}
    for name in bought.columns:
        if name != KEY:
            own[name] = bought[name].fill_null(0) if name in counted else bought[name]
    return joined.select(**own)


def listed_people(data: CustomerData) -> Table:
    """Return the rows of the customer table that count: with an id, and there before the split."""
    import ibis

    people = data.parts()[1]
    if people is None:
        raise DataError("tables_missing")
    table, columns = people
    counted = known(table, columns.customer)
    if columns.joined is not None:
        at = moment(table, columns.joined)
        counted &= at.isnull() | (at < ibis.timestamp(data.period.split.isoformat()))
    return table.filter(counted)


def people_features(data: CustomerData) -> Table:
    """Return the fields of the customer table, and its outcome where there is no log."""
    table = listed_people(data)
    columns = data.people_columns
    if columns is None:
        raise DataError("tables_missing")
    names = [one.name for one in columns.fields]
    _check_names({one for one in names if names.count(one) > 1 or one in (KEY, *OUTCOMES)}, [KEY, *names, *OUTCOMES])
    chosen: dict[str, Any] = {KEY: table[columns.customer]}
    chosen |= {one.name: _field(table, one, data.period) for one in columns.fields}
    if columns.outcome is not None and data.log is None:
        value = number(table, columns.outcome)
        if columns.outcome_kind == "money":
            chosen[OUTCOME_MONEY] = value
        chosen[OUTCOME_BOUGHT] = (value > 0).cast("int64")
    return table.select(**chosen)


def _check_names(taken: Iterable[str], names: Iterable[str]) -> None:
    if found := sorted(taken):
        raise DataError("feature_name_taken", fields=found, available=sorted(set(names)))


def _field(table: Table, one: PeopleField, period: Period) -> Any:
    if one.kind == "date":
        return _elapsed(moment(table, one.column), period).cast("float64")
    if one.kind == "category":
        return as_text(column_of(table, one.column)).nullif("")
    return number(table, one.column)


def _elapsed(at: Any, period: Period) -> Any:
    """Return the whole days from a moment to the split."""
    import ibis

    days = ibis.date(period.split_on.isoformat()).delta(at.date(), unit="day")
    return days - ibis.cases((at != at.truncate("D"), 1), else_=0)


def _bought(log: Table, columns: LogColumns, data: CustomerData) -> Table:
    """Return the features and the outcome that a log tells."""
    period = data.period
    lines = purchases_of(log, columns, period.end)
    sums = _summed(_orders(lines, columns, period), columns, data)
    sums = sums.filter(sums["every"] > sums["after"])
    chosen = _features(sums, columns, period)
    if data.seasons:
        chosen |= _seasons(sums)
    found = sums.select(**chosen)
    if columns.category is not None:
        found = _added(found, _categories(lines, period))
    if columns.engagement:
        engaged = _engaged(log, columns, period)
        _check_names(set(engaged.columns) & set(found.columns) - {KEY}, found.columns)
        found = _added(found, engaged, list(columns.engagement))
    return found


def _orders(lines: Table, columns: LogColumns, period: Period) -> Table:
    """Return one row per order on each side of the split."""
    import ibis

    later = (lines[AT] >= ibis.timestamp(period.split.isoformat())).name(LATER)
    if columns.order is None:
        return lines.mutate(later)
    figures: dict[str, Any] = {AT: lines[AT].max()}
    if columns.has_money:
        figures[MONEY] = lines[MONEY].sum().cast("int64")
    return lines.group_by(KEY, ORDER, later).aggregate(**figures)


def _summed(orders: Table, columns: LogColumns, data: CustomerData) -> Table:
    """Return counts and sums per customer. What is rare is counted apart and taken off, which costs less than both."""
    import ibis

    at, later = orders[AT], orders[LATER]
    found: dict[str, Any] = {
        "first": at.min(),
        "last": at.max(where=~later),
        "every": orders.count(),
        "after": orders.count(where=later),
    }
    value = orders[MONEY] if columns.has_money else ibis.literal(1, type="int64")
    if columns.has_money:
        found["money"] = value.sum()
        found["money_after"] = value.sum(where=later)
        found["money_before"] = value.sum(where=(at >= ibis.timestamp(data.period.recent.isoformat())) & ~later)
    if data.seasons:
        month = at.month()
        found |= {f"month{place}": value.sum(where=(month == place) & ~later) for place in range(1, 13)}
    return orders.group_by(KEY).aggregate(**found)


def _features(sums: Table, columns: LogColumns, period: Period) -> dict[str, Any]:
    orders = sums["every"] - sums["after"]
    recency, tenure = _elapsed(sums["last"], period), _elapsed(sums["first"], period)
    chosen: dict[str, Any] = {KEY: sums[KEY], "recency_days": recency, "orders": orders}
    if columns.has_money:
        after = sums["money_after"].fill_null(0)
        revenue = (sums["money"] - after).cast("float64") / UNITS
        chosen |= {"revenue": revenue, "average_basket": revenue / orders}
    chosen |= {
        "tenure_days": tenure,
        "days_between_orders": (tenure - recency).cast("float64") / (orders - 1).nullif(0),
        OUTCOME_BOUGHT: (sums["after"] > 0).cast("int64"),
    }
    if columns.has_money:
        chosen[OUTCOME_MONEY] = after.cast("float64") / UNITS
        chosen[PAST_MONEY] = sums["money_before"].fill_null(0).cast("float64") / UNITS
    return chosen


def _seasons(sums: Table) -> dict[str, Any]:
    """Return the month with most purchases, the earlier of equal ones, and the share of each season; in money if any."""
    import ibis

    months = [sums[f"month{place}"].fill_null(0) for place in range(1, 13)]
    most = ibis.greatest(*months)
    main = ibis.cases(*((one == most, place) for place, one in enumerate(months, start=1)), else_=ibis.null("int8"))
    total = sum(months[1:], months[0]).cast("float64").nullif(0)
    shares = {
        f"{season}_share": sum((months[place - 1] for place in places[1:]), months[places[0] - 1]) / total
        for season, places in SEASONS.items()
    }
    return {"main_month": main, **shares}


def _categories(lines: Table, period: Period) -> Table:
    """Return how many categories a customer bought from, and the last, the first by name of those bought together."""
    import ibis

    past = lines.filter((lines[AT] < ibis.timestamp(period.split.isoformat())) & lines[CATEGORY].notnull())
    each = past.group_by(KEY, CATEGORY).aggregate(latest=past[AT].max())
    each = each.mutate(newest=each["latest"].max().over(ibis.window(group_by=KEY)))
    last = each[CATEGORY].min(where=each["latest"] == each["newest"])
    return each.group_by(KEY).aggregate(categories=each.count(), last_category=last)


def _engaged(log: Table, columns: LogColumns, period: Period) -> Table:
    """Return the sums of what customers did before the split, on rows of purchases and others."""
    import ibis

    past = known(log, columns.customer) & (moment(log, columns.at) < ibis.timestamp(period.split.isoformat()))
    values = {name: number(log, column) for name, column in columns.engagement.items()}
    rows = log.filter(past).select(**{KEY: log[columns.customer]}, **values)
    return rows.group_by(KEY).aggregate(**{name: rows[name].sum() for name in values})


def _added(left: Table, right: Table, zero: Iterable[str] = ("categories",)) -> Table:
    """Return a table with the columns of another that has some of its customers, nothing told as zero."""
    joined = left.left_join(right, KEY)
    more = {name: right[name].fill_null(0) if name in zero else right[name] for name in right.columns if name != KEY}
    return joined.select(**{name: left[name] for name in left.columns}, **more)
