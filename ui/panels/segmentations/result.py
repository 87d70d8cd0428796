"""The step "result" of a segmentation: verdict, picture, table, what would change it; the rest on request."""

from __future__ import annotations

import streamlit as st

from evaluators.segmentations.results import SegmentationResult
from reports.segmentations import report
from reports.segmentations.ranking import MeasuredWords
from ui import draw
from ui.panels.segmentations import result_candidate
from ui.panels.segmentations.page import SegmentationPage

FIRST = ("verdict", "picture", "table", "changes", "ask_next")
FOLDED = ("left_out", "coverage", "prediction", "criteria", "privacy")
ADVANCED = (
    "stability",
    "moves",
    "shown",
    "acceptability",
    "weights",
    "methods",
    "judgements",
    "team",
    "data",
    "provenance",
)


def show(page: SegmentationPage) -> None:
    """Draw the whole step."""
    result = page.measured()
    if result is None:
        return
    t = page.t
    parts = report.sections(page.document, result, t.language, show_names=True)
    folded = _folded(result)
    for part in (*FIRST, *(one for one in FOLDED if one not in folded)):
        _part(parts, part)
    for part in folded:
        _fold(page, parts, part)
    st.header(t("segmentation_page.result.each"), anchor="each")
    st.caption(t("segmentation_page.result.each.why"))
    result_candidate.show(page, MeasuredWords(page.document, result, t.language, show_names=True))
    if not page.advanced:
        st.caption(t("page.result.more"))
        return
    st.header(t("page.result.advanced"), anchor="advanced")
    st.caption(t("page.result.advanced.why"))
    for part in ADVANCED:
        _fold(page, parts, part)


def _folded(result: SegmentationResult) -> list[str]:
    """Return the parts that are folded away: what is left out stands open where something is."""
    out = any(one.fault is not None or one.knocked_out for one in result.candidates)
    return [part for part in FOLDED if not (part == "left_out" and out)]


def _fold(page: SegmentationPage, parts: report.SegmentationReport, part: str) -> None:
    if not getattr(parts, part):
        return
    with st.expander(
        page.t(f"segmentation_page.result.part.{part}"), key=f"result-{part}", on_change="rerun"
    ) as folded:
        if folded.open:
            _part(parts, part)


def _part(parts: report.SegmentationReport, part: str) -> None:
    with st.container(key=f"part-{part}"):
        draw.folded(getattr(parts, part), part)
