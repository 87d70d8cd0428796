"""The two levels of the criteria: what is weighed against what, and edits of the weights."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from evaluators.documents import text_of
from evaluators.tools.document import Criterion, Evaluator
from evaluators.tools.weighting import NodeWeights, Weighting
from evaluators.weighed import Weighed
from i18n import Texts
from services import editing
from ui import state
from ui.panels.edits import change, rebuilt

FRAGMENTS = ("frame", "weights")  # what runs again when a weight moves


@dataclass(frozen=True, slots=True)
class Node:
    """Items that are weighed against each other."""

    group: str | None  # None: the top level
    title: str
    items: dict[str, str]  # id to name, in document order

    @property
    def id(self) -> str:
        """Return what widget keys are made of."""
        return self.group or "top"

    def stated(self, weighting: Weighting) -> NodeWeights:
        """Return what has been said about this node's items."""
        return weighting.top if self.group is None else weighting.within.get(self.group, NodeWeights())


def nodes_of(document: Weighed, t: Texts) -> list[Node]:
    """Return the top level and every group that holds criteria."""
    groups = {group.id: text_of(group.name, t.language) for group in document.groups}
    filled = {
        group: {c.id: text_of(c.name, t.language) for c in document.criteria if c.group == group} for group in groups
    }
    filled = {group: items for group, items in filled.items() if items}
    alone = {c.id: text_of(c.name, t.language) for c in document.criteria if c.group is None}
    title = t("page.weights.groups") if filled else t("page.weights.criteria")
    top = Node(None, title, {**{group: groups[group] for group in filled}, **alone})
    return [top, *(Node(group, groups[group], items) for group, items in filled.items())]


def criteria_in(document: Weighed, item: str) -> list[Criterion]:
    """Return the criteria that an item of a node stands for: itself, or its group's."""
    return [criterion for criterion in document.criteria if item in {criterion.id, criterion.group}]


def weighting_of(document: Weighed, who: str | None) -> Weighting | None:
    """Return the common weights (``who=None``) or an evaluator's own; ``None``: uses the common ones."""
    if who is None:
        return document.weighting
    return next((person.weighting for person in document.evaluators if person.id == who), None)


def set_node(who: str | None, node: Node, **changes: object) -> None:
    """Replace statements under one node, in the common weights or an evaluator's own."""
    opened = state.opened()
    weighting = (opened and weighting_of(opened.document, who)) or Weighting()
    stated: NodeWeights = rebuilt(node.stated(weighting), **changes)
    if node.group is None:
        set_weighting(who, rebuilt(weighting, top=stated))
    else:
        set_weighting(who, rebuilt(weighting, within={**weighting.within, node.group: stated}))


def set_weighting(who: str | None, weighting: Weighting | None) -> None:
    """Replace the common weights or an evaluator's own (``None``: back to the common ones); for callbacks."""
    if who is None:
        change(lambda document: editing.set_weighting(document, weighting or Weighting()), "weights")
    else:
        change(lambda document: editing.put_evaluator(document, _person(document, who, weighting)), "weights")
    st.rerun(FRAGMENTS)


def give_own(who: str) -> None:
    """Start an evaluator's own weights from the common ones; for callbacks."""
    opened = state.opened()
    if opened is not None:
        set_weighting(who, opened.document.weighting)


def _person(document: Weighed, who: str, weighting: Weighting | None) -> Evaluator:
    person = next(person for person in document.evaluators if person.id == who)
    return rebuilt(person, weighting=weighting)
