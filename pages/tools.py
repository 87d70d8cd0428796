"""Tools: one evaluation from need to shared result, in six steps that open in any order."""

from __future__ import annotations

import streamlit as st

from evaluators.tools.document import ToolEvaluation
from ui import navigation, state
from ui.panels import beginning, chosen_tools, criteria, frame, need, result, scores, share, weights
from ui.panels.page import Page

t = state.words()
opened = state.opened()

if opened is None:
    beginning.show(t)
elif not isinstance(opened.document, ToolEvaluation):
    st.switch_page(navigation.page_of(opened.document.kind, t), query_params={"id": opened.id})
else:
    steps = frame.STEPS[opened.document.kind]
    frame.show()
    step = frame.step_choice(t, steps)
    advanced = st.toggle(t("page.advanced"), key="advanced", help=t("page.advanced.help"), persist_state="session")
    page = Page(opened, t, advanced)
    st.title(t(f"page.step.{step}"), anchor=step)
    match step:
        case "need":
            need.show(page.document, t, advanced=advanced)
        case "tools":
            chosen_tools.show(page)
        case "criteria":
            criteria.templates_of(page)
            weights.show(advanced)
            criteria.show(page)
        case "scores":
            scores.show(page)
        case "result":
            result.show(page)
        case "share":
            share.show(page.opened, result.result_of(page), t, people=True)
    frame.around(step, t, steps)
