"""Files of the result. Each is made when its button is pressed, never before."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.documents import text_of
from evaluators.kinds import AnyResult
from i18n import Texts
from reports import files
from services.evaluations import Opened

KINDS: tuple[files.Kind, ...] = ("pdf", "html", "xlsx", "csv", "json")


def show(opened: Opened, result: AnyResult, t: Texts, *, people: bool) -> None:
    """Draw the buttons: one page first, then the whole report in each format."""
    st.header(t("page.download.title"), anchor="downloads")
    names = people and st.toggle(t("page.download.names"), key="download-names", help=t("page.share.names.help"))
    make = partial(files.render, opened.document, result, t.language, show_names=names)
    st.download_button(
        t("page.download.one_page"),
        partial(make, "pdf", one_page=True),
        file_name=_file_name(opened, "1-A4", t),
        mime=files.MEDIA_TYPES["pdf"],
        key="download-one-page",
        type="primary",
        icon=":material/description:",
        on_click="ignore",
    )
    st.caption(t("page.download.one_page.why"))
    with st.container(horizontal=True):
        for kind in KINDS:
            st.download_button(
                t(f"page.download.{kind}"),
                partial(make, kind),
                file_name=_file_name(opened, "", t, kind),
                mime=files.MEDIA_TYPES[kind],
                key=f"download-{kind}",
                on_click="ignore",
            )


def _file_name(opened: Opened, part: str, t: Texts, ending: str = "pdf") -> str:
    """Return a file name of the evaluation's title: letters and figures of any language, nothing else."""
    title = text_of(opened.document.title, t.language)[:60]
    kept = "".join(char if char.isalnum() else "-" for char in title)
    words = [word for word in (*kept.split("-"), part) if word]
    return f"{'-'.join(words) or 'puntari'}.{ending}"
