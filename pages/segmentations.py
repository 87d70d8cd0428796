"""Segmentations: give customers, try ways to divide them, weigh them, choose segments, use them, share the result."""

from __future__ import annotations

import streamlit as st

from evaluators.segmentations.document import SegmentationEvaluation
from reports.segmentations.ranking import ranking_texts
from ui import navigation, state
from ui.panels import frame, share
from ui.panels.segmentations import candidates, criteria, data, fields, result, segments, start, use
from ui.panels.segmentations.page import SegmentationPage

t = state.words()
opened = state.opened()

if opened is None:
    start.show(t)
elif not isinstance(opened.document, SegmentationEvaluation):
    st.switch_page(navigation.page_of(opened.document.kind, t), query_params={"id": opened.id})
else:
    steps = frame.STEPS[opened.document.kind]
    frame.show()
    step = frame.step_choice(t, steps)
    advanced = st.toggle(t("page.advanced"), key="advanced", help=t("page.advanced.help"), persist_state="session")
    page = SegmentationPage(opened, ranking_texts(t.language), advanced)
    st.title(t(f"page.step.{step}"), anchor=step)
    match step:
        case "data":
            data.show(page)
        case "fields":
            fields.show(page)
        case "candidates":
            candidates.show(page)
        case "criteria":
            criteria.show(page)
        case "result":
            result.show(page)
        case "segments":
            segments.show(page)
        case "use":
            use.show(page)
        case "share":
            share.show(opened, page.measured(), t, people=True)
    frame.around(step, t, steps)
