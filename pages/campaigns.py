"""Campaigns: plan a campaign test, deal the customers, read the result, share it."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from ui import navigation, state
from ui.panels import frame, share
from ui.panels.campaigns import answer, assign, data, plan_answer, question, segments, start
from ui.panels.campaigns.page import CampaignPage

t = state.words()
opened = state.opened()

if opened is None:
    start.show(t)
elif not isinstance(opened.document, CampaignPlan | CampaignTest):
    st.switch_page(navigation.page_of(opened.document.kind, t), query_params={"id": opened.id})
else:
    steps = frame.STEPS[opened.document.kind]
    frame.show()
    step = frame.step_choice(t, steps)
    advanced = st.toggle(t("page.advanced"), key="advanced", help=t("page.advanced.help"), persist_state="session")
    page = CampaignPage(opened, t, advanced)
    st.title(t(f"page.step.{step}"), anchor=step)
    match step:
        case "question":
            question.show(page)
        case "audience":
            segments.show(page)
        case "answer":
            plan_answer.show(page)
        case "assign":
            assign.show(page)
        case "data":
            data.show(page)
        case "result":
            answer.show(page)
        case "share":
            share.show(opened, page.result, t, people=False)
    frame.around(step, t, steps)
