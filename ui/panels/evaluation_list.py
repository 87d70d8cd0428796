"""My evaluations: each with its state, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.formats import date_text, moment_text
from i18n.sentences import error_sentence
from services import evaluations
from services.evaluations import EvaluationHead
from ui import escape, navigation, state
from ui.panels import recent, versions
from ui.panels.moments import local

DELETED = "just-deleted"
COUNTED = {"tool-evaluation": "page.evaluations.tools", "segmentation-evaluation": "page.evaluations.candidates"}


def show(t: Texts) -> None:
    """Draw all evaluations, newest first."""
    _undo(t)
    heads = evaluations.listed()
    if not heads:
        st.info(t("page.evaluations.empty"))
        st.page_link(navigation.page("tools", t), label=t("page.begin.title"), icon=":material/add:")
    for head in heads:
        _row(head, t)


def _row(head: EvaluationHead, t: Texts) -> None:
    with st.container(border=True, key=f"evaluation-{head.id}"):
        st.markdown(f"**{escape.label(text_of(head.title, t.language) or t('page.untitled'))}**")
        st.caption(escape.markdown(" · ".join(_said(head, t))))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                navigation.page_of(head.kind, t),
                label=t("page.open"),
                query_params={"id": head.id},
                icon=":material/arrow_forward:",
            )
            for action, icon in (("duplicate", "content_copy"), ("delete", "delete")):
                st.button(
                    t(f"page.evaluations.{action}"),
                    key=f"{action}-{head.id}",
                    on_click=_duplicate if action == "duplicate" else _delete,
                    args=(head.id,),
                    icon=f":material/{icon}:",
                    type="tertiary",
                )
            st.download_button(
                t("page.evaluations.download"),
                lambda: evaluations.export_document(head.id),
                file_name=f"puntari-{head.id[:8]}.json",
                mime="application/json",
                key=f"export-{head.id}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )
        with st.expander(t("page.versions.title"), key=f"versions-{head.id}", on_change="rerun") as folded:
            if folded.open:
                versions.show(head.id, t)


def _said(head: EvaluationHead, t: Texts) -> list[str]:
    """Say how the evaluation stands."""
    said = [t("page.evaluations.edited", when=moment_text(local(head.updated_at), t.language))]
    said.append(t(f"page.kind.{head.kind}"))
    said.append(t.plural(COUNTED.get(head.kind, "page.evaluations.variants"), head.parts, number=head.parts))
    if head.verdict is not None:
        said.append(t(f"campaign.verdict.{head.verdict}"))
    if head.locked:
        said.append(t("page.evaluations.locked"))
    if leader := recent.leader_name(head, t):
        said.append(t("page.evaluations.leader", tool=leader))
    if head.decision is not None and head.decided_on is not None:
        tool, day = text_of(head.decision, t.language), date_text(head.decided_on, t.language)
        said.append(t("page.evaluations.decided", tool=tool, day=day))
    if head.follow_up_on is not None:
        said.append(t("page.evaluations.follow_up", day=date_text(head.follow_up_on, t.language)))
    return said


def _duplicate(evaluation_id: str) -> None:
    evaluations.duplicate(evaluation_id)


def _delete(evaluation_id: str) -> None:
    evaluations.delete(evaluation_id)
    st.session_state[DELETED] = evaluation_id
    state.refresh()


def _undo(t: Texts) -> None:
    """Offer to take the last deletion back, and list what else was deleted."""
    gone = {head.id: head for head in evaluations.listed(deleted=True)}
    last = gone.pop(st.session_state.get(DELETED, ""), None)
    if last is not None:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            title = text_of(last.title, t.language) or t("page.untitled")
            st.markdown(t("page.evaluations.deleted", title=escape.label(title)))
            st.button(t("page.evaluations.undelete"), key="undelete-last", on_click=_undelete, args=(last.id,))
    if gone:
        with st.expander(t.plural("page.evaluations.bin", len(gone), number=len(gone)), key="bin"):
            for head in gone.values():
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.markdown(escape.label(text_of(head.title, t.language) or t("page.untitled")))
                    st.button(
                        t("page.evaluations.undelete"),
                        key=f"undelete-{head.id}",
                        on_click=_undelete,
                        args=(head.id,),
                        type="tertiary",
                    )


def _undelete(evaluation_id: str) -> None:
    evaluations.undelete(evaluation_id)
    st.session_state.pop(DELETED, None)


def upload(t: Texts) -> None:
    """Draw the field that takes a document file."""
    with st.expander(t("page.evaluations.upload"), key="upload"):
        st.caption(t("page.evaluations.upload.why"))
        with st.form("upload-form", border=False, clear_on_submit=True):
            st.file_uploader(t("page.evaluations.upload.choose"), type=["json"], key="upload-file")
            st.form_submit_button(t("page.evaluations.upload.send"), key="upload-send", on_click=_upload, args=(t,))


def _upload(t: Texts) -> None:
    file = st.session_state.get("upload-file")
    if file is None:
        return
    try:
        evaluations.import_document(file.getvalue())
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    st.success(t("page.evaluations.uploaded"))
