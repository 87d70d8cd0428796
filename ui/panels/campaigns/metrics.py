"""What is measured: the metric that decides, the others, and what each is counted in."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.design import Metric
from evaluators.documents import text_of
from services import editing_campaigns
from ui.panels import fields
from ui.panels.campaigns.metric_presets import divides, explained, offered, preset_metric
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change, rebuilt

BETTER = ("more", "less")
HIGHEST = (5, 7, 10)


def show(page: CampaignPage) -> None:
    """Draw the metrics."""
    t = page.t
    st.header(t("campaign_page.metrics.title"), anchor="metrics")
    st.write(t("campaign_page.metrics.why"))
    design = page.document.design
    _primary(page)
    for metric in design.metrics:
        _metric(page, metric)
    _add(page)


def _primary(page: CampaignPage) -> None:
    """Draw which metric decides; it is always in sight."""
    t, design = page.t, page.document.design
    primary = design.primary_metric
    if primary is None:
        st.info(t("campaign_page.metrics.empty"))
        return
    fields.choice(
        t("campaign_page.metrics.primary"),
        tuple(metric.id for metric in design.metrics),
        primary.id,
        lambda chosen: chosen and _set_primary(chosen),
        key="metric-primary",
        name=page.words.name,
        help=t("campaign_page.metrics.primary.help"),
        placeholder=t("page.choose"),
    )


def _set_primary(metric_id: str) -> bool:
    return change(lambda document: editing_campaigns.set_primary(document, metric_id), "metric")


def _metric(page: CampaignPage, metric: Metric) -> None:
    t = page.t
    with st.container(border=True, key=f"metric-{metric.id}"):
        with st.grid(2 if metric.kind == "proportion" else 3, min_column_width=180):
            fields.text(
                t("page.name"),
                text_of(metric.name, t.language),
                lambda name: name.strip() and _change(metric.id, name=name.strip()),
                key=f"metric-{metric.id}-name",
            )
            if metric.kind != "proportion":
                fields.text(
                    t("campaign_page.metric.unit"),
                    text_of(metric.unit, t.language),
                    lambda unit: _change(metric.id, unit=unit.strip()),
                    key=f"metric-{metric.id}-unit",
                    placeholder=t("campaign_page.metric.unit.placeholder"),
                )
            fields.choice(
                t("campaign_page.metric.better"),
                BETTER,
                metric.better,
                lambda better: better and _change(metric.id, better=better),
                key=f"metric-{metric.id}-better",
                name=lambda better: t(f"campaign_page.metric.better.{better}"),
                placeholder=t("page.choose"),
            )
        _kind_fields(page, metric)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.caption(_about(page, metric))
            st.button(
                t("page.remove"), key=f"metric-{metric.id}-remove", on_click=_remove, args=(metric.id,), type="tertiary"
            )


def _about(page: CampaignPage, metric: Metric) -> str:
    """Return how a metric is counted, and what to know of it."""
    t = page.t
    decides = t("campaign_page.metric.decides") if metric == page.document.design.primary_metric else ""
    said = (decides, t(f"campaign_page.metric.kind.{metric.kind}"), explained(metric, t))
    return " ".join(one for one in said if one)


def _kind_fields(page: CampaignPage, metric: Metric) -> None:
    t = page.t
    if metric.kind == "rating":
        fields.choice(
            t("campaign_page.metric.highest"),
            tuple(sorted({*HIGHEST, metric.highest or HIGHEST[0]})),
            metric.highest,
            lambda highest: highest and _change(metric.id, highest=highest),
            key=f"metric-{metric.id}-highest",
            name=str,
            placeholder=t("page.choose"),
        )
    if metric.kind == "ratio":
        others = tuple(one.id for one in page.document.design.metrics if one.id != metric.id and divides(one))
        fields.choice(
            t("campaign_page.metric.denominator"),
            others,
            metric.denominator,
            lambda other: other and _change(metric.id, denominator=other),
            key=f"metric-{metric.id}-denominator",
            name=page.words.name,
            placeholder=t("page.choose"),
        )
    if page.advanced and metric.kind == "mean":
        fields.decimal(
            t("campaign_page.metric.cap"),
            metric.cap,
            lambda cap: _change(metric.id, cap=cap or None),
            key=f"metric-{metric.id}-cap",
            t=t,
            least=0,
            optional=True,
            help=t("campaign_page.metric.cap.help"),
            placeholder=t("campaign_page.metric.cap.none"),
        )


def _change(metric_id: str, **changes: object) -> bool:
    def edit(document):
        old = next((one for one in document.design.metrics if one.id == metric_id), None)
        return document if old is None else editing_campaigns.put_metric(document, rebuilt(old, **changes))

    return change(edit, "metric")


def _remove(metric_id: str) -> None:
    change(lambda document: editing_campaigns.remove_metric(document, metric_id), "remove_metric")


def _add(page: CampaignPage) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("campaign_page.metrics.add"),
            offered(page.document.design),
            index=None,
            format_func=lambda preset: t(f"campaign_page.metric.{preset}"),
            key="metric-preset",
            placeholder=t("campaign_page.metrics.add.placeholder"),
        )
        st.button(
            t("page.add"),
            key="metric-add",
            disabled=chosen is None,
            on_click=add_preset,
            args=(chosen,),
            type="secondary",
        )


def add_preset(preset: str) -> None:
    """Take a ready metric into the design; for callbacks."""
    st.session_state["metric-preset"] = None
    change(
        lambda document: editing_campaigns.put_metric(document, preset_metric(preset, document.design)), "add_metric"
    )
