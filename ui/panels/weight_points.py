"""Weights by points: a slider for each item, with its share; swing weighting shows both ends of each scale."""

from __future__ import annotations

from math import ceil

import streamlit as st

from evaluators.tools.weighting import NodeWeights
from i18n.formats import percent
from ui import escape
from ui.panels import fields
from ui.panels.nodes import Node, criteria_in, set_node
from ui.panels.weighing import WeighingPage


def show(page: WeighingPage, who: str | None, node: Node, stated: NodeWeights) -> None:
    """Draw the sliders of one node."""
    swing = stated.method == "swing"
    if swing:
        st.caption(page.t("page.weights.swing.question"))
    points = _points(node, stated)
    total = sum(points.values())
    most = max(100, ceil(max(points.values())))
    for item, name in node.items.items():
        share = percent(points[item] / total, page.t.language) if total else "–"
        fields.slider(
            f"{escape.label(name)} · {share}",
            round(points[item]),
            lambda value, item=item: _move(who, node, stated, item, value),
            key=f"{stated.method}-{who or 'common'}-{node.id}-{item}",
            most=most,
            help=page.t("term.swing.plain" if swing else "term.weight.plain"),
        )
        if swing:
            st.caption(_ends(page, item))
    if not total:
        st.warning(page.t("page.weights.all_zero"))


def _points(node: Node, stated: NodeWeights) -> dict[str, float]:
    """Return the points of all items; where nothing is said they are the same."""
    said = stated.swings if stated.method == "swing" else stated.points
    if not any(item in said for item in node.items):
        return dict.fromkeys(node.items, 50.0)
    return {item: said.get(item, 0.0) for item in node.items}


def _move(who: str | None, node: Node, stated: NodeWeights, item: str, value: int) -> None:
    points = {**_points(node, stated), item: float(value)}
    set_node(who, node, **{"swings" if stated.method == "swing" else "points": points})


def _ends(page: WeighingPage, item: str) -> str:
    """Say from what to what each criterion of an item swings."""
    said = []
    for criterion in criteria_in(page.document, item):
        worst, best = page.scale_ends(criterion)
        ends = page.t("page.weights.swing.ends", worst=worst, best=best)
        said.append(ends if criterion.id == item else f"{page.names.criteria[criterion.id]}: {ends}")
    return escape.markdown(" · ".join(said))
