"""The lock of a plan: the design is fixed before the send, so that nobody can choose the winner afterwards."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.plan import CampaignPlan
from i18n.formats import date_text
from services import campaigns, clock
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change


def banner(page: CampaignPage) -> None:
    """Say on the steps that are fixed by the lock that they are, and offer to open it."""
    t, document = page.t, page.document
    if not isinstance(document, CampaignPlan) or document.lock is None:
        return
    with st.container(border=True, key="plan-locked"):
        st.info(t("campaign_page.locked", day=date_text(document.lock.locked_on, t.language)), icon=":material/lock:")
        st.button(t("campaign_page.unlock"), key="plan-unlock", on_click=_unlock, help=t("campaign_page.unlock.help"))


def button(page: CampaignPage) -> None:
    """Draw what locks the plan, or opens the lock."""
    t, document = page.t, page.document
    if document.lock is not None:
        st.button(t("campaign_page.unlock"), key="plan-unlock", on_click=_unlock, help=t("campaign_page.unlock.help"))
        return
    ready = len(document.design.variants) > 1 and document.design.primary_metric is not None
    st.button(
        t("campaign_page.lock"),
        key="plan-lock",
        on_click=_lock,
        type="primary",
        icon=":material/lock:",
        disabled=not ready,
    )


def _lock() -> None:
    change(lambda document: campaigns.lock_plan(document, clock.today()), "lock")


def _unlock() -> None:
    change(campaigns.unlock_plan, "unlock")
