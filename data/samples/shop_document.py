"""The document of the generated web shop: its fields, and the ways of segmenting that it compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.samples.shop_generator import CUSTOMER_COLUMNS, ORDER_COLUMNS, RETURN_MARK, customer_file, order_file, shop
from data.samples.shop_truth import AREAS, EARLIER_ON, SPLIT_ON, WINDOW_DAYS
from data.table_typing import sha256_of_upload
from data.templates.segmentation_reader import segmentation_templates, starting_selection
from evaluators.segmentations.document import SegmentationEvaluation

CUSTOMERS, ORDERS = "web-shop-customers.csv.gz", "web-shop-orders.csv.gz"
TEMPLATE = "balanced"
AS_OF = "2026-11-02"
SURVEYED_ON, COUNTED_ON = "2026-04-15", "2026-07-31"
Names = tuple[str, str]  # Finnish, English
FLAGS: Mapping[str, Names] = {
    "webinar": ("Katsoi webinaarin", "Watched the webinar"),
    "trial": ("Tilasi näytepakkauksen", "Ordered a trial pack"),
    "newsletter": ("Tilasi uutiskirjeen", "Subscribed to the newsletter"),
    "cart_abandoned": ("Jätti ostoskorin kesken", "Abandoned a cart"),
    "interest_dog": ("Kiinnostus: koira", "Interest: dog"),
    "interest_cat": ("Kiinnostus: kissa", "Interest: cat"),
    "interest_horse": ("Kiinnostus: hevonen", "Interest: horse"),
}
ASKED: Mapping[str, tuple[Names, str, int]] = {
    "signup_channel": (("Liittymiskanava", "Sign-up channel"), "category", 1),
    "age": (("Ikä", "Age"), "number", 2),
    "sex": (("Sukupuoli", "Sex"), "category", 2),
    "income": (("Tuloluokka (€/v)", "Income band (€/year)"), "category", 3),
    "education": (("Koulutus", "Education"), "category", 2),
    "occupation": (("Ammatti", "Occupation"), "category", 2),
    "family": (("Perhe", "Family"), "category", 3),
    "region": (("Maakunta", "Region"), "category", 1),
    "postal_area": (("Postialue", "Postal area"), "category", 2),
}
FEATURES: Mapping[str, tuple[str, int]] = {
    "recency_days": ("number", 1),
    "orders": ("number", 1),
    "revenue": ("number", 2),
    "average_basket": ("number", 2),
    "tenure_days": ("number", 1),
    "days_between_orders": ("number", 1),
    "categories": ("number", 1),
    "last_category": ("category", 1),
    "main_month": ("number", 1),
}
BEHAVIOUR = ("recency_days", "orders", "revenue", "tenure_days")
BANDS = ((None, 30), (30, 45), (45, 65), (65, None))


def document() -> SegmentationEvaluation:
    """Return the document, naming the files as they are generated now."""
    template = next(one for one in segmentation_templates() if one.id == TEMPLATE)
    people, orders = customer_file(), order_file()
    return SegmentationEvaluation.model_validate(
        {
            "title": {"fi": "Lemmikkikaupan asiakkaat", "en": "Customers of a pet shop"},
            "question": {
                "fi": "Mikä tapa jakaa asiakkaat kertoo parhaiten, mitä he seuraavaksi ostavat?",
                "en": "Which way of dividing the customers tells best what they will buy next?",
            },
            "as_of": AS_OF,
            "data": {
                "customers": {
                    "file": _file(CUSTOMERS, people, CUSTOMER_COLUMNS, len(shop().customers)),
                    "customer": "customer",
                    "joined": "joined_on",
                },
                "orders": {
                    "file": _file(ORDERS, orders, ORDER_COLUMNS, len(shop().orders)),
                    "customer": "customer",
                    "at": "ordered_on",
                    "order": "order",
                    "amount": "amount",
                    "quantity": "quantity",
                    "cancelled_with": RETURN_MARK,
                    "category": "category",
                },
                "split_on": SPLIT_ON,
                "window_days": WINDOW_DAYS,
                "earlier_on": EARLIER_ON,
                "seasons": True,
            },
            "fields": list(_fields()),
            "candidates": list(_candidates()),
            "groups": template.groups,
            "criteria": template.criteria,
            "weighting": template.weighting,
            "selection": starting_selection(),
            "settings": {"effort": EFFORT, "floor": {"customers": 150}},
        }
    )


EFFORT = {
    "pairs": 20, "restarts": 2, "slow_pairs": 4, "rows": 2_000, "label_draws": 100, "data_draws": 8, "data_pairs": 2,
    "silhouette_rows": 2_000,
}  # fmt: skip
"""Less work than usual, so that the sample is measured while one waits."""


def _file(name: str, content: bytes, columns: Sequence[str], rows: int) -> dict[str, Any]:
    return {"sha256": sha256_of_upload(content, {}), "name": name, "rows": rows, "columns": tuple(columns)}


def _said(names: Names) -> dict[str, str]:
    return {"fi": names[0], "en": names[1]}


def _fields() -> Sequence[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"id": code, "kind": kind, "sensitivity": points, "gathered_by": "orders"}
        for code, (kind, points) in FEATURES.items()
    ]
    for name, (names, kind, points) in ASKED.items():
        found.append({"id": name, "name": _said(names), "kind": kind, "sensitivity": points, "at_signup": True})
    found += [{"id": name, "name": _said(names), "kind": "yes_no", "at_signup": True} for name, names in FLAGS.items()]
    age, income = (next(one for one in found if one["id"] == name) for name in ("age", "income"))
    age |= {"reliability": 4}
    income |= {"collected_on": "2024-05-15", "reliability": 2, "gathered_by": "survey"}
    survey = {
        "kind": "number",
        "sensitivity": 3,
        "collected_on": SURVEYED_ON,
        "reliability": 3,
        "gathered_by": "survey",
    }
    counted = {
        "kind": "number",
        "sensitivity": 2,
        "collected_on": COUNTED_ON,
        "reliability": 5,
        "gathered_by": "tracking",
    }
    channel = {"kind": "yes_no", "role": "channel", "sensitivity": 0, "at_signup": True}
    more = (
        ("device", ("Laite", "Device"), {"kind": "category", "collected_on": COUNTED_ON, "gathered_by": "tracking"}),
        ("price_matters", ("Hinta ratkaisee (1–5)", "Price decides (1–5)"), survey),
        ("quality_matters", ("Laatu ratkaisee (1–5)", "Quality decides (1–5)"), survey),
        ("visits", ("Käyntejä sivustolla (90 pv)", "Visits to the site (90 days)"), counted),
        ("mail_opens", ("Avattuja sähköposteja (90 pv)", "E-mails opened (90 days)"), counted),
        ("consent_email", ("Sähköpostilupa", "E-mail consent"), channel),
        ("consent_sms", ("Tekstiviestilupa", "SMS consent"), channel),
        ("allergy", ("Eläinallergia perheessä", "Pet allergy in the family"),
         {"kind": "yes_no", "sensitivity": 5, "special_category": True}),
    )  # fmt: skip
    return [*found, *({"id": name, "name": _said(names), **rest} for name, names, rest in more)]


def _candidates() -> Sequence[dict[str, Any]]:
    model = {"fields": BEHAVIOUR, "signed_log": BEHAVIOUR[:3], "segments": 4, "missing": "median"}
    return [
        {"type": "rules", "id": "age", "family": "demographic", "table": _bands("age"),
         "name": _said(("Ikäryhmät", "Age groups"))},
        {"type": "rules", "id": "region", "family": "geographic", "table": _values("region", tuple(AREAS)[:4]),
         "name": _said(("Maakunnat", "Regions"))},
        {"type": "rules", "id": "goal", "family": "goal",
         "table": _first_of("cart_abandoned", "trial", "webinar", "newsletter"),
         "name": _said(("Tavoite liittyessä", "Goal at sign-up"))},
        {"type": "rules", "id": "interest", "family": "interests",
         "table": _first_of("interest_horse", "interest_dog", "interest_cat"),
         "name": _said(("Kiinnostuksen kohde", "Interest"))},
        {"type": "lifecycle", "id": "lifecycle"},
        {"type": "rfm", "id": "rfm", "parts": 3},
        {"type": "kmeans", "id": "kmeans", **model},
        {"type": "gaussian_mixture", "id": "mixture", **model},
        {"type": "rules", "id": "hybrid", "family": "hybrid", "table": _hybrid(),
         "name": _said(("Elinkaari ja perhe", "Lifecycle and family"))},
        {"type": "no_segments", "id": "none"},
        {"type": "random", "id": "random", "segments": 4},
    ]  # fmt: skip


def _bands(field: str) -> dict[str, Any]:
    """Return ranges of a number; whoever has not told it is in none."""
    lines = []
    for place, (low, high) in enumerate(BANDS, start=1):
        parts = [{"field": field, "operator": name, "value": at} for name, at in (("ge", low), ("lt", high)) if at]
        lines.append({"segment": f"band{place}", "when": parts[0] if len(parts) == 1 else {"all": parts}})
    return {"mode": "exclusive", "segments": [{"id": one["segment"]} for one in lines], "lines": lines}


def _values(field: str, values: Sequence[str]) -> dict[str, Any]:
    """Return a segment for each of some values, and one for the rest."""
    lines: list[dict[str, Any]] = [
        {"segment": f"value{place}", "when": {"field": field, "operator": "eq", "value": value}}
        for place, value in enumerate(values, start=1)
    ]
    lines.append({"segment": "other", "when": {"field": field, "operator": "not_in", "values": list(values)}})
    segments = [{"id": f"value{place}", "name": value} for place, value in enumerate(values, start=1)]
    return {"mode": "exclusive", "segments": [*segments, {"id": "other"}], "lines": lines}


def _first_of(*flags: str) -> dict[str, Any]:
    """Return segments by the first of some fields that says yes."""
    lines: list[dict[str, Any]] = [
        {"segment": name.replace("_", "-"), "when": {"field": name, "operator": "eq", "value": 1}} for name in flags
    ]
    lines.append({"segment": "no-goal", "when": {"all": [_is(name, 0) for name in flags]}})
    names = {name.replace("_", "-"): _said(FLAGS[name]) for name in flags}
    names["no-goal"] = _said(("Ei mitään näistä", "None of these"))
    return {"segments": [{"id": one, "name": said} for one, said in names.items()], "lines": lines}


def _is(field: str, value: float | str) -> dict[str, Any]:
    return {"field": field, "operator": "eq", "value": value}


def _hybrid() -> dict[str, Any]:
    """Return the lifecycle, its loyal customers divided by whether there are children."""
    many = {"field": "orders", "operator": "ge", "value": 4}
    some = {"field": "orders", "operator": "ge", "value": 2}
    away = {"field": "recency_days", "operator": "gt", "value": 180}
    rules: Mapping[str, tuple[Names, dict[str, Any]]] = {
        "former": (("Entiset", "Former"), away),
        "loyal-children": (
            ("Uskolliset lapsiperheet", "Loyal, with children"), {"all": [many, _is("family", "children")]}
        ),
        "loyal-others": (
            ("Muut uskolliset", "Other loyal ones"),
            {"all": [many, {"field": "family", "operator": "not_in", "values": ["children"]}]},
        ),
        "occasional": (
            ("Satunnaiset", "Occasional"), {"all": [some, {"field": "orders", "operator": "lt", "value": 4}]}
        ),
        "potential": (("Mahdolliset", "Potential"), {"field": "orders", "operator": "lt", "value": 2}),
    }  # fmt: skip
    return {
        "segments": [{"id": one, "name": _said(names)} for one, (names, _) in rules.items()],
        "lines": [{"segment": one, "when": when} for one, (_, when) in rules.items()],
    }
