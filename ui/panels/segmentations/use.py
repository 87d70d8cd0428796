"""The step "use" of a segmentation: choose one, then label customers, place new ones, write SQL, or go to campaigns."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from reports.segmentations.context import SegmentationWords
from services import segment_packages
from ui import escape, state
from ui.panels import fields
from ui.panels.segmentations import use_campaign, use_effects, use_labels, use_new, use_sql
from ui.panels.segmentations.page import SegmentationPage
from ui.panels.segmentations.use_package import Used, packed

PARTS = {
    "labels": use_labels.show,
    "new": use_new.show,
    "sql": use_sql.show,
    "campaign": use_campaign.show,
    "effects": use_effects.show,
}


def show(page: SegmentationPage) -> None:
    """Draw the whole step."""
    t = page.t
    st.write(t("segmentation_page.use.intro"))
    if page.measured() is None:
        return
    used = _chosen(page)
    if used is None:
        return
    part = st.segmented_control(
        t("segmentation_page.use.what"),
        list(PARTS),
        default="labels",
        required=True,
        format_func=lambda one: t(f"segmentation_page.use.part.{one}"),
        key=f"use-part-{page.opened.id}",
        wrap=True,
    )
    PARTS[part or "labels"](page, used)


def _chosen(page: SegmentationPage) -> Used | None:
    """Draw the choice of a segmentation; return it as a package."""
    t, result = page.t, page.measured()
    if result is None:
        return None
    usable = segment_packages.usable_candidates(page.document, result)
    if not usable:
        st.info(error_sentence("package_none_usable", {}, t.language))
        return None
    words = SegmentationWords(page.document, result, t.language)
    key = state.widget_key("use-candidate")
    names = fields.named({one: escape.label(words.candidates[one]) for one in usable})
    if st.session_state.get(key) not in usable:
        st.session_state[key] = usable[0]
    chosen = st.selectbox(
        t("segmentation_page.use.candidate"),
        list(usable),
        format_func=names.get,
        key=key,
        help=t("segmentation_page.use.candidate.help"),
        placeholder=t("page.choose"),
    )
    try:
        return packed(page, result, chosen or usable[0])
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return None
