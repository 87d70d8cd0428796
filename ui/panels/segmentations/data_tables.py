"""The tables that a segmentation uses: what they are called, mending what their columns mean, taking them out."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.segmentations.source import CustomerTable, OrderLog
from i18n.formats import number
from services import editing_segmentation_data, segmentation_sources
from services.segmentation_sources import TableKind
from ui import escape
from ui.panels import upload
from ui.panels.edits import change
from ui.panels.segmentations import data_roles
from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage) -> None:
    """Draw the tables in use."""
    source = page.document.data
    if source.customers is not None:
        _table(page, "customers", source.customers)
    if source.orders is not None:
        _table(page, "orders", source.orders)


def _table(page: SegmentationPage, kind: TableKind, used: CustomerTable | OrderLog) -> None:
    t, file = page.t, used.file
    said = t.plural("data.table_rows", file.rows, name=file.name, number=number(file.rows, t.language, 0))
    with st.container(border=True, key=f"table-{kind}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{t(f'segmentation_page.data.kind.{kind}')}** · {escape.label(said)}", width="content")
            st.button(
                t("segmentation_page.data.take_out"),
                key=f"table-out-{kind}",
                on_click=_take_out,
                args=(kind,),
                type="tertiary",
                icon=":material/close:",
                help=t("segmentation_page.data.take_out.help"),
            )
        if upload.missing(file.sha256):
            st.warning(t("data.roles.file_gone", name=escape.label(file.name)))
            return
        st.caption(escape.markdown(_said(page, used)))
        with st.expander(t("segmentation_page.data.mend"), key=f"source-mend-{kind}", on_change="rerun") as folded:
            table = segmentation_sources.table_of(file.sha256) if folded.open else None
            if table is not None:
                data_roles.show(page, table)


def _said(page: SegmentationPage, used: CustomerTable | OrderLog) -> str:
    """Return what the columns mean, in one line."""
    t = page.t
    roles = data_roles.CUSTOMER_ROLES if isinstance(used, CustomerTable) else data_roles.ORDER_ROLES
    parts = [
        f"{t(f'segmentation_page.data.role.{role}')}: {column}"
        for role in roles
        if isinstance(column := getattr(used, role), str) and column
    ]
    if isinstance(used, CustomerTable) and used.customer is None:
        parts.insert(0, t("segmentation_page.data.role.customer.row"))
    if isinstance(used, OrderLog) and used.traits:
        parts.append(f"{t('segmentation_page.data.role.traits')}: {', '.join(used.traits)}")
    return " · ".join(parts)


def _take_out(kind: TableKind) -> None:
    edits = {"customers": editing_segmentation_data.set_customers, "orders": editing_segmentation_data.set_orders}
    change(partial(_without, edits[kind]), "take_out_table")


def _without(edit, document):
    return edit(document, None)
