"""What the latest row of a log says of a customer, money that a customer table tells, and customers without ids."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.customer_frame import read_customers
from data.engines import duckdb_engine
from data.features import CustomerData, PeopleColumns, customer_features
from data.field_values import FieldColumn
from data.label_files import FILE_COLUMNS
from data.labels import write_labels
from data.order_lines import LogColumns, Period
from data.segmentation_data import features_of, opened_data, read_frame
from evaluators.errors import DataError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.rules.rule_table import RuleTable

PERIOD = Period(split_on=date(2026, 3, 1), window_days=30)
LINES = [  # who, at, sum, country, age, since, club
    ("a", "2026-01-01 10:00", 5.0, "FI", 30, "2025-01-01", True),
    ("a", "2026-02-01 10:00", -2.0, "SE", None, "2025-01-01", False),  # a return tells of the customer too
    ("a", "2026-03-01 00:00", 9.0, "NO", 99, "2025-01-01", True),
    ("b", "2026-02-01 10:00", 5.0, "SE", 41, "2025-02-01", True),
    ("b", "2026-02-01 10:00", 5.0, "FI", 40, "2025-02-03", False),
    ("c", "2026-02-02 10:00", 5.0, "", None, None, None),
    ("d", "2026-03-02 10:00", 5.0, "DE", 20, "2025-02-01", True),
]
TRAITS = tuple(FieldColumn(column=name) for name in ("country", "age", "since", "club"))
COLUMNS = LogColumns(customer="who", at="at", amount="sum", traits=TRAITS)


def _log(lines=LINES):
    who, at, money, country, age, since, club = zip(*lines, strict=True)
    return pa.table(
        {
            "who": who,
            "at": [datetime.fromisoformat(one) for one in at],
            "sum": money,
            "country": country,
            "age": pa.array(age, pa.int64()),
            "since": [None if one is None else date.fromisoformat(one) for one in since],
            "club": pa.array(club, pa.bool_()),
        }
    )


def _read(folder: Path, data, **tables):
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, table in tables.items():
        pq.write_table(table, paths[name])
    with duckdb_engine(paths.values()) as engine:
        opened = {name: engine.parquet(path) for name, path in paths.items()}
        return read_customers(engine, CustomerData(period=PERIOD, **opened, **data))


@pytest.mark.parametrize("turn", [1, -1])
def test_the_latest_row_before_the_split_tells_the_traits(tmp_path, turn):
    found = _read(tmp_path, {"log_columns": COLUMNS}, log=_log(LINES[::turn]))
    assert found.ids.tolist() == ["a", "b", "c"]
    assert found.columns["country"].tolist() == ["SE", "FI", None]  # of two rows of one moment the least
    np.testing.assert_array_equal(found.columns["age"], [30, 40, np.nan])  # a row that says nothing is passed over
    np.testing.assert_array_equal(found.columns["since"], [424, 391, np.nan])
    np.testing.assert_array_equal(found.columns["club"], [0, 0, np.nan])


def test_what_is_said_of_a_trait_goes_before_its_type(tmp_path):
    columns = LogColumns(customer="who", at="at", amount="sum", traits=(FieldColumn(column="age", kind="category"),))
    found = _read(tmp_path, {"log_columns": columns}, log=_log())
    assert found.columns["age"].tolist() == ["30", "40", None]


def test_traits_are_looked_at_as_fields_are(tmp_path):
    late = [(*line[:5], "2026-03-01", line[6]) for line in LINES]
    with pytest.raises(DataError, match="fields_after_split") as fault:
        _read(tmp_path, {"log_columns": COLUMNS}, log=_log(late))
    assert fault.value.facts["fields"] == ["since"]
    named = {"split_named": False, "log_columns": COLUMNS}
    assert _read(tmp_path, named, log=_log(late)).columns["since"].tolist()[:2] == [0, 0]
    taken = LogColumns(customer="who", at="at", amount="sum", traits=(FieldColumn(column="Orders"),))
    with pytest.raises(DataError, match="feature_name_taken"):
        _read(tmp_path, {"log_columns": taken}, log=_log().append_column("Orders", _log()["country"]))


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "databricks"])
def test_one_expression_for_every_engine(dialect):
    log = ibis.table(
        {"who": "int64", "at": "timestamp", "sum": "float64", "country": "string", "age": "int32", "since": "date",
         "club": "boolean"}, name="log",
    )  # fmt: skip
    data = CustomerData(period=PERIOD, log=log, log_columns=COLUMNS)
    assert ibis.to_sql(customer_features(data), dialect=dialect).startswith(("SELECT", "WITH"))


PEOPLE = pa.table(
    {
        "age": [30, None, 50],
        "brought": [10.0, 0.0, None],
        "spent": [1.0, 0.0, 2.0],
        "since": [date(2026, 1, 1), date(2026, 4, 1), None],
    }
)
AGE = (FieldColumn(column="age", kind="number"),)


def test_value_that_a_customer_table_tells(tmp_path):
    columns = PeopleColumns(fields=AGE, value="brought", outcome="spent")
    found = _read(tmp_path, {"people_columns": columns}, people=PEOPLE)
    np.testing.assert_array_equal(found.customers().value, [10, 0, np.nan])
    assert "value_brought" not in found.columns
    many = pa.table({"age": range(40), "spent": [1.0, 0, 2, 7] * 10})
    with pytest.raises(DataError, match="fields_are_outcome") as fault:
        _read(tmp_path, {"people_columns": PeopleColumns(fields=AGE, value="spent", outcome="spent")}, people=many)
    assert fault.value.facts["fields"] == ["value_brought"]


@pytest.mark.parametrize("words", [("gone", "active"), ("gone", "active", "busy")])
def test_the_outcome_in_words_is_refused(tmp_path, words):
    spent = [float(place % len(words)) for place in range(60)]
    state = [words[place % len(words)] for place in range(60)]
    people = pa.table(
        {
            "spent": spent,
            "state": state,
            "town": [words[place // 7 % len(words)] for place in range(60)],
            "age": range(60),
        }
    )
    fields = (*AGE, FieldColumn(column="state", kind="category"), FieldColumn(column="town", kind="category"))
    with pytest.raises(DataError, match="fields_are_outcome") as fault:
        _read(tmp_path, {"people_columns": PeopleColumns(fields=fields, outcome="spent")}, people=people)
    assert fault.value.facts["fields"] == ["state"]


def test_a_row_is_a_customer_where_nothing_tells_who(tmp_path):
    found = _read(tmp_path, {"people_columns": PeopleColumns(fields=AGE, joined="since")}, people=PEOPLE)
    assert found.ids.tolist() == ["1", "3"]
    data = {"people_columns": PeopleColumns(fields=AGE), "log_columns": LogColumns(customer="who", at="at")}
    with pytest.raises(DataError, match="customer_ids_needed"):
        _read(tmp_path, data, people=PEOPLE, log=_log())


def _document(file, **more):
    return SegmentationEvaluation.model_validate(
        {"as_of": "2026-03-01", "data": {"customers": {"file": file}}, "fields": [{"id": "years", "column": "age"}]}
        | more
    )


def _kept(path: Path, table):
    from data.fingerprints import fingerprint

    pq.write_table(table, path)
    file = {"sha256": fingerprint(path), "name": path.name, "rows": table.num_rows, "columns": table.column_names}
    return file, {file["sha256"]: path}


def test_labels_of_customers_without_ids_name_their_rows(tmp_path):
    file, files = _kept(tmp_path / "answers.parquet", PEOPLE)
    document = _document(file)
    assert read_frame(document, files).ids.tolist() == ["1", "2", "3"]
    table = RuleTable.model_validate(
        {
            "segments": [{"id": "old"}, {"id": "young"}],
            "lines": [
                {"segment": "old", "when": {"field": "years", "operator": "ge", "value": 40}},
                {"segment": "young", "when": {"field": "years", "operator": "lt", "value": 40}},
            ],
        }
    )
    target = tmp_path / "labels.parquet"
    with opened_data(document, files) as (engine, data):
        write_labels(
            engine,
            features_of(data, document),
            table,
            customer="customer",
            names=["Old", "Young"],
            path=target,
            kind="parquet",
        )
    assert pq.read_table(target).to_pydict() == dict(
        zip(FILE_COLUMNS, ([1, 2, 3], ["Young", None, "Old"]), strict=True)
    )


def test_files_of_a_folder_are_not_told_apart_by_the_numbers_of_their_rows(tmp_path):
    (tmp_path / "parts").mkdir()
    for part in "ab":
        pq.write_table(PEOPLE, tmp_path / "parts" / f"{part}.parquet")
    with duckdb_engine([tmp_path / "parts"]) as engine:
        people = engine.parquet(tmp_path / "parts")
        data = CustomerData(period=PERIOD, people=people, people_columns=PeopleColumns(fields=AGE))
        with pytest.raises(DataError, match="customer_ids_needed"):
            read_customers(engine, data)


def test_fields_of_traits_and_columns_are_found_by_their_source(tmp_path):
    file, files = _kept(tmp_path / "log.parquet", _log())
    document = SegmentationEvaluation.model_validate(
        {
            "as_of": "2026-12-01",
            "data": {
                "orders": {"file": file, "customer": "who", "at": "at", "amount": "sum", "traits": ["country", "age"]},
                "split_on": "2026-03-01",
                "window_days": 30,
            },
            "fields": [
                {"id": "land", "column": "country", "kind": "category"},
                {"id": "years", "column": "age", "role": "ignored"},
                {"id": "orders"},
            ],
        }
    )
    found = read_frame(document, files)
    assert "age" not in found.columns
    assert found.columns["country"].tolist() == ["SE", "FI", None]
    with opened_data(document, files) as (engine, data):
        rows = engine.rows(features_of(data, document).order_by("customer"))
    assert [(row["customer"], row["land"], row["orders"]) for row in rows] == [
        ("a", "SE", 1),
        ("b", "FI", 2),
        ("c", None, 1),
    ]


def test_a_log_without_money_counts_its_rows(tmp_path):
    with_seasons = {"log_columns": LogColumns(customer="who", at="at"), "seasons": True}
    found = _read(tmp_path, with_seasons, log=_log())
    assert found.columns["orders"].tolist() == [2, 2, 1]
    assert found.columns["winter_share"].tolist() == [1, 1, 1]
    assert (found.outcome_money, found.value) == (None, None)
    assert found.customers().outcome.tolist() == [1, 0, 0]
