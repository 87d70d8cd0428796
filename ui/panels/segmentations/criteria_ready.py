"""Ready-made criteria, one at a time, to those that the evaluation has."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from services import editing_segmentation_weighing as weighing
from ui import escape
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage

KEY = "ready-criterion"


def show(page: SegmentationPage) -> None:
    """Draw the list of ready-made criteria that are not in use, and the button that takes one."""
    t = page.t
    offered = {one.id: one for one in weighing.ready_criteria(page.document)}
    if not offered:
        return
    names = fields.named({one: text_of(criterion.name, t.language) for one, criterion in offered.items()})
    with st.container(border=True):
        st.markdown(f"**{t('segmentation_page.criteria.ready')}**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox(
                t("segmentation_page.criteria.ready.choose"),
                list(offered),
                index=None,
                format_func=names.get,
                key=KEY,
                placeholder=t("page.choose"),
            )
            st.button(
                t("page.criteria.add"),
                key="ready-criterion-add",
                disabled=chosen is None,
                on_click=_add,
                args=(chosen,),
            )
        if chosen is not None:
            st.caption(escape.markdown(text_of(offered[chosen].description, t.language)))


def _add(criterion_id: str) -> None:
    st.session_state[KEY] = None
    change(lambda document: weighing.add_ready_criterion(document, criterion_id), "add_criterion")
