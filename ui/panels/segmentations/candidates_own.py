"""Candidates of the team's own: an empty rule table, and segments that another tool has given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import Imported, Rules
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.rules.conditions import Condition
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable
from services import editing_segmentation_candidates as editing
from services import segmentation_candidates
from services.editing_segmentation_rules import OTHERS
from services.segmentation_conditions import kind_of, starting_condition
from ui.panels.edits import change
from ui.panels.segmentations.candidates_inputs import of_kinds
from ui.panels.segmentations.candidates_names import both
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

FIRST = "first"


def show(page: SegmentationPage, customers: CustomerFrame | None) -> None:
    """Draw the ways to add one's own."""
    t, document = page.t, page.document
    inputs = [one.id for one in document.fields if one.role == "input"]
    if not inputs:
        return
    labels = of_kinds(page, "category", "number")
    st.caption(t("segmentation_page.own"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("segmentation_page.own.rules"),
            key="add-rules",
            on_click=_add_rules,
            args=(first_condition(document, customers, inputs[0]),),
            help=t("segmentation_page.own.rules.help"),
        )
        if labels:
            st.button(
                t("segmentation_page.own.imported"),
                key="add-imported",
                on_click=_add_imported,
                args=(labels[0],),
                help=t("segmentation_page.own.imported.help"),
            )


def first_condition(document: SegmentationEvaluation, customers: CustomerFrame | None, field: str) -> Condition:
    """Return what a new comparison of a field begins with, among these customers where there are some."""
    facts = None if customers is None else segmentation_candidates.facts_of(document, customers, field)
    return starting_condition(field, kind_of(document, field), facts)


def _add_rules(when: Condition) -> None:
    table = RuleTable(
        segments=(
            RuleSegment(id=FIRST, name=both("segmentation_page.rules.new_segment")),
            RuleSegment(id=OTHERS, name=both("segment_name.others")),
        ),
        lines=(RuleLine(segment=FIRST, when=when),),
        otherwise=OTHERS,
    )
    change(lambda document: editing.add_candidates(document, [Rules(id="rules", table=table)]), "add_candidate")


def _add_imported(field: str) -> None:
    one = Imported(id="imported", field=field)
    change(lambda document: editing.add_candidates(document, [one]), "add_candidate")
