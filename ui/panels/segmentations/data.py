"""The step "data" of a segmentation: tables and what they mean, days that part past and outcome, a look at the rows."""

from __future__ import annotations

import streamlit as st

from services import datasets
from settings import settings
from ui.panels import kept_tables, upload
from ui.panels.segmentations import data_days, data_look, data_roles, data_tables
from ui.panels.segmentations.page import SegmentationPage

WAYS = ("upload", "named")
ADD = "source-add"
UNSAVED = ("source-", "kept-")  # what the tab holds of one evaluation's data step


def show(page: SegmentationPage) -> None:
    """Draw the whole step."""
    t, document = page.t, page.document
    _begin_anew(page.opened.id)
    st.write(t("segmentation_page.data.intro"))
    data_tables.show(page)
    if document.data.files:
        with st.expander(t("segmentation_page.data.another"), key="source-another", on_change="rerun") as folded:
            if folded.open:
                _add(page)
        data_days.show(page)
        data_look.show(page)
    else:
        _add(page)
    with st.expander(t("data.kept.title"), key="kept-tables", on_change="rerun") as folded:
        if folded.open:
            kept_tables.show(t, {one.sha256 for one in document.data.files})


def _begin_anew(evaluation_id: str) -> None:
    """Forget what another evaluation's data step has left in this tab."""
    if st.session_state.get("data-of") == evaluation_id:
        return
    for key in [str(key) for key in st.session_state if str(key).startswith(UNSAVED)]:
        del st.session_state[key]
    st.session_state["data-of"] = evaluation_id


def _add(page: SegmentationPage) -> None:
    """Draw where a table is taken from, and what its columns mean."""
    t = page.t
    way = WAYS[0]
    if settings().data_paths:
        way = st.segmented_control(
            t("segmentation_page.data.way"),
            WAYS,
            default=WAYS[0],
            required=True,
            format_func=lambda code: t(f"segmentation_page.data.way.{code}"),
            key="source-way",
        )
    table = _chosen(page, way)
    if table is not None and table.file.sha256 not in {one.sha256 for one in page.document.data.files}:
        data_roles.show(page, table)


def _chosen(page: SegmentationPage, way: str) -> datasets.KeptTable | None:
    if way == "upload":
        return upload.choose(page.t, ADD, page.t("segmentation_page.data.file"))
    table = upload.named(page.t, ADD)
    return None if table is None else upload.described(table, ())
