"""The segment evaluation plot, and the segments that are chosen under the strategy."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.segmentations.results import CandidateFound
from reports.segmentations.choosing import choosing_blocks
from reports.segmentations.ranking import MeasuredWords
from services import editing_segmentation_targets as targets
from ui import draw, escape
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage, words: MeasuredWords) -> None:
    """Draw the choice of targets, then the plot with every figure behind it."""
    t, document = page.t, page.document
    found = words.result.candidate(str(words.result.selected))
    st.caption(t(f"segmentation_page.segments.strategy.{document.strategy}"))
    if document.strategy != "undifferentiated":
        _choose(page, words, found)
    with st.container(key="segments-targets"):
        draw.blocks(choosing_blocks(words), "segments-targets")
    if any(one.candidate != found.candidate for one in document.targets):
        st.button(
            t("segmentation_page.segments.drop_elsewhere"),
            key="targets-elsewhere",
            on_click=_drop,
            args=(found.candidate,),
            type="tertiary",
        )


def _choose(page: SegmentationPage, words: MeasuredWords, found: CandidateFound) -> None:
    reasons = {one.segment: one.reason for one in page.document.targets if one.candidate == found.candidate}
    st.subheader(page.t("segmentation_page.segments.choose"), anchor="choose")
    gone = [one for one in reasons if all(each.segment != one for each in found.segments)]
    for segment in (*(one.segment for one in found.segments if one.customers or one.segment in reasons), *gone):
        _segment(page, words, found.candidate, segment, reasons.get(segment))


def _segment(page: SegmentationPage, words: MeasuredWords, candidate: str, segment: str, reason: str | None) -> None:
    t, chosen = page.t, reason is not None
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"target-{candidate}-{segment}"):
        fields.toggle(
            escape.label(words.segment(candidate, segment)),
            chosen,
            partial(_put, candidate, segment),
            key=f"target-{candidate}-{segment}-on",
            width=260,
        )
        if chosen:
            fields.text(
                t("segmentation_page.segments.reason"),
                reason or "",
                partial(_because, candidate, segment),
                key=f"target-{candidate}-{segment}-reason",
                placeholder=t("segmentation_page.segments.reason.placeholder"),
            )


def _put(candidate: str, segment: str, chosen: bool) -> bool:
    edit = targets.put_target if chosen else targets.remove_target
    return change(lambda document: edit(document, candidate, segment), "target")


def _because(candidate: str, segment: str, reason: str) -> bool:
    return change(lambda document: targets.put_target(document, candidate, segment, reason), "target")


def _drop(candidate: str) -> None:
    change(lambda document: targets.remove_targets_elsewhere(document, candidate), "target")
