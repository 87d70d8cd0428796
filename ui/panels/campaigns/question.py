"""Step 1 of a campaign, Question: what is asked, who gets what, what is measured, what it is worth."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from services import editing_campaigns
from ui.panels import fields
from ui.panels.campaigns import expectations, guardrails, lock, looks, metrics, money, plan_answer, variants
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change


def show(page: CampaignPage) -> None:
    """Draw the whole step."""
    t = page.t
    lock.banner(page)
    st.write(t("campaign_page.question.intro.plan") if page.is_plan else t("campaign_page.question.intro.test"))
    fields.text(
        t("campaign_page.question"),
        text_of(page.document.question, t.language),
        lambda words: change(lambda document: editing_campaigns.set_question(document, words), "question"),
        key="campaign-question",
        placeholder=t("campaign_page.question.placeholder"),
    )
    variants.show(page)
    metrics.show(page)
    expectations.show(page)
    guardrails.show(page)
    money.show(page)
    looks.show(page)
    plan_answer.live(page)
