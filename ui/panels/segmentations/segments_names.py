"""Getting to know the segments: sizes, names beside the proposed ones, profiles."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.documents import text_of
from evaluators.segmentations.results import CandidateFound, SegmentFound
from reports.segmentations import report
from reports.segmentations.naming import name_remark
from reports.segmentations.ranking import MeasuredWords
from services import editing_segmentation_targets as targets
from ui import draw, escape
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage, words: MeasuredWords) -> None:
    """Draw sizes, the fields for names, and the profiles."""
    t = page.t
    found = words.result.candidate(str(words.result.selected))
    parts = report.candidate_sections(words, found.candidate)
    with st.container(key="segments-sizes"):
        draw.blocks(parts.sizes, "segments-sizes")
    st.header(t("segmentation_page.segments.names"), anchor="names")
    st.caption(t("segmentation_page.segments.names.why"))
    with st.grid(2, min_column_width=280):
        for one in found.segments:
            _name(page, words, found, one)
    with st.container(key="segments-profiles"):
        draw.folded(parts.profiles, "segments-profiles", unfolded=2)


def _name(page: SegmentationPage, words: MeasuredWords, found: CandidateFound, one: SegmentFound) -> None:
    """Draw the field for a segment's name, with the proposed one beside and a remark where the profile says other."""
    t = page.t
    proposed = words.proposed[found.candidate][one.segment]
    place = (found.candidate, one.segment)
    own = [each.name for each in page.document.names if (each.candidate, each.segment) == place]
    with st.container(border=True, key=f"name-{found.candidate}-{one.segment}"):
        fields.text(
            t("segmentation_page.segments.name", proposed=escape.label(proposed)),
            text_of(own[0], t.language) if own else "",
            partial(_put, *place),
            key=f"segment-name-{found.candidate}-{one.segment}",
            placeholder=proposed,
        )
        if remark := name_remark(words, found, one):
            st.warning(escape.markdown(remark))


def _put(candidate: str, segment: str, name: str) -> bool:
    return change(lambda document: targets.name_segment(document, candidate, segment, name), "segment_name")
