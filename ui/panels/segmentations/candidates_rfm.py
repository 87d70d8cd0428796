"""Recency, frequency and money: the three measures, the scores, and the table that makes segments of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import Rfm
from evaluators.segmentations.rules.rfm import MEASURES
from reports.segmentations.context import SegmentationWords
from services import editing_segmentation_candidates as editing
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations import rules, rules_doctor
from ui.panels.segmentations.candidates_inputs import key_of, of_kinds, set_of
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

PARTS = (3, 4, 5)


def show(page: SegmentationPage, candidate: Rfm, customers: CustomerFrame | None) -> None:
    """Draw the measures and scores, who falls in which segment, and the table for those who want to change it."""
    t = page.t
    st.caption(t("segmentation_page.rfm.why"))
    fields.segments(
        t("segmentation_page.rfm.parts"),
        PARTS,
        candidate.parts,
        lambda parts: _parts(candidate.id, parts),
        key=key_of(candidate, "parts"),
        name=lambda parts: t("segmentation_page.rfm.parts.option", parts=parts),
        help=t("segmentation_page.rfm.parts.help"),
    )
    if page.advanced or any(page.document.field(one) is None for one in candidate.reads()):
        _measures(page, candidate)
    if page.advanced:
        rules.show(page, candidate, customers)
    else:
        rules_doctor.show(page, candidate, customers, brief=True)


def _measures(page: SegmentationPage, candidate: Rfm) -> None:
    t, words = page.t, SegmentationWords(page.document, None, page.t.language)
    with st.grid(3, min_column_width=200):
        for measure in MEASURES:
            fields.choice(
                t(f"segmentation_page.rfm.{measure}"),
                of_kinds(page, "number", "date"),
                candidate.fields.of(measure),
                lambda field, measure=measure: field and _measure(candidate, measure, field),
                key=key_of(candidate, measure),
                name=words.field,
                placeholder=t("page.choose"),
            )


def _measure(candidate: Rfm, measure: str, field: str) -> bool:
    return set_of(candidate.id, fields=candidate.fields.model_copy(update={measure: field}), edges=())


def _parts(candidate_id: str, parts: int) -> bool:
    return change(lambda document: editing.set_rfm_parts(document, candidate_id, parts), "candidate")
