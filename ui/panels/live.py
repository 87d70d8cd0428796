"""The answer beside the weights: one sentence and the ranking as bars, worked out anew after every move."""

from __future__ import annotations

import gc
from functools import cache

import streamlit as st

from evaluators.tools.results import ToolResult
from ui import escape
from ui.panels.weighing import WeighingPage


def show(page: WeighingPage) -> None:
    """Draw the verdict sentence and the ranking."""
    with st.container(border=True, key="live"):
        st.markdown(f"**{page.t('page.live.title')}**")
        result = page.live
        if result is None:
            return
        st.markdown(escape.markdown(page.live_sentence(result)))
        _bars(page, result)
        st.caption(page.t("page.live.caption", draws=page.names.count(result.provenance.draws)))
    set_aside()


@cache
def set_aside() -> None:
    """Take what is loaded by now, for good, out of the garbage collector's sight; once in a process.

    Streamlit collects all garbage after every run, and twice when a weight moves. Walking through every module and
    catalogue took longer than the run itself.
    """
    gc.collect()
    gc.freeze()


def _bars(page: WeighingPage, result: ToolResult) -> None:
    words = page.about(result)
    for score in result.ranking:
        share = words.share(score.rank_acceptability[0]) if score.rank_acceptability else ""
        line = page.t(
            "page.live.line",
            rank=score.rank,
            tool=words.tools[score.tool],
            points=words.points(score.score),
            share=share,
        )
        st.progress(min(max(score.score / 100, 0.0), 1.0), text=escape.markdown(line))
    for sentence in page.left_out(result):
        st.caption(escape.markdown(sentence))
