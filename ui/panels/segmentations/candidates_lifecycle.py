"""The lifecycle: loyal, occasional, potential and former customers by thresholds that the team can change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import LifecycleStages
from reports.segmentations.context import SegmentationWords
from services import editing_segmentation_candidates as editing
from ui.panels import fields
from ui.panels.campaigns import typed
from ui.panels.edits import change
from ui.panels.segmentations import rules_doctor
from ui.panels.segmentations.candidates_inputs import key_of, of_kinds
from ui.panels.segmentations.candidates_names import both
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

THRESHOLDS = ("former_after_days", "loyal_from_orders", "occasional_from_orders")
MEASURES = ("recency", "orders")


def show(page: SegmentationPage, candidate: LifecycleStages, customers: CustomerFrame | None) -> None:
    """Draw the thresholds, who falls in which stage, and the way to rules of one's own."""
    t, stages = page.t, candidate.stages
    st.caption(t("segmentation_page.lifecycle.why"))
    with st.grid(3, min_column_width=180, vertical_alignment="bottom"):
        for name in THRESHOLDS:
            typed.count(
                t(f"segmentation_page.lifecycle.{name}"),
                getattr(stages, name),
                lambda value, name=name: _set(candidate.id, **{name: value}),
                key=key_of(candidate, name),
                t=t,
                least=1,
                most=100_000,
                optional=False,
            )
    if page.advanced or any(page.document.field(one) is None for one in candidate.reads()):
        _measures(page, candidate)
    rules_doctor.show(page, candidate, customers, brief=True)
    if page.advanced:
        st.button(
            t("segmentation_page.lifecycle.as_rules"),
            key=key_of(candidate, "as-rules"),
            on_click=_as_rules,
            args=(candidate.id,),
            help=t("segmentation_page.lifecycle.as_rules.help"),
        )


def _measures(page: SegmentationPage, candidate: LifecycleStages) -> None:
    t, words = page.t, SegmentationWords(page.document, None, page.t.language)
    with st.grid(2, min_column_width=220):
        for name in MEASURES:
            fields.choice(
                t(f"segmentation_page.lifecycle.{name}"),
                of_kinds(page, "number", "date"),
                getattr(candidate.stages, name),
                lambda field, name=name: field and _set(candidate.id, **{name: field}),
                key=key_of(candidate, name),
                name=words.field,
                placeholder=t("page.choose"),
            )


def _set(candidate_id: str, **changes: object) -> bool:
    return change(lambda document: editing.set_stages(document, candidate_id, **changes), "candidate")


def _as_rules(candidate_id: str) -> None:
    name = both("segmentation_page.lifecycle.own")
    change(lambda document: editing.as_rules(document, candidate_id, name), "candidate")
