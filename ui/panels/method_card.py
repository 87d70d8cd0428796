"""One method explained: plain words first, then when to use it, the formula and where it comes from."""

from __future__ import annotations

import streamlit as st

from i18n import Texts
from ui.panels.method_entry import Method
from ui.panels.method_list import SECTIONS


def found(term: str, t: Texts) -> list[tuple[str, list[Method]]]:
    """Return the sections with the methods whose title, words or source contain ``term``."""
    sections = [(name, [method for method in methods if _speaks_of(method, term, t)]) for name, methods in SECTIONS]
    return [(name, methods) for name, methods in sections if methods]


def _speaks_of(method: Method, term: str, t: Texts) -> bool:
    words = (t(f"methods.{method.id}.title"), t(f"methods.{method.id}.plain"), *method.sources)
    return term.strip().casefold() in " ".join(words).casefold()


def show(method: Method, t: Texts) -> None:
    """Draw one method as an expander."""
    with st.expander(t(f"methods.{method.id}.title"), key=f"method-{method.id}"):
        st.write(t(f"methods.{method.id}.plain"))
        st.markdown(f"**{t('methods.when')}:** {t(f'methods.{method.id}.when')}")
        st.markdown(f"**{t('methods.mind')}:** {t(f'methods.{method.id}.mind')}")
        st.caption(t("methods.formula"))
        st.latex(method.formula)
        st.caption(t("methods.source"))
        if not method.sources:
            st.write(t("methods.own"))
        for source in method.sources:
            st.markdown(f"- {_linked(source)}")


def _linked(source: str) -> str:
    """Return a citation as Markdown with its DOI as a link; an address in it is one by itself."""
    words, found_doi, doi = source.partition("doi:")
    return f"{words}[doi:{doi}](<https://doi.org/{doi}>)" if found_doi else words
