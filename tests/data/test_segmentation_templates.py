"""Criteria templates of segmentations: sound, in both languages, with the weights that are promised."""

from __future__ import annotations

from typing import get_args

import pytest

from data.templates import segmentation_reader
from data.templates.segmentation_reader import segmentation_criteria, segmentation_templates, starting_selection
from evaluators.documents import LocalText
from evaluators.errors import DataError
from evaluators.segmentations.document import SHOWN, Code, SegmentationEvaluation

TEMPLATES = {one.id: one for one in segmentation_templates()}
BALANCED = {
    "A1": 20, "A3": 8, "A4": 5, "B1": 10, "B2": 7, "B3": 3, "B4": 5, "D1": 10, "E1": 8, "E2": 3, "F1": 7, "F2": 6,
    "G1": 4, "G2": 4,
}  # fmt: skip


def _points(template):
    """Return the final weight of each criterion by its code, in per cent."""
    nodes = template.weighting
    whole = sum(nodes.top.points.values())
    found = {}
    for one in template.criteria:
        top = nodes.top.points[one.group or one.id]
        inside = nodes.within[one.group].points if one.group else {one.id: top}
        found[one.code or one.id] = 100 * top / whole * inside[one.id] / sum(inside.values())
    return found


def _of_group(template, letter):
    return sum(points for code, points in _points(template).items() if code.startswith(letter))


def test_which_templates_there_are():
    assert list(TEMPLATES) == ["balanced", "campaign", "survey-strategy", "privacy-first", "articles"]


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_fits_a_document(template):
    document = SegmentationEvaluation(
        as_of="2026-01-01", groups=template.groups, criteria=template.criteria, weighting=template.weighting
    )
    assert sum(_points(template).values()) == pytest.approx(100)
    assert sum(template.weighting.top.points.values()) == 100
    for one in document.criteria:
        assert isinstance(one.name, LocalText)
        assert one.name.fi != one.name.en
        assert isinstance(one.description, LocalText)
        assert one.description.fi.endswith(".")
        assert one.description.en.endswith(".")


def test_the_balanced_weights_are_the_default():
    assert _points(TEMPLATES["balanced"]) == pytest.approx(BALANCED)


def test_what_the_others_stress():
    assert _of_group(TEMPLATES["campaign"], "A") == pytest.approx(40)
    survey = _points(TEMPLATES["survey-strategy"])
    assert not [code for code in survey if code.startswith("A")]
    for code in ("B1", "B2", "B3", "F1", "F2"):
        assert survey[code] == pytest.approx(2 * BALANCED[code])
    private = _points(TEMPLATES["privacy-first"])
    assert max(private, key=private.get) == "G2"
    articles = TEMPLATES["articles"]
    assert set(_points(articles)) == {"A1", "A3", "E1", "G2", "adaptability"}
    assert articles.groups == ()


def test_the_library_holds_every_criterion_that_can_be_weighed():
    codes = [one.code for one in segmentation_criteria() if one.code]
    assert sorted(codes) == sorted(set(get_args(Code)) - SHOWN)
    assert {one.id for one in segmentation_criteria() if one.code is None} == {"running_cost", "adaptability"}


def test_the_starting_selection_has_both_axes():
    axes = {one.axis for one in starting_selection().criteria}
    assert axes == {"attractiveness", "competitiveness"}
    assert any(one.minimum for one in starting_selection().criteria)


def test_a_broken_template_says_where(tmp_path, monkeypatch):
    (tmp_path / "1.toml").write_text('id = "x"\nname = {fi = "a", en = "b"}\ndescription = {fi = "a", en = "b"}\n')
    monkeypatch.setattr(segmentation_reader, "FOLDER", tmp_path)
    with pytest.raises(DataError) as fault:
        segmentation_reader._template(tmp_path / "1.toml")
    assert fault.value.code == "template_broken"
    assert fault.value.facts["place"] == "points"
