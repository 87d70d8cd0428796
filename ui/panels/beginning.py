"""The Tools page without an evaluation: start one from a template, or go on with one."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from evaluators.errors import EvaluationError
from evaluators.tools.document import ToolEvaluation
from i18n import Texts
from i18n.sentences import error_sentence
from services import clock, editing, evaluations, templates
from ui import escape, state
from ui.panels import fields, recent

KIND = "tool-evaluation"


def show(t: Texts) -> None:
    """Draw the start of a new evaluation and the newest ones there are."""
    st.title(t("page.begin.title"))
    st.write(t("page.begin.intro"))
    offered = {template.id: template for template in templates.criteria_templates()}
    with st.form("begin"):
        st.text_input(t("page.title"), key="begin-title", placeholder=t("page.title.placeholder"))
        names = fields.named({key: text_of(one.name, t.language) for key, one in offered.items()})
        st.radio(
            t("page.begin.template"),
            [*offered, ""],
            format_func=lambda key: escape.markdown(names[key]) if key else t("page.begin.blank"),
            captions=[*(escape.markdown(text_of(one.description, t.language)) for one in offered.values()), ""],
            key="begin-template",
        )
        st.form_submit_button(t("page.begin.start"), key="begin-start", on_click=_start, args=(t,), type="primary")
    recent.show((KIND,), t)


def _start(t: Texts) -> None:
    title, template = st.session_state["begin-title"].strip(), st.session_state["begin-template"]
    try:
        evaluation_id = evaluations.create(_document(template, title))
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    state.refresh()
    st.query_params["id"] = evaluation_id
    st.query_params["step"] = "need"


def _document(template: str, title: str) -> ToolEvaluation:
    """Return a new evaluation, with the criteria of the template that was chosen."""
    blank = ToolEvaluation(as_of=clock.today(), title=title)
    return editing.apply_template(blank, templates.criteria_template(template)) if template else blank
