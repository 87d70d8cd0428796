"""Step 3, weights: whose, how sure, and the statements under each node of the criteria."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from evaluators.tools.weighting import Certainty, Method, Weighting
from ui import escape, state
from ui.panels import fields, live, weight_judgements, weight_points
from ui.panels.edits import rebuilt
from ui.panels.nodes import Node, give_own, nodes_of, set_node, set_weighting, weighting_of
from ui.panels.weighing import WeighingPage, page_of

METHODS: tuple[Method, ...] = get_args(Method)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)


@st.fragment(key="weights")
def show(advanced: bool) -> None:
    """Draw weights and, beside them, what they lead to. Only this part runs again when a weight moves."""
    opened = state.opened()
    if opened is None:
        return
    page = page_of(opened, advanced)
    st.header(page.t("page.weights.title"), anchor="weights")
    if not page.document.criteria:
        st.info(page.t("page.weights.empty"))
        return
    st.write(page.t("page.weights.intro"))
    answer, editor = st.columns([2, 3], gap="large")
    with answer:
        live.show(page)
    with editor:
        _editor(page)


def _editor(page: WeighingPage) -> None:
    who = _whose(page)
    weighting = weighting_of(page.document, who)
    if weighting is None:
        st.info(page.t("page.weights.uses_common"))
        st.button(page.t("page.weights.give_own"), key=f"own-{who}", on_click=give_own, args=(who,))
        return
    if who is not None:
        st.button(
            page.t("page.weights.drop_own"),
            key=f"drop-{who}",
            on_click=set_weighting,
            args=(who, None),
            type="tertiary",
        )
    for node in nodes_of(page.document, page.t):
        _node(page, who, weighting, node)
    _certainty(page, who, weighting)


def _whose(page: WeighingPage) -> str | None:
    """Return the evaluator whose weights are shown; ``None``: the common ones."""
    people = page.document.evaluators
    if not people:
        if page.advanced:
            st.caption(page.t("page.weights.no_people"))
        return None
    own = [person.id for person in people if person.weighting is not None]
    names = {"": page.t("page.weights.common"), **page.names.evaluators}
    chosen = st.selectbox(
        page.t("page.weights.whose"),
        list(names),
        index=list(names).index(own[0]) if len(own) == len(people) else 0,
        format_func=names.get,
        key="weights-whose",
        help=page.t("page.weights.whose.help"),
        placeholder=page.t("page.choose"),
    )
    if own:
        count, own_count = page.names.count(len(people)), page.names.count(len(own))
        st.caption(page.t("page.weights.mean", own=own_count, all=count))
    return chosen or None


def _node(page: WeighingPage, who: str | None, weighting: Weighting, node: Node) -> None:
    stated = node.stated(weighting)
    with _box(page, node):
        if page.advanced or stated.method != "points":
            fields.choice(
                page.t("page.weights.method"),
                METHODS,
                stated.method,
                lambda method: set_node(who, node, method=method),
                key=f"method-{who or 'common'}-{node.id}",
                name=lambda method: page.t(f"page.weights.method.{method}"),
                help=page.t(f"page.weights.method.{stated.method}.help"),
                placeholder=page.t("page.choose"),
            )
        if len(node.items) == 1:
            st.caption(page.t("page.weights.only_one"))
        elif stated.method in {"points", "swing"}:
            weight_points.show(page, who, node, stated)
        else:
            weight_judgements.show(page, who, node, stated)


def _box(page: WeighingPage, node: Node):
    """Return where a node is drawn: groups are folded away where there are many, so that the answer stays in sight."""
    if page.folds_groups and node.group is not None:
        return st.expander(escape.label(node.title), key=f"node-{node.id}")
    box = st.container(border=True)
    box.subheader(escape.label(node.title), anchor=False)
    return box


def _certainty(page: WeighingPage, who: str | None, weighting: Weighting) -> None:
    options = CERTAINTIES if page.advanced else ("sure", "normal", "unsure")
    fields.segments(
        page.t("page.weights.certainty"),
        options if weighting.certainty in options else CERTAINTIES,
        weighting.certainty,
        lambda certainty: set_weighting(who, rebuilt(weighting, certainty=certainty)),
        key=f"certainty-{who or 'common'}",
        name=lambda code: page.t(f"page.weights.certainty.{code}"),
        help=page.t("page.weights.certainty.help"),
    )
