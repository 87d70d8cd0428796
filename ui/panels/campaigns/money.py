"""What an effect is worth: margin, costs, and how many customers the decision concerns."""

from __future__ import annotations

import streamlit as st

from services import editing_campaigns
from ui.panels import fields
from ui.panels.campaigns import typed
from ui.panels.campaigns.metric_presets import SYMBOLS
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change, rebuilt
from ui.panels.need_edits import CURRENCIES


def show(page: CampaignPage) -> None:
    """Draw the money."""
    t, money = page.t, page.document.design.money
    metric = page.document.design.primary_metric
    share = metric is None or metric.kind == "proportion"
    with st.container(border=True, key="campaign-money"):
        st.header(t("campaign_page.money.title"), anchor="money")
        st.caption(t("campaign_page.money.why"))
        with st.grid(2, min_column_width=200, vertical_alignment="bottom"):
            part = "event" if share else "unit"
            fields.decimal(
                t(f"campaign_page.money.margin.{part}", currency=money.currency),
                money.margin,
                lambda margin: _set(margin=margin),
                key="money-margin",
                t=t,
                least=0,
                most=10**9,
                optional=True,
                help=t(f"campaign_page.money.margin.{part}.help"),
                placeholder=t(f"campaign_page.money.margin.{part}.placeholder"),
            )
            typed.count(
                t("campaign_page.money.recipients"),
                money.recipients,
                lambda count: _set(recipients=count),
                key="money-recipients",
                t=t,
                help=t("campaign_page.money.recipients.help"),
                placeholder=t("campaign_page.money.recipients.placeholder"),
            )
            fields.decimal(
                t("campaign_page.money.switching", currency=money.currency),
                money.switching_cost,
                lambda cost: _set(switching_cost=cost),
                key="money-switching",
                t=t,
                least=0,
                most=10**12,
                help=t("campaign_page.money.switching.help"),
            )
            fields.choice(
                t("page.need.currency"),
                tuple(dict.fromkeys((*CURRENCIES, money.currency))),
                money.currency,
                lambda currency: currency and _set_currency(currency),
                key="money-currency",
                name=str,
                placeholder=t("page.choose"),
            )


def _set(**changes: object) -> bool:
    return change(lambda document: editing_campaigns.set_money(document, **changes), "money")


def _set_currency(currency: str) -> bool:
    """Change the currency, and the unit of metrics that are counted in it."""

    def edit(document):
        old = SYMBOLS.get(document.design.money.currency, document.design.money.currency)
        changed = editing_campaigns.set_money(document, currency=currency)
        for metric in document.design.metrics:
            if metric.unit == old:
                new = rebuilt(metric, unit=SYMBOLS.get(currency, currency))
                changed = editing_campaigns.put_metric(changed, new)
        return changed

    return change(edit, "money")
