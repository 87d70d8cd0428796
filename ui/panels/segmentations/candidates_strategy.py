"""The strategy: one automation for everybody, one for each segment, or one segment only."""

from __future__ import annotations

import streamlit as st

from services import editing_segmentation_candidates as editing
from ui import state
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage

STRATEGIES = ("undifferentiated", "selective", "concentrated")
KEY = "strategy"


def show(page: SegmentationPage) -> None:
    """Draw the three strategies with what speaks for and against each."""
    t = page.t
    st.session_state[KEY] = page.document.strategy
    st.radio(
        t("segmentation_page.strategy"),
        STRATEGIES,
        index=None,
        format_func=lambda one: t(f"segmentation_page.strategy.{one}"),
        captions=[t(f"segmentation_page.strategy.{one}.plain") for one in STRATEGIES],
        key=KEY,
        on_change=_choose,
        args=(len(page.document.targets),),
    )


def _choose(targets: int) -> None:
    strategy = st.session_state[KEY]
    if not change(lambda document: editing.set_strategy(document, strategy), "strategy"):
        return
    opened = state.opened()
    dropped = targets - (len(opened.document.targets) if opened else targets)
    if dropped:
        t = state.words()
        state.tell(t.plural("segmentation_page.strategy.dropped", dropped, n=dropped))
