"""Up to five catalogue tools side by side, topic by topic."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from evaluators.tools.facts import CatalogueTool, Topic
from i18n import Texts
from reports.blocks import Column, Table, TableCell
from ui import draw
from ui.panels.catalogue_facts import attribution, fact_text, newest_first


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
        seen = fact.seen or t("page.undated")
        said.append(f"{fact_text(fact.value, t)} ({t(f'source_kind.{fact.source_kind.value}')}, {seen})")
    return TableCell(text=" • ".join(said))
