"""Which products cells have to hold follows from the design."""

from __future__ import annotations

from evaluators.campaigns.cells import CLUSTER_CUSTOMERS, related
from evaluators.campaigns.design import Metric

BUY = Metric(id="buy", name="Bought", kind="proportion")
SPEND = Metric(id="spend", name="Spend", kind="mean")
BASKET = Metric(id="basket", name="Basket", kind="ratio", denominator="buy")


def pairs(*names: str) -> set[frozenset[str]]:
    return {frozenset(name.split("-")) for name in names}


def test_a_metric_goes_with_covariates_and_a_ratio_with_its_denominator():
    found = related([BUY, SPEND, BASKET], ("age", "past"), clusters=False)
    assert found == pairs("buy-age", "buy-past", "spend-age", "spend-past", "age-past", "basket-buy")


def test_metrics_alone_need_no_products():
    assert related([BUY, SPEND], (), clusters=False) == frozenset()


def test_over_clusters_every_metric_is_a_ratio():
    found = related([BUY, SPEND, BASKET], ("age", "past"), clusters=True)
    size = CLUSTER_CUSTOMERS
    assert found == pairs(f"buy-{size}", f"spend-{size}", "basket-buy", "age-past")
