"""Products in cells: those that something is worked out from, in one pass, with proportions told apart by group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from data.cell_sums import MOST_SPLITS, grouped_sums, splits_of
from data.cells import cell_table, half_tables, opened
from data.customers import customers
from data.engines import Engine
from data.shuffles import shuffled_tables
from evaluators.campaigns.aggregates import Moments, merged
from evaluators.campaigns.cells import CLUSTER_CUSTOMERS, CellTable, related
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.reading import read
from tests.data.campaign_files import campaign, written

METRICS = [
    {"id": "spend", "name": "Spend", "kind": "mean"},
    {"id": "buy", "name": "Bought", "kind": "proportion"},
    {"id": "orders", "name": "Orders", "kind": "mean"},
    {"id": "basket", "name": "Basket", "kind": "ratio", "denominator": "orders"},
]
NAMES = [metric["id"] for metric in METRICS]


def shop(n: int = 3_000, seed: int = 1) -> pa.Table:
    """Customers of three variants in two segments, with whole and broken numbers among their figures."""
    rng = np.random.default_rng(seed)
    past = rng.lognormal(3, 1, n)
    variant = rng.integers(0, 3, n)
    orders = rng.poisson(0.3 + 0.05 * variant + past / 100)
    cents = (orders * rng.integers(500, 9_000, n)).astype(int)
    return pa.table(
        {
            "id": np.arange(n),
            "home": [f"home {one}" for one in np.arange(n) // 5],
            "variant": np.array(["a", "b", "c"])[variant],
            "group": rng.choice(["new", "old"], n),
            "buy": orders > 0,
            "orders": orders,
            "spend": pa.array([Decimal(int(one)) / 100 for one in cents], pa.decimal128(18, 2)),
            "basket": cents / 100,
            "past": past,
            "age": rng.integers(18, 90, n),
        }
    )


def document_of(file: dict[str, Any], **roles: object) -> CampaignTest:
    given = {"segment": "group", "metrics": {name: name for name in NAMES}, "covariates": ["past", "age"], **roles}
    document = campaign(file, {"variants": {one: one for one in "abc"}, **given}, METRICS)
    guardrails = [{"metric": "basket", "margin": 5}, {"metric": "buy", "margin": 0.05}]
    design = {**document.design.model_dump(), "guardrails": guardrails}
    return CampaignTest.model_validate({**document.model_dump(), "design": design})


def with_all_products(table: CellTable, rows: pa.Table) -> CellTable:
    """The same cells with the product of everything with everything, straight from the rows."""
    frame, names = rows.to_pandas(), list(table.metrics + table.covariates)
    if table.of_clusters:
        frame[CLUSTER_CUSTOMERS] = 1
        frame = frame.groupby(["home", "variant"], as_index=False)[names].sum()
    cells = []
    for cell in table.cells:
        own = frame[frame["variant"] == cell.variant]
        own = own if cell.segment is None else own[own["group"] == cell.segment]
        cells.append(replace(cell, moments=Moments.of(names, own[names].astype(float).to_numpy())))
    return replace(table, cells=tuple(cells))


def assert_alike(one: object, other: object) -> None:
    """The same in every field, numbers to seven digits."""
    assert type(one) is type(other) or isinstance(one, int | float)
    if is_dataclass(one):
        for field in fields(one):
            assert_alike(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, Mapping):
        assert one.keys() == other.keys()
        assert_alike(list(one.values()), list(other.values()))
    elif isinstance(one, Sequence) and not isinstance(one, str):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            assert_alike(left, right)
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-7, abs=1e-12)
    else:
        assert one == other


def unknown(moments: Moments) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in combinations(moments.names, 2) if not moments.knows(*pair)}


@pytest.mark.parametrize("dealt", ["customers", "clusters"])
def test_a_result_needs_no_other_products(tmp_path: Path, dealt: str):
    """Read from cells without the other products, a test has the very result that it has with all of them."""
    rows = shop()
    if dealt == "clusters":
        arm = np.random.default_rng(2).choice(["a", "b", "c"], rows.num_rows // 5)
        rows = rows.set_column(rows.column_names.index("variant"), "variant", [np.repeat(arm, 5)])
    file, files = written(tmp_path, "shop", rows)
    document = document_of(file, **({"cluster": "home"} if dealt == "clusters" else {}))
    table = cell_table(document, files)
    assert table.of_clusters == (dealt == "clusters")
    result = read(document, table)
    assert_alike(result, read(document, with_all_products(table, rows)))
    assert all(effect.estimate is not None for effect in result.effects)
    adjusted = {effect.metric for effect in result.effects if effect.covariates is not None}
    assert adjusted == (set() if table.of_clusters else {"spend", "buy", "orders"})


def test_only_what_is_needed_is_known(tmp_path: Path):
    """In cells of customers, of halves of them, and of customers dealt anew."""
    file, files = written(tmp_path, "shop", shop())
    document = document_of(file)
    halves = half_tables(document, files, 1, seed=3)[0]
    shuffled = next(shuffled_tables(document, files, draws=1, seed=3))
    for table in (cell_table(document, files), *halves, shuffled):
        for cell in table.cells:
            names = cell.moments.names
            needed = related(document.design.metrics, table.covariates, clusters=False)
            assert unknown(cell.moments) == {frozenset(pair) for pair in combinations(names, 2)} - needed


def test_halves_and_groups_split_by_proportions_make_the_same_whole(tmp_path: Path):
    """Cells split groups by what is 0 or 1, halves add it up: two ways to the same products."""
    file, files = written(tmp_path, "shop", shop())
    document = document_of(file)
    parts = [cell for half in half_tables(document, files, 1, seed=3)[0] for cell in half.cells]
    for cell in cell_table(document, files).cells:
        again = merged(one.moments for one in parts if (one.variant, one.segment) == (cell.variant, cell.segment))
        np.testing.assert_allclose(again.means, cell.moments.means, rtol=1e-12)
        np.testing.assert_allclose(again.products, cell.moments.products, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kept", ["one row each", "some out of the window", "two rows each"])
def test_many_proportions_of_many_types(tmp_path: Path, kept: str):
    """More of them than groups are split by; columns of every type, with gaps, and figures other than 0 and 1."""
    rng = np.random.default_rng(4)
    types = [pa.bool_(), pa.int32(), pa.float64(), pa.decimal128(25, 2), pa.int64(), pa.int8()]
    n, names = 2_000, [f"did_{place}" for place in range(len(types))]
    assert len(names) > MOST_SPLITS
    figures, gaps = rng.integers(-1, 3, (n, len(types))), rng.random((n, len(types))) < 0.1
    figures[:, 0] = figures[:, 0] > 0
    past, money, late = rng.lognormal(3, 1, n), rng.integers(0, 50, n), rng.random(n) < 0.2
    at = [date(2026, 6, 1) if one else date(2026, 3, 2) for one in late]
    table = pa.table({"id": range(n), "variant": ["a", "b"] * (n // 2), "past": past, "money": money, "paid": money})
    table = table.append_column("at", pa.array(at))
    for place, kind in enumerate(types):
        table = table.append_column(names[place], pa.array(figures[:, place], mask=gaps[:, place]).cast(kind))
    metrics = [{"id": name, "name": name, "kind": "proportion"} for name in names]
    for name in (names[0], names[-1]):
        metrics.append({"id": f"per_{name}", "name": name, "kind": "ratio", "denominator": name})
    given = {name: name for name in names} | {f"per_{name}": "paid" for name in (names[0], names[-1])}
    roles = {"metrics": given, "covariates": ["past", "money"]}
    counted, paid = np.ones(n, dtype=bool), money
    if kept == "some out of the window":
        roles, counted = {**roles, "outcome_at": "at"}, ~late
    if kept == "two rows each":
        table, roles, paid = pa.concat_tables([table, table]), {**roles, "customer": "id"}, 2 * money
    file, files = written(tmp_path, "many", table)
    document = campaign(file, roles, metrics, send={"sent_on": date(2026, 3, 1)})
    found = cell_table(document, files)
    did, paid = (figures > 0) & ~gaps & counted[:, None], paid * counted
    whole = np.column_stack([did, paid, paid, past, money]).astype(float)
    for cell, start in zip(found.cells, (0, 1), strict=True):
        wanted = Moments.of(cell.moments.names, whole[start::2])
        np.testing.assert_allclose(cell.moments.means, wanted.means, rtol=1e-12)
        known = ~np.isnan(cell.moments.products)
        np.testing.assert_allclose(cell.moments.products[known], wanted.products[known], rtol=1e-9, atol=1e-8)
        assert all(cell.moments.knows("past", "money", name) for name in names)
        assert [cell.moments.knows(f"per_{names[0]}", name) for name in names] == [True] + [False] * 5


@pytest.mark.parametrize(("offset", "relative"), [(0.0, 1e-13), (1e4, 1e-11), (1e8, 1e-6)])
def test_a_proportion_beside_a_covariate_far_from_zero(tmp_path: Path, offset: float, relative: float):
    """What goes with the share keeps its digits: split groups are put together by their means, not by raw sums."""
    rng = np.random.default_rng(5)
    bought = rng.integers(0, 2, 5_000)
    spread = np.round(rng.normal(0.2 * bought, 1.0), 6)
    table = pa.table({"variant": ["a", "b"] * 2_500, "buy": bought, "past": spread + offset})
    file, files = written(tmp_path, "far", table)
    found = cell_table(campaign(file, {"metrics": {"buy": "buy"}, "covariates": ["past"]}, [METRICS[1]]), files)
    for cell, start in zip(found.cells, (0, 1), strict=True):
        wanted = np.cov(bought[start::2], spread[start::2])
        scale = np.sqrt(np.outer(wanted.diagonal(), wanted.diagonal()))
        np.testing.assert_allclose(cell.moments.products / 2_499 / scale, wanted / scale, atol=relative)


def test_sums_beyond_64_bits_stay_exact_beside_a_proportion(tmp_path: Path):
    cents = [10**12 + place * 10**6 for place in range(8)]
    bought = [1, 0, 1, None, 1, 1, 0, 1]
    spend = pa.array([Decimal(one) / 100 for one in cents], pa.decimal128(18, 2))
    file, files = written(tmp_path, "money", pa.table({"variant": ["a", "b"] * 4, "spend": spend, "buy": bought}))
    metrics = [METRICS[1], {"id": "spend", "name": "Spend", "kind": "ratio", "denominator": "buy"}]
    document = campaign(file, {"metrics": {"spend": "spend", "buy": "buy"}}, metrics)
    for cell, start in zip(cell_table(document, files).cells, (0, 1), strict=True):
        own, did = cents[start::2], [one or 0 for one in bought[start::2]]
        both = sum((d - Fraction(sum(did), 4)) * one for d, one in zip(did, own, strict=True)) / 100
        square = sum((one - Fraction(sum(own), 4)) ** 2 for one in own) / 100**2
        assert cell.moments.names == ("buy", "spend")
        assert cell.moments.products[1].tolist() == [float(both), float(square)]


def test_cells_take_one_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Segments, metrics and covariates are all in the one question that the engine is asked, and no aggregate twice."""
    asked: list[str] = []
    before = Engine.table

    def counted(engine: Engine, expression: Any) -> Any:
        asked.append(engine.backend.compile(expression))
        return before(engine, expression)

    file, files = written(tmp_path, "shop", shop())
    document = document_of(file)
    send = document.sends[0]
    with opened(document, send, send.source, files) as sources:
        people, table = customers(sources, one_row_each=True), sources.assignment.get_name()
        monkeypatch.setattr(Engine, "table", counted)
        grouped = grouped_sums(sources, people)
    assert len(grouped.groups) == 6
    assert [question.count(table) for question in asked] == [1]
    assert splits_of(grouped.measures) == (1,)
    aggregates = {
        name: len(re.findall(rf"\b{name}\(", asked[0])) for name in ("COUNT", "SUM", "VARIANCE", "COVAR_SAMP")
    }
    assert aggregates == {"COUNT": 1, "SUM": 10, "VARIANCE": 2, "COVAR_SAMP": 4}
