"""Use it, in a campaign plan: which segments can carry a test, and a plan with all of them in it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from evaluators.campaigns.design import Metric
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import LocalText, revise
from evaluators.errors import EvaluationError
from i18n import LANGUAGES, texts
from i18n.sentences import error_sentence
from reports.segmentations.using import PackageWords
from reports.segmentations.using_campaigns import carrying_blocks, question_of
from services import evaluations, segment_campaigns
from ui import draw, inputs, navigation, state
from ui.panels.campaigns.start import new_plan
from ui.panels.segmentations.page import SegmentationPage
from ui.panels.segmentations.use_package import Used

METRICS = ("bought", "revenue", "orders", "visited", "clicked")
MADE = "use-plan-made"


def show(page: SegmentationPage, used: Used) -> None:
    """Draw the whole part."""
    t = page.t
    st.write(t("segmentation_page.use.campaign.intro"))
    try:
        plan = _plan(page, used)
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return
    segments = used.result.candidate(used.candidate).segments
    values = {one.segment: one.value for one in segments if one.value is not None}
    draw.blocks(carrying_blocks(plan, segment_campaigns.carrying(plan), t.language, values=values), key="use-plan")
    st.button(
        t("segmentation_page.use.campaign.make"),
        key="use-plan-make",
        on_click=_make,
        args=(page, used, plan),
        type="primary",
        icon=":material/campaign:",
    )
    made = st.session_state.get(MADE)
    if made is not None and made[0] == page.opened.id:
        st.success(t("segmentation_page.use.campaign.made"))
        st.page_link(
            navigation.page_of("campaign-plan", t),
            label=t("segmentation_page.use.campaign.open"),
            query_params={"id": made[1]},
            icon=":material/arrow_forward:",
        )


def _plan(page: SegmentationPage, used: Used) -> CampaignPlan:
    """Draw what the plan is reckoned with; return it with the segments in it."""
    t, document = page.t, page.document
    with st.grid(3, min_column_width=200, vertical_alignment="bottom"):
        preset = st.selectbox(
            t("segmentation_page.use.campaign.metric"),
            METRICS,
            format_func=lambda one: t(f"campaign_page.metric.{one}"),
            key="use-plan-metric",
            placeholder=t("page.choose"),
        )
        base = new_plan("", preset)
        figures = _figures(page, base.design.metrics[0])
    chosen = any(one.candidate == used.candidate for one in document.targets)
    targets = chosen and st.toggle(t("segmentation_page.use.campaign.targets"), key="use-plan-targets")
    return segment_campaigns.plan_with_segments(
        base,
        document,
        used.result,
        used.candidate,
        names=used.names,
        candidate_name=used.name,
        targets_only=targets,
        **figures,
    )


def _figures(page: SegmentationPage, metric: Metric) -> dict[str, Any]:
    """Draw level, spread and smallest effect; shares are typed in per cent and begin as the evaluation has them."""
    floor = page.document.settings.floor
    if metric.kind == "proportion":
        level = _decimal(page, "baseline.share", 100 * floor.baseline, maximum=100)
        effect = _decimal(page, "smallest.share", 100 * floor.effect, maximum=100)
        return {
            "baseline": None if level is None else level / 100,
            "smallest_effect": None if not effect else effect / 100,
        }
    level = _decimal(page, "baseline.mean", None)
    deviation = _decimal(page, "deviation", None)
    effect = _decimal(page, "smallest.mean", None)
    return {"baseline": level, "deviation": deviation or None, "smallest_effect": effect or None}


def _decimal(page: SegmentationPage, name: str, value: float | None, maximum: float | None = None) -> float | None:
    return inputs.decimal(
        page.t(f"segmentation_page.use.campaign.{name}"),
        None if value is None else round(value, 6),
        f"use-plan-{name.replace('.', '-')}",
        minimum=0,
        maximum=maximum,
        optional=True,
    )


def _make(page: SegmentationPage, used: Used, plan: CampaignPlan) -> None:
    """Keep the plan, named after the segmentation in both languages, in the evaluation's project."""
    names = {language: PackageWords(used.package, language).name for language in LANGUAGES}
    title = LocalText(
        **{one: texts(one)("segmentation_page.use.campaign.title", name=name) for one, name in names.items()}
    )
    question = question_of(page.document, used.result, used.candidate)
    try:
        made = evaluations.create(revise(plan, title=title, question=question), project_id=page.opened.project_id)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, state.language()))
        return
    st.session_state[MADE] = (page.opened.id, made)
