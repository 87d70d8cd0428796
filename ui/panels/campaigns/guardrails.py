"""What the campaign must not make worse, and by how much at most."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.design import Guardrail, Metric
from services import editing_campaigns
from ui import escape
from ui.panels.campaigns import typed
from ui.panels.campaigns.expectations import with_unit
from ui.panels.campaigns.metric_presets import HARMS, preset_metric
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import Form, change, made, rebuilt


def show(page: CampaignPage) -> None:
    """Draw the guardrails."""
    t, design = page.t, page.document.design
    if design.primary_metric is None:
        return
    st.header(t("campaign_page.guardrails.title"), anchor="guardrails")
    st.caption(t("campaign_page.guardrails.why"))
    metrics = {metric.id: metric for metric in design.metrics}
    for guardrail in design.guardrails:
        _guardrail(page, guardrail, metrics[guardrail.metric])
    _add(page)


def _guardrail(page: CampaignPage, guardrail: Guardrail, metric: Metric) -> None:
    t, key = page.t, f"guardrail-{guardrail.metric}"
    share = metric.kind == "proportion"
    with st.container(border=True, key=key):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{escape.label(page.words.name(metric.id))}**", width="content")
            st.button(
                t("page.remove"), key=f"{key}-remove", on_click=_remove, args=(guardrail.metric,), type="tertiary"
            )
        with st.grid(2, min_column_width=200, vertical_alignment="bottom"):
            typed.figure(
                t("campaign_page.guardrail.share") if share else with_unit(page, metric, "campaign_page.guardrail"),
                metric,
                guardrail.margin,
                lambda margin: margin and _change(guardrail.metric, margin=margin),
                key=f"{key}-margin",
                t=t,
            )
            if page.is_plan and share:
                typed.percent(
                    t("campaign_page.guardrail.baseline"),
                    guardrail.baseline,
                    lambda level: _change(guardrail.metric, baseline=level),
                    key=f"{key}-baseline",
                    t=t,
                    optional=True,
                    help=t("campaign_page.guardrail.baseline.help"),
                )


def _change(metric_id: str, **changes: object) -> bool:
    def edit(document):
        old = next((one for one in document.design.guardrails if one.metric == metric_id), None)
        return document if old is None else editing_campaigns.put_guardrail(document, rebuilt(old, **changes))

    return change(edit, "guardrail")


def _remove(metric_id: str) -> None:
    change(lambda document: editing_campaigns.remove_guardrail(document, metric_id), "guardrail")


def _choices(page: CampaignPage) -> dict[str, str]:
    """Return what can be guarded: the other metrics, and the usual harms that are not measured yet."""
    design = page.document.design
    guarded = {guardrail.metric for guardrail in design.guardrails}
    primary = design.primary_metric
    decides = primary.id if primary else None
    own = [one.id for one in design.metrics if one.id != decides and one.id not in guarded]
    known = {metric.id for metric in design.metrics}
    ready = {preset: page.t(f"campaign_page.metric.{preset}") for preset in HARMS if preset not in known}
    return {**{one: page.words.name(one) for one in own}, **ready}


def _add(page: CampaignPage) -> None:
    t, choices = page.t, _choices(page)
    if not choices:
        return
    form = Form("new-guardrail", t)
    with (
        st.form("new-guardrail", border=False),
        st.grid(3, min_column_width=150, vertical_alignment="bottom"),
    ):
        form.choice("metric", t("campaign_page.guardrails.add"), tuple(choices), choices.__getitem__)
        form.decimal(
            "margin",
            t("campaign_page.guardrail.margin"),
            placeholder=t("campaign_page.guardrail.margin.placeholder"),
            help=t("campaign_page.guardrail.margin.help"),
        )
        form.send(t("page.add"), _add_guardrail, type="secondary")


def _add_guardrail(form: Form) -> bool:
    t = form.t
    metric_id = form.required("metric", t("campaign_page.guardrails.add"))
    margin = form.number("margin", t("campaign_page.guardrail.margin"), least=0.000001)
    if not form.ok:
        return False

    def edit(document):
        known = {metric.id: metric for metric in document.design.metrics}
        metric = known.get(metric_id) or preset_metric(metric_id, document.design)
        if metric_id not in known:
            document = editing_campaigns.put_metric(document, metric)
        limit = typed.as_share(margin) if metric.kind == "proportion" else margin
        return editing_campaigns.put_guardrail(document, made(Guardrail, metric=metric_id, margin=limit))

    return change(edit, "guardrail")
