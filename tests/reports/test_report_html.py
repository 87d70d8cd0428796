"""The HTML report: self-contained, without scripts, sound for a reader who hears it."""

from __future__ import annotations

import itertools
from html.parser import HTMLParser

import pytest

from evaluators.tools.results import Level
from reports import html
from reports.blocks import Column, Heading, Report, Table, TableCell
from reports.one_page import one_page
from reports.tools import full_report
from tests.reports import hostile, samples

EMPTY_ELEMENTS = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """Elements in order, each with its attributes and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.loose = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attribute twice in {tag}"
        element = {"tag": tag, "attrs": dict(attrs), "text": "", "inside": tuple(one["tag"] for one in self.open)}
        self.elements.append(element)
        if tag not in EMPTY_ELEMENTS:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open, f"{tag} closes nothing"
        assert self.open[-1]["tag"] == tag, f"{tag} closes {self.open[-1]['tag']}"
        self.open.pop()

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY_ELEMENTS:
            self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, tag):
        return [element for element in self.elements if element["tag"] == tag]


@pytest.fixture(scope="module", params=["fi", "en"])
def page(request):
    doc = samples.document()
    return Page(html.render(full_report(doc, samples.result(doc=doc), request.param))), request.param


@pytest.fixture(scope="module")
def attacked():
    doc = hostile.document()
    return html.render(full_report(doc, hostile.result(doc), "fi", show_names=True))


def test_language_and_policy_are_set(page):
    made, language = page
    assert made.all("html")[0]["attrs"]["lang"] == language
    policies = [one["attrs"]["content"] for one in made.all("meta") if "http-equiv" in one["attrs"]]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert made.all("title")[0]["text"]
    assert not made.open, "every element is closed"


def test_headings_go_down_one_level_at_a_time(page):
    made, _ = page
    levels = [int(one["tag"][1]) for one in made.elements if one["tag"] in {"h1", "h2", "h3"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_have_captions_and_headers(page):
    made, _ = page
    tables = made.all("table")
    assert len(tables) > 10
    assert len(made.all("caption")) == len(tables)
    assert all(one["attrs"].get("scope") in {"col", "row"} for one in made.all("th"))
    assert all(one["text"].strip() for one in made.all("th") if one["attrs"]["scope"] == "col")


def test_figures_have_alternative_text(page):
    made, _ = page
    drawings = made.all("svg")
    assert len(drawings) == 2 * len(made.all("figure")) == 12
    assert all(one["attrs"]["role"] == "img" and one["attrs"]["aria-label"].strip() for one in drawings)


def test_ids_are_unique_and_links_lead_somewhere(page):
    made, _ = page
    ids = [one["attrs"]["id"] for one in made.elements if "id" in one["attrs"]]
    assert len(ids) == len(set(ids))
    targets = [one["attrs"]["href"] for one in made.all("a")]
    assert len(targets) > 6
    assert all(target.startswith("#") and target[1:] in ids for target in targets)


def test_nothing_is_fetched_and_nothing_runs(page):
    made, _ = page
    assert not {one["tag"] for one in made.elements} & {"script", "img", "link", "iframe", "object", "image", "use"}
    for one in made.elements:
        assert not [name for name in one["attrs"] if name.startswith("on") or name in {"src", "srcset", "xlink:href"}]


def test_hostile_text_stays_text(attacked):
    made = Page(attacked)
    assert not {one["tag"] for one in made.elements} & {"script", "img", "b", "label", "image", "a:b"}
    assert all(one["attrs"].get("href", "#").startswith("#") for one in made.all("a"))
    assert made.all("title")[0]["text"] == hostile.HTML
    assert hostile.HTML in made.all("h1")[0]["text"]
    assert "{{ 7*7 }}" in made.all("main")[0]["text"]
    assert "\x1b" not in attacked
    assert "\u202e" not in attacked


def test_a_script_end_in_the_title_does_not_end_anything(attacked):
    assert attacked.lower().count("</style>") == 1
    assert "</script" not in attacked.lower()


def test_long_names_are_shortened_not_dropped(attacked):
    assert "pitkä" * 15 in attacked
    assert hostile.LONG not in attacked
    assert len(attacked) < 1_000_000


@pytest.mark.parametrize("level", Level)
def test_every_level_has_its_own_look(level):
    doc = samples.document()
    made = Page(html.render(one_page(doc, samples.result(level, doc), "en")))
    looks = [one["attrs"]["class"] for one in made.all("div") if one["attrs"].get("class", "").startswith("verdict")]
    assert looks == [f"verdict {level.value}"]


def test_a_long_table_says_what_is_left_out():
    rows = tuple((TableCell(text=str(number)),) for number in range(html.MOST_ROWS + 7))
    table = Table(caption="c", columns=(Column(text="n"),), rows=rows, name="n")
    text = html.render(Report(title="t", language="en", blocks=(Heading(text="t", level=1), table)))
    assert "7 more rows are in the spreadsheet." in text
    assert f'<th scope="row">{html.MOST_ROWS - 1}</th>' in text
    assert f">{html.MOST_ROWS}</th>" not in text
