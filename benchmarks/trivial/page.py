"""The least that Streamlit can do: a slider and the number it stands at. The yardstick of ``benchmarks/web.py``."""

from __future__ import annotations

import streamlit as st

st.title("Trivial")
value = st.slider("value", 0, 100, 50, key="points-value")
st.container(key="live").write(f"value {value}")
