"""My evaluations: the list with versions, copies, files, deletion and its undoing."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.panels import evaluation_list

t = state.words()

st.title(t("page.evaluations.title"))
st.write(t("page.evaluations.intro"))
evaluation_list.upload(t)
evaluation_list.show(t)
