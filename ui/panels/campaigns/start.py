"""The Campaigns page without a campaign: plan one, read the results of one, or go on with one."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.plan import CampaignPlan
from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.sentences import error_sentence
from services import campaigns, clock, editing_campaigns, evaluations
from ui import state
from ui.panels import recent
from ui.panels.campaigns.metric_presets import HARMS, PRESETS, preset_metric
from ui.panels.campaigns.variants import with_first_variants

PLAN, TEST = "campaign-plan", "campaign-test"
KINDS = (PLAN, TEST)
FIRST_STEP = {PLAN: "question", TEST: "data"}
USUAL = "bought"


def show(t: Texts) -> None:
    """Draw the start of a new campaign and the newest ones there are."""
    st.title(t("campaign_page.start.title"))
    st.write(t("campaign_page.start.intro"))
    st.radio(
        t("campaign_page.start.kind"),
        KINDS,
        format_func=lambda kind: t(f"campaign_page.start.{kind}"),
        captions=[t(f"campaign_page.start.{kind}.why") for kind in KINDS],
        key="campaign-kind",
    )
    with st.form("campaign-begin"):
        st.text_input(
            t("campaign_page.start.name"), key="campaign-title", placeholder=t("campaign_page.start.name.placeholder")
        )
        if st.session_state["campaign-kind"] == PLAN:
            offered = [preset for preset in PRESETS if preset not in HARMS]
            st.selectbox(
                t("campaign_page.start.metric"),
                offered,
                index=offered.index(USUAL),
                format_func=lambda preset: t(f"campaign_page.metric.{preset}"),
                key="campaign-metric",
                help=t("campaign_page.start.metric.help"),
                placeholder=t("page.choose"),
            )
        st.form_submit_button(t("page.begin.start"), key="campaign-start", on_click=_start, args=(t,), type="primary")
    recent.show(KINDS, t)


def _start(t: Texts) -> None:
    kind, title = st.session_state["campaign-kind"], st.session_state["campaign-title"].strip()
    try:
        if kind == PLAN:
            evaluation_id = evaluations.create(new_plan(title, st.session_state.get("campaign-metric")))
        else:
            evaluation_id = campaigns.begin_test(title)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    state.refresh()
    st.query_params["id"] = evaluation_id
    st.query_params["step"] = FIRST_STEP[kind]


def new_plan(title: str, preset: str | None) -> CampaignPlan:
    """Return a plan with the metric that decides, a control and one message."""
    plan = with_first_variants(CampaignPlan(as_of=clock.today(), title=title))
    if preset is None:
        return plan
    return editing_campaigns.put_metric(plan, preset_metric(preset, plan.design))
