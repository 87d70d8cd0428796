"""One row per customer out of a transaction log and a customer table: the past as features, what followed as outcome.

Everything is one portable expression. Nothing from the split on is in a feature: orders that stand on both sides of it
are cut there. Days are whole days elapsed until the midnight at which the split day begins, not days of the calendar:
who bought at noon the day before has 0 of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from data.customers import as_text
from data.engines import ROW
from data.field_values import FieldColumn, FieldKind, field_kind, field_value
from data.log_features import OUTCOME_BOUGHT, OUTCOME_MONEY, PAST_MONEY, check_names, log_features
from data.order_lines import KEY, LogColumns, Period, known, moment, number, order_lines
from evaluators.errors import DataError

if TYPE_CHECKING:
    from ibis.expr.types import Table

VALUE = "value_brought"
NO_FEATURES = (OUTCOME_MONEY, OUTCOME_BOUGHT, PAST_MONEY, VALUE)
"""Columns beside the features that nobody is segmented by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleColumns:
    """Which column of a customer table means what."""

    customer: str | None = None  # None: a row is a customer, known by its number from 1 on
    fields: tuple[FieldColumn, ...] = ()
    joined: str | None = None  # date; who joined from the split on is left out. None: all were there
    outcome: str | None = None  # what followed, where there is no log
    outcome_kind: Literal["money", "yes_no"] = "money"
    value: str | None = None  # money that the customer has brought, where no log tells it


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerData:
    """The tables of customers, one or both of them, and what their columns mean."""

    period: Period
    log: Table | None = None
    log_columns: LogColumns | None = None
    people: Table | None = None
    people_columns: PeopleColumns | None = None
    seasons: bool = False  # also in which month and season customers buy
    split_named: bool = True  # somebody said where the past ends; otherwise no field can tell of later days

    def parts(self) -> tuple[tuple[Table, LogColumns] | None, tuple[Table, PeopleColumns] | None]:
        """Return each table with its columns; ``None`` for the one that is not there."""
        log = None if self.log is None or self.log_columns is None else (self.log, self.log_columns)
        people = None if self.people is None or self.people_columns is None else (self.people, self.people_columns)
        return log, people

    @property
    def own_fields(self) -> tuple[FieldColumn, ...]:
        """Columns that are features as they stand, of either table."""
        traits = () if self.log_columns is None else self.log_columns.traits
        return (*traits, *(() if self.people_columns is None else self.people_columns.fields))

    def own_kinds(self) -> dict[str, FieldKind]:
        """Return what the own fields are, by column.

        Raises
        ------
        DataError
            ``column_missing``.
        """
        log, people = self.parts()
        kinds = {} if log is None else {one.column: field_kind(log[0], one) for one in log[1].traits}
        return kinds if people is None else kinds | {one.column: field_kind(people[0], one) for one in people[1].fields}


def customer_features(data: CustomerData) -> Table:
    """Return one row per customer.

    With a customer table its customers stand, bought or not; without one, those who bought before the split.

    Returns
    -------
    Table
        ``customer``; from a log ``recency_days``, ``orders``, ``tenure_days``, ``days_between_orders`` (missing with a
        single order), with money ``revenue`` and ``average_basket``, with categories ``categories`` and
        ``last_category``, with ``seasons`` ``main_month`` and a share of each season, what is summed as engagement and
        the traits; the customer table's own fields; ``outcome_money``, ``outcome_bought``, ``past_money``, the money of
        a past as long as the outcome's window, and ``value_brought``, as far as they are known.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_date``, ``column_not_numeric``, ``tables_missing``, ``feature_name_taken`` or
        ``customer_ids_needed``.
    """
    log, people = data.parts()
    if log is None and people is None:
        raise DataError("tables_missing")
    bought = None if log is None else log_features(*log, data.period, seasons=data.seasons)
    if people is None and bought is not None:
        return bought
    listed = people_features(data)
    if bought is None:
        return listed
    _check_ids(data)
    check_names([name for name in listed.columns if name != KEY], bought.columns)
    listed, bought = _joinable(listed, bought)
    joined = listed.left_join(bought, KEY)
    own: dict[str, Any] = {name: listed[name] for name in listed.columns}
    # Who is listed and never bought has no orders, which is known and not missing.
    counted = {"orders", "revenue", "categories", *NO_FEATURES, *(log[1].engagement if log else ())}
    for name in bought.columns:
        if name != KEY:
            own[name] = bought[name].fill_null(0) if name in counted else bought[name]
    return joined.select(**own)


def unlisted_buyers(data: CustomerData) -> Table:
    """Return how many customers bought before the split and are not in the customer table, as ``n``."""
    log, people = data.parts()
    if log is None or people is None:
        raise DataError("tables_missing")
    buyers = order_lines(*log, data.period.split).select(KEY).distinct()
    listed = listed_people(data).select(**{KEY: key_of(*people)})
    buyers, listed = _joinable(buyers, listed)
    strangers = buyers.anti_join(listed, KEY)
    return strangers.aggregate(n=strangers.count())


def key_of(people: Table, columns: PeopleColumns) -> Any:
    """Return who a row of the customer table is: the id, else the number of the row."""
    return people[ROW] + 1 if columns.customer is None else people[columns.customer]


def listed_people(data: CustomerData) -> Table:
    """Return the rows of the customer table that count: with an id, and there before the split."""
    import ibis

    people = data.parts()[1]
    if people is None:
        raise DataError("tables_missing")
    table, columns = people
    counted: Any = ibis.literal(True) if columns.customer is None else known(table, columns.customer)
    if columns.joined is not None:
        at = moment(table, columns.joined)
        counted &= at.isnull() | (at < ibis.timestamp(data.period.split.isoformat()))
    return table.filter(counted)


def people_features(data: CustomerData) -> Table:
    """Return the fields of the customer table, and where there is no log, what followed and what was brought."""
    table = listed_people(data)
    columns = data.people_columns
    if columns is None:
        raise DataError("tables_missing")
    check_names([one.column for one in columns.fields], (KEY, *NO_FEATURES))
    chosen: dict[str, Any] = {KEY: key_of(table, columns)}
    chosen |= {one.column: field_value(table, one, data.period.days_to) for one in columns.fields}
    if columns.outcome is not None and data.log is None:
        value = number(table, columns.outcome)
        if columns.outcome_kind == "money":
            chosen[OUTCOME_MONEY] = value
        chosen[OUTCOME_BOUGHT] = (value > 0).cast("int64")
    if columns.value is not None and (data.log_columns is None or not data.log_columns.has_money):
        chosen[VALUE] = number(table, columns.value)
    return table.select(**chosen)


def _check_ids(data: CustomerData) -> None:
    """Refuse to join orders with customers who are known by the number of their row alone."""
    people = data.people_columns
    if people is not None and people.customer is None:
        raise DataError("customer_ids_needed")


def _joinable(left: Table, right: Table) -> tuple[Table, Table]:
    """Return tables whose ids are of one type: whole numbers where both are, otherwise texts."""
    kinds = [one[KEY].type() for one in (left, right)]
    whole = all(kind.is_integer() for kind in kinds)
    keys = [one[KEY].cast("int64") if whole else as_text(one[KEY]) for one in (left, right)]
    return left.mutate(keys[0].name(KEY)), right.mutate(keys[1].name(KEY))
