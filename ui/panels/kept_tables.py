"""Uploaded tables that are kept on this computer: what there is, and deleting one for good."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.formats import number
from i18n.sentences import error_sentence
from services import datasets
from ui import escape, state
from ui.panels.upload import kept_name

ASKED = "kept-delete"


def show(t: Texts, used: Collection[str]) -> None:
    """Draw the list; a deletion is asked about once, and says what it means.

    Parameters
    ----------
    used : collection of str
        Content hashes of the tables that the evaluation on the page uses.
    """
    kept = datasets.listed()
    if not kept:
        st.caption(t("data.kept.none"))
        return
    st.caption(t("data.kept.why"))
    for table in kept:
        with st.container(horizontal=True, vertical_alignment="center"):
            said = [kept_name(table, t), t("data.kept.size", megabytes=number(table.bytes / 1e6, t.language, 1))]
            if table.file.sha256 in used:
                said.append(t("data.kept.used_here"))
            st.markdown(escape.markdown(" · ".join(said)), width="content")
            st.button(
                t("data.kept.delete"),
                key=f"kept-delete-{table.id}",
                on_click=_ask,
                args=(table.id,),
                type="tertiary",
                icon=":material/delete:",
            )
        if st.session_state.get(ASKED) == table.id:
            _confirm(t, table, table.file.sha256 in used)


def _confirm(t: Texts, table: datasets.KeptTable, used: bool) -> None:
    with st.container(border=True, key=f"kept-confirm-{table.id}"):
        name = escape.label(table.file.name)
        st.warning(t("data.kept.confirm.used" if used else "data.kept.confirm", name=name))
        with st.container(horizontal=True):
            st.button(
                t("data.kept.delete_now"),
                key=f"kept-delete-now-{table.id}",
                on_click=_delete,
                args=(table.id, table.file.name),
                type="primary",
            )
            st.button(t("data.kept.keep"), key=f"kept-keep-{table.id}", on_click=_ask, args=(None,))


def _ask(table_id: str | None) -> None:
    st.session_state[ASKED] = table_id


def _delete(table_id: str, name: str) -> None:
    t = state.words()
    st.session_state.pop(ASKED, None)
    try:
        datasets.delete(table_id)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    state.tell(t("data.kept.deleted", name=escape.label(name)))
