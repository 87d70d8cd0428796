"""The customers behind the candidates: read once, kept ready, and what is said while there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from services import segmentations
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

AT_ONCE = 2_000_000  # rows of the tables that are read without being asked
ASKED = "candidates-read"


def read(page: SegmentationPage) -> CustomerFrame | None:
    """Return the customers; where there are none yet, or reading them takes long, say so and return ``None``."""
    t, document = page.t, page.document
    if not document.data.files:
        st.info(t("segmentation_page.candidates.no_data"))
        return None
    if not any(one.role == "input" for one in document.fields):
        st.info(t("segmentation_page.candidates.no_fields"))
        return None
    many = sum(file.rows for file in document.data.files) > AT_ONCE
    if many and not segmentations.are_read(document):
        st.info(t("segmentation_page.candidates.many"))
        if not st.button(t("segmentation_page.candidates.read"), key=ASKED):
            return None
    try:
        with st.spinner(t("segmentation_page.candidates.reading")):
            return segmentations.customers_of(document)
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return None
