"""Pictures of segmentations: sound specifications, user text in the data alone, nothing told by colour alone."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import altair
import pytest

from reports.blocks import Figure
from reports.charts import sized
from reports.charts.segment_criteria import criterion_chart
from reports.charts.theme import NARROW, WIDE
from reports.drawing import svg
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.report import candidate_sections, full_report
from tests.reports import segmentation_samples as samples

LANGUAGES = ("fi", "en")
OWN = ("criterion-", "profile-", "sizes", "stability-again", "segment-stability", "moves", "segment-evaluation")


def figures(name, language="fi"):
    document, result = samples.SAMPLES[name]()
    words = MeasuredWords(document, result, language)
    learnt = [one.candidate for one in result.candidates if one.stability and one.stability.values]
    blocks = list(full_report(document, result, language).blocks)
    blocks += candidate_sections(words, learnt[0]).stability if learnt else ()
    return [block for block in blocks if isinstance(block, Figure) and block.name.startswith(OWN)]


def tree(drawing):
    return ElementTree.fromstring(drawing)  # noqa: S314 - the drawing is our own


def test_every_kind_of_picture_is_among_the_samples():
    names = {one.name for name in ("measured", "judged") for one in figures(name)}
    assert all(any(name.startswith(own) for name in names) for own in OWN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", samples.SAMPLES)
def test_specifications_are_valid_and_say_what_they_show(name, language):
    for one in figures(name, language):
        altair.Chart.from_dict(one.spec, validate=language == "fi")
        assert json.loads(json.dumps(one.spec, allow_nan=False)) == one.spec
        assert one.spec["background"] == "transparent"
        assert one.alt.strip().endswith(".")
        assert one.caption


def outside_data(part):
    """Yield every text of a specification but those in its data."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key not in ("values", "sort", "domain"):
                yield from outside_data(value)
    elif isinstance(part, list):
        for value in part:
            yield from outside_data(value)
    elif isinstance(part, str):
        yield part


def test_user_text_stands_in_the_data_alone():
    found = figures("hostile")
    assert found
    for one in found:
        assert not [text for text in outside_data(one.spec) if "script" in text or "HYPERLINK" in text]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["judged", "hostile", "small"])
def test_drawings_keep_to_their_width_and_hold_no_script(name, width):
    for one in figures(name):
        drawing = svg(one, width)
        root = tree(drawing)
        assert float(root.attrib["width"]) <= width + 1
        assert root.attrib["aria-label"] == one.alt
        assert "<script" not in drawing
        assert not [each for each in root.iter() if "href" in "".join(each.attrib)]


def test_a_value_within_chance_has_another_shape_and_words():
    one = next(each for each in figures("measured", "en") if each.name == "criterion-A1")
    rows = {row["name"]: row for row in one.spec["data"]["values"]}
    assert rows["Random (3 segments)"]["chance"]
    assert rows["Random (3 segments)"]["label"] == "no better than chance"
    assert not rows["Customer lifecycle"]["chance"]
    shapes = {layer["mark"]["shape"] for layer in one.spec["layer"] if layer["mark"].get("shape")}
    assert shapes == {"diamond", "circle"}
    assert "no better than chance" in svg(one, WIDE)


def test_words_beside_a_value_far_along_the_scale_go_towards_the_middle():
    document, result = samples.SAMPLES["measured"]()
    words = MeasuredWords(document, result, "fi")
    rows = criterion_chart(words, "B1")["data"]["values"]
    ends = [row[name] for row in rows for name in ("null", "value", "ceiling")]
    assert {row["late"] for row in rows} == {True, False}
    assert all(row["late"] == (row["value"] > (min(ends) + max(ends)) / 2) for row in rows)
    layers = criterion_chart(words, "B1")["layer"]
    sides = {layer["transform"][0]["filter"]: layer["mark"]["align"] for layer in layers if "align" in layer["mark"]}
    assert sides["datum.chance && datum.late"] == "right"
    assert sides["datum.chance && !datum.late"] == "left"


def test_a_small_move_is_a_dash_in_the_picture():
    one = next(each for each in figures("small", "en") if each.name == "moves")
    hidden = [row for row in one.spec["data"]["values"] if row["label"] == "–"]
    assert hidden
    assert all(row["share"] == 0 and row["text"] == "not shown" for row in hidden)


def test_a_phone_gets_shorter_labels_and_the_same_data():
    for one in figures("judged"):
        narrow = sized(one.spec, NARROW)
        assert narrow["data"] == one.spec["data"]
        assert narrow["config"]["axis"]["labelLimit"] < 190
