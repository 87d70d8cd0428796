"""Made-up customers with a field on everything that candidates can be made from, kept as an uploaded table."""

from __future__ import annotations

import csv
import io

import numpy as np

from evaluators.segmentations.document import SegmentationEvaluation
from services import datasets, evaluations

QUICK = {"pairs": 3, "slow_pairs": 2, "label_draws": 20, "data_draws": 2, "restarts": 1}
FIELDS = (
    {"id": "recency_days"},
    {"id": "orders"},
    {"id": "revenue", "sensitivity": 3},
    {"id": "age", "column": "ikä", "at_signup": True},
    {"id": "income", "column": "tulot"},
    {"id": "education", "column": "koulutus", "kind": "category", "at_signup": True},
    {"id": "job", "column": "ammatti", "kind": "category"},
    {"id": "postal", "column": "postinumero", "kind": "category", "at_signup": True},
    {"id": "healthy", "column": "asenne terveys", "kind": "yes_no"},
    {"id": "cheap", "column": "asenne hinta", "kind": "yes_no"},
    {"id": "tasty", "column": "asenne maku", "kind": "yes_no"},
    {"id": "pet", "column": "harrastus koira", "kind": "yes_no"},
    {"id": "trial", "column": "kokeilu", "kind": "yes_no"},
    {"id": "carts", "column": "hylätty ostoskori", "kind": "number"},
    {"id": "visits", "column": "käynnit"},
    {"id": "device", "column": "laite", "kind": "category"},
    {"id": "main_month"},
    {"id": "last_category", "kind": "category"},
    {"id": "plan", "kind": "category"},
    {"id": "old_segment", "column": "segmentti", "kind": "category"},
    {"id": "mail", "kind": "yes_no", "role": "channel"},
    {"id": "faith", "column": "vakaumus", "kind": "category", "special_category": True},
    {"id": "later", "column": "myöhemmin", "role": "outcome"},
)


def columns(customers=240, seed=0):
    """Return the customers' columns; three kinds of buyers take turns."""
    rng = np.random.default_rng(seed)
    kind = np.arange(customers) % 3
    days, orders = (np.array(one)[kind] for one in ((20, 90, 300), (8, 3, 2)))

    def pick(*values):
        return np.array(values)[rng.integers(len(values), size=customers)]

    def yes(share):
        return (rng.random(customers) < share).astype(int)

    bought = np.maximum(1, rng.poisson(orders))
    return {
        "asiakas": np.array([f"a{place:04d}" for place in range(customers)]),
        "recency_days": np.maximum(0, np.round(rng.normal(days, 10 + days / 8))).astype(int),
        "orders": bought,
        "revenue": np.round(bought * rng.gamma(20, 1.6, customers), 2),
        "ikä": np.where(yes(0.97) == 1, rng.integers(18, 80, customers).astype(str), ""),
        "tulot": rng.integers(18, 90, customers) * 1000,
        "koulutus": pick("perus", "toinen aste", "korkea"),
        "ammatti": pick("hoitaja", "opettaja", "yrittäjä", "muu"),
        "postinumero": pick("00100", "00200", "00500", "20100", "20500", "33100", "33200", "90100", "99999"),
        "asenne terveys": yes(0.5),
        "asenne hinta": yes(0.4),
        "asenne maku": yes(0.7),
        "harrastus koira": yes(0.3),
        "kokeilu": yes(0.3),
        "hylätty ostoskori": rng.poisson(0.7, customers),
        "käynnit": rng.poisson(4, customers),
        "laite": pick("puhelin", "tietokone", "tabletti"),
        "main_month": rng.integers(1, 13, customers),
        "last_category": pick("kengät", "takit", "asusteet"),
        "plan": np.array(["gold", "silver", "none"])[kind],
        "segmentti": np.array(["A", "B", "C"])[kind],
        "mail": yes(0.9),
        "vakaumus": pick("x", "y"),
        "myöhemmin": np.round(rng.gamma(2, np.array((60, 20, 3))[kind] / 2), 2),
    }


def as_csv(given):
    """Return columns as the bytes of a file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(given)
    writer.writerows(zip(*(values.tolist() for values in given.values()), strict=True))
    return text.getvalue().encode()


def table(customers=240, **changed):
    """Keep the customers, some columns replaced or, with ``None``, left out; return the file a document names."""
    given = {name: values for name, values in {**columns(customers), **changed}.items() if values is not None}
    return datasets.add(as_csv(given), "asiakkaat.csv").file


def question(*candidates, customers=240, fields=FIELDS, file=None, **changes):
    """Return a document over the customers, with little work."""
    values = {
        "as_of": "2026-01-01",
        "data": {
            "customers": {
                "file": (file or table(customers)).model_dump(),
                "customer": "asiakas",
                "outcome": "myöhemmin",
            }
        },
        "fields": fields,
        "candidates": candidates,
        "criteria": [{"id": "b1", "name": "B1", "code": "B1"}],
        "settings": {"effort": QUICK, "floor": {"customers": 20, "least": 5}, "decision": {"draws": 1000}},
    }
    return SegmentationEvaluation.model_validate(values | changes)


def kept(*candidates, **more):
    """Keep such a document; return its id."""
    return evaluations.create(question(*candidates, **more))
