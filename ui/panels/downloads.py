"""Files of the result. Each is made when its button is pressed, never before."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.documents import text_of
from evaluators.tools.results import ToolResult
from reports import files
from ui.panels.page import Page

KINDS: tuple[files.Kind, ...] = ("pdf", "html", "xlsx", "csv", "json")


def show(page: Page, result: ToolResult) -> None:
    """Draw the buttons: one page first, then the whole report in each format."""
    t = page.t
    st.header(t("page.download.title"), anchor="downloads")
    names = st.toggle(t("page.download.names"), key="download-names", help=t("page.share.names.help"))
    make = partial(files.render, page.document, result, t.language, show_names=names)
    st.download_button(
        t("page.download.one_page"),
        partial(make, "pdf", one_page=True),
        file_name=_file_name(page, "1-A4", "pdf"),
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
                file_name=_file_name(page, "", kind),
                mime=files.MEDIA_TYPES[kind],
                key=f"download-{kind}",
                on_click="ignore",
            )


def _file_name(page: Page, part: str, ending: str) -> str:
    """Return a file name of the evaluation's title: letters and figures of any language, nothing else."""
    title = text_of(page.document.title, page.t.language)[:60]
    kept = "".join(char if char.isalnum() else "-" for char in title)
    words = [word for word in (*kept.split("-"), part) if word]
    return f"{'-'.join(words) or 'puntari'}.{ending}"
