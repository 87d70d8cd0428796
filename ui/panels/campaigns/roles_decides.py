"""What a test's answer hangs on, in sight beside its data: the group compared with, and the metric that decides."""

from __future__ import annotations

import streamlit as st

from services import editing_campaigns
from ui.panels import fields
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change


def beside(page: CampaignPage) -> None:
    """Draw it beside the only send; of several sends, the step draws it once for all."""
    if len(page.document.sends) <= 1:
        show(page)


def show(page: CampaignPage) -> None:
    """Draw the control and the deciding metric, both to be changed at once."""
    t, words, design = page.t, page.words, page.document.design
    if design.control is None or design.primary_metric is None:
        return
    with st.grid(2, min_column_width=220):
        fields.choice(
            t("data.values.control"),
            list(words.variants),
            design.control.id,
            _set_control,
            key="decides-control",
            name=words.variants.__getitem__,
            placeholder=t("page.choose"),
            help=t("data.values.control.help"),
        )
        fields.choice(
            t("data.metrics.primary"),
            list(words.metrics),
            design.primary_metric.id,
            _set_primary,
            key="decides-primary",
            name=words.metrics.__getitem__,
            placeholder=t("page.choose"),
            help=t("data.metrics.primary.help"),
        )


def _set_control(variant: str) -> None:
    change(lambda document: editing_campaigns.move_variant(document, variant, 0), "move_variant")


def _set_primary(metric: str) -> None:
    change(lambda document: editing_campaigns.set_primary(document, metric), "primary")
