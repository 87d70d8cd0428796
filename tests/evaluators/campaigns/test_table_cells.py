"""Cells from a table of sums: the same as from the rows, exact, and honest about what sums do not tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.table_cells import table_cells, table_metrics
from evaluators.errors import EvaluationError, NotComputable

METRICS = [
    {"id": "buy", "name": "Bought", "kind": "proportion"},
    {"id": "spend", "name": "Spend", "kind": "mean"},
    {"id": "basket", "name": "Basket", "kind": "ratio", "denominator": "buy"},
]


def campaign(*rows: dict[str, Any]) -> CampaignTest:
    return CampaignTest.model_validate(
        {
            "as_of": date(2026, 11, 22),
            "design": {
                "metrics": METRICS,
                "variants": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
                "segments": [{"id": "new", "name": "New"}],
            },
            "sends": [{"id": "s", "source": {"type": "table", "rows": list(rows)}}],
        }
    )


def cells(*rows: dict[str, Any]):
    document = campaign(*rows)
    return table_cells(document.sends[0], document.design)


def test_a_table_gives_what_its_rows_give():
    spend = np.array([0.0, 0.0, 12.5, 7.5, 0.0])
    buy = (spend > 0).astype(float)
    row = {
        "variant": "a",
        "segment": "new",
        "customers": 5,
        "sums": {"buy": 2, "spend": 20, "basket": 20},
        "squares": {"spend": float(spend @ spend), "basket": float(spend @ spend)},
        "products": {"basket": float(spend @ buy)},
    }
    (cell,), audit = cells(row)
    wanted = Moments.of(["buy", "spend", "basket"], np.column_stack([buy, spend, spend]))
    np.testing.assert_allclose(cell.moments.means, wanted.means)
    np.testing.assert_allclose(cell.moments.products.diagonal(), wanted.products.diagonal())
    assert cell.moments.covariance("buy", "basket") == pytest.approx(wanted.covariance("buy", "basket"))
    assert (cell.send, cell.variant, cell.segment) == ("s", "a", "new")
    assert cell.moments.knows("buy", "basket")
    assert not cell.moments.knows("buy", "spend"), "of two metrics that are no ratio a table says nothing"
    assert (audit.rows, audit.customers, audit.duplicates, audit.fingerprint) == (1, 5, None, None)


def test_large_sums_keep_their_digits():
    """Three customers near 10⁷: their spread stands in the last digits of the sum of squares."""
    values = [9_999_999, 10_000_000, 10_000_002]
    row = {
        "variant": "a",
        "customers": 3,
        "sums": {"spend": sum(values)},
        "squares": {"spend": sum(one**2 for one in values)},
    }
    (cell,), _ = cells(row)
    assert cell.moments.products[0, 0] == 14 / 3


def test_what_sums_do_not_tell_is_named():
    row = {"variant": "a", "customers": 5, "sums": {"buy": 2, "spend": 20, "basket": 20}, "squares": {"basket": 212.5}}
    (cell,), _ = cells(row)
    assert [cell.moments.knows(name) for name in ("buy", "spend", "basket")] == [True, False, False]
    with pytest.raises(NotComputable, match="spread_unknown"):
        cell.moments.summary("spend")


def test_an_empty_place_is_not_zero():
    document = campaign(
        {"variant": "a", "customers": 5, "sums": {"buy": 2, "spend": 1}},
        {"variant": "b", "customers": 5, "sums": {"buy": 2}},
        {"variant": "b", "segment": "new", "customers": 0, "sums": {}},
    )
    assert table_metrics(document.sends[0], document.design) == ("buy",)
    found, audit = table_cells(document.sends[0], document.design)
    assert [cell.moments.names for cell in found] == [("buy",), ("buy",)]
    assert audit.customers == 10


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"variant": "a", "customers": 5, "sums": {"buy": 6}}], "events_outside_trials"),
        ([{"variant": "a", "customers": 5, "sums": {"buy": 2.5}}], "events_outside_trials"),
        ([{"variant": "a", "customers": 5, "sums": {"buy": 2}}] * 2, "table_row_twice"),
        ([{"variant": "a", "customers": 5, "sums": {"spend": 20}, "squares": {"spend": 50}}], "squares_too_small"),
    ],
)
def test_tables_that_cannot_be(rows: list[dict[str, Any]], code: str):
    with pytest.raises(EvaluationError, match=code):
        cells(*rows)
