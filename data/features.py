"""One row per customer out of a transaction log and a customer table: the past as features, what followed as outcome.

Everything is one portable expression. Nothing from the split on is in a feature: orders that stand on both sides of it
are cut there. Days are whole days elapsed until the midnight at which the split day begins, not days of the calendar:
who bought at noon the day before has 0 of them. Sums of money are rounded to ten-thousandths, in which the order of the
rows does not show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from data.customers import as_text
from data.measures import column_of
from data.order_lines import AT, CATEGORY, KEY, MONEY, ORDER, LogColumns, Period, known, moment, number
from data.order_lines import order_lines as purchases_of
from evaluators.errors import DataError
from evaluators.segmentations.rules.fields import SEASONS

if TYPE_CHECKING:
    from ibis.expr.types import Table

OUTCOME_MONEY, OUTCOME_BOUGHT, PAST_MONEY = "outcome_money", "outcome_bought", "past_money"
UNITS = 10_000  # to which sums of money are rounded, in one of the log's own
OUTCOMES = (OUTCOME_MONEY, OUTCOME_BOUGHT, PAST_MONEY)
FieldKind = Literal["number", "category", "yes_no", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleField:
    """A column of the customer table that is a feature."""

    column: str  # and the feature's name
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
    listed, bought = _joinable(listed, bought)
    joined = listed.left_join(bought, KEY)
    own: dict[str, Any] = {name: listed[name] for name in listed.columns}
    # Who is listed and never bought has no orders, which is known and not missing.
    counted = {"orders", "revenue", "categories", *OUTCOMES, *(log[1].engagement if log else ())}
    for name in bought.columns:
        if name != KEY:
            own[name] = bought[name].fill_null(0) if name in counted else bought[name]
    return joined.select(**own)


def unlisted_buyers(data: CustomerData) -> Table:
    """Return how many customers bought before the split and are not in the customer table, as ``n``."""
    log, people = data.parts()
    if log is None or people is None:
        raise DataError("tables_missing")
    buyers = purchases_of(*log, data.period.split).select(KEY).distinct()
    listed = listed_people(data).select(**{KEY: people[0][people[1].customer]})
    buyers, listed = _joinable(buyers, listed)
    strangers = buyers.anti_join(listed, KEY)
    return strangers.aggregate(n=strangers.count())


def _joinable(left: Table, right: Table) -> tuple[Table, Table]:
    """Return tables whose ids are of one type: whole numbers where both are, otherwise texts."""
    kinds = [one[KEY].type() for one in (left, right)]
    whole = all(kind.is_integer() for kind in kinds)
    keys = [one[KEY].cast("int64") if whole else as_text(one[KEY]) for one in (left, right)]
    return left.mutate(keys[0].name(KEY)), right.mutate(keys[1].name(KEY))


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
    names = [one.column for one in columns.fields]
    _check_names({one for one in names if names.count(one) > 1 or one in (KEY, *OUTCOMES)}, [KEY, *names, *OUTCOMES])
    chosen: dict[str, Any] = {KEY: table[columns.customer]}
    chosen |= {one.column: _field(table, one, data.period) for one in columns.fields}
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

    day = at.date()
    begun = (at > day.cast("timestamp")).cast("int64")  # less than the whole of the day is left
    return ibis.date(period.days_to.isoformat()).delta(day, unit="day") - begun


def _bought(log: Table, columns: LogColumns, data: CustomerData) -> Table:
    """Return the features and the outcome that a log tells."""
    period = data.period
    lines = purchases_of(log, columns, period.end)
    sums = _summed(lines, columns, data)
    sums = sums.filter(sums["latest"].notnull())
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


def _summed(lines: Table, columns: LogColumns, data: CustomerData) -> Table:
    """Return counts and sums per customer, in one pass over the rows."""
    import ibis

    at, period = lines[AT], data.period
    late = at >= ibis.timestamp(period.split.isoformat())
    before = ibis.cases((~late, at))  # what is nothing after the split is left out by every sum
    number = ibis.cases((~late, lines[ORDER])).nunique() if columns.order is not None else before.count()
    found: dict[str, Any] = {"first": at.min(), "latest": before.max(), "number": number}
    value = lines[MONEY] if columns.has_money else ibis.literal(1.0)
    found["later"] = value.sum(where=late)
    if columns.has_money:
        recent = ~late & (at >= ibis.timestamp(period.recent.isoformat()))
        found["total"] = value.sum()
        found["recent"] = value.sum(where=recent)
    if data.seasons:
        month = at.month()
        found |= {f"month{place}": ibis.cases((~late & (month == place), value)).sum() for place in range(1, 13)}
    return lines.group_by(KEY).aggregate(**found)


def _features(sums: Table, columns: LogColumns, period: Period) -> dict[str, Any]:
    import ibis

    later = _rounded(sums["later"].fill_null(0))
    orders = ibis.greatest(sums["number"], 1)  # rows without an order number make one together
    recency, tenure = _elapsed(sums["latest"], period), _elapsed(sums["first"], period)
    chosen: dict[str, Any] = {KEY: sums[KEY], "recency_days": recency, "orders": orders}
    if columns.has_money:
        revenue = _rounded(sums["total"] - sums["later"].fill_null(0))
        chosen |= {"revenue": revenue, "average_basket": revenue / orders}
    chosen |= {
        "tenure_days": tenure,
        "days_between_orders": (tenure - recency).cast("float64") / (orders - 1).nullif(0),
        OUTCOME_BOUGHT: (later > 0).cast("int64"),
    }
    if columns.has_money:
        chosen |= {OUTCOME_MONEY: later, PAST_MONEY: _rounded(sums["recent"].fill_null(0))}
    return chosen


def _rounded(money: Any) -> Any:
    return (money * UNITS + 0.5).floor().cast("float64") / UNITS


def _seasons(sums: Table) -> dict[str, Any]:
    """Return the month with most purchases and the share of each season, in money where there is some."""
    import ibis

    months = [_rounded(sums[f"month{place}"].fill_null(0)) for place in range(1, 13)]
    most = ibis.greatest(*months)
    main = ibis.cases(*((one == most, place) for place, one in enumerate(months, start=1)), else_=ibis.null("int8"))
    total = sum(months[1:], months[0]).nullif(0)
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
