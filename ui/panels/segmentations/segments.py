"""The step "segments": pick the segmentation, get to know and name its segments, weigh them, choose the targets."""

from __future__ import annotations

import streamlit as st

from reports.segmentations.ranking import MeasuredWords
from services import editing_segmentation_targets as targets
from ui import escape
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations import segments_criteria, segments_names, segments_scores, segments_targets
from ui.panels.segmentations.page import SegmentationPage

PARTS = {
    "know": segments_names.show,
    "criteria": segments_criteria.show,
    "scores": segments_scores.show,
    "targets": segments_targets.show,
}


def show(page: SegmentationPage) -> None:
    """Draw the whole step."""
    t = page.t
    st.write(t("segmentation_page.segments.intro"))
    result = page.measured()
    if result is None:
        return
    words = MeasuredWords(page.document, result, t.language, show_names=True)
    if words.result.selected is None:
        st.info(t("segmentation_page.segments.none"))
        return
    _segmentation(page, words)
    part = st.segmented_control(
        t("segmentation_page.segments.what"),
        list(PARTS),
        default="know",
        required=True,
        format_func=lambda one: t(f"segmentation_page.segments.part.{one}"),
        key=f"segments-part-{page.opened.id}",
        wrap=True,
    )
    PARTS[part or "know"](page, words)


def _segmentation(page: SegmentationPage, words: MeasuredWords) -> None:
    """Draw the choice of the segmentation whose segments are chosen; unless chosen, it is the one that leads."""
    t = page.t
    held = [one.candidate for one in words.shown if not one.baseline]
    selected = words.result.selected
    options = held if selected in held else [str(selected), *held]
    names = {one: words.candidates[one] for one in options}
    fields.choice(
        t("segmentation_page.segments.segmentation"),
        options,
        selected,
        lambda candidate: change(lambda document: targets.choose_segmentation(document, candidate), "segmentation"),
        key="segments-segmentation",
        name=lambda one: escape.label(names[one]),
        placeholder=t("page.choose"),
    )
    if page.document.selection.candidate is None:
        st.caption(t("segmentation_page.segments.leads"))
    elif page.document.selection.scores:
        st.caption(t("segmentation_page.segments.scores_go"))
