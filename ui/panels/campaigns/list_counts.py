"""Customers by segment counted from an uploaded list."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.formats import number
from i18n.sentences import error_sentence
from services import campaigns, datasets
from ui import escape, state
from ui.panels import fields
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change

TYPES = ["csv", "gz", "xlsx", "parquet"]
MOST_VALUES = 200  # segments that a design can have
CHOSEN = "count-list"


def show(page: CampaignPage) -> None:
    """Draw the upload, and once there is a list, which column makes the segments."""
    t = page.t
    with st.expander(t("campaign_page.count.title"), key="count-from-list", on_change="rerun") as details:
        if not details.open:
            return
        st.caption(t("campaign_page.count.why"))
        with st.form("count-upload", border=False):
            st.file_uploader(t("campaign_page.count.file"), type=TYPES, key="count-file")
            st.form_submit_button(t("campaign_page.count.read"), key="count-read", on_click=_read)
        _kept(page)


def _read() -> None:
    file = st.session_state.get("count-file")
    if file is None:
        st.error(state.words()("page.import.nothing"))
        return
    try:
        st.session_state[CHOSEN] = datasets.add(file.getvalue(), file.name).id
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, state.language()))


def _kept(page: CampaignPage) -> None:
    """Draw the lists that are kept and the columns of the chosen one."""
    t = page.t
    tables = {table.id: table for table in datasets.listed()}
    if not tables:
        return
    names = fields.named({one: escape.shortened(table.file.name, 60) for one, table in tables.items()})
    if st.session_state.get(CHOSEN) not in tables:
        st.session_state[CHOSEN] = None
    with st.grid(2, min_column_width=220, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("campaign_page.count.list"),
            list(tables),
            index=None,
            format_func=names.get,
            key=CHOSEN,
            placeholder=t("page.choose"),
        )
        if chosen is None:
            return
        column = st.selectbox(
            t("campaign_page.count.column"),
            list(tables[chosen].file.columns),
            index=None,
            key=f"count-column-{chosen}",
            placeholder=t("page.choose"),
        )
    if column is not None:
        _counted(t, chosen, column)
    st.button(
        t("campaign_page.count.delete"),
        key="count-delete",
        on_click=_delete,
        args=(chosen,),
        type="tertiary",
        help=t("campaign_page.count.delete.help"),
    )


def _counted(t: Texts, dataset_id: str, column: str) -> None:
    try:
        counts = campaigns.count_segments(dataset_id, column)
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return
    if len(counts) > MOST_VALUES:
        st.warning(t("campaign_page.count.too_many", number=number(len(counts), t.language, 0), most=str(MOST_VALUES)))
        return
    st.dataframe(
        {
            t("campaign_page.segment"): [value for value, _ in counts],
            t("campaign_page.segment.customers"): [number(count, t.language, 0) for _, count in counts],
        },
        hide_index=True,
        alt=t("campaign_page.count.alt"),
        key="count-table",
    )
    st.button(
        t.plural("campaign_page.count.use", len(counts), number=len(counts)),
        key="count-use",
        on_click=_use,
        args=(dataset_id, column),
        type="primary",
    )


def _use(dataset_id: str, column: str) -> None:
    change(
        lambda document: campaigns.segments_from_counts(document, campaigns.count_segments(dataset_id, column)),
        "segments",
    )


def _delete(dataset_id: str) -> None:
    st.session_state[CHOSEN] = None
    fields.handed(datasets.delete, dataset_id)
