"""The user's own targeting rule: which variant each segment is to get, said before the data are read."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest, RuleLine
from services import editing_campaigns
from ui import escape
from ui.panels import fields
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change


def show(page: CampaignPage) -> None:
    """Draw one list of variants for each segment."""
    t, words = page.t, page.words
    st.caption(t("data.rule.why"))
    if not words.segments or len(words.variants) < 2:
        st.info(t("data.rule.empty"))
        return
    lines = {line.segment: line.variant for line in page.document.rule}
    with st.grid(2, min_column_width=220):
        for segment, name in words.segments.items():
            fields.choice(
                escape.label(name),
                list(words.variants),
                lines.get(segment),
                partial(_put, segment),
                key=f"rule-{segment}",
                name=words.variants.__getitem__,
                placeholder=t("data.rule.none"),
                optional=True,
            )
    if lines and len(lines) < len(words.segments):
        st.caption(t("data.rule.part"))


def _put(segment: str, variant: str | None) -> None:
    change(lambda document: _with_line(document, segment, variant), "rule")


def _with_line(document: CampaignTest, segment: str, variant: str | None) -> CampaignTest:
    """Return the document with one segment's line replaced, lines in the order of the segments."""
    lines = {line.segment: line for line in document.rule if line.segment != segment}
    if variant is not None:
        lines[segment] = RuleLine(segment=segment, variant=variant)
    ordered = [lines[one.id] for one in document.design.segments if one.id in lines]
    return editing_campaigns.set_rule(document, ordered)
