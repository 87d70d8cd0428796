"""Weights by judgement: a rank order, pairs, or the best and the worst against the rest."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.tools.weighting import BestWorst, Comparison, NodeWeights
from evaluators.tools.weights import node_weights
from evaluators.weighed import decision_settings
from i18n.formats import number, percent
from i18n.sentences import error_sentence
from ui import escape
from ui.panels import fields
from ui.panels.nodes import Node, set_node
from ui.panels.weighing import WeighingPage

STEPS = tuple(range(1, 10))


def show(page: WeighingPage, who: str | None, node: Node, stated: NodeWeights) -> None:
    """Draw the judgements of one node and the weights that they make."""
    st.caption(page.t(f"page.weights.method.{stated.method}.question"))
    draw = {"order": _order, "pairwise": _pairs, "best_worst": _best_worst}[stated.method]
    draw(page, who, node, stated)
    _made(page, node, stated)


def _order(page: WeighingPage, who: str | None, node: Node, stated: NodeWeights) -> None:
    places = _places(node, stated)
    count = len(node.items)
    for item, name in sorted(node.items.items(), key=lambda pair: places[pair[0]]):
        fields.choice(
            escape.label(name),
            tuple(range(1, count + 1)),
            places[item],
            partial(_put_place, who, node, places, item),
            key=f"order-{who or 'common'}-{node.id}-{item}",
            name=lambda place: page.t("page.weights.place", place=place),
            help=page.t("page.weights.tie"),
            placeholder=page.t("page.choose"),
        )


def _places(node: Node, stated: NodeWeights) -> dict[str, int]:
    """Return every item's place; what the order does not name stands last."""
    named = {item: place for place, tied in enumerate(stated.order, 1) for item in tied}
    if not any(item in named for item in node.items):
        return {item: place for place, item in enumerate(node.items, 1)}
    return {item: named.get(item, len(stated.order) + 1) for item in node.items}


def _put_place(who: str | None, node: Node, places: dict[str, int], item: str, place: int | None) -> None:
    if place is None:
        return
    moved = {**places, item: place}
    order = tuple(tuple(one for one in node.items if moved[one] == rank) for rank in sorted(set(moved.values())))
    set_node(who, node, order=order)


def _pairs(page: WeighingPage, who: str | None, node: Node, stated: NodeWeights) -> None:
    ratios = {(pair.first, pair.second): pair.ratio for pair in stated.comparisons}
    ratios |= {(second, first): 1 / ratio for (first, second), ratio in ratios.items()}
    for first, second in combinations(node.items, 2):
        fields.choice(
            page.t("page.weights.pair", first=escape.label(node.items[first]), second=escape.label(node.items[second])),
            (*(1 / step for step in reversed(STEPS[1:])), *map(float, STEPS)),
            _nearest(ratios.get((first, second))),
            partial(_put_pair, who, node, stated, first, second),
            key=f"pair-{who or 'common'}-{node.id}-{first}-{second}",
            name=partial(_ratio_text, page, node.items[first], node.items[second]),
            placeholder=page.t("page.choose"),
            optional=True,
        )


def _nearest(ratio: float | None) -> float | None:
    options = (*(1 / step for step in reversed(STEPS[1:])), *map(float, STEPS))
    return None if ratio is None else min(options, key=lambda option: abs(option - ratio))


def _ratio_text(page: WeighingPage, first: str, second: str, ratio: float) -> str:
    if ratio == 1:
        return page.t("page.weights.pair.same")
    times = number(ratio if ratio > 1 else 1 / ratio, page.t.language, 0)
    return page.t("page.weights.pair.more", item=first if ratio > 1 else second, times=times)


def _put_pair(who: str | None, node: Node, stated: NodeWeights, first: str, second: str, ratio: float | None) -> None:
    kept = tuple(pair for pair in stated.comparisons if {pair.first, pair.second} != {first, second})
    new = () if ratio is None else (Comparison(first=first, second=second, ratio=ratio),)
    set_node(who, node, comparisons=(*kept, *new))


def _best_worst(page: WeighingPage, who: str | None, node: Node, stated: NodeWeights) -> None:
    items = tuple(node.items)
    now = stated.best_worst or BestWorst(best=items[0], worst=items[-1])
    best, worst = st.columns(2)
    for column, end in ((best, "best"), (worst, "worst")):
        with column:
            fields.choice(
                page.t(f"page.weights.{end}"),
                items,
                getattr(now, end),
                partial(_put_end, who, node, now, end),
                key=f"{end}-{who or 'common'}-{node.id}",
                name=node.items.__getitem__,
                placeholder=page.t("page.choose"),
            )
    for item in items:
        if item != now.best:
            _judgement(page, who, node, now, "best_to_others", (now.best, item))
    for item in items:
        if item not in {now.best, now.worst}:
            _judgement(page, who, node, now, "others_to_worst", (item, now.worst))


def _judgement(
    page: WeighingPage, who: str | None, node: Node, now: BestWorst, part: str, pair: tuple[str, str]
) -> None:
    about = pair[1] if part == "best_to_others" else pair[0]
    fields.choice(
        page.t("page.weights.times", more=escape.label(node.items[pair[0]]), less=escape.label(node.items[pair[1]])),
        STEPS,
        getattr(now, part).get(about),
        partial(_put_judgement, who, node, now, part, about),
        key=f"{part}-{who or 'common'}-{node.id}-{about}",
        name=str,
        placeholder=page.t("page.choose"),
        optional=True,
    )


def _put_end(who: str | None, node: Node, now: BestWorst, end: str, item: str | None) -> None:
    if item is not None:
        ends = {"best": now.best, "worst": now.worst, end: item}
        set_node(who, node, best_worst=BestWorst(**ends))


def _put_judgement(who: str | None, node: Node, now: BestWorst, part: str, about: str, times: int | None) -> None:
    kept = {item: judgement for item, judgement in getattr(now, part).items() if item != about}
    stated = kept if times is None else {**kept, about: float(times)}
    row = {"best_to_others": now.best_to_others, "others_to_worst": now.others_to_worst, part: stated}
    if part == "best_to_others" and about == now.worst and times is not None:
        row["others_to_worst"] = {**row["others_to_worst"], now.best: float(times)}
    set_node(who, node, best_worst=BestWorst(best=now.best, worst=now.worst, **row))


def _made(page: WeighingPage, node: Node, stated: NodeWeights) -> None:
    """Say what weights came out, and what is wrong with the judgements."""
    settings = decision_settings(page.document)
    try:
        made = node_weights(tuple(node.items), stated, "normal", settings.variation)
    except EvaluationError as fault:
        st.caption(escape.markdown(error_sentence(fault.code, fault.facts, page.t.language)))
        return
    shares = (percent(float(weight), page.t.language) for weight in made.weights)
    said = [f"{name} {share}" for name, share in zip(node.items.values(), shares, strict=True)]
    st.caption(escape.markdown(page.t("page.weights.made", weights=" · ".join(said))))
    for note in made.notes:
        st.caption(escape.markdown(page.names.note(note)))
