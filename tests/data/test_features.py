"""Orders and customer tables become one row per customer; nothing of the outcome's days is among the features."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.customer_frame import Unusable, read_customers
from data.engines import duckdb_engine
from data.features import CustomerData, PeopleColumns, customer_features
from data.field_values import FieldColumn
from data.order_lines import LogColumns, Period, audited
from evaluators.errors import DataError, NotComputable

PERIOD = Period(split_on=date(2026, 3, 1), window_days=30)
COLUMNS = LogColumns(
    customer="who", at="at", order="order", quantity="n", price="price", cancelled_with="C", category="kind"
)
LINES = [  # who, at, order, n, price, kind
    ("b", "2026-02-28 23:59", "1", 1, 10.0, "tea"),
    ("b", "2026-01-01 00:00", "2", 2, 2.5, "cup"),
    ("b", "2026-01-01 00:00", "2", 2, 2.5, "cup"),
    ("b", "2026-03-01 00:00", "3", 1, 7.25, "tea"),
    ("a", "2026-02-20 12:00", "4", 3, 0.1, "tea"),
    ("a", "2026-02-20 12:00", "4", 1, 0.2, "jar"),
    ("a", "2026-03-30 23:59", "5", 1, 4.0, "tea"),
    ("a", "2026-03-31 00:00", "6", 1, 99.0, "tea"),
    ("c", "2026-03-05 10:00", "7", 1, 5.0, "tea"),
    ("d", "2026-02-01 10:00", "C8", -1, 5.0, "tea"),
    ("d", "2026-02-01 10:00", "9", -1, 5.0, "tea"),
    ("d", "2026-02-01 10:00", "10", 1, 0.0, "tea"),
    ("d", "2026-02-01 10:00", "11", 1, float("nan"), "tea"),
    (None, "2026-02-01 10:00", "C12", -1, 5.0, "tea"),
    ("", "2026-02-01 10:00", "13", 1, 5.0, "tea"),
    ("d", None, "14", 1, 5.0, "tea"),
    ("e", "2026-02-28 22:00", "15", 1, 1.0, None),
]


def _log(lines=LINES):
    who, at, order, n, price, kind = zip(*lines, strict=True)
    moments = [None if one is None else datetime.fromisoformat(one) for one in at]
    return pa.table(
        {"who": who, "at": pa.array(moments, pa.timestamp("us")), "order": order, "n": n, "price": price, "kind": kind}
    )


PEOPLE = pa.table(
    {
        "id": ["a", "b", "e", "f", "g"],
        "age": [30, None, 50, 41, 20],
        "town": ["Turku", "", "Pori", None, "Turku"],
        "mail": [True, False, True, None, True],
        "since": [date(2025, 1, 1), date(2025, 2, 1), date(2026, 2, 28), date(2025, 3, 1), date(2026, 3, 1)],
        "newest": [date(2025, 1, 1)] * 4 + [date(2026, 3, 1)],
    }
)
FIELDS = (
    FieldColumn(column="age", kind="number"),
    FieldColumn(column="town", kind="category"),
    FieldColumn(column="mail", kind="yes_no"),
    FieldColumn(column="since", kind="date"),
)


@pytest.fixture
def read(tmp_path: Path):
    """Return a way of reading tables, given as arrow, out of files."""

    def reading(log=None, columns=COLUMNS, people=None, people_columns=None, *, period=PERIOD, earlier=None, **more):
        given = {}
        for name, table in (("log", log), ("people", people)):
            if table is not None:
                given[name] = tmp_path / f"{name}.parquet"
                pq.write_table(table, given[name])
        with duckdb_engine(given.values()) as engine:
            tables = {name: engine.parquet(path) for name, path in given.items()}
            data = CustomerData(
                period=period,
                log=tables.get("log"),
                log_columns=columns if log is not None else None,
                people=tables.get("people"),
                people_columns=people_columns,
                **more,
            )
            return read_customers(engine, data, earlier_on=earlier)

    return reading


def test_features_of_a_log(read):
    found = read(_log())
    assert found.ids.tolist() == ["a", "b", "e"]
    columns = {name: one.tolist() for name, one in found.columns.items() if name != "days_between_orders"}
    assert columns == {
        "recency_days": [8, 0, 0],  # whole days elapsed to the midnight of the split, not days of the calendar
        "orders": [1, 2, 1],
        "revenue": [0.5, 20.0, 1.0],
        "average_basket": [0.5, 10.0, 1.0],
        "tenure_days": [8, 59, 0],
        "categories": [2, 2, 0],
        "last_category": ["jar", "tea", None],
    }
    np.testing.assert_array_equal(found.columns["days_between_orders"], [np.nan, 59, np.nan])
    assert found.outcome_money.tolist() == [4.0, 7.25, 0.0]
    assert found.outcome_bought.tolist() == [1, 1, 0]
    assert found.past_money.tolist() == [0.5, 10.0, 1.0]
    assert found.unusable == (Unusable(column="days_between_orders", reason="constant"),)
    assert found.customers().value.tolist() == [0.5, 20.0, 1.0]
    assert found.customers("bought").outcome.tolist() == [1, 1, 0]
    assert found.customers("bought").past_money is None


def test_the_order_of_the_rows_changes_nothing(read):
    found, turned = read(_log(), seasons=True), read(_log(LINES[::-1]), seasons=True)
    assert found.ids.tolist() == turned.ids.tolist()
    for name, values in found.columns.items():
        np.testing.assert_array_equal(values, turned.columns[name])


def test_what_happens_after_the_split_changes_no_feature(read):
    later = [(*line[:4], 1e6, "gold") if line[1] and line[1] >= "2026-03-01" else line for line in LINES]
    more = [*later, ("e", "2026-03-02 08:00", "1", 50, 3.0, "tea"), ("e", "2026-03-02 08:00", "15", 50, 3.0, "tea")]
    found, changed = read(_log(), seasons=True), read(_log(more), seasons=True)
    for name, values in found.columns.items():
        np.testing.assert_array_equal(values, changed.columns[name])
    assert found.outcome_money.tolist() != changed.outcome_money.tolist()


def test_every_row_of_a_log_is_accounted_for(tmp_path):
    pq.write_table(_log(), tmp_path / "log.parquet")
    with duckdb_engine([tmp_path / "log.parquet"]) as engine:
        found = audited(engine, engine.parquet(tmp_path / "log.parquet"), COLUMNS, PERIOD)
    counts = (found.used, found.outcome, found.after, found.without_customer, found.without_date, found.returned)
    assert (*counts, found.unpriced) == (6, 3, 1, 2, 1, 2, 2)
    assert sum(counts) + found.unpriced == found.rows == len(LINES)
    assert (found.cancelled, found.duplicates) == (2, 1)
    assert [str(one) for one in (found.first, found.last)] == ["2026-01-01 00:00:00", "2026-03-31 00:00:00"]


def test_amounts_and_rows_that_are_orders(read):
    log = pa.table(
        {
            "who": [20, 3, 3, 3],
            "day": [date(2026, 2, 27), date(2026, 2, 27), date(2026, 2, 27), date(2026, 3, 30)],
            "sum": pa.array([0.10, 0.20, -5, 8], pa.float64()),
            "clicks": [1, None, 4, 8],
        }
    )
    columns = LogColumns(customer="who", at="day", amount="sum", engagement={"visits": "clicks"})
    found = read(log, columns, seasons=True)
    assert found.ids.tolist() == ["3", "20"]
    assert found.columns["recency_days"].tolist() == [2, 2]
    assert found.columns["orders"].tolist() == [1, 1]
    assert found.columns["visits"].tolist() == [4, 1]  # what was done on a return counts too
    assert found.columns["main_month"].tolist() == [2, 2]
    assert found.columns["winter_share"].tolist() == [1, 1]
    assert found.outcome_money.tolist() == [8, 0]
    assert {one.column: one.reason for one in found.unusable}["summer_share"] == "constant"
    assert {one.column: one.reason for one in found.unusable}["days_between_orders"] == "empty"


def test_customers_of_a_table_stand_without_purchases(read):
    columns = PeopleColumns(customer="id", fields=FIELDS, joined="since")
    found = read(_log(), people=PEOPLE, people_columns=columns)
    assert found.ids.tolist() == ["a", "b", "e", "f"]  # g joined on the day of the split
    assert found.columns["orders"].tolist() == [1, 2, 1, 0]
    np.testing.assert_array_equal(found.columns["recency_days"], [8, 0, 0, np.nan])
    np.testing.assert_array_equal(found.columns["age"], [30, np.nan, 50, 41])
    np.testing.assert_array_equal(found.columns["mail"], [1, 0, 1, np.nan])
    assert found.columns["town"].tolist() == ["Turku", None, "Pori", None]
    assert found.columns["since"].tolist() == [424, 393, 1, 365]
    assert found.outcome_money.tolist() == [4.0, 7.25, 0.0, 0.0]
    assert found.unlisted == 0
    fewer = read(_log(), people=PEOPLE.slice(1, 3), people_columns=columns)
    assert (fewer.ids.tolist(), fewer.unlisted) == (["b", "e", "f"], 1)


@pytest.mark.parametrize(("kind", "ids"), [(pa.int32(), ["9", "10"]), (pa.string(), ["10", "9"])])
def test_ids_of_different_types_meet(read, kind, ids):
    log = pa.table({"who": pa.array([9, 10], pa.int64()), "at": [date(2026, 2, 1)] * 2, "sum": [1.0, 2.0]})
    people = pa.table({"id": pa.array([9, 10]).cast(kind)})
    columns = LogColumns(customer="who", at="at", amount="sum")
    found = read(log, columns, people, PeopleColumns(customer="id"))
    assert found.ids.tolist() == ids
    assert dict(zip(found.ids, found.columns["revenue"], strict=True)) == {"9": 1, "10": 2}


def test_a_table_alone_brings_its_own_outcome(read):
    people = PEOPLE.append_column("spent", pa.array([0.0, 3.0, 4.5, 0.0, 9.0]))
    columns = PeopleColumns(customer="id", fields=FIELDS[:2], outcome="spent")
    found = read(people=people, people_columns=columns)
    assert found.outcome_money.tolist() == [0, 3, 4.5, 0, 9]
    assert found.outcome_bought.tolist() == [0, 1, 1, 0, 1]
    assert found.customers().value is None
    plain = read(people=PEOPLE, people_columns=PeopleColumns(customer="id", fields=FIELDS[:2]))
    assert plain.customers().outcome is None


def test_a_past_without_an_outcome(read):
    found = read(_log([line for line in LINES if line[1] is None or line[1] < "2026-03-01"]))
    assert (found.outcome_money, found.outcome_bought) == (None, None)
    assert found.past_money.tolist() == [0.5, 10.0, 1.0]


def test_an_earlier_date(read):
    found = read(_log(), earlier=date(2026, 2, 1))
    np.testing.assert_array_equal(found.earlier["recency_days"], [np.nan, 31, np.nan])
    np.testing.assert_array_equal(found.idle["recency_days"], [np.nan, 59, np.nan])
    np.testing.assert_array_equal(found.idle["orders"], [np.nan, 1, np.nan])
    assert found.earlier["last_category"].tolist() == [None, "cup", None]
    with pytest.raises(DataError, match="earlier_not_before_split"):
        read(_log(), earlier=PERIOD.split_on)


@pytest.mark.parametrize(
    ("field", "named"),
    [
        (FieldColumn(column="newest", kind="date"), "newest"),
        (FieldColumn(column="age", kind="number", collected_on=date(2026, 3, 1)), "age"),
    ],
)
def test_fields_of_later_days_are_refused(read, field, named):
    columns = PeopleColumns(customer="id", fields=(*FIELDS[1:3], field))
    with pytest.raises(DataError, match="fields_after_split") as fault:
        read(people=PEOPLE, people_columns=columns)
    assert fault.value.facts["fields"] == [named]
    assert fault.value.facts["available"] == ["town", "mail"]


@pytest.mark.parametrize("units", [lambda money: money, lambda money: 3 - money / 1.24, lambda money: money > 0])
def test_fields_that_are_the_outcome_are_refused(read, units):
    money = np.array([0, 0, 12.5, 0, 3.1, 40] * 5)
    people = pa.table({"id": range(30), "spent": money, "secret": units(money), "age": [30, 40, 50, 20, 60, 70] * 5})
    fields = (FieldColumn(column="age", kind="number"), FieldColumn(column="secret", kind="number"))
    with pytest.raises(DataError, match="fields_are_outcome") as fault:
        read(people=people, people_columns=PeopleColumns(customer="id", fields=fields, outcome="spent"))
    assert fault.value.facts == {"fields": ["secret"], "available": ["age"]}


def test_customers_twice_and_names_twice(read):
    columns = PeopleColumns(customer="town")
    with pytest.raises(DataError, match="customers_repeated"):
        read(people=PEOPLE, people_columns=columns)
    taken = PEOPLE.rename_columns(["id", "orders", "town", "mail", "since", "newest"])
    columns = PeopleColumns(customer="id", fields=(FieldColumn(column="orders", kind="number"),))
    with pytest.raises(DataError, match="feature_name_taken"):
        read(_log(), people=taken, people_columns=columns)
    with pytest.raises(DataError, match="column_not_numeric"):
        read(
            people=PEOPLE,
            people_columns=PeopleColumns(customer="id", fields=(FieldColumn(column="town", kind="number"),)),
        )


def test_nobody_and_nothing(read):
    with pytest.raises(NotComputable, match="no_customers_before_split"):
        read(_log(), period=Period(split_on=date(2020, 1, 1), window_days=30))
    with pytest.raises(DataError, match="tables_missing"):
        read()
    with pytest.raises(DataError, match="column_not_date"):
        read(_log(), LogColumns(customer="who", at="order"))


def test_columns_that_tell_nothing_are_named(read):
    people = pa.table(
        {
            "id": range(60),
            "email": [f"{place}@example.fi" for place in range(60)],
            "number": range(1000, 1060),
            "country": ["FI"] * 60,
            "fax": pa.array([None] * 60, pa.string()),
            "age": [20 + place % 30 for place in range(60)],
        }
    )
    kinds = {"email": "category", "number": "number", "country": "category", "fax": "category", "age": "number"}
    fields = tuple(FieldColumn(column=name, kind=kind) for name, kind in kinds.items())
    found = read(people=people, people_columns=PeopleColumns(customer="id", fields=fields))
    assert found.unusable == (
        Unusable(column="email", reason="identifier"),
        Unusable(column="number", reason="identifier"),
        Unusable(column="country", reason="constant"),
        Unusable(column="fax", reason="empty"),
    )
    assert found.ids[:3].tolist() == ["0", "1", "2"]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "databricks"])
def test_one_expression_for_every_engine(dialect):
    log = ibis.table(
        {"who": "int64", "at": "timestamp", "order": "string", "n": "int32", "price": "float64", "kind": "string"},
        name="log",
    )
    people = ibis.table(
        {"id": "string", "age": "int64", "town": "string", "mail": "boolean", "since": "date"}, name="p"
    )
    data = CustomerData(
        period=PERIOD,
        log=log,
        log_columns=LogColumns(**{**_given(COLUMNS), "engagement": {"visits": "n"}}),
        people=people,
        people_columns=PeopleColumns(customer="id", fields=FIELDS, joined="since"),
        seasons=True,
    )
    assert ibis.to_sql(customer_features(data), dialect=dialect).startswith(("SELECT", "WITH"))


def _given(columns):
    return {name: getattr(columns, name) for name in columns.__slots__}
