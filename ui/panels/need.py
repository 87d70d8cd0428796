"""Step 1, Need: what for, what it may cost, how much use."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.need import Estimate, Need, Scenario
from i18n import Texts
from i18n.formats import money
from services import editing
from ui.panels import fields, must_haves, need_advanced
from ui.panels.edits import change
from ui.panels.need_edits import CURRENCIES, moved, set_need, set_scenario


def show(document: ToolEvaluation, t: Texts, *, advanced: bool) -> None:
    """Draw the whole step."""
    st.write(t("page.need.intro"))
    fields.text(
        t("page.need.question"),
        text_of(document.question, t.language),
        lambda value: change(lambda found: editing.set_question(found, value), "question"),
        key="need-question",
        placeholder=t("page.need.question.placeholder"),
    )
    _purpose(document.need, t)
    _budget(document.need, t)
    _use(document.need.scenario, t)
    if advanced:
        need_advanced.show(document, t)
    must_haves.show(document, t)


def _purpose(need: Need, t: Texts) -> None:
    fields.text(
        t("page.need.purpose"),
        text_of(need.purpose, t.language),
        lambda value: set_need("need", purpose=value),
        key="need-purpose",
        placeholder=t("page.need.purpose.placeholder"),
        area=True,
    )


def _budget(need: Need, t: Texts) -> None:
    with st.container(border=True):
        st.header(t("page.need.budget.title"), anchor="budget")
        st.caption(t("page.need.budget.why"))
        fields.decimal(
            t("page.need.budget", currency=need.scenario.currency),
            need.budget_month,
            lambda value: set_need("budget", budget_month=value),
            key="need-budget",
            t=t,
            least=0,
            optional=True,
            placeholder=t("page.need.budget.placeholder"),
        )
        if need.budget_month is not None:
            years = need.scenario.years
            total = money(need.budget_month * 12 * years, need.scenario.currency, t.language, 0)
            st.caption(t.plural("page.need.budget.total", years, years=years, total=total))


def _use(scenario: Scenario, t: Texts) -> None:
    st.header(t("page.need.use.title"), anchor="use")
    st.caption(t("page.need.use.why"))
    with st.grid(3, min_column_width=200):
        _estimate(t("page.need.contacts"), scenario.contacts, "contacts", t)
        _estimate(t("page.need.sends"), scenario.sends_month, "sends_month", t)
        _count(t("page.need.seats"), "seats", scenario.seats, 100_000)
        _count(t("page.need.years"), "years", scenario.years, 10)
        fields.choice(
            t("page.need.currency"),
            tuple(dict.fromkeys((*CURRENCIES, scenario.currency))),
            scenario.currency,
            lambda value: set_scenario("currency", currency=value),
            key="need-currency",
            name=str,
            placeholder=t("page.choose"),
        )


def _count(label: str, name: str, value: int, most: int) -> None:
    fields.whole(
        label, value, lambda figure: set_scenario(name, **{name: figure}), key=f"need-{name}", least=1, most=most
    )


def _estimate(label: str, estimate: Estimate, name: str, t: Texts) -> None:
    fields.decimal(label, estimate.value, moved(estimate, name), key=f"need-{name}", t=t, least=0)
