"""The launcher: ``streamlit run app.py`` starts pages, shared links and health checks in one process."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import web


def say_fault(fault: Exception) -> bool:
    """Tell the visitor that a page failed."""
    from ui import faults

    return faults.show(fault)


app = st.App(
    Path(__file__).resolve().parent / "ui" / "shell.py",
    routes=web.routes(),
    middleware=web.middleware(),
    lifespan=web.lifespan,
    on_script_error=say_fault,
)

if __name__ == "__main__":
    app.run()
