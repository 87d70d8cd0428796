"""The step "candidates" of a segmentation: the strategy, the ways to divide the customers, and more of them to add."""

from __future__ import annotations

import streamlit as st

from ui.panels.segmentations import candidates_card, candidates_customers, candidates_offers, candidates_strategy
from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage) -> None:
    """Draw the whole step."""
    t, document = page.t, page.document
    st.write(t("segmentation_page.candidates.intro"))
    candidates_strategy.show(page)
    customers = candidates_customers.read(page)
    if document.candidates:
        st.header(t("segmentation_page.candidates.title"), anchor="candidates")
        for candidate in document.candidates:
            candidates_card.show(page, candidate, customers)
    candidates_offers.show(page, customers)
