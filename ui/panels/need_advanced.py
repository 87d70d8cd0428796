"""Step 1, advanced: uncertain use, growth, VAT and exchange rates."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from evaluators.tools.document import ToolEvaluation
from evaluators.tools.need import Estimate, ExchangeRate, Scenario
from i18n import Texts
from i18n.formats import date_text, number
from ui import escape
from ui.panels import fields
from ui.panels.edits import Form
from ui.panels.need_edits import CURRENCIES, moved, set_scenario


def show(document: ToolEvaluation, t: Texts) -> None:
    """Draw the advanced part of the need."""
    scenario = document.need.scenario
    with st.container(border=True):
        st.header(t("page.need.ranges.title"), anchor="ranges")
        st.caption(t("page.need.ranges.why"))
        _range(t("page.need.contacts"), scenario.contacts, "contacts", t)
        _range(t("page.need.sends"), scenario.sends_month, "sends_month", t)
        _growth(scenario.growth_year, t)
    with st.container(border=True):
        _vat(scenario, t)
    with st.container(border=True):
        _rates(scenario, t)


def _range(label: str, estimate: Estimate, name: str, t: Texts) -> None:
    st.markdown(f"**{label}**: {number(estimate.value, t.language, None)}")
    low, high = st.columns(2)
    with low:
        _end(t("page.low"), estimate, name, "low", t)
    with high:
        _end(t("page.high"), estimate, name, "high", t)


def _end(label: str, estimate: Estimate, name: str, end: str, t: Texts, unit: float = 1.0) -> None:
    def receive(value: float | None) -> None:
        figure = estimate.value if value is None else value * unit
        low = min(figure, estimate.value) if end == "low" else estimate.least
        high = max(figure, estimate.value) if end == "high" else estimate.most
        set_scenario(name, **{name: Estimate(value=estimate.value, low=low, high=high)})

    known = getattr(estimate, end)
    fields.decimal(
        label,
        None if known is None else known / unit,
        receive,
        key=f"need-{name}-{end}",
        t=t,
        optional=True,
        placeholder=t("page.same_as_figure"),
    )


def _growth(growth: Estimate, t: Texts) -> None:
    st.markdown(f"**{t('page.need.growth')}**")
    figure, low, high = st.columns(3)
    with figure:
        receive = moved(growth, "growth_year")
        fields.decimal(
            t("page.need.growth.value"),
            growth.value * 100,
            lambda value: receive(value / 100),
            key="need-growth_year",
            t=t,
            least=-99,
        )
    with low:
        _end(t("page.low"), growth, "growth_year", "low", t, 0.01)
    with high:
        _end(t("page.high"), growth, "growth_year", "high", t, 0.01)


def _vat(scenario: Scenario, t: Texts) -> None:
    st.header(t("page.need.vat.title"), anchor="vat")
    fields.toggle(
        t("page.need.vat.include"),
        scenario.include_vat,
        lambda value: set_scenario("vat", include_vat=value),
        key="need-include_vat",
    )
    fields.decimal(
        t("page.need.vat.rate"),
        scenario.vat_rate * 100,
        lambda value: set_scenario("vat", vat_rate=value / 100),
        key="need-vat_rate",
        t=t,
        least=0,
        most=100,
    )


def _rates(scenario: Scenario, t: Texts) -> None:
    st.header(t("page.need.rates.title"), anchor="rates")
    st.caption(t("page.need.rates.why", currency=scenario.currency))
    for rate in scenario.exchange_rates:
        _rate(rate, scenario, t)
    form = Form("rate", t)
    with st.form("rate", border=False):
        with st.grid(3, min_column_width=180):
            form.choice("currency", t("page.need.currency"), [c for c in CURRENCIES if c != scenario.currency], str)
            form.decimal("rate", t("page.need.rates.rate", currency=scenario.currency), placeholder="0,92")
            form.decimal("low", t("page.low"), placeholder=t("page.same_as_figure"))
            form.decimal("high", t("page.high"), placeholder=t("page.same_as_figure"))
            form.day("seen", t("page.need.rates.seen"))
            form.text("source", t("page.source"), placeholder=t("page.need.rates.source.placeholder"))
        form.send(t("page.need.rates.add"), partial(_add_rate, scenario), type="secondary")


def _rate(rate: ExchangeRate, scenario: Scenario, t: Texts) -> None:
    kept = tuple(other for other in scenario.exchange_rates if other.currency != rate.currency)
    figure = number(rate.rate.value, t.language, None)
    line = t("page.need.rates.line", currency=rate.currency, rate=figure, own=scenario.currency)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{line} · {date_text(rate.seen, t.language)} · {escape.markdown(rate.source)}")
        st.button(
            t("page.remove"),
            key=f"rate-remove-{rate.currency}",
            on_click=set_scenario,
            args=("rates",),
            kwargs={"exchange_rates": kept},
            type="tertiary",
        )


def _add_rate(scenario: Scenario, form: Form) -> bool:
    t = form.t
    currency = form.required("currency", t("page.need.currency"))
    figure = form.number("rate", t("page.need.rates.rate", currency=scenario.currency), least=1e-6)
    low = form.number("low", t("page.low"), optional=True)
    high = form.number("high", t("page.high"), optional=True)
    seen: date | None = form.required("seen", t("page.need.rates.seen"))
    if not form.ok or figure is None:
        return False
    if (low is not None and low > figure) or (high is not None and high < figure):
        return form.refuse(t("page.problem.order"))
    rate = ExchangeRate(
        currency=currency, rate=Estimate(value=figure, low=low, high=high), seen=seen, source=form.value("source")
    )
    kept = tuple(other for other in scenario.exchange_rates if other.currency != currency)
    return set_scenario("rates", exchange_rates=(*kept, rate))
