"""A tool in the catalogue's list, the choice of tools to compare, and taking one into an evaluation."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from evaluators.documents import text_of
from evaluators.errors import EvaluationError
from evaluators.tools.facts import CatalogueTool
from i18n import Texts
from i18n.sentences import error_sentence
from services import catalogue, editing, evaluations
from ui import escape, state
from ui.panels import catalogue_facts, fields


def listed(sure: Sequence[CatalogueTool], unknown: Sequence[CatalogueTool], t: Texts) -> None:
    """Draw the tools that pass the filters, then those of which it is not known."""
    st.caption(t.plural("page.catalogue.found", len(sure), number=len(sure)))
    _cards(sure, t)
    if not sure and not unknown:
        st.info(t("page.catalogue.none"))
    if unknown:
        st.header(t("page.catalogue.maybe"), anchor="maybe")
        st.caption(t.plural("page.catalogue.maybe.why", len(unknown), number=len(unknown)))
        _cards(unknown, t)


def _cards(tools: Sequence[CatalogueTool], t: Texts) -> None:
    with st.grid(2, min_column_width=300):
        for tool in tools:
            _card(tool, t)


def _card(tool: CatalogueTool, t: Texts) -> None:
    with st.container(border=True, height="stretch", key=f"tool-{tool.id}"):
        st.markdown(f"**{escape.label(tool.name)}**")
        st.markdown(escape.markdown(catalogue_facts.summary(tool, t)))
        st.caption(escape.markdown(" · ".join(catalogue_facts.described(tool, t))))
        count = len(tool.facts)
        label = t.plural("page.catalogue.open", count, number=count)
        st.button(label, key=f"open-{tool.id}", on_click=_open, args=(tool.id,), type="tertiary")


def _open(tool_id: str) -> None:
    st.query_params["tool"] = tool_id


def leave() -> None:
    """Go back to the list; for callbacks."""
    st.query_params.pop("tool", None)


def compared(t: Texts) -> list[CatalogueTool]:
    """Draw the choice of tools to compare and return them."""
    tools = {tool.id: tool for tool in catalogue.catalogue().tools}
    chosen = st.multiselect(
        t("page.catalogue.compare.choose"),
        list(tools),
        format_func=lambda key: tools[key].name,
        key="catalogue-compare",
        max_selections=catalogue.COMPARED,
        placeholder=t("page.catalogue.compare.placeholder"),
        persist_state="session",
    )
    return [tools[key] for key in chosen]


def add_button(tool: CatalogueTool, t: Texts) -> None:
    """Draw the choice of an evaluation and the button that adds the tool to it."""
    untitled = t("page.untitled")
    titles = {head.id: text_of(head.title, t.language) or untitled for head in evaluations.listed()}
    if not titles:
        st.caption(t("page.catalogue.add.none"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("page.catalogue.add.to"),
            list(titles),
            format_func=fields.named(titles).get,
            key="catalogue-add-to",
            placeholder=t("page.choose"),
        )
        st.button(t("page.catalogue.add"), key="catalogue-add", on_click=_add, args=(tool, t), icon=":material/add:")


def _add(tool: CatalogueTool, t: Texts) -> None:
    try:
        opened = evaluations.open_evaluation(st.session_state["catalogue-add-to"])
        document = editing.add_catalogue_tool(opened.document, tool, catalogue.catalogue().version)
        evaluations.edit(opened.id, document, base_revision=opened.revision, action="add_tool")
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    state.refresh()
    title = text_of(opened.document.title, t.language) or t("page.untitled")
    st.success(t("page.catalogue.added", tool=escape.label(tool.name), evaluation=escape.label(title)))
