"""Pictures: sound specifications, numbers in the language, user text in the data alone."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import altair
import pytest

from reports.blocks import Figure
from reports.charts import (
    acceptability_chart,
    methods_chart,
    price_value_chart,
    ranges_chart,
    ranking_chart,
    sized,
    stability_chart,
    themed,
)
from reports.charts.theme import DARK_INK, INK, LIGHT_INK, NARROW, SERIES, WIDE
from reports.context import Context
from reports.drawing import svg
from tests.reports import hostile, samples

CHARTS = [ranking_chart, ranges_chart, acceptability_chart, stability_chart, price_value_chart, methods_chart]


def context(language="fi"):
    doc = samples.document()
    return Context(doc, samples.result(doc=doc), language)


def tree(drawing):
    return ElementTree.fromstring(drawing)  # noqa: S314 - the drawing is our own


def attacked():
    doc = hostile.document()
    return Context(doc, hostile.result(doc), "fi", True)


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("chart", CHARTS)
def test_specification_is_valid(chart, language):
    spec = chart(context(language))
    altair.Chart.from_dict(spec, validate=True)
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec


@pytest.mark.parametrize("chart", CHARTS)
def test_no_background_is_painted(chart):
    assert chart(context())["background"] == "transparent"


@pytest.mark.parametrize("chart", CHARTS)
def test_finnish_numbers_have_a_decimal_comma(chart):
    number = chart(context("fi"))["config"]["locale"]["number"]
    assert (number["decimal"], number["thousands"], number["percent"]) == (",", "\u00a0", "\u00a0%")
    assert "locale" not in chart(context("en"))["config"]


@pytest.mark.parametrize("chart", CHARTS)
def test_user_text_stands_in_plain_values_only(chart):
    """Names reach data, sort orders and domains; never a title, an expression or a field name."""
    spec = chart(attacked())
    text = json.dumps(spec)
    assert not re.search(r'"(href|url|expr|labelExpr)"', text)
    for layer in spec["layer"]:
        for transform in layer.get("transform", []):
            assert re.fullmatch(r"[!a-z. =&>'0-9-]+", transform["filter"])
        channels = [one for part in layer["encoding"].values() for one in (part if isinstance(part, list) else [part])]
        for channel in channels:
            assert re.fullmatch(r"[a-z_]*", channel.get("field", ""))
            assert "script" not in str(channel.get("title"))


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("chart", CHARTS)
def test_drawing_is_clean_and_within_its_width(chart, width):
    figure = Figure(spec=chart(attacked()), alt='a "quoted" <alt>')
    root = tree(svg(figure, width, prefix="p-"))
    assert root.get("aria-label") == figure.alt
    assert float(root.get("width")) <= width + 1
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") not in {"script", "a", "image", "use", "style"}
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
        assert element.get("id", "p-").startswith("p-")


def test_drawing_shows_finnish_figures():
    text = "".join(tree(svg(Figure(spec=ranking_chart(context()), alt="a"), WIDE)).itertext())
    assert "71,2" in text
    assert "1 Helppokäyttöisyys" in text


def test_ink_follows_the_background():
    spec = stability_chart(context())
    assert INK in json.dumps(spec)
    for dark, ink in ((False, LIGHT_INK), (True, DARK_INK)):
        text = json.dumps(themed(spec, dark=dark))
        assert INK not in text
        assert ink in text
    assert INK in json.dumps(spec), "the specification itself stays as it was"


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_told_apart_and_read():
    assert all(_contrast(fill, text) >= 4.5 for fill, text in SERIES)
    neighbours = itertools.pairwise(SERIES)
    assert all(_contrast(one, other) >= 1.7 for (one, _), (other, _) in neighbours), "without hue as well"
    assert _contrast(LIGHT_INK, "#ffffff") >= 7
    assert _contrast(DARK_INK, "#121817") >= 7
    assert min(_contrast(INK, "#ffffff"), _contrast(INK, "#121817")) >= 4


def test_a_phone_gets_shorter_labels_and_the_same_data():
    spec = ranking_chart(context())
    narrow = sized(spec, NARROW)
    assert narrow["width"] == NARROW
    assert narrow["config"]["axis"]["labelLimit"] < spec["config"]["axis"]["labelLimit"]
    assert narrow["data"] == spec["data"]


def test_more_criteria_than_colours_stand_together():
    doc = samples.document()
    base = samples.result(doc=doc)
    many = tuple(
        replace(base.criteria[place % 5], criterion=f"c{place}", weight=1 / (place + 2)) for place in range(12)
    )
    criteria = tuple(doc.criteria[place % 5].model_copy(update={"id": f"c{place}"}) for place in range(12))
    ranking = tuple(
        replace(score, contributions=tuple(float(n) for n in range(12)), score=66.0) for score in base.ranking
    )
    wide = Context(doc.model_copy(update={"criteria": criteria}), replace(base, criteria=many, ranking=ranking), "en")
    rows = [row for row in ranking_chart(wide)["data"]["values"] if row["name"] == "Brevo"]
    assert len(rows) == len(SERIES)
    assert rows[-1]["part"] == "All other criteria"
    assert rows[-1]["end"] == pytest.approx(66.0)
