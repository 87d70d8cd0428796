"""Step 3 of a plan, Answer: is the list enough, what can it show, what is it worth; then lock it and go on."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns import plan_curves
from evaluators.campaigns.plan_results import PlanResult
from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from reports.campaigns import plan_report
from services import campaigns
from ui import draw, escape, state
from ui.panels.campaigns import lock
from ui.panels.campaigns.page import CampaignPage

FIRST = ("answer", "needs", "time", "shows", "power", "differences", "guardrails", "looks", "money", "arms")
ADVANCED = ("methods", "provenance")


def live(page: CampaignPage) -> None:
    """Draw the answer in one sentence beside what it follows from."""
    if not page.is_plan:
        return
    with st.container(border=True, key="plan-live"):
        st.markdown(f"**{page.t('campaign_page.live')}**")
        result = page.result
        if isinstance(result, PlanResult):
            st.markdown(escape.markdown(plan_report.answer_sentence(page.document, result, page.t.language)))


def show(page: CampaignPage) -> None:
    """Draw the whole step."""
    result = page.result
    if not isinstance(result, PlanResult):
        return
    report = plan_report.sections(page.document, result, page.t.language, plan_curves.power_curves(page.document))
    for part in FIRST:
        draw.blocks(getattr(report, part), key=f"plan-{part}")
    draw.blocks(report.lock, key="plan-lock-said")
    lock.button(page)
    _go_on(page)
    if not page.advanced:
        st.caption(page.t("campaign_page.answer.more"))
        return
    for part in ADVANCED:
        draw.blocks(getattr(report, part), key=f"plan-{part}")


def _go_on(page: CampaignPage) -> None:
    t = page.t
    st.header(t("campaign_page.to_test.title"), anchor="to-test")
    st.write(t("campaign_page.to_test.why"))
    if page.document.lock is None:
        st.caption(t("campaign_page.to_test.unlocked"))
    st.button(
        t("campaign_page.to_test"),
        key="plan-to-test",
        on_click=_make_test,
        args=(page.opened.id,),
        type="primary" if page.document.lock is not None else "secondary",
        icon=":material/science:",
    )


def _make_test(plan_id: str) -> None:
    try:
        made = campaigns.follow_plan(plan_id)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, state.language()))
        return
    state.refresh()
    st.query_params["id"] = made
    st.query_params["step"] = "data"
