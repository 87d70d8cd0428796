"""A made-up shop: three kinds of customers whose later money is known, and fields that do and do not tell of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluators.segmentations.data_facts import CustomerColumns
from evaluators.segmentations.document import SegmentationEvaluation

KINDS = ((20.0, 8.0, 60.0), (90.0, 3.0, 20.0), (300.0, 2.0, 3.0))  # days, orders, mean later money
QUICK = {
    "pairs": 5,
    "slow_pairs": 3,
    "label_draws": 40,
    "data_draws": 4,
}


def shop(customers=600, seed=0):
    """Return customers of three equally common kinds, drawn in turn, and the kind of each."""
    rng = np.random.default_rng(seed)
    kind = np.arange(customers) % 3
    days, orders, money = (np.array([one[place] for one in KINDS])[kind] for place in range(3))
    bought = np.maximum(1, rng.poisson(orders)).astype(float)
    recency = np.maximum(0, np.round(rng.normal(days, 10 + days / 8)))
    worth = bought * rng.gamma(20, 1.6, customers)
    return CustomerColumns(
        columns={
            "recency_days": recency,
            "orders": bought,
            "revenue": worth,
            "country": np.where(rng.random(customers) < 0.8, "FI", "SE").astype(object),
            "mail": (rng.random(customers) < 0.9).astype(float),
            "area": np.array(["north", "south"], dtype=object)[rng.integers(2, size=customers)],
            "plan": np.array(["gold", "silver", "none"], dtype=object)[kind],
        },
        outcome=rng.gamma(2, money / 2),
        past_money=worth / 2,
        value=worth,
        earlier={
            "recency_days": np.maximum(0, np.round(recency + rng.normal(0, 5, customers))),
            "orders": np.maximum(1, bought - rng.integers(0, 2, customers)),
            "revenue": worth * 0.9,
        },
    ), kind


FIELDS = (
    {"id": "recency_days", "sensitivity": 1},
    {"id": "orders", "sensitivity": 1},
    {"id": "revenue", "sensitivity": 3},
    {"id": "country", "kind": "category", "at_signup": True},
    {"id": "mail", "kind": "yes_no", "role": "channel", "sensitivity": 0},
    {"id": "area", "kind": "category", "role": "filter", "at_signup": True},
    {"id": "plan", "kind": "category", "sensitivity": 2},
)
BEHAVIOUR = ("recency_days", "orders", "revenue")
COUNTRY = {
    "mode": "exclusive",
    "segments": [{"id": "home"}, {"id": "abroad"}],
    "lines": [
        {"segment": "home", "when": {"field": "country", "operator": "eq", "value": "FI"}},
        {"segment": "abroad", "when": {"field": "country", "operator": "not_in", "values": ["FI"]}},
    ],
}
CODES = ("A1", "A3", "A4", "B1", "B2", "B3", "B4", "D1", "E1", "E2", "F1", "F2", "G1", "G2")
POINTS = (20, 8, 5, 10, 7, 3, 5, 10, 8, 3, 7, 6, 4, 4)
CANDIDATES = (
    {"type": "rules", "id": "country", "family": "geographic", "table": COUNTRY},
    {"type": "lifecycle", "id": "stages"},
    {"type": "kmeans", "id": "three", "fields": BEHAVIOUR, "segments": 3, "signed_log": BEHAVIOUR},
    {"type": "no_segments", "id": "none"},
    {"type": "random", "id": "luck", "segments": 3},
)


def light(customers=240):
    """Return customers without an outcome and without an earlier date, which take less time."""
    return replace(shop(customers)[0], outcome=None, earlier=None)


LATER_KNOWN = tuple({**one, "at_signup": False} for one in FIELDS)
"""The same fields, none of them known at sign-up: nothing to learn recognition from."""


def question(*candidates, **changes):
    """Return a document over the shop, measured by all scored criteria, with little work."""
    values = {
        "as_of": "2026-01-01",
        "fields": FIELDS,
        "candidates": candidates or CANDIDATES,
        "criteria": [{"id": code.lower(), "name": code, "code": code} for code in CODES],
        "weighting": {"top": {"points": dict(zip((code.lower() for code in CODES), POINTS, strict=True))}},
        "settings": {"effort": QUICK, "floor": {"customers": 50, "least": 5}, "decision": {"draws": 2000}},
    }
    return SegmentationEvaluation.model_validate(values | changes)
