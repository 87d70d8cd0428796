"""Segmentation results that the tests of reports share, each made once in a session from the made-up shop."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from evaluators.segmentations.evaluate import evaluate
from tests.evaluators.segmentations.made_up_shop import (
    BEHAVIOUR,
    CANDIDATES,
    CODES,
    POINTS,
    QUICK,
    light,
    question,
    shop,
)
from tests.reports.hostile import CONTROL, FORMULA, HTML, LONG, MARKUP

QUICKEST = {**QUICK, "pairs": 3, "label_draws": 20, "data_draws": 2}
GRADES = [{"id": "poor", "value": 0}, {"id": "good", "value": 100}]
JUDGED = {"id": "care", "name": "Ylläpidon vaiva", "scale": {"type": "number", "worst": 0, "best": 10}}
PEOPLE = ({"id": "anna-k", "name": "Anna Korhonen"}, {"id": "it", "name": "Tietohallinto"})
CHOOSING = {
    "criteria": [
        {"id": "size", "name": "Asiakkaita", "measure": "customers", "points": 40, "minimum": 60},
        {"id": "worth", "measure": "value", "points": 60},
        {"id": "fit", "name": "Sopii meille", "axis": "competitiveness", "points": 100},
    ],
    "scores": [
        {"segment": segment, "criterion": "fit", "value": value, "by": "anna-k"}
        for segment, value in (("loyal", 80), ("occasional", 60), ("potential", 40), ("former", 10))
    ],
}


@cache
def measured():
    """Return the made-up shop's question with its result: rules, k-means and both baselines, everything measured."""
    document = question()
    return document, evaluate(document, shop(450)[0])


@cache
def judged():
    """Return the same shop judged by two people as well, with effects, actions, names, targets and more candidates."""
    stages = ("former", "loyal", "occasional", "potential")
    document = question(
        {"type": "lifecycle", "id": "stages", "aging": [{"before": "occasional", "after": "former"}]},
        {"type": "rfm", "id": "rfm", "parts": 3},
        {"type": "gaussian_mixture", "id": "mixture", "fields": BEHAVIOUR, "segments": 2, "signed_log": BEHAVIOUR},
        {"type": "imported", "id": "plans", "field": "plan"},
        {"type": "density", "id": "dense", "fields": ("recency_days", "orders"), "smallest": 20},
        title="Verkkokaupan asiakkaat",
        question="Miten asiakkaat jaetaan?",
        groups=[{"id": "use", "name": "Käyttö"}],
        criteria=[{"id": code.lower(), "name": code, "code": code} for code in CODES] + [JUDGED | {"group": "use"}],
        weighting={"top": {"points": dict(zip((code.lower() for code in CODES), POINTS, strict=True)) | {"use": 10}}},
        evaluators=PEOPLE,
        evidence=[
            {"id": f"e{place}", "tool": tool, "criterion": "care", "kind": "guess", "by": by, "value": value}
            for place, (tool, by, value) in enumerate(
                [("stages", "anna-k", 9), ("rfm", "anna-k", 6), ("mixture", "anna-k", 2), ("mixture", "it", 5)]
            )
        ],
        names=[{"candidate": "stages", "segment": "former", "name": "Uskolliset"}],
        actions=[{"candidate": "stages", "segment": one, "offer": f"Tarjous {one}"} for one in stages],
        effects=[
            {"candidate": "stages", "segment": one, "customers": 100 + place, "effect": place, "standard_error": 0.3}
            for place, one in enumerate(stages)
        ],
        selection={"candidate": "stages", **CHOOSING},
        targets=[
            {"candidate": "stages", "segment": "loyal", "reason": "Tuovat eniten."},
            {"candidate": "stages", "segment": "potential"},
        ],
        settings={"effort": QUICKEST, "floor": {"customers": 50, "least": 5}, "decision": {"draws": 2000}},
    )
    return document, evaluate(document, shop(300)[0])


@cache
def without_outcome():
    """Return customers of whom nothing is known after the split, nor at an earlier date."""
    document = question(settings={"effort": QUICKEST, "floor": {"customers": 50, "least": 5}})
    return document, evaluate(document, light(300))


@cache
def left_out():
    """Return a question whose every candidate is out: one cannot be made, one reads the future, one is too small."""
    fields = [
        {"id": "recency_days"},
        {"id": "orders"},
        {"id": "revenue", "role": "outcome"},
        {"id": "country", "kind": "category"},
        {"id": "plan", "kind": "category", "special_category": True},
    ]
    document = question(
        {"type": "kmeans", "id": "many", "fields": ("recency_days",), "segments": 50},
        {"type": "rfm", "id": "rfm"},
        {"type": "imported", "id": "plans", "field": "plan"},
        {**CANDIDATES[0], "name": "Maa"},
        fields=fields,
        settings={"effort": QUICKEST, "floor": {"least": 200}},
    )
    customers = light(240)
    few = {**customers.columns, "recency_days": np.arange(240) % 3.0}
    return document, evaluate(document, replace(customers, columns=few))


TINY, SMALL = 3, 29
"""Customers of the two smallest segments in ``small``: the first is not shown, nor the second, which would tell it."""


@cache
def small():
    """Return own rules with a segment of three customers, and moves of very few of them."""
    customers = shop(450)[0]
    place = np.arange(450)
    now = np.where(place < TINY, 1.0, np.where(place < TINY + SMALL, 2.0, np.where(place < 200, 3.0, 4.0)))
    before = np.where((place >= 300) & (place < 302), 3.0, now)
    table = {
        "mode": "exclusive",
        "segments": [{"id": f"part{number}"} for number in (1, 2, 3, 4)],
        "lines": [
            {"segment": f"part{number}", "when": {"field": "part", "operator": "eq", "value": number}}
            for number in (1, 2, 3, 4)
        ],
    }
    document = question(
        {"type": "rules", "id": "parts", "table": table},
        {"type": "lifecycle", "id": "stages"},
        fields=[*({"id": one} for one in BEHAVIOUR), {"id": "part"}],
        selection={"candidate": "parts", **CHOOSING, "scores": []},
        settings={"effort": QUICKEST, "floor": {"customers": 50, "least": 0}, "decision": {"draws": 2000}},
    )
    columns = {**customers.columns, "part": now}
    earlier = {**(customers.earlier or {}), "part": before}
    return document, evaluate(document, replace(customers, columns=columns, earlier=earlier))


@cache
def hostile():
    """Return a question in which every text that people write tries to be something else."""
    columns = dict(light(240).columns)
    names = np.array([HTML, FORMULA, CONTROL], dtype=object)
    columns["country"] = names[np.arange(240) % 3]
    document = question(
        {"type": "lifecycle", "id": "stages", "name": HTML},
        {"type": "imported", "id": "given", "field": "country", "name": FORMULA},
        {"type": "kmeans", "id": "three", "fields": BEHAVIOUR[:2], "segments": 3, "name": LONG},
        title=HTML,
        question=MARKUP,
        fields=[
            {"id": "recency_days", "name": HTML},
            {"id": "orders", "name": LONG},
            {"id": "country", "kind": "category", "name": FORMULA, "sensitivity": 4},
        ],
        criteria=[
            *({"id": code.lower(), "name": HTML, "description": MARKUP, "code": code} for code in ("B1", "E1", "G2")),
            JUDGED | {"name": FORMULA},
        ],
        weighting={"top": {"points": {"b1": 40, "e1": 20, "g2": 20, "care": 20}}},
        evaluators=[{"id": "anna-k", "name": HTML}, {"id": "it", "name": FORMULA}],
        evidence=[
            {"id": "e1", "tool": "stages", "criterion": "care", "kind": "guess", "by": "anna-k", "value": 1}
            | {"source": MARKUP}
        ],
        names=[
            {"candidate": "stages", "segment": "loyal", "name": HTML},
            {"candidate": "stages", "segment": "former", "name": FORMULA},
            {"candidate": "stages", "segment": "potential", "name": LONG},
        ],
        selection={"candidate": "stages", "criteria": [{"id": "size", "name": HTML, "measure": "customers"}]},
        targets=[{"candidate": "stages", "segment": "loyal", "reason": MARKUP + HTML}],
        settings={"effort": QUICKEST, "floor": {"least": 2}, "decision": {"draws": 1000}},
    )
    return document, evaluate(document, replace(light(240), columns=columns))


SAMPLES = {
    "measured": measured,
    "judged": judged,
    "without_outcome": without_outcome,
    "left_out": left_out,
    "small": small,
    "hostile": hostile,
}
