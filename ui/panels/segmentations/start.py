"""The Segmentations page without an evaluation: begin one from ready criteria, try an example, or go on with one."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.sentences import error_sentence
from services import examples, measuring, segmentations, templates
from ui import escape, state
from ui.panels import fields, recent

KIND = "segmentation-evaluation"


def show(t: Texts) -> None:
    """Draw the start of a new evaluation, the examples, and the newest evaluations there are."""
    st.title(t("segmentation_page.start.title"))
    st.write(t("segmentation_page.start.intro"))
    offered = {template.id: template for template in templates.segmentation_templates()}
    with st.form("segmentation-begin"):
        st.text_input(
            t("segmentation_page.title"), key="segmentation-title", placeholder=t("segmentation_page.title.placeholder")
        )
        names = fields.named({key: text_of(one.name, t.language) for key, one in offered.items()})
        st.radio(
            t("segmentation_page.start.template"),
            list(offered),
            format_func=lambda key: escape.markdown(names[key]),
            captions=[escape.markdown(text_of(one.description, t.language)) for one in offered.values()],
            key="segmentation-template",
            help=t("segmentation_page.start.template.help"),
        )
        st.form_submit_button(
            t("page.begin.start"), key="segmentation-start", on_click=_start, args=(t,), type="primary"
        )
    _examples(t)
    recent.show((KIND,), t)


def _start(t: Texts) -> None:
    title = st.session_state["segmentation-title"].strip()
    try:
        evaluation_id = segmentations.begin(title, st.session_state["segmentation-template"])
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    _open(evaluation_id, "data")


def _examples(t: Texts) -> None:
    """Draw the examples of segmentations, one click away."""
    offered = [one for one in examples.offered(t.language) if one.document.kind == KIND]
    if not offered:
        return
    st.header(t("start.examples.title"), anchor="examples")
    for example in offered:
        with st.container(border=True):
            st.markdown(f"**{escape.label(text_of(example.name, t.language))}**")
            st.write(escape.markdown(text_of(example.description, t.language)))
            st.button(
                t("start.examples.open"), key=f"example-{example.id}", on_click=_open_example, args=(example.id, t)
            )


def _open_example(example_id: str, t: Texts) -> None:
    _open(measuring.open_example(example_id, t.language), "result")


def _open(evaluation_id: str, step: str) -> None:
    state.refresh()
    st.query_params["id"] = evaluation_id
    st.query_params["step"] = step
