"""What a visitor sees when a page fails: one sentence in their language. The trace is in the server's log."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from ui.state import language, words


def show(fault: Exception) -> bool:
    """Say what went wrong; ``True`` keeps Streamlit's own English notice away."""
    if isinstance(fault, EvaluationError):
        st.error(error_sentence(fault.code, fault.facts, language()))
    else:
        st.error(words()("app.fault", code=type(fault).__name__))
    return True
