"""The own-trial score sheet: tasks done, minutes, how easy it felt."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from evaluators.tools.evidence import Trial
from evaluators.tools.results import Cell
from i18n.formats import date_text, number
from services import editing
from ui import escape
from ui.panels.edits import Form, change, made, new_id
from ui.panels.page import Page


def show(page: Page, found: Mapping[tuple[str, str], Cell]) -> None:
    """Draw the trials and the sheet that adds one."""
    t, tools, people = page.t, page.names.tools, page.names.evaluators
    st.caption(t("page.trial.why"))
    for trial in page.document.trials:
        _trial(page, trial)
    form = Form("trial", t)
    with st.form("trial"):
        st.markdown(f"**{t('page.trial.add')}**")
        with st.grid(3, min_column_width=180):
            form.choice("tool", t("page.tool"), list(tools), tools.get)
            if people:
                form.choice("by", t("page.cell.by"), list(people), people.get, placeholder=t("page.cell.by.team"))
            form.day("seen", t("page.date"))
            form.whole("tasks_done", t("page.trial.done"), 0, 0, 1000)
            form.whole("tasks_total", t("page.trial.total"), 5, 1, 1000)
            form.decimal("rating", t("page.trial.rating"), placeholder="1–5")
            form.decimal("minutes", t("page.trial.minutes"), placeholder=t("page.optional"))
            form.decimal("minutes_planned", t("page.trial.planned"), placeholder=t("page.optional"))
        form.text("note", t("page.note"), placeholder=t("page.note.placeholder"))
        form.send(t("page.trial.save"), _save)


def _trial(page: Page, trial: Trial) -> None:
    t = page.t
    said = [t("page.trial.line", done=trial.tasks_done, total=trial.tasks_total)]
    if trial.minutes is not None:
        said.append(t("page.trial.took", minutes=number(trial.minutes, t.language, None)))
    if trial.rating is not None:
        said.append(t("page.trial.felt", rating=number(trial.rating, t.language, None)))
    said.append(date_text(trial.seen, t.language))
    if trial.by:
        said.append(page.names.evaluators.get(trial.by, trial.by))
    with st.container(border=True):
        st.markdown(f"**{escape.label(page.names.tools[trial.tool])}**")
        st.caption(escape.markdown(" · ".join([*said, trial.note] if trial.note else said)))
        st.button(t("page.remove"), key=f"trial-{trial.id}", on_click=_remove, args=(trial.id,), type="tertiary")


def _save(form: Form) -> bool:
    t = form.t
    tool = form.required("tool", t("page.tool"))
    seen = form.required("seen", t("page.date"))
    rating = form.number("rating", t("page.trial.rating"), least=1, most=5, optional=True)
    minutes = form.number("minutes", t("page.trial.minutes"), least=0, optional=True)
    planned = form.number("minutes_planned", t("page.trial.planned"), least=0, optional=True)
    done, total = form.value("tasks_done"), form.value("tasks_total")
    if done > total:
        form.refuse(t("page.trial.too_many"))
    if not form.ok:
        return False
    trial = made(
        Trial,
        id=new_id("trial"),
        tool=tool,
        by=form.value("by"),
        tasks_done=done,
        tasks_total=total,
        minutes=minutes,
        minutes_planned=planned,
        rating=rating,
        seen=seen,
        note=form.value("note"),
    )
    return change(lambda document: editing.put_trial(document, trial), "trial")


def _remove(trial_id: str) -> None:
    change(lambda document: editing.remove_trial(document, trial_id), "remove_trial")
