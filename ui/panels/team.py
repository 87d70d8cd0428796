"""The people who score or weigh. Their names stay out of shares unless shown on purpose."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from evaluators.tools.document import Evaluator
from evaluators.tools.results import Cell
from services import editing
from ui.panels import fields
from ui.panels.edits import Form, change, new_id, rebuilt
from ui.panels.weighing import WeighingPage


def show(page: WeighingPage, found: Mapping[tuple[str, str], Cell]) -> None:
    """Draw the evaluators and the form that adds one."""
    t = page.t
    st.caption(t("page.team.why"))
    for person in page.document.evaluators:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            fields.text(
                t("page.team.name"),
                person.name,
                lambda name, person=person: name.strip() and _put(rebuilt(person, name=name.strip())),
                key=f"person-{person.id}",
            )
            st.button(
                t("page.remove"), key=f"person-{person.id}-remove", on_click=_remove, args=(person.id,), type="tertiary"
            )
    form = Form("person", t)
    with st.form("person", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        form.text("name", t("page.team.name"), placeholder=t("page.team.placeholder"))
        form.send(t("page.team.add"), _add, type="secondary")


def _add(form: Form) -> bool:
    name = form.required("name", form.t("page.team.name"))
    return form.ok and _put(Evaluator(id=new_id("person"), name=name))


def _put(person: Evaluator) -> bool:
    return change(lambda document: editing.put_evaluator(document, person), "evaluator")


def _remove(person_id: str) -> None:
    change(lambda document: editing.remove_evaluator(document, person_id), "evaluator")
