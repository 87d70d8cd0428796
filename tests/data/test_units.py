"""Customers dealt in clusters, dealt anew at random, and followed day by day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from data.cells import cell_table, half_tables
from data.over_time import chosen_days, day_tables
from data.shuffles import shuffled_tables
from evaluators.campaigns.aggregates import merged
from evaluators.campaigns.cells import CLUSTER_CUSTOMERS
from evaluators.campaigns.reading import read
from evaluators.campaigns.results import CheckState
from evaluators.campaigns.source import PastedTable
from tests.data.campaign_files import campaign, hillstrom, needs_hillstrom, written
from tests.data.test_cells import BUY, SPEND, roles, rows_of_two_arms

SENT = datetime(2026, 10, 1, 9)  # noqa: DTZ001  # files have moments of the shop's own clock


def stores_by_week(stores: int = 24, weeks: int = 10, seed: int = 3) -> pa.Table:
    """Sales of stores, each of which has one variant all the time."""
    rng = np.random.default_rng(seed)
    arm = rng.permutation(np.arange(stores) % 2)
    store = np.repeat(np.arange(stores), weeks)
    sales = rng.normal(100, 20, stores)[store] + rng.normal(0, 5, stores * weeks)
    return pa.table(
        {
            "store": [f"S{one:02d}" for one in store],
            "week": np.tile(np.arange(weeks), stores),
            "variant": [("a", "b")[one] for one in arm[store]],
            "spend": sales,
            "buy": (sales > 105).astype(int),
        }
    )


def test_cells_of_clusters_hold_their_sums_and_customers(tmp_path: Path):
    table = stores_by_week()
    file, files = written(tmp_path, "stores", table)
    given = {"cluster": "store", "metrics": {"spend": "spend", "buy": "buy"}, "segment": "week"}
    found = cell_table(campaign(file, given, [SPEND, BUY]), files)
    assert found.metrics == ("spend", "buy", CLUSTER_CUSTOMERS)
    frame = table.to_pandas()
    for cell in found.cells:
        sums = frame[frame["variant"] == cell.variant].groupby("store")[["spend", "buy"]].agg("sum")
        sums["size"] = frame.groupby("store").size()
        assert (cell.segment, cell.moments.n) == (None, len(sums))
        np.testing.assert_allclose(cell.moments.means, sums.mean(), rtol=1e-12)
        wanted = sums.cov(ddof=1).to_numpy() * (len(sums) - 1)
        wanted[0, 1] = wanted[1, 0] = np.nan  # nothing is worked out from sales together with buyers
        np.testing.assert_allclose(cell.moments.products, wanted, rtol=1e-9, atol=1e-8)
        assert cell.histograms == {}
    audit = found.audits[0]
    assert (audit.in_two_variants, audit.id_predicts_variant, audit.cluster_columns) == (0, None, ())


def test_halves_of_clusters_keep_them_whole(tmp_path: Path):
    file, files = written(tmp_path, "stores", stores_by_week())
    document = campaign(file, {"cluster": "store", "metrics": {"spend": "spend"}}, [SPEND])
    for half in half_tables(document, files, 1, seed=5)[0]:
        place = half.metrics.index(CLUSTER_CUSTOMERS)
        assert all(cell.moments.means[place] == 10 for cell in half.cells)


def test_customers_in_a_cluster_of_two_variants_are_left_out(tmp_path: Path):
    rows = pa.table(
        {
            "id": [1, 1, 2, 3, 4, 5, 6],
            "home": ["x", "x", "x", "y", "y", "z", None],
            "variant": ["a", "a", "a", "a", "b", "b", "b"],
            "spend": [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0],
        }
    )
    file, files = written(tmp_path, "homes", rows)
    document = campaign(file, {"customer": "id", "cluster": "home", "metrics": {"spend": "spend"}}, [SPEND])
    found = cell_table(document, files)
    totals = {cell.variant: (cell.moments.n, *(cell.moments.n * cell.moments.means)) for cell in found.cells}
    assert totals == {"a": (1, 7.0, 2.0), "b": (2, 96.0, 2.0)}
    assert found.audits[0].in_two_variants == 2
    assert found.audits[0].duplicates == 1


def test_a_rating_of_a_cluster_is_that_of_those_who_gave_one(tmp_path: Path):
    rows = pa.table({"home": ["x", "x", "y", "z"], "variant": ["a", "a", "a", "b"], "mark": [3, None, 5, None]})
    file, files = written(tmp_path, "marks", rows)
    mark = {"id": "mark", "name": "Mark", "kind": "rating", "highest": 5}
    found = cell_table(campaign(file, {"cluster": "home", "metrics": {"mark": "mark"}}, [mark]), files)
    first = found.cells[0].moments
    assert list(first.means) == [(3 * 2 + 5) / 2, 1.5]
    assert [cell.moments.knows("mark") for cell in found.cells] == [True, False]


def test_a_column_that_the_variants_were_dealt_by_is_found(tmp_path: Path):
    file, files = written(tmp_path, "stores", stores_by_week())
    found = cell_table(campaign(file, {"metrics": {"spend": "spend", "buy": "buy"}}, [SPEND, BUY]), files)
    assert found.audits[0].cluster_columns == ("store",)


def test_columns_of_customers_dealt_one_by_one_are_none(tmp_path: Path):
    rng = np.random.default_rng(4)
    rows = rows_of_two_arms(5_000)
    rare = np.where(rng.random(5_000) < 0.01, "b", "a")
    rows = rows.append_column("home", pa.array(rng.integers(0, 2_400, 5_000))).set_column(1, "variant", [rare])
    file, files = written(tmp_path, "people", rows)
    assert cell_table(campaign(file, roles(), [SPEND, BUY]), files).audits[0].cluster_columns == ()


@needs_hillstrom
def test_hillstrom_was_not_dealt_by_a_column(tmp_path: Path):
    document, files = hillstrom(tmp_path)
    assert cell_table(document, files, histograms=False).audits[0].cluster_columns == ()


def test_shuffles_keep_everything_but_who_got_what(tmp_path: Path):
    rows = rows_of_two_arms(900)
    file, files = written(tmp_path, "rows", rows)
    document = campaign(file, roles(covariates=["before"]), [SPEND, BUY])
    whole = cell_table(document, files)
    told: list[float] = []
    tables = list(shuffled_tables(document, files, draws=3, seed=7, progress=told.append))
    assert told == pytest.approx([1 / 3, 2 / 3, 1])
    sizes = {(cell.variant, cell.segment): cell.moments.n for cell in whole.cells}
    for table in tables:
        assert (table.metrics, table.covariates) == (whole.metrics, whole.covariates)
        assert {(cell.variant, cell.segment): cell.moments.n for cell in table.cells} == sizes
        for segment in ("new", "old", "lost"):
            own, other = (
                merged(cell.moments for cell in one.cells if cell.segment == segment) for one in (whole, table)
            )
            np.testing.assert_allclose(other.means, own.means, rtol=1e-12)
            np.testing.assert_allclose(other.products, own.products, rtol=1e-9)
    first = [[cell.moments.means.tolist() for cell in table.cells] for table in (whole, *tables)]
    assert len({str(one) for one in first}) == 4
    again = next(shuffled_tables(document, files, draws=1, seed=7))
    assert [cell.moments.means.tolist() for cell in again.cells] == first[1]


def test_shuffled_labels_are_evenly_dealt(tmp_path: Path):
    """The share of one customer's spend that falls to an arm is that arm's share of customers, over many draws."""
    table = pa.table({"variant": ["a"] * 3 + ["b"], "spend": [0.0, 0.0, 0.0, 1.0]})
    file, files = written(tmp_path, "few", table)
    document = campaign(file, {"metrics": {"spend": "spend"}}, [SPEND])
    hits = sum(
        cell.moments.n * cell.moments.means[0]
        for one in shuffled_tables(document, files, draws=4_000, seed=1)
        for cell in one.cells
        if cell.variant == "b"
    )
    assert abs(hits / 4_000 - 0.25) < 4 * (0.25 * 0.75 / 4_000) ** 0.5


def test_shuffles_of_a_sample_and_of_clusters(tmp_path: Path):
    file, files = written(tmp_path, "rows", rows_of_two_arms(3_000))
    document = campaign(file, roles(), [SPEND, BUY])
    sampled = next(shuffled_tables(document, files, draws=1, seed=2, most_customers=700))
    assert sum(cell.moments.n for cell in sampled.cells) == 700
    file, files = written(tmp_path, "stores", stores_by_week())
    document = campaign(file, {"cluster": "store", "metrics": {"spend": "spend"}}, [SPEND])
    table = next(shuffled_tables(document, files, draws=1, seed=2))
    assert [(cell.segment, cell.moments.n, cell.moments.means[1]) for cell in table.cells] == [(None, 12, 10.0)] * 2


def test_shuffles_of_a_rating_have_its_values(tmp_path: Path):
    marks = [5, None, 3, 4, None, 1, 2, 5]
    file, files = written(tmp_path, "marks", pa.table({"variant": ["a", "b"] * 4, "mark": marks}))
    mark = {"id": "mark", "name": "Mark", "kind": "rating", "highest": 5}
    document = campaign(file, {"metrics": {"mark": "mark"}}, [mark])
    table = next(shuffled_tables(document, files, draws=1, seed=2))
    seen = sorted(value for cell in table.cells for value, n in cell.histograms["mark"] for _ in range(n))
    assert seen == sorted(mark for mark in marks if mark)
    for cell in table.cells:
        own = [value for value, n in cell.histograms["mark"] for _ in range(n)]
        assert cell.moments.means[0] == pytest.approx(np.mean(own))
        assert cell.moments.knows("mark") == (len(own) == cell.moments.n)


def test_a_table_of_sums_has_nobody_to_shuffle(tmp_path: Path):
    file, files = written(tmp_path, "rows", rows_of_two_arms())
    document = campaign(file, roles(), [SPEND, BUY])
    pasted = document.sends[0].model_copy(update={"source": PastedTable()})
    mixed = type(document).model_validate({**document.model_dump(), "sends": [pasted.model_dump()]})
    assert list(shuffled_tables(mixed, {}, draws=3, seed=1)) == []
    assert day_tables(mixed, {}) == ()
    assert day_tables(document, files) == ()


@needs_hillstrom
def test_shuffles_of_hillstrom_deal_everybody_again(tmp_path: Path):
    document, files = hillstrom(tmp_path)
    tables = list(shuffled_tables(document, files, draws=20, seed=1))
    assert len(tables) == 20
    assert {sum(cell.moments.n for cell in one.cells) for one in tables} == {64_000}
    assert len({float(one.cells[0].moments.means[0]) for one in tables}) > 15


def test_days_after_the_exposure(tmp_path: Path):
    people = pa.table({"id": [1, 2, 3, 4], "variant": ["a", "a", "b", "b"], "sent": [SENT] * 4})
    days = [date(2026, 10, 1), date(2026, 10, 3), date(2026, 10, 8), date(2026, 10, 9), None]
    orders = pa.table({"who": [1, 1, 3, 3, 4], "at": days, "sum": [1.0, 2.0, 4.0, 8.0, 16.0]})
    file, files = written(tmp_path, "people", people)
    other, more = written(tmp_path, "orders", orders)
    outcome = {"file": other, "customer": "who", "at": "at", "metrics": {"spend": "sum"}}
    document = campaign(file, {"customer": "id", "exposed_at": "sent"}, [SPEND], outcomes=[outcome])
    design = document.design.model_copy(update={"window_days": 7})
    document = document.model_copy(update={"design": design})
    found = day_tables(document, files | more)
    assert [day for day, _ in found] == [1, 2, 3, 4, 5, 6, 7]
    spent = [
        tuple(round(cell.moments.n * cell.moments.means[0], 9) for cell in sorted(table.cells, key=lambda c: c.variant))
        for _, table in found
    ]
    assert spent == [(1, 16), *[(3, 16)] * 5, (3, 20)]
    whole = cell_table(document, files | more)
    for cell, last in zip(whole.cells, found[-1][1].cells, strict=True):
        np.testing.assert_array_equal(cell.moments.means, last.moments.means)


def test_days_that_are_not_over_are_left_out(tmp_path: Path):
    table = pa.table({"variant": ["a", "b"], "spend": [1.0, 2.0], "at": [date(2026, 11, 20)] * 2})
    file, files = written(tmp_path, "rows", table)
    given = {"metrics": {"spend": "spend"}, "outcome_at": "at"}
    document = campaign(file, given, [SPEND], send={"sent_on": date(2026, 11, 19)})
    assert [day for day, _ in day_tables(document, files)] == [1, 2, 3]
    assert chosen_days(30)[-1] == 30
    assert len(chosen_days(30)) == 14
    assert chosen_days(0) == ()


def test_contacts_that_were_not_dealt_are_no_experiment(tmp_path: Path):
    """As bank campaigns are: who is called again is who has not answered yet, so "contacts" is no variant."""
    rng = np.random.default_rng(8)
    n = 4_000
    age, balance = rng.normal(45, 12, n), rng.lognormal(6, 1, n)
    keen = 1 / (1 + np.exp(-(np.log(balance) - 6)))
    contacts = np.minimum(rng.geometric(0.35 + 0.3 * keen), 5)
    buy = (rng.random(n) < 0.25 * keen / contacts).astype(int)
    table = pa.table({"contacts": contacts, "balance": balance, "age": age, "buy": buy, "id": rng.permutation(n)})
    file, files = written(tmp_path, "calls", table)
    given = {
        "variant": "contacts",
        "variants": {str(one): f"calls_{one}" for one in range(1, 6)},
        "customer": "id",
        "metrics": {"buy": "buy"},
        "covariates": ["age", "balance"],
    }
    document = campaign(file, given, [BUY])
    result = read(document, cell_table(document, files))
    states = {check.code: check.state for check in result.checks}
    assert states["not_randomised"] is CheckState.BLOCKING
    dealt = table.set_column(0, "contacts", [rng.permutation(np.arange(n) % 5 + 1)])
    file, files = written(tmp_path, "dealt", dealt)
    document = campaign(file, given, [BUY])
    result = read(document, cell_table(document, files))
    assert {check.code: check.state for check in result.checks}["not_randomised"] is CheckState.PASSED
