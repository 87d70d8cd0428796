"""Step 2, Tools: the tools that are compared, facts that have changed, and ways to add more."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from evaluators.documents import text_of
from evaluators.tools.changes import FactChange
from evaluators.tools.document import Tool
from evaluators.tools.facts import Fact
from reports.blocks import Column, Table, TableCell
from reports.facts import fact_text
from reports.phrases import date_said
from services import catalogue, editing
from ui import draw, escape
from ui.panels import add_tools, fields
from ui.panels.edits import change, rebuilt
from ui.panels.page import Page


def show(page: Page) -> None:
    """Draw the whole step."""
    t = page.t
    st.write(t("page.tools.intro"))
    _changed(page)
    if not page.document.tools:
        st.info(t("page.tools.empty"))
    for tool in page.document.tools:
        _tool(page, tool)
    add_tools.show(page)


def _tool(page: Page, tool: Tool) -> None:
    t = page.t
    with st.container(
        border=True,
        key=f"chosen-{tool.id}",
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
    ):
        if tool.catalogue_id is None:
            _own(page, tool)
        else:
            _shipped(page, tool)
        st.button(
            t("page.remove"),
            key=f"remove-{tool.id}",
            on_click=_remove,
            args=(tool.id,),
            type="tertiary",
            help=t("page.tools.remove.help"),
        )


def _shipped(page: Page, tool: Tool) -> None:
    count = len(tool.facts)
    facts = page.t.plural("page.tools.facts", count, number=count)
    said = " · ".join(part for part in (tool.vendor, facts) if part)
    name = escape.label(text_of(tool.name, page.t.language))
    st.markdown(f"**{name}** :small[{escape.markdown(said)}]", width="stretch")


def _own(page: Page, tool: Tool) -> None:
    t = page.t
    fields.text(
        t("page.tools.own"),
        text_of(tool.name, t.language),
        lambda name: name.strip() and _change(rebuilt(tool, name=name.strip())),
        key=f"tool-{tool.id}-name",
    )
    if page.advanced:
        fields.text(
            t("page.note"),
            tool.note,
            lambda note: _change(rebuilt(tool, note=note)),
            key=f"tool-{tool.id}-note",
            placeholder=t("page.note.placeholder"),
        )


def _change(tool: Tool) -> bool:
    return change(lambda document: editing.put_tool(document, tool), "tool")


def _remove(tool_id: str) -> None:
    change(lambda document: editing.remove_tool(document, tool_id), "remove_tool")


def _changed(page: Page) -> None:
    """Say how many catalogue facts differ from the frozen ones, show how, and offer to take the new ones."""
    t = page.t
    changes = catalogue.changed_facts(page.document)
    if not changes:
        return
    with st.container(border=True, key="changed-facts"):
        st.warning(t.plural("page.tools.changed", len(changes), number=len(changes)), icon=":material/update:")
        with st.expander(t("page.tools.changed.show"), key="changed-facts-table"):
            draw.blocks([_difference(page, changes)], key="changed")
        st.button(t("page.tools.refresh"), key="refresh-facts", on_click=_refresh, help=t("page.tools.refresh.help"))


def _difference(page: Page, changes: Sequence[FactChange]) -> Table:
    t = page.t
    heads = ("page.tool", "page.catalogue.topic", "page.tools.before", "page.tools.after")
    rows = tuple(
        (
            TableCell(text=page.names.tools.get(one.tool, one.tool)),
            TableCell(text=t(f"topic.{one.topic.value}")),
            TableCell(text=_stated(page, one.before)),
            TableCell(text=_stated(page, one.after)),
        )
        for one in changes
    )
    caption = t("page.tools.changed.caption")
    return Table(caption=caption, columns=tuple(Column(text=t(key)) for key in heads), rows=rows, name="changes")


def _stated(page: Page, fact: Fact | None) -> str:
    if fact is None:
        return page.t("page.tools.no_fact")
    return f"{fact_text(fact.value, page.t)} ({date_said(fact.seen, page.t)})"


def _refresh() -> None:
    change(lambda document: editing.refresh_facts(document, catalogue.catalogue()), "refresh_facts")
