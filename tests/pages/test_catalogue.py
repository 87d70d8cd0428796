"""The Catalogue page: filters, one tool's facts, comparison, taking a tool along."""

from __future__ import annotations

import re

import pytest

from evaluators.tools.facts import SourceKind
from i18n import LANGUAGES, texts
from reports.phrases import Phrase
from services import catalogue
from services.catalogue import Filters
from tests.pages.driving import document, example, shown, sound, visit
from ui import escape
from ui.panels.catalogue_facts import phrase_html

TOOLS = catalogue.catalogue().tools


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_shows_every_tool(language):
    at = visit("catalogue", language)
    page = shown(at)
    assert at.title[0].value == texts(language)("page.catalogue.title")
    for tool in TOOLS:
        assert escape.label(tool.name) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_tools_open_with_their_facts_and_sources(language):
    at = visit("catalogue", language)
    with_rows = next(tool for tool in TOOLS if any(one.source_kind is SourceKind.DATASET for one in tool.facts))
    for tool in {tool.id: tool for tool in (with_rows, *TOOLS[::7])}.values():
        at.query_params["tool"] = tool.id
        page = shown(sound(at.run()))
        assert escape.label(tool.name) in [one.value for one in at.header]
        assert all(fact.source_url in page for fact in tool.facts)
        named = texts(language)("page.catalogue.attribution") in page
        assert named is any(fact.source_kind is SourceKind.DATASET for fact in tool.facts)


def test_facts_read_as_sentences_and_english_is_marked():
    at = visit("catalogue", "fi", tool="brevo")
    page = shown(sound(at)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Starter: 9 £ kuukaudessa; hinnan päiväys: toukokuu 2026" in page
    assert '<small>(englanniksi)</small> <span lang="en">e-mails sent</span>' in page
    assert "Ranska" in page
    assert not re.search(r"\b20\d\d-\d\d\b", re.sub(r"\(<.*?>\)", "", page)), "dates outside links are written out"
    english = shown(sound(visit("catalogue", "en", tool="brevo")))
    assert "Starter: £9 a month" in english
    assert '<span lang="en">' not in english


def test_text_in_facts_is_text():
    phrase = Phrase(text="<b>x</b>", english="<script>y</script>")
    for language in LANGUAGES:
        made = phrase_html(phrase, texts(language))
        assert "&lt;b&gt;x" in made
        assert "<script" not in made


def test_filters_narrow_the_list_and_never_drop_the_unknown_silently():
    at = visit("catalogue")
    at.get_by_key("catalogue-meets").set_value(["eu_hosting"]).run()
    sound(at)
    filters = Filters(meets=("eu_hosting",))
    sure, unknown = catalogue.search(filters), catalogue.unknown_for(filters)
    page = shown(at)
    assert sure
    assert unknown
    assert len(sure) < len(TOOLS)
    assert all(escape.label(tool.name) in page for tool in (*sure, *unknown))
    assert texts("fi")("page.catalogue.maybe") in [one.value for one in at.header]


def test_search_by_a_word():
    at = visit("catalogue")
    at.text_input(key="catalogue-text").set_value("brevo").run()
    names = [button.key for button in at.button if str(button.key).startswith("open-")]
    assert "open-brevo" in names
    assert len(names) < len(TOOLS)


def test_two_tools_side_by_side():
    at = visit("catalogue", "en")
    at.multiselect(key="catalogue-compare").set_value(["brevo", "mailchimp"]).run()
    sound(at)
    table = next(one.value for one in at.html if "<table" in one.value)
    assert "Brevo" in table
    assert "Mailchimp" in table
    assert "Starter: £9 a month" in table
    assert "13 Aug 2026" in table


def test_an_unknown_tool_is_said_as_text():
    at = visit("catalogue", "en", tool="<b>x</b>")
    assert any("\\<b\\>x" in one.value for one in at.warning)


def test_a_tool_goes_into_an_evaluation():
    evaluation_id = example()
    before = document(evaluation_id).tools
    at = visit("catalogue", "en", tool="brevo")
    at.selectbox(key="catalogue-add-to").set_value(evaluation_id)
    at.button(key="catalogue-add").click()
    sound(at.run())
    added = document(evaluation_id).tools[len(before) :]
    assert [tool.catalogue_id for tool in added] == ["brevo"]
    assert added[0].facts == catalogue.catalogue_tool("brevo").facts
