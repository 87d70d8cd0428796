"""The step "criteria" of a segmentation: what is weighed and how much, the team's judgements, planned actions."""

from __future__ import annotations

import streamlit as st

from ui.panels import criteria, weights
from ui.panels.segmentations import actions, criteria_measured, criteria_ready, judgements, settings
from ui.panels.segmentations.page import SegmentationPage

PARTS = ("weights", "judgements", "actions", "settings")


def show(page: SegmentationPage) -> None:
    """Draw the whole step."""
    t = page.t
    st.write(t("segmentation_page.criteria.intro"))
    part = st.segmented_control(
        t("segmentation_page.criteria.part"),
        PARTS if page.advanced else PARTS[:-1],
        default=PARTS[0],
        required=True,
        format_func=lambda code: t(f"segmentation_page.criteria.part.{code}"),
        key="criteria-part",
        label_visibility="collapsed",
        wrap=True,
    )
    match part:
        case "weights":
            _weights(page)
        case "judgements":
            judgements.show(page)
        case "actions":
            actions.show(page)
        case "settings":
            settings.show(page)


def _weights(page: SegmentationPage) -> None:
    criteria.templates_of(page)
    weights.show(page.advanced)
    criteria.show(page, criteria_measured.show)
    criteria_ready.show(page)
    criteria_measured.beside(page)
