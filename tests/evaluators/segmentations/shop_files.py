"""The made-up shop as files: a customer table, an order log, and evaluations over them with little work."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import numpy as np

from services import datasets
from tests.evaluators.segmentations.made_up_shop import BEHAVIOUR, COUNTRY, shop

SPLIT = date(2026, 1, 1)
LITTLE = {"pairs": 2, "slow_pairs": 2, "label_draws": 20, "data_draws": 2, "restarts": 1}
SETTINGS = {"effort": LITTLE, "floor": {"customers": 20, "least": 0}, "decision": {"draws": 1000}}
MONEY = ("recency_days", "orders", "revenue")
PEOPLE_FIELDS = (
    *({"id": name} for name in MONEY),
    {"id": "land", "column": "country", "kind": "category", "at_signup": True},
    {"id": "mail", "kind": "yes_no", "role": "channel", "sensitivity": 0},
    {"id": "plan", "kind": "category", "sensitivity": 2},
)
LOG_FIELDS = (
    *({"id": name} for name in MONEY),
    {"id": "last_category", "kind": "category"},
    {"id": "land", "column": "country", "kind": "category", "at_signup": True},
    {"id": "age_days", "column": "born", "kind": "date", "at_signup": True},
)
LAND = {
    **COUNTRY,
    "lines": [{**one, "when": {**one["when"], "field": "land"}} for one in COUNTRY["lines"]],
}
EVERY_KIND = (
    {"type": "rules", "id": "land", "family": "geographic", "table": LAND},
    {"type": "lifecycle", "id": "stages"},
    {"type": "rfm", "id": "rfm", "parts": 3},
    {"type": "kmeans", "id": "kmeans", "fields": BEHAVIOUR, "segments": 3, "signed_log": BEHAVIOUR},
    {"type": "bisecting", "id": "bisecting", "fields": BEHAVIOUR, "segments": 3},
    {"type": "gaussian_mixture", "id": "mixture", "fields": BEHAVIOUR, "segments": 3},
    {"type": "prototypes", "id": "prototypes", "fields": ("orders",), "categories": ("plan",), "segments": 3},
    {"type": "latent_class", "id": "latent", "categories": ("plan", "land"), "segments": 2},
    {"type": "density", "id": "density", "fields": BEHAVIOUR[:2], "signed_log": BEHAVIOUR[:2], "smallest": 15},
    {"type": "imported", "id": "imported", "field": "plan"},
    {"type": "no_segments", "id": "none"},
    {"type": "random", "id": "luck", "segments": 3},
)


def people_csv(customers=240, seed=0, *, start=0):
    """Return the shop's customers as CSV; some lack a value or would run as a formula in a spreadsheet."""
    columns = shop(customers, seed)[0].columns
    rows = [("customer", *columns)]
    for place in range(customers):
        values = [columns[name][place] for name in columns]
        cells = [
            f"{one:.6f}" if isinstance(one, float) and name == "revenue" else _cell(one)
            for name, one in zip(columns, values, strict=True)
        ]
        rows.append((ident(start + place), *cells))
    rows[5] = (rows[5][0], "", *rows[5][2:])
    return _csv(rows)


def ident(place):
    """Return a customer's id; the first ones are such as a spreadsheet would run."""
    return {0: "=1+2", 1: "@sum", 2: "anna@example.com"}.get(place, f"c{place:05d}")


def log_csv(customers=240, seed=0, *, until=SPLIT + timedelta(days=91), quiet=False):
    """Return a log with three kinds of buyers, and the customer table beside it.

    ``quiet``: nobody has bought in the last two years but a few.
    """
    rng = np.random.default_rng(seed)
    lines = [("customer", "day", "order", "sum", "category")]
    people = [("customer", "country", "born")]
    for place in range(customers):
        born = date(1950, 1, 1) + timedelta(days=int(rng.integers(0, 18_000)))
        people.append((ident(place), "FI" if rng.random() < 0.8 else "SE", born.isoformat()))
        gap = (20, 60, 200)[place % 3]
        day = until - timedelta(days=int(rng.integers(0, gap)) + (730 if quiet and place % 10 else 0))
        for _ in range(int(rng.integers(1, 12 if place % 3 == 0 else 4))):
            kind = ("food", "toys", "books")[int(rng.integers(3))]
            lines.append((ident(place), day.isoformat(), f"o{len(lines)}", f"{rng.gamma(4, 10):.2f}", kind))
            day -= timedelta(days=int(rng.integers(1, 2 * gap)))
    return _csv(lines), _csv(people)


def people_question(question, *candidates, customers=240, **changes):
    """Return an evaluation over a kept customer table."""
    kept = datasets.add(people_csv(customers), "customers.csv")
    data = {"customers": {"file": kept.file.model_dump(), "customer": "customer"}, "split_on": SPLIT}
    values = {"fields": PEOPLE_FIELDS, "data": data, "settings": SETTINGS} | changes
    return question(*candidates, **values)


def log_question(question, *candidates, customers=240, **changes):
    """Return an evaluation over a kept order log and customer table."""
    log, people = log_csv(customers)
    table, orders = datasets.add(people, "people.csv"), datasets.add(log, "orders.csv")
    meaning = {"customer": "customer", "at": "day", "order": "order", "amount": "sum", "category": "category"}
    data = {
        "customers": {"file": table.file.model_dump(), "customer": "customer"},
        "orders": {"file": orders.file.model_dump(), **meaning},
        "split_on": SPLIT,
    }
    values = {"fields": LOG_FIELDS, "data": data, "settings": SETTINGS} | changes
    return question(*candidates, **values)


def _cell(value):
    return str(int(value)) if isinstance(value, float) else str(value)


def _csv(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
