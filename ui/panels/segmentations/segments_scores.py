"""What people say of the segments on criteria that nothing measures."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.segmentations.selection_parts import SegmentCriterion
from reports.segmentations.choosing import criterion_name
from reports.segmentations.ranking import MeasuredWords
from services import editing_segmentation_targets as targets
from ui import escape
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage

TEAM = "team"


def show(page: SegmentationPage, words: MeasuredWords) -> None:
    """Draw a field for every segment on every judged criterion, for the team or one evaluator."""
    t = page.t
    judged = [one for one in page.document.selection.criteria if one.measure is None]
    if not judged:
        st.info(t("segmentation_page.segments.scores.none"))
        return
    st.write(t("segmentation_page.segments.scores.intro"))
    by = _by(page, words)
    found = words.result.candidate(str(words.result.selected))
    for criterion in judged:
        _criterion(page, words, criterion, [one.segment for one in found.segments if one.customers], by)


def _by(page: SegmentationPage, words: MeasuredWords) -> str | None:
    """Draw the choice of who is speaking; ``None``: the team."""
    people = words.evaluators
    if not people:
        return None
    t = page.t
    chosen = st.selectbox(
        t("segmentation_page.segments.scores.by"),
        [TEAM, *people],
        format_func=lambda one: t("evidence.team") if one == TEAM else escape.label(people[one]),
        key="segment-scores-by",
        placeholder=t("page.choose"),
    )
    return None if chosen == TEAM else chosen


def _criterion(
    page: SegmentationPage, words: MeasuredWords, criterion: SegmentCriterion, segments: list[str], by: str | None
) -> None:
    t, candidate = page.t, str(words.result.selected)
    said = {(one.segment, one.criterion, one.by): one.value for one in page.document.selection.scores}
    with st.container(border=True, key=f"segment-scores-{criterion.id}"):
        st.markdown(f"**{escape.label(criterion_name(words, criterion))}**")
        with st.grid(3, min_column_width=180):
            for segment in segments:
                fields.decimal(
                    escape.label(words.segment(candidate, segment)),
                    said.get((segment, criterion.id, by)),
                    partial(_put, candidate, segment, criterion.id, by),
                    key=f"segment-score-{criterion.id}-{segment}-{by or TEAM}",
                    t=t,
                    least=0,
                    most=100,
                    optional=True,
                    placeholder=t("segmentation_page.segments.scores.open"),
                )


def _put(candidate: str, segment: str, criterion: str, by: str | None, value: float | None) -> bool:
    def edit(document):
        return targets.put_segment_score(document, candidate, segment, criterion, value, by)

    return change(edit, "segment_score")
