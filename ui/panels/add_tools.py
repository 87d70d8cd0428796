"""Ways to add tools: from the catalogue, one's own, from a file, from a paste."""

from __future__ import annotations

import streamlit as st

from services import catalogue, editing
from ui.panels import catalogue_filters, fields, table_import
from ui.panels.catalogue_facts import described
from ui.panels.edits import Form, change
from ui.panels.page import Page

WAYS = ("catalogue", "own", "table")


def show(page: Page) -> None:
    """Draw the chosen way to add tools."""
    t = page.t
    st.header(t("page.add_tools.title"), anchor="add-tools")
    way = st.segmented_control(
        t("page.add_tools.way"),
        WAYS,
        default="catalogue",
        required=True,
        format_func=lambda code: t(f"page.add_tools.{code}"),
        key="add-way",
        label_visibility="collapsed",
    )
    {"catalogue": _catalogue, "own": _own, "table": _table}[way](page)


def _catalogue(page: Page) -> None:
    t = page.t
    with st.expander(t("page.catalogue.filters"), key="add-filters"):
        filters = catalogue_filters.filtered(t, key="add")
    found = (*catalogue.search(filters), *catalogue.unknown_for(filters))
    present = {tool.catalogue_id for tool in page.document.tools}
    offered = {tool.id: tool.name for tool in found if tool.id not in present}
    names = fields.named(offered)
    chosen = [key for key in st.session_state.get("add-chosen", ()) if key in offered]
    st.session_state["add-chosen"] = chosen
    st.multiselect(
        t("page.add_tools.choose"),
        list(offered),
        format_func=names.get,
        key="add-chosen",
        placeholder=t.plural("page.add_tools.choose.placeholder", len(offered), number=len(offered)),
    )
    st.button(t("page.add_tools.add"), key="add-chosen-send", on_click=_add_chosen, type="primary")
    if page.advanced:
        listing = [tool for tool in found if tool.id in offered]
        st.dataframe(
            {
                t("page.tool"): [tool.name for tool in listing],
                t("page.catalogue.described"): [" · ".join(described(tool, t)) for tool in listing],
            },
            hide_index=True,
            alt=t("page.add_tools.list"),
            key="add-listing",
        )


def _add_chosen() -> None:
    shipped = catalogue.catalogue()
    for tool_id in st.session_state.get("add-chosen", ()):
        tool = shipped.tool(tool_id)
        if tool is not None:
            change(lambda document, tool=tool: editing.add_catalogue_tool(document, tool, shipped.version), "add_tool")
    st.session_state["add-chosen"] = []


def _own(page: Page) -> None:
    t = page.t
    form = Form("own-tool", t)
    with st.form("own-tool"):
        form.text("name", t("page.name"), placeholder=t("page.add_tools.own.placeholder"))
        form.text("vendor", t("page.add_tools.vendor"), placeholder=t("page.optional"))
        form.text("note", t("page.note"), placeholder=t("page.note.placeholder"))
        form.send(t("page.add_tools.own.add"), _add_own)


def _add_own(form: Form) -> bool:
    name = form.required("name", form.t("page.name"))
    if not form.ok:
        return False
    vendor, note = form.value("vendor"), form.value("note")
    return change(lambda document: editing.add_own_tool(document, name, vendor=vendor, note=note), "add_tool")


def _table(page: Page) -> None:
    table_import.show(page, "tools")
