"""The last step, Share: a frozen page behind a link, and files to take along."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.kinds import AnyResult
from i18n import LANGUAGES, Texts
from i18n.formats import date_text, number
from i18n.sentences import error_sentence
from services import sharing
from services.evaluations import Opened
from settings import settings
from ui import state
from ui.panels import downloads
from ui.panels.moments import local

DAYS = (7, 30, 90, 365, None)
LINK = "share-link"


def show(opened: Opened, result: AnyResult | None, t: Texts, *, people: bool) -> None:
    """Draw the whole step; nothing without a result. ``people``: evaluators may be named."""
    if result is None:
        return
    downloads.show(opened, result, t, people=people)
    _publish(opened, t, people)
    _published(opened, t)


def _publish(opened: Opened, t: Texts, people: bool) -> None:
    st.header(t("page.share.link.title"), anchor="link")
    st.write(t("page.share.link.why"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            t("page.share.language"),
            LANGUAGES,
            default=t.language,
            required=True,
            format_func=lambda code: t(f"language.{code}"),
            key="share-language",
        )
        usual = settings().share_days
        days = DAYS if usual in DAYS else (usual, *DAYS)
        st.selectbox(
            t("page.share.days"),
            days,
            index=days.index(usual),
            format_func=lambda count: (
                t("page.share.forever") if count is None else t.plural("page.days", count, number=count)
            ),
            key="share-days",
            placeholder=t("page.choose"),
        )
    if people:
        st.toggle(t("page.share.names"), key="share-names", help=t("page.share.names.help"))
    st.button(t("page.share.publish"), key="share-publish", on_click=_make, type="primary", icon=":material/link:")
    link = st.session_state.get(LINK)
    if link and link[0] == opened.id:
        st.success(t("page.share.ready"))
        st.code(_address(link[1]), language=None, wrap_lines=True)
        st.link_button(t("page.share.open"), link[1])
        st.caption(t("page.share.once"))


def _make() -> None:
    opened = state.opened()
    if opened is None:
        return
    try:
        made = sharing.publish(
            opened.id,
            language=st.session_state["share-language"],
            days=st.session_state["share-days"],
            show_names=st.session_state.get("share-names", False),
        )
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, state.language()))
        return
    st.session_state[LINK] = (opened.id, made.url_path)


def _address(path: str) -> str:
    """Return the whole address of a share where the page knows its own; its path otherwise."""
    here = st.context.url or ""
    scheme, found, rest = here.partition("://")
    return f"{scheme}://{rest.split('/', 1)[0]}{path}" if found else path


def _published(opened: Opened, t: Texts) -> None:
    shares = sharing.shares(opened.id)
    if not shares:
        st.caption(t("page.share.none"))
        return
    st.header(t("page.share.list"), anchor="links")
    for share in shares:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_line(share, t), width="stretch")
            if share.open:
                st.button(t("page.share.revoke"), key=f"revoke-{share.id}", on_click=_revoke, args=(share.id,))


def _line(share: sharing.ShareHead, t: Texts) -> str:
    said = [
        t("page.share.since", day=date_text(local(share.published_at), t.language)),
        t(f"language.{share.language}"),
    ]
    if share.revoked_at is not None:
        said.append(t("page.share.revoked"))
    elif share.expires_at is None:
        said.append(t("page.share.forever"))
    else:
        said.append(t("page.share.until", day=date_text(local(share.expires_at), t.language)))
    said.append(t.plural("page.share.views", share.views, number=number(share.views, t.language, 0)))
    return " · ".join(said)


def _revoke(share_id: str) -> None:
    sharing.revoke(share_id)
    st.session_state.pop(LINK, None)
