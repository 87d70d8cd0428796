"""Step 2 of a plan, Audience: who is on the list, in which segments, reached where and when."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.design import Segment
from evaluators.documents import text_of
from i18n.formats import number
from services import editing_campaigns
from ui import escape
from ui.panels import fields
from ui.panels.campaigns import list_counts, lock, plan_answer, typed
from ui.panels.campaigns.expectations import set_plan, with_unit
from ui.panels.campaigns.metric_presets import both
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import Form, change, rebuilt

OPEN = 12  # segments that are shown with all their fields; more are folded
CHANNELS = ("email", "sms", "social", "print", "phone", "push")
TIMES = ("morning", "lunch", "evening", "weekend", "season", "purchase")
GROUNDS = (
    "lifecycle", "purchases", "engagement", "cart", "interests", "demographic", "geographic", "psychographic",
    "technographic", "goal", "season",
)  # fmt: skip
READY = {
    "lifecycle": ("loyal", "occasional", "potential", "former"),
    "purchases": ("recent", "earlier", "never"),
    "engagement": ("active", "quiet"),
    "demographic": ("young", "middle", "old"),
}


def show(page: CampaignPage) -> None:
    """Draw the whole step."""
    t = page.t
    lock.banner(page)
    st.write(t("campaign_page.audience.intro"))
    _whole(page)
    st.header(t("campaign_page.segments.title"), anchor="segments")
    st.write(t("campaign_page.segments.why"))
    _grounds(page)
    segments = page.document.design.segments
    if not segments:
        _ready(page)
    for segment in segments:
        _segment(page, segment, folded=len(segments) > OPEN)
    _add(page)
    list_counts.show(page)
    plan_answer.live(page)


def _whole(page: CampaignPage) -> None:
    """Draw what concerns everybody: the holdout, and visitors where there is no list."""
    t, document = page.t, page.document
    with (
        st.container(border=True, key="audience-whole"),
        st.grid(2, min_column_width=220, vertical_alignment="bottom"),
    ):
        typed.percent(
            t("campaign_page.holdout"),
            document.design.holdout,
            lambda share: _design(holdout=share),
            key="plan-holdout",
            t=t,
            most=90,
            help=t("campaign_page.holdout.help"),
        )
        typed.count(
            t("campaign_page.visitors"),
            None if document.visitors_day is None else round(document.visitors_day),
            lambda count: set_plan("visitors", visitors_day=count),
            key="plan-visitors",
            t=t,
            help=t("campaign_page.visitors.help"),
            placeholder=t("campaign_page.visitors.placeholder"),
        )


def _design(**changes: object) -> bool:
    return change(lambda document: editing_campaigns.set_design(document, **changes), "audience")


def _grounds(page: CampaignPage) -> None:
    t = page.t
    typed.suggested(
        t("campaign_page.segmented_by"),
        [t(f"campaign_page.ground.{ground}") for ground in GROUNDS],
        text_of(page.document.design.segmented_by, t.language),
        lambda words: _design(segmented_by=words),
        key="segmented-by",
        help=t("campaign_page.segmented_by.help"),
        placeholder=t("campaign_page.segmented_by.placeholder"),
    )


def _ready(page: CampaignPage) -> None:
    """Offer segments that marketers often begin with, while there are none."""
    t = page.t
    st.caption(t("campaign_page.segments.ready"))
    with st.container(horizontal=True):
        for ground, names in READY.items():
            st.button(
                t.plural("campaign_page.segments.ready.add", len(names), ground=t(f"campaign_page.ground.{ground}"),
                         number=len(names)),
                key=f"segments-ready-{ground}",
                on_click=_add_ready,
                args=(ground, t(f"campaign_page.ground.{ground}")),
            )  # fmt: skip


def _add_ready(ground: str, said: str) -> None:
    def edit(document):
        document = editing_campaigns.set_design(document, segmented_by=document.design.segmented_by or said)
        for name in READY[ground]:
            document = editing_campaigns.add_segment(document, both(f"campaign_page.segment.{name}"))
        return document

    change(edit, "add_segment")


def _segment(page: CampaignPage, segment: Segment, *, folded: bool) -> None:
    if not folded:
        with st.container(border=True, key=f"segment-{segment.id}"):
            _fields(page, segment)
        return
    count = "" if segment.customers is None else number(segment.customers, page.t.language, 0)
    title = " · ".join(one for one in (page.words.name(segment.id), count) if one)
    with st.expander(escape.label(title), key=f"segment-{segment.id}", on_change="rerun") as details:
        if details.open:
            _fields(page, segment)


def _fields(page: CampaignPage, segment: Segment) -> None:
    t, key = page.t, f"segment-{segment.id}"
    with st.grid(3, min_column_width=190, vertical_alignment="bottom"):
        fields.text(
            t("page.name"),
            text_of(segment.name, t.language),
            lambda name: name.strip() and _change(segment.id, name=name.strip()),
            key=f"{key}-name",
        )
        typed.count(
            t("campaign_page.segment.customers"),
            segment.customers,
            lambda count: _change(segment.id, customers=count),
            key=f"{key}-customers",
            t=t,
            placeholder=t("campaign_page.segment.customers.placeholder"),
        )
        _baseline(page, segment)
        typed.suggested(
            t("campaign_page.segment.channel"),
            [t(f"campaign_page.channel.{one}") for one in CHANNELS],
            text_of(segment.channel, t.language),
            lambda words: _change(segment.id, channel=words),
            key=f"{key}-channel",
            placeholder=t("page.choose"),
        )
        typed.suggested(
            t("campaign_page.segment.time"),
            [t(f"campaign_page.time.{one}") for one in TIMES],
            text_of(segment.send_time, t.language),
            lambda words: _change(segment.id, send_time=words),
            key=f"{key}-time",
            placeholder=t("campaign_page.segment.time.placeholder"),
        )
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            fields.toggle(
                t("campaign_page.segment.planned"),
                segment.planned,
                lambda planned: _change(segment.id, planned=planned),
                key=f"{key}-planned",
                help=t("campaign_page.segment.planned.help"),
            )
            st.button(t("page.remove"), key=f"{key}-remove", on_click=_remove, args=(segment.id,), type="tertiary")


def _baseline(page: CampaignPage, segment: Segment) -> None:
    t, metric = page.t, page.document.design.primary_metric
    if metric is None:
        return
    share = metric.kind == "proportion"
    common = page.document.baseline
    typed.figure(
        t("campaign_page.segment.baseline.share") if share else with_unit(page, metric, "campaign_page.baseline"),
        metric,
        segment.baseline,
        lambda value: _change(segment.id, baseline=value),
        key=f"segment-{segment.id}-baseline",
        t=t,
        optional=True,
        placeholder=t("campaign_page.segment.baseline.common", figure=page.words.figure(metric.id, common))
        if common is not None
        else "",
    )


def _change(segment_id: str, **changes: object) -> bool:
    def edit(document):
        old = next((one for one in document.design.segments if one.id == segment_id), None)
        return document if old is None else editing_campaigns.put_segment(document, rebuilt(old, **changes))

    return change(edit, "segment")


def _remove(segment_id: str) -> None:
    change(lambda document: editing_campaigns.remove_segment(document, segment_id), "remove_segment")


def _add(page: CampaignPage) -> None:
    t = page.t
    form = Form("new-segment", t)
    with st.form("new-segment", border=False), st.grid(3, min_column_width=150, vertical_alignment="bottom"):
        form.text("name", t("campaign_page.segments.add"), placeholder=t("campaign_page.segments.add.placeholder"))
        form.decimal(
            "customers",
            t("campaign_page.segment.customers"),
            placeholder=t("campaign_page.segments.add.customers"),
        )
        form.send(t("page.add"), _add_segment, type="secondary")


def _add_segment(form: Form) -> bool:
    t = form.t
    name = form.required("name", t("campaign_page.segments.add"))
    count = form.number("customers", t("campaign_page.segment.customers"), least=0, most=10**12, optional=True)
    if count is not None and count != int(count):
        return form.refuse(t("campaign_page.problem.whole"))
    if not form.ok:
        return False
    customers = None if count is None else int(count)
    return change(lambda document: editing_campaigns.add_segment(document, name, customers=customers), "add_segment")
