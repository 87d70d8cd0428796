"""Methods: what every figure in a result means, in plain words, with formula and source."""

from __future__ import annotations

import streamlit as st

from i18n import texts
from ui import state
from ui.panels import method_card

t = texts(state.language())

st.title(t("methods.title"))
st.write(t("methods.intro"))
term = st.text_input(
    t("methods.search"), key="methods-search", type="search", placeholder=t("methods.search.placeholder"), live="300ms"
)

sections = method_card.found(term or "", t)
if not sections:
    st.info(t("methods.nothing"))
for name, methods in sections:
    st.header(t(f"methods.section.{name}"), anchor=name)
    for method in methods:
        method_card.show(method, t)
