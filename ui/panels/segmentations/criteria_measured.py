"""What a measured criterion measures, from what chance gives to the best attainable, and what it gave."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.segmentations.document import SHOWN, SegmentationCriterion
from evaluators.segmentations.results import CriterionFound
from ui import escape
from ui.panels import scale_editor
from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage, criterion: SegmentationCriterion, change: Callable[..., bool]) -> None:
    """Draw how a criterion is found out: the measure in words, or the scale that people judge on."""
    if criterion.code is None:
        st.caption(page.t("segmentation_page.criteria.judged.why"))
        scale_editor.show(page, criterion, change)
        return
    t = page.t
    st.markdown(f"**{t('segmentation_page.criteria.scale')}**")
    st.write(t(f"segmentation_page.scale.{criterion.code}"))
    st.caption(t("segmentation_page.criteria.chance"))
    _now(page, criterion.code)


def beside(page: SegmentationPage) -> None:
    """Say what is measured and shown beside the criteria, and why it is not weighed."""
    t = page.t
    with st.expander(t("segmentation_page.criteria.beside"), key="criteria-beside"):
        for code in sorted(SHOWN):
            st.markdown(f"**{escape.label(page.words.code(code))}**")
            st.write(t(f"segmentation_page.scale.{code}"))


def _now(page: SegmentationPage, code: str) -> None:
    """Say how many points each candidate has at the moment, and what is missing of those that have none."""
    try:
        found = page.brief
    except EvaluationError:
        return
    if found is None:
        st.caption(page.t("segmentation_page.criteria.not_measured"))
        return
    each = [(one.candidate, one.criterion(code)) for one in found.candidates]
    scores = [
        page.t("segmentation_page.criteria.score", name=page.words.candidates[candidate], points=_points(page, one))
        for candidate, one in each
        if one is not None
    ]
    if scores:
        st.caption(escape.markdown(page.t("segmentation_page.criteria.now", scores=" · ".join(scores))))
    unknown = [note for _, one in each if one is not None for note in one.measured.notes if one.measured.score is None]
    for sentence in dict.fromkeys(page.words.note(note) for note in unknown):
        st.caption(escape.markdown(sentence))


def _points(page: SegmentationPage, one: CriterionFound) -> str:
    score = one.measured.score
    return page.t("cell.unknown") if score is None else page.words.spoken_points(round(100 * score))
