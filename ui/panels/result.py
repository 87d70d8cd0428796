"""Step 5, Result: the verdict first, then the picture, the table and what would change it; the rest on request."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.tools.results import ToolResult
from i18n.sentences import error_sentence
from reports import tools as tool_report
from services import results
from ui import draw
from ui.panels import decision, result_settings
from ui.panels.page import Page

FIRST = ("verdict", "picture", "table", "changes", "ask_next", "money", "must_haves")
ADVANCED = ("acceptability", "stability", "methods", "team", "evidence", "provenance")


def show(page: Page) -> None:
    """Draw the whole step."""
    t = page.t
    result = result_of(page)
    if result is None:
        return
    report = tool_report.sections(page.document, result, t.language, show_names=True)
    for part in FIRST:
        _part(report, part)
    decision.show(page)
    if not page.advanced:
        st.caption(t("page.result.more"))
        return
    st.header(t("page.result.advanced"), anchor="advanced")
    st.caption(t("page.result.advanced.why"))
    for part in ADVANCED:
        if not getattr(report, part):
            continue
        with st.expander(t(f"page.result.part.{part}"), key=f"result-{part}", on_change="rerun") as folded:
            if folded.open:
                _part(report, part)
    with st.expander(t("page.settings.title"), key="result-settings", on_change="rerun") as folded:
        if folded.open:
            result_settings.show(page)


def result_of(page: Page) -> ToolResult | None:
    """Return the result with all its draws, or say why there is none."""
    t = page.t
    if not page.document.tools or not page.document.criteria:
        st.info(t("page.result.empty"))
        return None
    try:
        with st.spinner(t("page.result.working")):
            return results.result_of(page.document)
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return None


def _part(report: tool_report.ToolReport, part: str) -> None:
    with st.container(key=f"part-{part}"):
        draw.blocks(getattr(report, part), key=part)
