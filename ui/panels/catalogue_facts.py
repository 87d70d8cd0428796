"""One catalogue tool: every fact with its source, date and confidence; statements on one topic side by side."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import JsonValue

from evaluators.tools.facts import CatalogueTool, Fact, SourceKind, Topic
from i18n import Texts
from i18n.formats import number
from ui import escape


def show(tool: CatalogueTool, t: Texts) -> None:
    """Draw a tool's head and its facts by topic; a topic without facts says that it is unknown."""
    st.header(escape.label(tool.name), anchor=False)
    st.write(escape.markdown(summary(tool, t)))
    st.caption(escape.markdown(" · ".join(described(tool, t))))
    if tool.url:
        st.markdown(f"[{escape.markdown(tool.url)}](<{tool.url}>)")
    for topic in Topic:
        facts = tool.about(topic)
        st.subheader(t(f"topic.{topic.value}"), anchor=topic.value)
        if not facts:
            st.caption(t("page.catalogue.unknown"))
        elif len(facts) > 1:
            st.caption(t.plural("page.catalogue.statements", len(facts), number=len(facts)))
        for fact in newest_first(facts):
            _fact(fact, t)
    attribution(tool.facts, t)


def summary(tool: CatalogueTool, t: Texts) -> str:
    """Return a tool's description in the page's language."""
    return tool.summary_fi if t.language == "fi" else tool.summary_en


def described(tool: CatalogueTool, t: Texts) -> list[str]:
    """Return who makes the tool, where, of what kind it is and how it is run."""
    said = [tool.vendor, tool.country or t("page.catalogue.country_unknown")]
    said.extend(t(f"category.{code}") for code in tool.category)
    said.extend(t(f"deployment.{code}") for code in tool.deployment)
    if tool.open_source_licence:
        said.append(t("page.catalogue.licence", licence=tool.open_source_licence))
    return said


def newest_first(facts: tuple[Fact, ...]) -> list[Fact]:
    """Return facts with the newest first, a vendor's before a rival's, undated ones last."""
    return sorted(facts, key=lambda fact: (fact.seen, fact.source_kind is not SourceKind.COMPETITOR), reverse=True)


def _fact(fact: Fact, t: Texts) -> None:
    with st.container(border=True):
        st.markdown(escape.markdown(fact_text(fact.value, t)))
        if fact.note:
            st.caption(escape.markdown(fact.note))
        source = t(f"source_kind.{fact.source_kind.value}")
        if fact.source_url:
            source = f"[{source}](<{fact.source_url}>)"
        said = [source, escape.markdown(fact.seen) or t("page.undated"), t(f"confidence.{fact.confidence}")]
        st.caption(" · ".join(said))


def fact_text(value: Mapping[str, JsonValue], t: Texts) -> str:
    """Return a fact's fields as text: names as the catalogue spells them, yes, no, figures and lists in words."""
    return "; ".join(f"{_field(name, t)}: {_plain(part, t)}" for name, part in value.items() if part is not None)


def _field(name: str, t: Texts) -> str:
    key = f"page.fact.{name}"
    return t(key) if t.has(key) else name.replace("_", " ")


def _plain(value: JsonValue, t: Texts) -> str:
    if isinstance(value, bool):
        return t("word.yes" if value else "word.no")
    if isinstance(value, int | float):
        return number(value, t.language, None)
    if isinstance(value, list):
        return ", ".join(_plain(part, t) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{_field(name, t)} {_plain(part, t)}" for name, part in value.items() if part is not None)
    text = str(value)
    return t(f"segments_on.{text}") if t.has(f"segments_on.{text}") else text


def attribution(facts: tuple[Fact, ...], t: Texts) -> None:
    """Name the open data set when one of its rows is shown."""
    if any(fact.source_kind is SourceKind.DATASET for fact in facts):
        st.caption(t("page.catalogue.attribution"))
