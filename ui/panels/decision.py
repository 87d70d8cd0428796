"""What was decided, why, when, and when to look back."""

from __future__ import annotations

from datetime import date

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.formats import date_text
from i18n.sentences import error_sentence
from services import evaluations
from ui import escape, state
from ui.panels.edits import Form
from ui.panels.page import Page


def show(page: Page) -> None:
    """Draw the decision taken and the form that records one."""
    t, tools = page.t, page.names.tools
    taken = page.document.decision
    with st.container(border=True):
        st.header(t("page.decision.title"), anchor="decision")
        if taken is not None:
            day = date_text(taken.decided_on, t.language)
            st.markdown(t("page.decision.taken", tool=escape.label(tools[taken.tool]), day=day))
            if taken.reason:
                st.markdown(escape.markdown(taken.reason))
            if taken.follow_up_on:
                st.caption(t("page.decision.follow_up", day=date_text(taken.follow_up_on, t.language)))
        form = Form("decision", t)
        with st.form("decision", border=False):
            with st.grid(3, min_column_width=180):
                form.choice("tool", t("page.decision.tool"), list(tools), tools.get, taken.tool if taken else None)
                form.day("decided_on", t("page.decision.day"), taken.decided_on if taken else None)
                form.day("follow_up_on", t("page.decision.look_back"), taken.follow_up_on if taken else None)
            reason = taken.reason if taken else ""
            form.text("reason", t("page.decision.reason"), reason, placeholder=t("page.decision.reason.placeholder"))
            form.send(t("page.decision.save"), _save, type="secondary")


def _save(form: Form) -> bool:
    t = form.t
    tool = form.required("tool", t("page.decision.tool"))
    day: date | None = form.required("decided_on", t("page.decision.day"))
    later: date | None = form.value("follow_up_on")
    opened = state.opened()
    if not form.ok or opened is None or day is None:
        return False
    if later is not None and later <= day:
        return form.refuse(t("page.decision.later"))
    try:
        evaluations.record_decision(opened.id, tool, form.value("reason"), day, later, base_revision=opened.revision)
    except EvaluationError as fault:
        return form.refuse(error_sentence(fault.code, fault.facts, t.language))
    state.refresh()
    return True
