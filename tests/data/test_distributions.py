"""Columns are described before anyone segments by them, and those that tell nothing are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.distributions import QUANTILES, distributions
from data.engines import duckdb_engine
from evaluators.errors import DataError

ROWS = 200


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """Return the descriptions of a table's columns by name."""
    towns = ["Turku"] * 120 + ["Pori"] * 40 + ["Oulu"] * 20 + ["Salo"] * 10 + [""] * 5 + [None] * 5
    table = pa.table(
        {
            "id": range(5_000, 5_000 + ROWS),
            "phone": [f"+358 40 {place:04d}" for place in range(ROWS)],
            "town": towns,
            "income": pa.array([float("nan")] * 20 + [float(place) for place in range(101)] + [None] * 79),
            "spent": [place * 7_919 for place in range(ROWS)],  # all different, as no running number is
            "agreed": [place % 4 == 0 for place in range(ROWS)],
            "opened": [place % 2 for place in range(ROWS)],
            "country": ["FI"] * ROWS,
            "fax": pa.array([None] * ROWS, pa.string()),
            "since": [date(2020, 1, 1 + place % 28) for place in range(ROWS)],
        }
    )
    path: Path = tmp_path_factory.mktemp("tables") / "people.parquet"
    pq.write_table(table, path)
    with duckdb_engine([path], threads=1) as engine:
        people = engine.parquet(path)
        with pytest.raises(DataError, match="column_missing"):
            distributions(engine, people, ["age"])
        assert [one.column for one in distributions(engine, people, ["town", "id"])] == ["town", "id"]
        return {one.column: one for one in distributions(engine, people)}


def test_every_column_is_described_once(described):
    kinds = {name: one.kind for name, one in described.items()}
    assert kinds == {
        "id": "number",
        "phone": "category",
        "town": "category",
        "income": "number",
        "spent": "number",
        "agreed": "yes_no",
        "opened": "yes_no",
        "country": "category",
        "fax": "category",
        "since": "date",
    }


def test_columns_that_tell_nothing(described):
    found = {name: one.unusable for name, one in described.items() if one.unusable}
    assert found == {"id": "identifier", "phone": "identifier", "country": "constant", "fax": "empty"}


def test_spread_of_numbers(described):
    income = described["income"]
    assert (income.rows, income.missing, income.missing_share, income.distinct) == (ROWS, 99, 0.495, 101)
    assert income.quantiles == pytest.approx([100 * share for share in QUANTILES])
    assert described["town"].quantiles == described["fax"].quantiles == ()


def test_common_values(described):
    town = described["town"]
    assert town.missing == 10
    assert town.values == (("Turku", 120), ("Pori", 40), ("Oulu", 20), ("Salo", 10))
    assert described["opened"].values == (("0", 100), ("1", 100))
    assert described["agreed"].values == (("0", 150), ("1", 50))
    assert described["fax"].values == ()
    assert [described[name].commonest for name in ("town", "agreed", "income", "fax")] == [120, 150, 1, 0]


def test_dates(described):
    since = described["since"]
    assert [str(one) for one in (since.first, since.last)] == ["2020-01-01 00:00:00", "2020-01-28 00:00:00"]
    assert since.unusable is None
