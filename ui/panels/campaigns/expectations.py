"""What is expected: today's level of the deciding metric, its spread, and the smallest effect worth having."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.design import Metric
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import text_of
from i18n.formats import percent as percent_text
from services import editing_campaigns
from ui import escape
from ui.panels import fields
from ui.panels.campaigns import typed
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change


def show(page: CampaignPage) -> None:
    """Draw level and smallest effect of the metric that decides."""
    t = page.t
    metric = page.document.design.primary_metric
    if metric is None:
        return
    with st.container(border=True, key="expectations"):
        st.header(t("campaign_page.smallest.title"), anchor="smallest-effect")
        name = escape.label(page.words.name(metric.id))
        st.caption(t("campaign_page.smallest.why", metric=name))
        with st.grid(3, min_column_width=200, vertical_alignment="bottom"):
            if page.is_plan:
                _level(page, metric)
            _smallest(page, metric)
        _said(page, metric)


def _level(page: CampaignPage, metric: Metric) -> None:
    t, document = page.t, page.document
    share = metric.kind == "proportion"
    label = t("campaign_page.baseline.share") if share else with_unit(page, metric, "campaign_page.baseline")
    typed.figure(
        label,
        metric,
        document.baseline,
        lambda value: set_plan("baseline", baseline=value),
        key="plan-baseline",
        t=t,
        optional=True,
        help=t("campaign_page.baseline.help"),
        placeholder=t("campaign_page.baseline.share.placeholder") if share else "",
    )
    if not share:
        fields.decimal(
            with_unit(page, metric, "campaign_page.deviation"),
            document.deviation,
            lambda value: set_plan("deviation", deviation=value or None),
            key="plan-deviation",
            t=t,
            least=0,
            optional=True,
            help=t("campaign_page.deviation.help"),
        )
    if metric.kind == "ratio":
        fields.decimal(
            t("campaign_page.denominator_mean"),
            document.denominator_mean,
            lambda value: set_plan("denominator_mean", denominator_mean=value or None),
            key="plan-denominator",
            t=t,
            least=0,
            optional=True,
            help=t("campaign_page.denominator_mean.help"),
        )


def _smallest(page: CampaignPage, metric: Metric) -> None:
    t = page.t
    share = metric.kind == "proportion"
    typed.figure(
        t("campaign_page.smallest.share") if share else with_unit(page, metric, "campaign_page.smallest"),
        metric,
        page.document.design.money.smallest_effect,
        lambda effect: change(
            lambda document: editing_campaigns.set_money(document, smallest_effect=effect), "smallest_effect"
        ),
        key="smallest-effect",
        t=t,
        optional=True,
        help=t("campaign_page.smallest.help"),
        placeholder=t("campaign_page.smallest.placeholder") if share else "",
    )


def _said(page: CampaignPage, metric: Metric) -> None:
    """Say what the smallest effect means beside today's level."""
    document = page.document
    effect = document.design.money.smallest_effect
    level = document.baseline if isinstance(document, CampaignPlan) else None
    if not effect or not level:
        return
    after = level - effect if metric.better == "less" else level + effect
    said = page.t(
        "campaign_page.smallest.said",
        before=page.words.figure(metric.id, level),
        after=page.words.figure(metric.id, after),
        share=percent_text(effect / abs(level), page.t.language),
    )
    st.caption(escape.markdown(said))


def with_unit(page: CampaignPage, metric: Metric, key: str) -> str:
    """Return a label with the metric's unit, where it has one."""
    unit = escape.label(text_of(metric.unit, page.t.language), 20)
    label = page.t(key)
    return f"{label} ({unit})" if unit else label


def set_plan(action: str, **changes: object) -> bool:
    """Change what the plan's sizes are counted from."""
    return change(lambda document: editing_campaigns.set_plan(document, **changes), action)
