"""How long outcomes count, when results may be read, and how often one is willing to be wrong."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from evaluators.campaigns.design import Looks
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_results import PlanResult
from i18n.formats import number
from i18n.formats import percent as percent_text
from services import editing_campaigns
from ui import escape
from ui.panels import fields
from ui.panels.campaigns import typed
from ui.panels.campaigns.expectations import set_plan
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change

METHODS: tuple[str, ...] = get_args(Looks.model_fields["method"].annotation)
FORMULAS: tuple[str, ...] = get_args(CampaignPlan.model_fields["formula"].annotation)
DEFAULT_LOOKS = 3


def show(page: CampaignPage) -> None:
    """Draw window, looks and, in the advanced view, error rates."""
    t, design = page.t, page.document.design
    with st.container(border=True, key="looks"):
        st.header(t("campaign_page.looks.title"), anchor="looks")
        with st.grid(2, min_column_width=200, vertical_alignment="bottom"):
            fields.whole(
                t("campaign_page.window"),
                design.window_days,
                lambda days: change(
                    lambda document: editing_campaigns.set_design(document, window_days=days), "window"
                ),
                key="window-days",
                least=1,
                most=3660,
                help=t("campaign_page.window.help"),
            )
            _looks(page, design.looks)
        st.caption(t(f"campaign_page.looks.{design.looks.method}.why"))
        _price(page)
    if page.advanced:
        _errors(page)


def _looks(page: CampaignPage, looks: Looks) -> None:
    t = page.t
    fields.choice(
        t("campaign_page.looks"),
        METHODS,
        looks.method,
        lambda method: method and _method(method, looks),
        key="looks-method",
        name=lambda method: t(f"campaign_page.looks.{method}"),
        placeholder=t("page.choose"),
    )
    if looks.method != "fixed":
        fields.whole(
            t("campaign_page.looks.count"),
            looks.planned,
            lambda count: _set_looks(planned=count),
            key="looks-planned",
            least=1,
            most=20,
            help=t("campaign_page.looks.count.help"),
        )


def _method(method: str, looks: Looks) -> bool:
    planned = looks.planned if looks.planned > 1 else DEFAULT_LOOKS
    return _set_looks(method=method, **({} if method == "fixed" else {"planned": planned}))


def _set_looks(**changes: object) -> bool:
    return change(lambda document: editing_campaigns.set_looks(document, **changes), "looks")


def _price(page: CampaignPage) -> None:
    """Say what early reading costs, as the plan's answer has it."""
    if not page.is_plan or page.document.design.looks.method == "fixed":
        return
    result = page.result
    price = result.looks if isinstance(result, PlanResult) else None
    if price is None:
        return
    t = page.t
    said = t(
        "campaign_page.looks.price",
        times=number(price.inflation, t.language, 2),
        before=percent_text(price.power_without, t.language, 1),
        after=percent_text(price.power_with, t.language, 1),
    )
    st.info(escape.markdown(said), icon=":material/price_check:")


def _errors(page: CampaignPage) -> None:
    t, errors = page.t, page.document.design.errors
    with st.container(border=True, key="errors"):
        st.header(t("campaign_page.errors.title"), anchor="errors")
        st.caption(t("campaign_page.errors.why"))
        with st.grid(3, min_column_width=180, vertical_alignment="bottom"):
            _rate(page, "alpha", errors.alpha, least=0.1, most=49)
            _rate(page, "power", errors.power, least=51, most=99.9)
            _rate(page, "leads_rate", errors.leads_rate, least=0, most=100)
        if page.is_plan:
            _sizes(page)


def _rate(page: CampaignPage, name: str, value: float, *, least: float, most: float) -> None:
    t = page.t
    typed.percent(
        t(f"campaign_page.errors.{name}"),
        value,
        lambda rate: change(lambda document: editing_campaigns.set_errors(document, **{name: rate}), "errors"),
        key=f"errors-{name}",
        t=t,
        least=least,
        most=most,
        help=t(f"campaign_page.errors.{name}.help"),
    )


def _sizes(page: CampaignPage) -> None:
    """Draw what sample sizes are counted by: the formula, and customers that are dealt together."""
    t, document = page.t, page.document
    with st.grid(3, min_column_width=180, vertical_alignment="bottom"):
        fields.choice(
            t("campaign_page.formula"),
            FORMULAS,
            document.formula,
            lambda formula: formula and set_plan("formula", formula=formula),
            key="plan-formula",
            name=lambda formula: t(f"campaign_page.formula.{formula}"),
            help=t("campaign_page.formula.help"),
            placeholder=t("page.choose"),
        )
        fields.decimal(
            t("campaign_page.cluster_size"),
            document.cluster_size,
            lambda size: set_plan("cluster", cluster_size=size),
            key="plan-cluster",
            t=t,
            least=1,
            most=10**9,
            help=t("campaign_page.cluster_size.help"),
        )
        if document.cluster_size > 1:
            fields.decimal(
                t("campaign_page.intraclass"),
                document.intraclass_correlation,
                lambda value: set_plan("cluster", intraclass_correlation=value),
                key="plan-intraclass",
                t=t,
                least=0,
                most=1,
                help=t("campaign_page.intraclass.help"),
            )
