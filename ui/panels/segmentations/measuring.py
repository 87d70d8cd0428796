"""Starting the long work: the button, what it will take, progress, and a way to stop it."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from services import results
from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage) -> None:
    """Offer to measure, or say what is missing; while it runs, show how far it is and how to stop it."""
    t, document = page.t, page.document
    if not document.data.files or not document.candidates:
        st.info(t("segmentation_page.measure.missing"))
        return
    st.info(t("segmentation_page.measure.why"))
    if not st.button(t("segmentation_page.measure"), key="measure", type="primary"):
        return
    bar = st.progress(0.0, text=t("segmentation_page.measure.working"))
    st.button(t("segmentation_page.measure.stop"), key="measure-stop")  # any press ends this run at its next progress
    try:
        results.result_of(
            document, lambda share: bar.progress(min(share, 1.0), text=t("segmentation_page.measure.working"))
        )
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return
    st.rerun()
