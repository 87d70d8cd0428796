"""Data are looked at column by column: whoever stands alone is not shown, and what cannot be used is named."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.fingerprints import fingerprint
from data.histograms import readable_edges
from data.segmentation_look import look_at
from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.data_look import FEWEST_SHOWN, shown_ranges, shown_values
from evaluators.segmentations.document import SegmentationEvaluation

CUSTOMERS = 200
DAY = date(2026, 3, 1)


def _kept(path: Path, table):
    pq.write_table(table, path)
    file = {"sha256": fingerprint(path), "name": path.name, "rows": table.num_rows, "columns": table.column_names}
    return file, {file["sha256"]: path}


def _people():
    spent = [place * 7 % 41 for place in range(CUSTOMERS)]
    towns = ["Turku"] * 120 + ["Pori"] * 60 + ["Oulu"] * 14 + ["Salo"] * 3 + ["Kemi"] * 2 + [None]
    return pa.table(
        {
            "id": [f"K{place}" for place in range(CUSTOMERS)],
            "town": towns,
            "age": [20 + place % 50 for place in range(CUSTOMERS)],
            "income": pa.array([None] * 150 + [2_000.0 + 90 * place for place in range(50)]),
            "country": ["FI"] * CUSTOMERS,
            "fax": pa.array([None] * CUSTOMERS, pa.string()),
            "row": range(1, CUSTOMERS + 1),
            "joined": [DAY - timedelta(days=1 + place) for place in range(CUSTOMERS)],
            "seen": [DAY + timedelta(days=place % 3) for place in range(CUSTOMERS)],
            "vip": [place < 2 for place in range(CUSTOMERS)],
            "club": [place % 3 == 0 for place in range(CUSTOMERS)],
            "euros_later": [one / 1.24 for one in spent],
            "state": ["back" if one else "gone" for one in spent],
            "spent": spent,
            "Value_brought": spent,
        }
    )


@pytest.fixture(scope="module")
def look(tmp_path_factory):
    """Return the look of a customer table with an outcome."""
    file, files = _kept(tmp_path_factory.mktemp("look") / "people.parquet", _people())
    fields = [
        {"id": "age", "collected_on": "2024-01-01", "reliability": 2},
        {"id": "town", "kind": "number"},
        {"id": "old", "column": "asked", "kind": "category"},
        {"id": "later", "column": "spent", "role": "outcome"},
    ]
    told = []
    document = SegmentationEvaluation.model_validate(
        {
            "as_of": "2026-05-01",
            "data": {"customers": {"file": file, "customer": "id", "outcome": "spent"}, "split_on": DAY},
            "fields": fields,
        }
    )
    found = look_at(document, files, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    return found


def test_every_column_that_cannot_be_used_is_named_with_its_reason(look):
    assert {one.column: one.unusable for one in look.unusable} == {
        "town": "kind",
        "country": "constant",
        "fax": "empty",
        "row": "identifier",
        "seen": "after_split",
        "euros_later": "outcome",
        "state": "outcome",
        "Value_brought": "name_taken",
        "asked": "absent",
    }


def test_columns_are_described(look):
    age, income = look.of("age"), look.of("income")
    assert (look.customers, look.few, look.log, look.unlisted) == (CUSTOMERS, False, None, None)
    assert (age.field, age.origin, age.kind, age.missing, age.distinct) == ("age", "customers", "number", 0, 50)
    assert (age.age_days, age.reliability, age.old) == ((date(2026, 5, 1) - date(2024, 1, 1)).days, 2, True)
    assert age.middle == pytest.approx((32, 44.5, 57), abs=0.5)
    assert income.missing_share == 0.75
    assert income.ends is None, "with 50 customers the ends would be one or two of them"
    assert look.of("joined").kind == "date"
    assert look.of("joined").unusable is None, "days are different and no numbers of rows"
    assert (look.of("spent"), look.of("id")) == (None, None)
    assert (look.outcome.bought, look.outcome.days_seen) == (sum(1 for one in range(CUSTOMERS) if one * 7 % 41), None)


def test_spread_to_segment_by(look):
    spread = {one.column: one.spread for one in look.fields}
    assert {name: spread[name] for name in ("age", "town", "club", "country", "fax", "vip")} == {
        "age": "enough",
        "town": "enough",
        "club": "enough",
        "country": "none",
        "fax": "none",
        "vip": "hardly",
    }


def test_whoever_stands_alone_is_not_shown(look):
    assert [(one.value, one.customers, one.rest) for one in look.of("town").bars] == [
        ("Turku", 120, False),
        ("Pori", 60, False),
        ("Oulu", 14, False),
        (None, 5, True),
    ]
    assert [(one.value, one.customers) for one in look.of("club").bars] == [("0", 133), ("1", 67)]
    assert look.of("vip").bars == (), "the two who say yes would be told by the rest"
    for one in look.fields:
        assert all(bar.customers == 0 or bar.customers >= FEWEST_SHOWN for bar in one.bars)
        assert sum(bar.customers for bar in one.bars) in (0, one.customers - one.missing)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=9))
def test_no_bar_has_a_handful(counts):
    rising = [None, *range(1, len(counts)), None]
    ranges = shown_ranges(rising, counts)
    values = shown_values([(str(place), one) for place, one in enumerate(sorted(counts, reverse=True))], sum(counts))
    for bars in (ranges, values):
        assert all(not 0 < bar.customers < FEWEST_SHOWN for bar in bars)
        assert sum(bar.customers for bar in bars) in (0, sum(counts))
    assert [bar.low for bar in ranges[1:]] == [bar.high for bar in ranges[:-1]]


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_edges_hold_the_numbers(low, width):
    edges = readable_edges(low, low + width)
    assert edges[0] <= low + 1e-6 * abs(low)
    assert edges[-1] >= low + width - 1e-6 * abs(low + width)
    assert 2 <= len(edges) <= 20
    assert list(edges) == sorted(edges)


def _log(days=400, customers=130):
    rows = [
        (
            f"A{place % customers}",
            DAY - timedelta(days=days - 40 - place % days),
            1.0 + place % 9,
            "FI" if place % 5 else "SE",
        )
        for place in range(4 * customers)
    ]
    who, at, money, land = zip(*rows, strict=True)
    moments = pa.array([datetime.combine(one, datetime.min.time()) for one in at])
    return pa.table({"who": who, "at": moments, "sum": money, "land": land, "text": ["x"] * len(rows)})


def test_a_log_is_looked_at_through_its_customers(tmp_path):
    log, files = _kept(tmp_path / "log.parquet", _log())
    people, more = _kept(
        tmp_path / "people.parquet", pa.table({"id": [f"A{place}" for place in range(125)], "orders": range(125)})
    )
    document = SegmentationEvaluation.model_validate(
        {
            "as_of": "2026-05-01",
            "data": {
                "customers": {"file": people, "customer": "id"},
                "orders": {"file": log, "customer": "who", "at": "at", "amount": "sum", "traits": ["land"]},
                "split_on": DAY,
                "window_days": 91,
            },
        }
    )
    found = look_at(document, files | more)
    assert (found.customers, found.unlisted) == (125, 5)
    assert {one.column: one.origin for one in found.fields}["land"] == "orders"
    assert found.of("recency_days").origin == "made"
    assert found.log.rows == 520 == found.log.used + found.log.outcome + found.log.after
    assert found.outcome.days_seen == 40, "the log ends before the window does"
    assert found.of("orders").unusable is None
    assert [(one.column, one.unusable) for one in found.fields if one.origin == "customers"] == [
        ("orders", "name_taken")
    ]


def test_data_that_cannot_be_looked_at(tmp_path):
    file, files = _kept(tmp_path / "log.parquet", _log())
    data = {"orders": {"file": file, "customer": "who", "at": "at"}, "split_on": "2020-01-01"}
    with pytest.raises(NotComputable, match="no_customers_before_split"):
        look_at(SegmentationEvaluation.model_validate({"as_of": DAY, "data": data}), files)
    data = {"orders": {"file": file, "customer": "who", "at": "text"}}
    with pytest.raises(DataError, match="column_not_date"):
        look_at(SegmentationEvaluation.model_validate({"as_of": DAY, "data": data}), files)
    with pytest.raises(DataError, match="tables_missing"):
        look_at(SegmentationEvaluation(as_of=DAY), {})


def test_few_customers_are_said_to_be_few(tmp_path):
    file, files = _kept(tmp_path / "few.parquet", pa.table({"age": [30, 40, 50], "town": ["Turku", "Pori", None]}))
    document = SegmentationEvaluation.model_validate({"as_of": DAY, "data": {"customers": {"file": file}}})
    found = look_at(document, files)
    assert (found.customers, found.few, found.outcome, found.split_named) == (3, True, None, False)
    assert all(one.bars == () and one.middle is None for one in found.fields)
