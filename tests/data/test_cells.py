"""Cells from customers' rows: against the rows themselves, joined, cut, capped, and exact to the last digit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.cell_sums import aggregation, pairs_of, splits_of
from data.cells import cell_table, half_tables, opened
from data.customers import SEGMENT, VARIANT, customers
from data.fingerprints import fingerprint
from data.samples import samples
from evaluators.campaigns.aggregates import Moments, merged
from evaluators.campaigns.experiment import Send
from evaluators.campaigns.source import PastedTable, TableRow
from evaluators.errors import DataError, NotFound
from i18n import LANGUAGES
from i18n.sentences import error_sentence
from tests.data.campaign_files import campaign, hillstrom, needs_hillstrom, written

SPEND = {"id": "spend", "name": "Spend", "kind": "mean"}
BUY = {"id": "buy", "name": "Bought", "kind": "proportion"}


def rows_of_two_arms(n: int = 500, seed: int = 1) -> pa.Table:
    rng = np.random.default_rng(seed)
    cents = rng.integers(0, 20_000, n) * (rng.random(n) < 0.3)
    return pa.table(
        {
            "id": pa.array(rng.permutation(n) + 1_000),
            "variant": rng.choice(["a", "b"], n),
            "group": rng.choice(["new", "old", "lost"], n),
            "buy": (cents > 0).astype(int),
            "spend": pa.array([Decimal(int(c)) / 100 for c in cents], pa.decimal128(18, 2)),
            "before": rng.lognormal(3, 1, n),
        }
    )


def roles(**more: object) -> dict[str, object]:
    return {"customer": "id", "segment": "group", "metrics": {"spend": "spend", "buy": "buy"}, **more}


def expected(frame: pd.DataFrame, names: list[str]) -> dict[tuple[str, str], Moments]:
    return {
        key: Moments.of(names, part[names].astype(float).to_numpy())
        for key, part in frame.groupby(["variant", "group"])
    }


def assert_cells(table, wanted: dict[tuple[str, str], Moments], *, relative: float = 1e-11) -> None:
    assert {(cell.variant, cell.segment) for cell in table.cells} == set(wanted)
    for cell in table.cells:
        other = wanted[cell.variant, cell.segment]
        assert cell.moments.names == other.names
        assert cell.moments.n == other.n
        np.testing.assert_allclose(cell.moments.means, other.means, rtol=relative, atol=1e-12)
        scale = np.sqrt(np.outer(other.products.diagonal(), other.products.diagonal())) + 1e-12
        known = ~np.isnan(cell.moments.products)
        assert known.diagonal().all()
        np.testing.assert_allclose(
            (cell.moments.products / scale)[known], (other.products / scale)[known], atol=relative
        )


@pytest.mark.parametrize("customer", ["id", None])
def test_cells_are_those_of_the_rows(tmp_path: Path, customer: str | None):
    rows = rows_of_two_arms()
    file, files = written(tmp_path, "rows", rows)
    found = cell_table(campaign(file, roles(covariates=["before"], customer=customer), [SPEND, BUY]), files)
    assert (found.metrics, found.covariates) == (("spend", "buy"), ("before",))
    assert_cells(found, expected(rows.to_pandas(), ["spend", "buy", "before"]))
    audit = found.audits[0]
    assert (audit.rows, audit.customers, audit.unknown_variant) == (500, 500, 0)
    assert (audit.duplicates, audit.in_two_variants) == ((0, 0) if customer else (None, None))
    assert audit.fingerprint == file["sha256"]


def test_money_is_exact_to_the_last_digit(tmp_path: Path):
    """Whole cents as Python adds them; floating point would be off in the last digits."""
    cents = [10**15 + place for place in range(3)] + [1, 2, 3]
    spend = pa.array([Decimal(c) / 100 for c in cents], pa.decimal128(18, 2))
    file, files = written(tmp_path, "money", pa.table({"variant": list("aaabbb"), "spend": spend}))
    found = cell_table(campaign(file, {"metrics": {"spend": "spend"}}, [SPEND]), files)
    for cell in found.cells:
        assert cell.moments.products[0, 0] == 2 / 100**2  # (-1)² + 0² + 1² in square cents
    assert found.cells[0].moments.means[0] == (10**15 + 1) / 100


@pytest.mark.parametrize(("offset", "relative"), [(0.0, 1e-12), (1e6, 1e-10), (1e9, 1e-6)])
def test_a_large_mean_does_not_eat_the_spread(tmp_path: Path, offset: float, relative: float):
    values = np.random.default_rng(2).normal(offset, 1.0, 400)
    file, files = written(tmp_path, "far", pa.table({"variant": ["a", "b"] * 200, "spend": values}))
    found = cell_table(campaign(file, {"metrics": {"spend": "spend"}}, [SPEND]), files)
    for cell, own in zip(found.cells, (values[::2], values[1::2]), strict=True):
        assert cell.moments.summary("spend").variance == pytest.approx(own.var(ddof=1), rel=relative)


def test_an_arm_far_from_the_others_keeps_its_spread(tmp_path: Path):
    """One arm is far from the others: its spread is its own."""
    draw = np.random.default_rng(3)
    values = np.concatenate([draw.normal(0.0, 1.0, 1_200), draw.normal(1e8, 1.0, 30_000)])
    arms = ["c"] * 1_200 + ["a", "b"] * 15_000
    file, files = written(tmp_path, "far", pa.table({"variant": arms, "spend": values}))
    found = cell_table(campaign(file, {"metrics": {"spend": "spend"}}, [SPEND]), files)
    for cell, own in zip(found.cells, (values[1_200::2], values[1_201::2]), strict=True):
        assert cell.moments.summary("spend").variance == pytest.approx(own.var(ddof=1), rel=1e-6)


def test_figures_beyond_all_measure_are_refused(tmp_path: Path):
    file, files = written(
        tmp_path, "huge", pa.table({"variant": ["a", "b"] * 50, "spend": [1e200, -1e200, 3.0, 4.0] * 25})
    )
    with pytest.raises(DataError, match="figures_too_large"):
        cell_table(campaign(file, {"metrics": {"spend": "spend"}}, [SPEND]), files)


def test_outcomes_are_joined_and_zeros_kept(tmp_path: Path):
    people = rows_of_two_arms(60)
    orders = pa.table({"who": [1000, 1000, 1001, 77, None], "sum": [5.5, 4.5, 1.0, 9.0, 9.0]})
    file, files = written(tmp_path, "people", people.select(["id", "variant", "group"]))
    other, more = written(tmp_path, "orders", orders)
    outcome = {"file": other, "customer": "who", "metrics": {"spend": "sum", "buy": "", "orders": ""}}
    counted = {"id": "orders", "name": "Orders", "kind": "mean"}
    document = campaign(file, roles(metrics={}), [SPEND, BUY, counted], outcomes=[outcome])
    found = cell_table(document, files | more)
    frame = people.to_pandas()
    frame["spend"] = frame["id"].map({1000: 10.0, 1001: 1.0}).fillna(0.0)
    frame["buy"] = (frame["spend"] > 0).astype(int)
    frame["orders"] = frame["id"].map({1000: 2, 1001: 1}).fillna(0)
    assert_cells(found, expected(frame, ["spend", "buy", "orders"]))
    assert found.audits[0].unmatched_outcomes == 2
    assert found.audits[0].missing_outcomes is None


def test_outcomes_count_within_their_window(tmp_path: Path):
    people = pa.table(
        {
            "id": ["x", "y"],
            "variant": ["a", "b"],
            "sent": [datetime.fromisoformat("2026-03-01 10:00"), datetime.fromisoformat("2026-03-05 10:00")],
        }
    )
    days = [
        datetime.fromisoformat("2026-03-01 09:00"),
        datetime.fromisoformat("2026-03-01 11:00"),
        datetime.fromisoformat("2026-03-15 23:00"),
        datetime.fromisoformat("2026-03-16 00:00"),
    ]
    orders = pa.table({"who": ["x"] * 4, "at": days, "sum": [1, 10, 100, 1000]})
    file, files = written(tmp_path, "people", people)
    other, more = written(tmp_path, "orders", orders)
    outcome = {"file": other, "customer": "who", "at": "at", "metrics": {"spend": "sum"}}
    by_customer = campaign(file, {"customer": "id", "exposed_at": "sent"}, [SPEND], outcomes=[outcome])
    found = cell_table(by_customer, files | more)
    assert found.cells[0].moments.means[0] == 110
    assert (found.audits[0].outcome_before_exposure, found.audits[0].outside_window) == (1, 2)
    assert found.audits[0].exposure_days == (5, 2)
    by_send = campaign(file, {"customer": "id"}, [SPEND], outcomes=[outcome], send={"sent_on": date(2026, 3, 1)})
    found = cell_table(by_send, files | more)
    assert found.cells[0].moments.means[0] == 111  # at the day's start: the clock of the send is not known
    assert (found.audits[0].outcome_before_exposure, found.audits[0].outside_window) == (None, 1)
    assert found.audits[0].exposure_days is None


def test_an_outcome_on_the_day_of_the_exposure_may_have_come_after_it(tmp_path: Path):
    people = pa.table(
        {"id": ["x", "y"], "variant": ["a", "b"], "sent": [datetime.fromisoformat("2026-03-01 10:00")] * 2}
    )
    rows = people.append_column("at", pa.array([date(2026, 3, 1), date(2026, 2, 28)])).append_column("spend", [[5, 7]])
    file, files = written(tmp_path, "rows", rows)
    given = {"customer": "id", "exposed_at": "sent", "outcome_at": "at", "metrics": {"spend": "spend"}}
    found = cell_table(campaign(file, given, [SPEND]), files)
    assert [cell.moments.means[0] for cell in found.cells] == [5, 0]
    assert found.audits[0].outcome_before_exposure == 1


def test_doubles_strays_and_crossed_customers(tmp_path: Path):
    rows = pa.table(
        {
            "id": ["x", "x", "y", "y", "z", "q", "r"],
            "variant": ["a", "a", "a", "b", "b", "other", None],
            "group": ["new"] * 7,
            "spend": [1, 2, 100, 100, None, 5, 5],
            "buy": [1, 0, 1, 1, 0, 1, 1],
        }
    )
    file, files = written(tmp_path, "rows", rows)
    found = cell_table(campaign(file, roles(), [SPEND, BUY]), files)
    audit = found.audits[0]
    assert (audit.rows, audit.customers, audit.duplicates, audit.in_two_variants) == (7, 5, 1, 1)
    assert audit.unknown_variant == 2
    assert audit.missing_outcomes == {"a": 0, "b": 1}
    assert {cell.variant: (cell.moments.n, *cell.moments.means) for cell in found.cells} == {
        "a": (1, 3.0, 1.0),
        "b": (1, 0.0, 0.0),
    }


def test_variants_of_another_test_are_left_out(tmp_path: Path):
    rows = pa.table({"variant": ["a", "b", "other", None], "spend": [1, 2, 1_000, 1_000]})
    file, files = written(tmp_path, "rows", rows)
    found = cell_table(campaign(file, {"metrics": {"spend": "spend"}}, [SPEND]), files)
    assert [(cell.variant, cell.moments.n, cell.moments.means[0]) for cell in found.cells] == [("a", 1, 1), ("b", 1, 2)]
    assert (found.audits[0].rows, found.audits[0].unknown_variant) == (4, 2)
    assert found.audits[0].top_share == {"spend": pytest.approx(2 / 3)}


@pytest.mark.parametrize("holdout", [False, True])
def test_customers_held_out_are_no_strangers(tmp_path: Path, holdout: bool):
    names = ["a", "b", "holdout", "holdout", "other", None]
    rows = pa.table({"id": list("uvwxyz"), "variant": names, "spend": [1, 2, 500, 500, 500, 500]})
    file, files = written(tmp_path, "rows", rows)
    given = {"customer": "id", "metrics": {"spend": "spend"}}
    if holdout:
        given["variants"] = {"a": "a", "b": "b", "holdout": "c"}
    found = cell_table(campaign(file, given, [SPEND]), files)
    assert {cell.variant for cell in found.cells} == ({"a", "b", "c"} if holdout else {"a", "b"})
    assert (found.audits[0].held_out, found.audits[0].unknown_variant) == ((0, 2) if holdout else (2, 2))


def test_clusters_and_customers_are_not_one_test(tmp_path: Path):
    rows = pa.table({"variant": ["a", "b"] * 4, "store": list("pqrstuvw"), "spend": range(8)})
    file, files = written(tmp_path, "rows", rows)
    dealt = campaign(file, {"cluster": "store", "metrics": {"spend": "spend"}}, [SPEND])
    assert len(cell_table(dealt, files).cells) == 2
    alone = campaign(file, {"metrics": {"spend": "spend"}}, [SPEND], send={"id": "s2", "name": "Autumn"}).sends[0]
    typed = alone.model_copy(
        update={"source": PastedTable(rows=(TableRow(variant="a", customers=9, sums={"spend": 1}),))}
    )
    for other in (alone, typed):
        with pytest.raises(DataError, match="clusters_mixed") as fault:
            cell_table(dealt.model_copy(update={"sends": (*dealt.sends, other)}), files)
        assert fault.value.facts == {"clusters": ("1",), "customers": ("Autumn",)}
        assert all("Autumn" in error_sentence(fault.value.code, fault.value.facts, language) for language in LANGUAGES)
    empty = typed.model_copy(update={"source": PastedTable()})
    cell_table(dealt.model_copy(update={"sends": (*dealt.sends, empty)}), files)


def test_several_names_of_one_variant(tmp_path: Path):
    rows = pa.table({"variant": ["A", "a", "B", "B"], "spend": [1.0, 3.0, 5.0, 5.0]})
    file, files = written(tmp_path, "rows", rows)
    names = {"A": "a", "a": "a", "B": "b"}
    found = cell_table(campaign(file, {"variants": names, "metrics": {"spend": "spend"}}, [SPEND]), files)
    assert [(cell.variant, cell.moments.n, cell.moments.means[0]) for cell in found.cells] == [("a", 2, 2), ("b", 2, 5)]
    assert found.cells[0].histograms == {"spend": ((1.0, 1), (3.0, 1))}


@pytest.mark.parametrize("kind", ["float", "cents"])
def test_the_limit_cuts_a_customers_sum(tmp_path: Path, kind: str):
    spend = pa.array([4.0, 4.0, 50.0, 1.0]) if kind == "float" else pa.array([4, 4, 50, 1])
    rows = pa.table({"id": ["x", "x", "y", "z"], "variant": ["a", "a", "a", "b"], "spend": spend})
    file, files = written(tmp_path, "rows", rows)
    capped = {**SPEND, "cap": 7.5}
    given = {"customer": "id", "metrics": {"spend": "spend"}}
    cell = cell_table(campaign(file, given, [capped]), files).cells[0]
    assert (cell.moments.n, cell.moments.means[0], cell.moments.products[0, 0]) == (2, 7.5, 0.0)
    assert cell.histograms == {"spend": ((8.0, 1), (50.0, 1))}, "values are counted as they came"


def test_a_rating_that_not_everybody_gave(tmp_path: Path):
    rating = {"id": "mark", "name": "Mark", "kind": "rating", "highest": 5}
    rows = pa.table({"variant": ["a", "a", "a", "b", "b"], "spend": [1, 2, 3, 4, 5], "mark": [5, None, 2, 4, 3]})
    file, files = written(tmp_path, "rows", rows)
    found = cell_table(campaign(file, {"metrics": {"spend": "spend", "mark": "mark"}}, [SPEND, rating]), files)
    some, everybody = found.cells
    assert some.moments.knows("spend")
    assert not some.moments.knows("mark")
    assert (some.moments.n, some.moments.means[1]) == (3, 3.5)
    assert some.histograms["mark"] == ((2.0, 1), (5.0, 1))
    assert everybody.moments.knows("mark")
    assert everybody.moments.products[1, 1] == 0.5


def test_another_content_is_refused(tmp_path: Path):
    file, files = written(tmp_path, "rows", rows_of_two_arms())
    document = campaign(file, roles(), [SPEND])
    with pytest.raises(NotFound, match="dataset_unknown"):
        cell_table(document, {})
    written(tmp_path, "rows", rows_of_two_arms(seed=2))
    with pytest.raises(DataError, match="source_changed"):
        cell_table(document, files)


def test_a_folder_has_a_fingerprint_of_all_its_files(tmp_path: Path):
    written(tmp_path, "one", rows_of_two_arms())
    before = fingerprint(tmp_path)
    written(tmp_path, "two", rows_of_two_arms(seed=2))
    after = fingerprint(tmp_path)
    (tmp_path / "two.parquet").rename(tmp_path / "three.parquet")
    assert len({before, after, fingerprint(tmp_path)}) == 3


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"metrics": {"spend": "nothing"}}, "column_missing"),
        ({"metrics": {"spend": "group"}}, "column_not_numeric"),
        ({"exposed_at": "spend", "outcome_at": "spend"}, "column_not_date"),
        ({"covariates": ["spend"]}, "covariate_is_metric"),
        ({"customer": "blank"}, "customer_missing"),
    ],
)
def test_columns_that_do_not_fit(tmp_path: Path, changed: dict[str, object], code: str):
    rows = rows_of_two_arms(20)
    rows = rows.append_column("blank", pa.array([None] * 20, pa.string()))
    file, files = written(tmp_path, "rows", rows)
    with pytest.raises(DataError, match=code):
        cell_table(campaign(file, roles(**changed), [SPEND]), files)


def test_ids_that_tell_the_variant(tmp_path: Path):
    ids = np.arange(2_000)
    for arms, told in (
        (["a"] * 1_000 + ["b"] * 1_000, True),
        (np.random.default_rng(4).choice(["a", "b"], 2_000), False),
    ):
        file, files = written(tmp_path, "rows", pa.table({"id": ids, "variant": arms, "spend": ids % 3}))
        found = cell_table(campaign(file, {"customer": "id", "metrics": {"spend": "spend"}}, [SPEND]), files)
        p = found.audits[0].id_predicts_variant
        assert p is not None
        assert (p < 1e-6) == told


def test_the_top_share_is_that_of_one_in_a_thousand(tmp_path: Path):
    spend = [1_000, 1_000, *([1] * 1_998)]
    file, files = written(tmp_path, "rows", pa.table({"variant": ["a", "b"] * 1_000, "spend": spend}))
    found = cell_table(campaign(file, {"metrics": {"spend": "spend"}}, [SPEND]), files)
    assert found.audits[0].top_share == {"spend": pytest.approx(2_000 / 3_998)}


def test_halves_make_the_whole(tmp_path: Path):
    file, files = written(tmp_path, "rows", rows_of_two_arms(2_000))
    document = campaign(file, roles(covariates=["before"]), [SPEND, BUY])
    whole = cell_table(document, files)
    halves = half_tables(document, files, 5, 3)
    assert len({half.cells[0].moments.n for half, _ in halves}) > 1
    for one, other in halves:
        for cell in whole.cells:
            parts = [
                c.moments for c in (*one.cells, *other.cells) if (c.variant, c.segment) == (cell.variant, cell.segment)
            ]
            again = merged(parts)
            assert again.n == cell.moments.n
            np.testing.assert_allclose(again.means, cell.moments.means, rtol=1e-9)
            np.testing.assert_allclose(again.products, cell.moments.products, rtol=1e-8, atol=1e-6)
    assert abs(sum(cell.moments.n for cell in halves[0][0].cells) - 1_000) < 150
    assert [c.moments.n for c in half_tables(document, files, 5, 3)[4][0].cells] == [
        c.moments.n for c in halves[4][0].cells
    ]


def test_the_same_digits_every_time(tmp_path: Path):
    file, files = written(tmp_path, "rows", rows_of_two_arms(20_000))
    document = campaign(file, roles(covariates=["before"]), [SPEND, BUY])
    first, second = cell_table(document, files), cell_table(document, files)
    for one, other in zip(first.cells, second.cells, strict=True):
        assert one.moments.products.tobytes() == other.moments.products.tobytes()


def test_no_person_is_in_the_cells(tmp_path: Path):
    file, files = written(tmp_path, "rows", rows_of_two_arms(50))
    found = cell_table(campaign(file, roles(), [SPEND, BUY]), files)
    assert not [one for one in range(1_000, 1_050) if f"'{one}'" in repr(found)]


def test_a_send_that_waits_for_its_figures_takes_nothing_from_the_others():
    document = next(one.document for one in samples() if one.id == "hillstrom")
    waiting = document.model_copy(update={"sends": (*document.sends, Send(id="next"))})
    assert cell_table(waiting, {}).metrics == cell_table(document, {}).metrics == ("spend", "visit", "conversion")


@needs_hillstrom
def test_hillstrom(tmp_path: Path):
    """Shares as stated with the data: visits 0.14678, conversions 0.00903, spend 1.05091; arms 21,306 to 21,387."""
    document, files = hillstrom(tmp_path)
    found = cell_table(document, files)
    whole = merged([cell.moments for cell in found.cells])
    assert [round(float(mean), 5) for mean in whole.means[:3]] == [0.14678, 0.00903, 1.05091]
    sizes = {arm: sum(c.moments.n for c in found.cells if c.variant == arm) for arm in ("none", "mens", "womens")}
    assert sizes == {"none": 21_306, "mens": 21_307, "womens": 21_387}
    assert found.audits[0].customers == 64_000


@pytest.mark.parametrize("dialect", ["postgres", "databricks", "bigquery", "snowflake", "trino"])
@pytest.mark.parametrize("one_row_each", [True, False])
def test_the_expression_is_portable(tmp_path: Path, dialect: str, one_row_each: bool):
    """The same expression compiles for warehouses: nothing of DuckDB alone is in it."""
    people = rows_of_two_arms(20).append_column("sent", pa.array([date(2026, 3, 1)] * 20))
    orders = pa.table({"who": [1000], "at": [date(2026, 3, 2)], "sum": [5.5]})
    file, files = written(tmp_path, "people", people)
    other, more = written(tmp_path, "orders", orders)
    outcome = {"file": other, "customer": "who", "at": "at", "metrics": {"spend": "sum"}}
    given = roles(metrics={"buy": "buy"}, covariates=["before"], exposed_at="sent")
    document = campaign(file, given, [{**SPEND, "cap": 100}, BUY], outcomes=[outcome])
    send = document.sends[0]
    with opened(document, send, send.source, files | more) as sources:
        people = customers(sources, one_row_each=one_row_each)
        expression = aggregation(
            people, [VARIANT, SEGMENT], sources.measures, pairs_of(sources), splits_of(sources.measures)
        )
    assert "GROUP BY" in ibis.to_sql(expression, dialect=dialect)
