"""The Segmentations page without an evaluation: begin one, or go on with one."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.sentences import error_sentence
from services import evaluations, segmentations
from ui import escape, state

KIND = "segmentation-evaluation"
RECENT = 5


def show(t: Texts) -> None:
    """Draw the start of a new evaluation and the newest ones there are."""
    st.title(t("segmentation_page.start.title"))
    st.write(t("segmentation_page.start.intro"))
    with st.form("segmentation-begin"):
        st.text_input(
            t("segmentation_page.title"), key="segmentation-title", placeholder=t("segmentation_page.title.placeholder")
        )
        st.form_submit_button(
            t("page.begin.start"), key="segmentation-start", on_click=_start, args=(t,), type="primary"
        )
    _recent(t)


def _start(t: Texts) -> None:
    try:
        evaluation_id = segmentations.begin(st.session_state["segmentation-title"].strip())
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    state.refresh()
    st.query_params["id"] = evaluation_id
    st.query_params["step"] = "data"


def _recent(t: Texts) -> None:
    heads = [head for head in evaluations.listed() if head.kind == KIND][:RECENT]
    if not heads:
        return
    st.header(t("page.begin.recent"), anchor="recent")
    for head in heads:
        title = escape.label(text_of(head.title, t.language) or t("page.untitled"))
        st.button(title, key=f"recent-{head.id}", on_click=_open, args=(head.id,), type="tertiary")


def _open(evaluation_id: str) -> None:
    state.refresh()
    st.query_params["id"] = evaluation_id
