"""One catalogue tool: every fact with its source, date and confidence; statements on one topic side by side."""

from __future__ import annotations

import html

import streamlit as st

from evaluators.tools.facts import CatalogueTool, Fact, SourceKind, Topic
from i18n import Texts
from i18n.names import country
from reports.facts import phrases
from reports.phrases import Phrase, date_said, note_phrase, plain
from ui import escape

NOTE_STYLE = "margin:0;font-size:.875rem;opacity:.75"


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
    unknown = t("page.catalogue.country_unknown")
    said = [tool.vendor, (country(tool.country, t.language) or tool.country) if tool.country else unknown]
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
        if fact.value:
            st.html(f"<p style='margin:0'>{'; '.join(phrase_html(one, t) for one in phrases(fact.value, t))}</p>")
        if fact.note:
            st.html(f"<p style='{NOTE_STYLE}'>{phrase_html(note_phrase(fact.note), t)}</p>")
        source = t(f"source_kind.{fact.source_kind.value}")
        if fact.source_url:
            source = f"[{source}](<{fact.source_url}>)"
        said = [source, escape.markdown(date_said(fact.seen, t)), t(f"confidence.{fact.confidence}")]
        st.caption(" · ".join(said))


def phrase_html(phrase: Phrase, t: Texts) -> str:
    """Return a phrase as HTML: in another language, English is marked for the eye and for a screen reader."""
    if not phrase.english or t.language == "en":
        return html.escape(plain(phrase, t))
    mark = f"<small>{html.escape(t('fact.in_english'))}</small>"
    english = f'<span lang="en">{html.escape(phrase.english)}</span>'
    return " ".join(part for part in (html.escape(phrase.text), mark, english) if part)


def attribution(facts: tuple[Fact, ...], t: Texts) -> None:
    """Name the open data set when one of its rows is shown."""
    if any(fact.source_kind is SourceKind.DATASET for fact in facts):
        st.caption(t("page.catalogue.attribution"))
