"""Catalogue: find a tool, read every fact about it with its source, compare up to five, take one along."""

from __future__ import annotations

import streamlit as st

from services import catalogue
from ui import escape, state
from ui.panels import catalogue_compare, catalogue_facts, catalogue_filters, catalogue_pick

t = state.words()
st.title(t("page.catalogue.title"))
chosen = st.query_params.get("tool")
tool = catalogue.catalogue().tool(chosen) if chosen else None

if tool is not None:
    st.button(
        t("page.catalogue.back"), key="catalogue-back", on_click=catalogue_pick.leave, icon=":material/arrow_back:"
    )
    catalogue_pick.add_button(tool, t)
    catalogue_facts.show(tool, t)
else:
    if chosen:
        st.warning(t("page.catalogue.no_such", tool=escape.label(chosen)))
    st.write(t("page.catalogue.intro"))
    filters = catalogue_filters.filtered(t, key="catalogue")
    compared = catalogue_pick.compared(t)
    if len(compared) > 1:
        catalogue_compare.show(compared, t)
    catalogue_pick.listed(catalogue.search(filters), catalogue.unknown_for(filters), t)
