"""Up to five catalogue tools side by side, topic by topic."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from evaluators.tools.facts import CatalogueTool, Topic
from i18n import Texts
from reports.blocks import Column, Table, TableCell
from reports.facts import fact_text
from reports.phrases import date_said, note_phrase, plain
from ui import draw
from ui.panels.catalogue_facts import attribution, newest_first


def show(tools: Sequence[CatalogueTool], t: Texts) -> None:
    """Draw the comparison."""
    st.header(t("page.catalogue.compare"), anchor="compare")
    columns = (Column(text=t("page.catalogue.topic")), *(Column(text=tool.name) for tool in tools))
    rows = tuple(
        (TableCell(text=t(f"topic.{topic.value}")), *(_cell(tool, topic, t) for tool in tools)) for topic in Topic
    )
    caption = t("page.catalogue.compare.caption")
    draw.blocks([Table(caption=caption, columns=columns, rows=rows, name="compare")], key="compare")
    attribution(tuple(fact for tool in tools for fact in tool.facts), t)


def _cell(tool: CatalogueTool, topic: Topic, t: Texts) -> TableCell:
    facts = newest_first(tool.about(topic))
    if not facts:
        return TableCell(text=t("page.catalogue.unknown"), mark="unknown")
    said = []
    for fact in facts:
        text = fact_text(fact.value, t) or plain(note_phrase(fact.note), t)
        said.append(f"{text} ({t(f'source_kind.{fact.source_kind.value}')}, {date_said(fact.seen, t)})")
    return TableCell(text=" • ".join(said))
