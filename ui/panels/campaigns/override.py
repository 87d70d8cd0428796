"""Letting a check that blocks the verdict pass, with a reason that the report shows; and taking that back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest, Override
from evaluators.campaigns.results import CampaignResult
from i18n.formats import date_text
from reports.campaigns.verdicts import check_name
from services import clock, editing_campaigns
from ui import escape
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import Form, change


def show(page: CampaignPage, result: CampaignResult | None) -> None:
    """Draw what was let pass, and a form for each check that blocks now."""
    document = page.document
    for one in document.overrides:
        _passed(page, one)
    blocking = dict.fromkeys(check.code for check in result.checks if check.blocks) if result is not None else ()
    for code in blocking:
        with st.expander(
            page.t("data.override.title", check=escape.markdown(check_name(page.words, code))), key=f"override-{code}"
        ):
            _form(page, code)


def _passed(page: CampaignPage, one: Override) -> None:
    t = page.t
    with st.container(border=True, key=f"overridden-{one.check}"):
        day = date_text(one.on, t.language)
        st.markdown(escape.markdown(t("data.override.passed", check=check_name(page.words, one.check), day=day)))
        st.caption(escape.label(one.reason, 400))
        st.button(
            t("data.override.take_back"),
            key=f"override-remove-{one.check}",
            on_click=_take_back,
            args=(one.check,),
            type="tertiary",
        )


def _take_back(check: str) -> None:
    change(lambda document: editing_campaigns.remove_override(document, check), "remove_override")


def _form(page: CampaignPage, code: str) -> None:
    t = page.t
    form = Form(f"override-form-{code}", t)
    st.write(t("data.override.why"))
    with st.form(f"override-form-{code}", border=False):
        form.text("reason", t("data.override.reason"), area=True, placeholder=t("data.override.reason.placeholder"))
        form.send(t("data.override.save"), partial(_save, code), type="secondary")


def _save(code: str, form: Form) -> bool:
    reason = form.required("reason", form.t("data.override.reason"))
    if not form.ok:
        return False
    today = clock.today()

    def edit(document: CampaignTest) -> CampaignTest:
        return editing_campaigns.put_override(document, code, reason, today)

    return change(edit, "override")
