"""Tools or scores from a file or a paste: first a look at what was read, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.tools.evidence import Evidence
from i18n.sentences import error_sentence
from services import imports
from ui import state
from ui.panels.edits import change
from ui.panels.figures import figure_text
from ui.panels.page import Page

What = Literal["tools", "scores"]
MOST = 200  # rows and problems that are shown


def show(page: Page, what: What) -> None:
    """Draw the file and paste fields, and below them what was read."""
    t = page.t
    st.caption(t(f"page.import.{what}.columns"))
    with st.form(f"{what}-import"):
        st.file_uploader(t("page.import.file"), type=["csv", "xlsx"], key=f"{what}-file")
        st.text_area(t("page.import.paste"), key=f"{what}-paste", placeholder=t("page.import.paste.placeholder"))
        st.form_submit_button(t("page.import.look"), key=f"{what}-look", on_click=_look, args=(what,))
    preview = st.session_state.get(f"{what}-preview")
    if preview is not None:
        _preview(page, what, preview)


def _look(what: What) -> None:
    """Read the file, or the paste when there is no file, and keep what was read for the page."""
    file, pasted = st.session_state.get(f"{what}-file"), st.session_state.get(f"{what}-paste")
    st.session_state.pop(f"{what}-preview", None)
    opened = state.opened()
    if opened is None:
        return
    read: Callable[[], imports.ToolTable | imports.ScoreTable]
    if file is not None and what == "tools":
        read = lambda: imports.preview_tools(file.getvalue(), file.name)  # noqa: E731 - four short readers side by side
    elif file is not None:
        read = lambda: imports.preview_scores(opened.document, file.getvalue(), file.name)  # noqa: E731
    elif pasted and what == "tools":
        read = lambda: imports.preview_pasted_tools(pasted)  # noqa: E731
    elif pasted:
        read = lambda: imports.preview_pasted_scores(opened.document, pasted)  # noqa: E731
    else:
        st.error(state.words()("page.import.nothing"))
        return
    try:
        st.session_state[f"{what}-preview"] = read()
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, state.language()))


def _preview(page: Page, what: What, preview: imports.ToolTable | imports.ScoreTable) -> None:
    t = page.t
    for problem in preview.problems[:MOST]:
        st.warning(error_sentence(problem.code, problem.facts, t.language))
    count = len(preview.rows)
    st.markdown(t.plural("page.import.read", count, number=count))
    columns = _tool_columns(page, preview) if what == "tools" else _score_columns(page, preview)
    st.dataframe(columns, hide_index=True, alt=t("page.import.preview"), key=f"{what}-preview-table")
    if preview.problems:
        st.caption(t("page.import.all_or_nothing"))
    st.button(
        t("page.import.apply"),
        key=f"{what}-apply",
        on_click=_apply,
        args=(what,),
        disabled=bool(preview.problems) or not count,
        type="primary",
    )


def _tool_columns(page: Page, preview: imports.ToolTable) -> dict[str, list[str]]:
    t, rows = page.t, preview.rows[:MOST]
    return {
        t("page.tool"): [row.name for row in rows],
        t("page.add_tools.vendor"): [row.vendor for row in rows],
        t("page.note"): [row.note for row in rows],
    }


def _score_columns(page: Page, preview: imports.ScoreTable) -> dict[str, list[str]]:
    t, names, rows = page.t, page.names, preview.rows[:MOST]
    return {
        t("page.tool"): [names.tools.get(row.tool, row.tool) for row in rows],
        t("page.criterion"): [names.criteria.get(row.criterion, row.criterion) for row in rows],
        t("page.cell.figure"): [_figure(page, row) for row in rows],
        t("page.cell.kind"): [t(f"evidence_kind.{row.kind}") for row in rows],
        t("page.source"): [row.source for row in rows],
    }


def _figure(page: Page, row: Evidence) -> str:
    if row.state != "known":
        return page.t(f"page.cell.{row.state}")
    return figure_text(page, row.criterion, row.value, row.low, row.high)


def _apply(what: What) -> None:
    preview = st.session_state.pop(f"{what}-preview", None)
    if preview is None:
        return
    apply = imports.apply_tools if what == "tools" else imports.apply_scores
    if not change(lambda document: apply(document, preview), f"import_{what}"):
        st.session_state[f"{what}-preview"] = preview
