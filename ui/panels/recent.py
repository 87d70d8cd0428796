"""The newest evaluations of a kind of page, to go on with, and who leads them."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from evaluators.documents import text_of
from i18n import Texts
from i18n.formats import moment_text
from reports.segmentations.context import SegmentationWords
from services import evaluations
from services.evaluations import EvaluationHead
from ui import escape, state
from ui.panels.moments import local

RECENT = 5


def show(kinds: Collection[str], t: Texts) -> None:
    """Draw the newest evaluations of these kinds; nothing where there are none."""
    heads = [head for head in evaluations.listed() if head.kind in kinds][:RECENT]
    if not heads:
        return
    st.header(t("page.begin.recent"), anchor="recent")
    for head in heads:
        title = escape.label(text_of(head.title, t.language) or t("page.untitled"))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(title, key=f"recent-{head.id}", on_click=_open, args=(head.id,), type="tertiary")
            st.caption(escape.markdown(" · ".join(_said(head, kinds, t))))


def _said(head: EvaluationHead, kinds: Collection[str], t: Texts) -> list[str]:
    """Say what tells evaluations of one title apart."""
    said = [t(f"page.kind.{head.kind}")] if len(kinds) > 1 else []
    said.append(t("start.recent.edited", when=moment_text(local(head.updated_at), t.language)))
    if leader := leader_name(head, t):
        said.append(t("start.recent.leader", tool=leader))
    return said


def _open(evaluation_id: str) -> None:
    state.refresh()
    st.query_params["id"] = evaluation_id


def leader_name(head: EvaluationHead, t: Texts) -> str | None:
    """Return what leads an evaluation; a segmentation without a name is called after what it is."""
    if head.leader is None or head.leader_id is None:
        return None
    named = text_of(head.leader, t.language)
    if named or head.kind != "segmentation-evaluation":
        return named or None
    document = evaluations.open_evaluation(head.id).document
    return SegmentationWords(document, None, t.language).candidates.get(head.leader_id)
