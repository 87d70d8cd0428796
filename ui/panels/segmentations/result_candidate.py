"""One segmentation by itself: its segments, how they differ, how surely they are found, who moved between them."""

from __future__ import annotations

import streamlit as st

from reports.segmentations import report
from reports.segmentations.ranking import MeasuredWords
from ui import draw, escape, state
from ui.panels import fields
from ui.panels.segmentations.page import SegmentationPage

PARTS = ("sizes", "profiles", "stability", "moves")


def show(page: SegmentationPage, words: MeasuredWords) -> None:
    """Draw the choice of a segmentation, and the chosen part of what was found of it."""
    t = page.t
    held = [one.candidate for one in words.shown]
    if not held:
        st.info(t("segmentation_page.result.no_segments"))
        return
    key = state.widget_key("result-candidate")
    if st.session_state.get(key) not in held:
        st.session_state[key] = held[0]
    names = fields.named({one: escape.label(words.candidates[one]) for one in held})
    chosen = st.selectbox(
        t("segmentation_page.result.candidate"),
        held,
        format_func=names.get,
        key=key,
        placeholder=t("page.choose"),
    )
    parts = report.candidate_sections(words, chosen)
    known = [part for part in PARTS if getattr(parts, part)]
    part = st.segmented_control(
        t("segmentation_page.result.what"),
        known,
        default=known[0],
        required=True,
        format_func=lambda one: t(f"segmentation_page.result.about.{one}"),
        key=f"result-about-{chosen}",
        wrap=True,
    )
    with st.container(key=f"candidate-{part}"):
        draw.folded(getattr(parts, part), f"candidate-{chosen}-{part}", unfolded=2)
