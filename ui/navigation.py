"""The pages of the app: the same list for the menu and for links between pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from i18n import Texts

FOLDER = Path(__file__).resolve().parent.parent / "pages"
NAMES = (
    "start",
    "tools",
    "segmentations",
    "campaigns",
    "catalogue",
    "evaluations",
    "methods",
)  # file, address and message key of each page
ICONS = {
    "start": ":material/home:",
    "tools": ":material/balance:",
    "segmentations": ":material/groups:",
    "campaigns": ":material/campaign:",
    "catalogue": ":material/menu_book:",
    "evaluations": ":material/folder_open:",
    "methods": ":material/function:",
}


def page(name: str, t: Texts) -> st.Page:
    """Return a page for the menu, ``st.page_link`` and ``st.switch_page``."""
    return st.Page(
        FOLDER / f"{name}.py",
        title=t(f"nav.{name}"),
        icon=ICONS[name],
        url_path=None if name == "start" else name,
        default=name == "start",
        help=t(f"nav.{name}.help"),
    )


def page_of(kind: str, t: Texts) -> st.Page:
    """Return the page on which documents of a kind are worked on."""
    return page({"tool-evaluation": "tools", "segmentation-evaluation": "segmentations"}.get(kind, "campaigns"), t)
