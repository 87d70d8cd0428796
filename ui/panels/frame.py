"""The frame around the steps: title, undo, saved state, conflict, and the way between the steps."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.sentences import error_sentence
from services import editing, evaluations
from services.evaluations import Opened
from ui import state
from ui.panels import fields
from ui.panels.edits import change

STEPS = {
    "tool-evaluation": ("need", "tools", "criteria", "scores", "result", "share"),
    "segmentation-evaluation": ("data", "fields", "candidates", "criteria", "result", "segments", "use", "share"),
    "campaign-plan": ("question", "audience", "answer", "assign", "share"),
    "campaign-test": ("question", "data", "result", "share"),
}
TITLES = {"tool-evaluation": "page.title", "segmentation-evaluation": "segmentation_page.title"}
STEP = "step-control"


@st.fragment(key="frame")
def show() -> None:
    """Draw title, undo and redo, saved state and an open conflict. Runs again with the weights."""
    opened = state.opened()
    if opened is None:
        return
    t = state.words()
    title, buttons = st.columns(2, vertical_alignment="bottom")
    with title:
        fields.text(
            t(TITLES.get(opened.document.kind, "page.campaign.title")),
            text_of(opened.document.title, t.language),
            lambda words: change(lambda document: editing.set_title(document, words), "title"),
            key=f"title-{opened.id}",
            placeholder=t("page.title.placeholder"),
        )
    with buttons, st.container(horizontal=True, vertical_alignment="center"):
        _buttons(opened, t)
    _conflict(t)


def _buttons(opened: Opened, t: Texts) -> None:
    st.button(
        t("page.undo"),
        key="undo",
        disabled=not opened.can_undo,
        on_click=_whole,
        args=(state.undo,),
        icon=":material/undo:",
    )
    st.button(
        t("page.redo"),
        key="redo",
        disabled=not opened.can_redo,
        on_click=_whole,
        args=(state.redo,),
        icon=":material/redo:",
    )
    if opened.saved_version is None or opened.changed_since_version:
        st.button(
            t("page.save_version"),
            key="save-version",
            on_click=_save_version,
            args=(t,),
            icon=":material/bookmark_add:",
        )
        st.caption(t("page.saved"))
    else:
        st.caption(t("page.saved_as", version=opened.saved_version))


def _whole(step) -> None:
    """Undo and redo may touch any part, so the whole page runs again."""
    step()
    st.rerun()


def _save_version(t: Texts) -> None:
    opened = state.opened()
    if opened is None:
        return
    try:
        version = evaluations.save_version(opened.id)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    state.tell(t("page.version_saved", version=version))
    state.refresh()
    st.rerun()


def _conflict(t: Texts) -> None:
    if state.open_conflict() is None:
        return
    with st.container(border=True, key="conflict"):
        st.warning(t("page.conflict"), icon=":material/call_split:")
        with st.container(horizontal=True):
            for keep in ("merge", "mine", "theirs"):
                st.button(
                    t(f"page.conflict.{keep}"),
                    key=f"conflict-{keep}",
                    on_click=_resolve,
                    args=(keep,),
                    type="primary" if keep == "merge" else "secondary",
                    help=t(f"page.conflict.{keep}.help"),
                )


def _resolve(keep: str) -> None:
    state.resolve_conflict(keep)
    st.rerun()


def step_choice(t: Texts, steps: tuple[str, ...]) -> str:
    """Draw the steps and return the open one; the address (``?step=``) holds it in any language."""
    asked = st.query_params.get("step")
    st.session_state[STEP] = asked if asked in steps else steps[0]
    st.segmented_control(
        t("page.steps"),
        steps,
        required=True,
        format_func=lambda step: f"{steps.index(step) + 1} {t(f'page.step.{step}')}",
        key=STEP,
        on_change=_to_chosen,
        label_visibility="collapsed",
        wrap=True,
    )
    return st.session_state[STEP]


def _to_chosen() -> None:
    _go(st.session_state[STEP])


def _go(step: str) -> None:
    st.query_params["step"] = step


def around(step: str, t: Texts, steps: tuple[str, ...]) -> None:
    """Draw the ways to the step before and after."""
    place = steps.index(step)
    st.space("small")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if place > 0:
            before = steps[place - 1]
            st.button(t("page.back", step=t(f"page.step.{before}")), key="step-back", on_click=_go, args=(before,))
        if place + 1 < len(steps):
            after = steps[place + 1]
            st.button(
                t("page.next", step=t(f"page.step.{after}")),
                key="step-next",
                on_click=_go,
                args=(after,),
                type="primary",
            )
