"""The shipped catalogue: complete, well formed, read quickly, and clear about what is wrong with a file."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from data.catalogue import load_attributions, load_catalogue
from data.catalogue.reader import FOLDER, read_catalogue, read_tool
from evaluators.errors import DataError
from evaluators.tools.document import Tool
from evaluators.tools.facts import CatalogueTool, SourceKind, Topic

TOOLS = load_catalogue().tools
FACTS_BY_TOPIC = {
    "pricing": 130,
    "free_tier": 57,
    "free_trial": 24,
    "support": 44,
    "integrations": 88,
    "ease_of_use": 21,
    "reviews": 4,
    "segmentation": 88,
    "personalization": 41,
    "ab_testing": 47,
    "privacy_eu": 74,
    "languages": 12,
}
"""Facts with a value in the collection that the catalogue was made from."""

NAMED_IN_THE_ARTICLES = {
    "google-analytics-4", "hotjar", "salesforce", "surveymonkey", "microsoft-excel", "google-sheets",
    "ibm-spss-statistics", "tableau", "creamailer",
}  # fmt: skip
READ_WITHOUT_ENCRYPTION = {"www.apsis.com", "movatter.jp", "www.webkkk.net"}  # the address was read as it stands


def every(tool: CatalogueTool) -> str:
    return tool.id


def test_nothing_is_lost():
    counts = Counter(fact.topic.value for tool in TOOLS for fact in tool.facts)
    assert dict(counts) == FACTS_BY_TOPIC
    assert sum(counts.values()) == 630
    assert len(TOOLS) == 55
    assert Counter(fact.source_kind.value for tool in TOOLS for fact in tool.facts)["dataset"] == 16


def test_every_tool_that_the_articles_name_is_there():
    assert {tool.id for tool in TOOLS} >= NAMED_IN_THE_ARTICLES


def test_tool_ids_are_unique_and_stand_in_order_of_names():
    assert len({tool.id for tool in TOOLS}) == len(TOOLS)
    assert [tool.name for tool in TOOLS] == sorted((tool.name for tool in TOOLS), key=str.casefold)


@pytest.mark.parametrize("tool", TOOLS, ids=every)
def test_a_tool_is_complete(tool: CatalogueTool):
    assert tool.name
    assert tool.vendor
    assert tool.category
    assert tool.deployment
    assert len({fact.id for fact in tool.facts}) == len(tool.facts)
    for summary in (tool.summary_en, tool.summary_fi):
        assert 1 <= len(summary.split()) <= 30
    assert tool.summary_en != tool.summary_fi
    assert tool.country is None or re.fullmatch("[A-Z]{2}", tool.country)
    assert (tool.country is None) == (not tool.country_source_url)
    assert tool.url.startswith("https://")


@pytest.mark.parametrize("tool", TOOLS, ids=every)
def test_every_fact_says_where_it_comes_from(tool: CatalogueTool):
    for fact in tool.facts:
        address = urlsplit(fact.source_url)
        assert address.hostname
        assert address.scheme == "https" or address.hostname in READ_WITHOUT_ENCRYPTION
        assert fact.id.startswith(fact.topic.value)
        assert fact.note or fact.value
        assert fact.seen <= "2026-11", "seen after the version's month"


def test_amounts_have_a_unit():
    for tool in TOOLS:
        for fact in tool.about(Topic.PRICING):
            if isinstance(fact.value.get("low"), int | float):
                assert fact.value.get("currency"), (tool.id, fact.id)
                assert fact.value.get("per") or fact.value.get("basis"), (tool.id, fact.id)


def test_unknown_is_absent():
    assert not any(value is None for tool in TOOLS for fact in tool.facts for value in fact.value.values())
    custobar = load_catalogue().tool("custobar")
    assert custobar is not None
    assert custobar.about(Topic.FREE_TRIAL) == ()
    assert "hours" not in custobar.about(Topic.SUPPORT)[0].value


def test_it_is_as_thin_as_documented():
    def tools_with(topic: Topic, field: str, kind: type | tuple[type, ...]) -> int:
        return sum(any(isinstance(fact.value.get(field), kind) for fact in tool.about(topic)) for tool in TOOLS)

    amounts = tools_with(Topic.PRICING, "low", (int, float))
    counts = tools_with(Topic.INTEGRATIONS, "count", int)
    hours = tools_with(Topic.SUPPORT, "hours", str)
    ease = sum(bool(tool.about(Topic.EASE_OF_USE)) for tool in TOOLS)
    text = (FOLDER.parents[1] / "docs" / "catalogue-format.md").read_text(encoding="utf-8")
    assert f"known for {amounts} of the {len(TOOLS)} tools, a count of integrations for {counts}," in text
    assert f"support hours for {hours}, something about ease of use for {ease}," in text


def test_the_licensed_data_set_is_named():
    (named,) = load_attributions()
    assert (named.name, named.licence, named.source_kind) == (
        "isa-group/SaaS-analysis",
        "CC BY 4.0",
        SourceKind.DATASET,
    )
    rows = [fact for tool in TOOLS for fact in tool.facts if fact.source_kind is named.source_kind]
    assert rows
    assert all(named.name in fact.source_url for fact in rows)


def test_a_catalogue_tool_freezes_into_a_document():
    for tool in TOOLS:
        assert Tool(id=tool.id, name=tool.name, catalogue_id=tool.id, facts=tool.facts).facts == tool.facts


def test_it_is_read_once():
    assert load_catalogue() is load_catalogue()


FACT = """
[[pricing]]
id = "pricing-1"
value.low = 9
source_url = "https://example.org/"
seen = "2026-11"
source_kind = "vendor"
confidence = "high"
"""
HEAD = """
id = "tool"
name = "Tool"
vendor = "Vendor"
summary_en = "A tool."
summary_fi = "Työkalu."
"""


def test_a_sound_file_is_read(tmp_path: Path):
    path = tmp_path / "tool.toml"
    path.write_text(HEAD + FACT, encoding="utf-8")
    (fact,) = read_tool(path).facts
    assert (fact.topic, fact.value, fact.note) == (Topic.PRICING, {"low": 9}, "")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEAD.replace('id = "tool"', 'id = "other"'), "id"),
        (HEAD.replace("Työkalu.", ""), "summary"),
        (HEAD + FACT + FACT, "pricing-1"),
        (HEAD + FACT.replace("[[pricing]]", "[pricing]"), "pricing"),
        (HEAD + FACT.replace("[[pricing]]", "[[prices]]"), "tool.prices"),
        (HEAD + FACT.replace("2026-11", "2026-13"), "pricing 1.seen"),
        (HEAD + FACT.replace("2026-11", "1.11.2026"), "pricing 1.seen"),
        (HEAD + FACT.replace("https://example.org/", "javascript:alert(1)"), "pricing 1.source_url"),
        (HEAD + FACT.replace("vendor", "rumour"), "pricing 1.source_kind"),
        (HEAD + FACT.replace('confidence = "high"', ""), "pricing 1.confidence"),
        (HEAD + FACT.replace("value.low = 9", 'value = "9"'), "pricing 1.value"),
        (HEAD + "url = 'ftp://x'\n", "url"),
        (HEAD + "url = \n", "file"),
    ],
)
def test_a_fault_names_file_and_place(tmp_path: Path, text: str, place: str):
    path = tmp_path / "tool.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_tool(path)
    assert caught.value.code == "catalogue_broken"
    assert (caught.value.facts["file"], caught.value.facts["place"]) == ("tool.toml", place)
    assert caught.value.facts["reason"]


def test_a_catalogue_needs_its_version(tmp_path: Path):
    shutil.copytree(FOLDER / "tools", tmp_path / "tools")
    (tmp_path / "catalogue.toml").write_text("", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_catalogue(tmp_path)
    assert caught.value.facts["place"] == "version"
