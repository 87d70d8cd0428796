"""Criteria templates and examples: sound, in both languages, and what the source articles name is in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from data.catalogue import load_catalogue
from data.templates import CriteriaTemplate, Example, criteria_templates, examples
from data.templates.reader import _criterion, _tool
from evaluators.documents import LocalText, Part, canonical_json, parse_document
from evaluators.errors import DataError
from evaluators.tools.changes import changed_facts
from evaluators.tools.document import Rule, ToolEvaluation
from evaluators.tools.scales import GradeScale
from evaluators.tools.weighting import Weighting

TEMPLATES = criteria_templates()
EXAMPLES = examples("fi") + examples("en")


def local_texts(part: object) -> Iterator[LocalText]:
    if isinstance(part, LocalText):
        yield part
    elif isinstance(part, Part):
        for name in type(part).model_fields:
            yield from local_texts(getattr(part, name))
    elif isinstance(part, tuple):
        for one in part:
            yield from local_texts(one)


def check_weighting(weighting: Weighting, part: CriteriaTemplate | ToolEvaluation) -> None:
    """Every node's points name exactly what stands under it, and add up to 100."""
    top = {group.id for group in part.groups} | {c.id for c in part.criteria if c.group is None}
    assert set(weighting.top.points) == top
    assert sum(weighting.top.points.values()) == 100
    assert set(weighting.within) == {group.id for group in part.groups}
    for group, node in weighting.within.items():
        assert set(node.points) == {c.id for c in part.criteria if c.group == group}
        assert sum(node.points.values()) == 100


def test_which_templates_there_are():
    assert [one.id for one in TEMPLATES] == ["articles", "small-web-shop", "b2b", "enterprise", "privacy-first"]
    assert [c.id for c in TEMPLATES[0].criteria] == ["ease_of_use", "price", "support", "integrations"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.id)
def test_a_template_is_sound(template: CriteriaTemplate):
    check_weighting(template.weighting, template)
    assert len({c.id for c in template.criteria}) == len(template.criteria)
    for criterion in template.criteria:
        assert criterion.rule in get_args(Rule)
        assert criterion.group is None or criterion.group in {group.id for group in template.groups}
        if isinstance(criterion.scale, GradeScale):
            values = [grade.value for grade in criterion.scale.grades]
            assert (values[0], values[-1]) == (0, 100)
            assert all(low < high for low, high in pairwise(values))


@pytest.mark.parametrize("part", [*TEMPLATES, *EXAMPLES], ids=lambda one: one.id)
def test_both_languages_are_written(part: CriteriaTemplate | Example):
    found = list(local_texts(part))
    assert found
    assert all(text.fi and text.en for text in found)
    assert part.description.fi != part.description.en


def test_every_rule_is_used_by_some_template():
    assert {c.rule for template in TEMPLATES for c in template.criteria} == set(get_args(Rule))


def test_some_templates_have_two_levels():
    assert {one.id for one in TEMPLATES if one.groups} == {"b2b", "enterprise"}


def test_what_the_articles_name_can_be_read_in_the_templates():
    shown = " ".join(text.en.lower() for template in TEMPLATES for text in local_texts(template))
    for word in (
        "google analytics", "hotjar", "salesforce", "surveymonkey", "excel", "google sheets", "spss", "tableau",
        "budget", "round the clock", "reviews that speak of segmentation", "demographic", "geographic", "psychographic",
        "interests", "behaviour", "purchases", "devices", "engagement", "intent", "webinar", "trial", "newsletter",
        "lifecycle", "abandoned cart", "time", "crm", "web tracking", "surveys", "social media", "machine learning",
        "predict", "real-time", "channel, message and moment", "new ideas",
    ):  # fmt: skip
        assert word in shown, word


def test_the_articles_three_tools_stand_as_printed():
    """The comparison table of the source article on segmentation tools."""
    document = examples("en")[0].document
    assert [tool.name.en for tool in document.tools] == ["Tool A", "Tool B", "Tool C"]
    names = {
        (c.id, grade.id): grade.name.en
        for c in document.criteria
        if isinstance(c.scale, GradeScale)
        for grade in c.scale.grades
    }
    printed = {
        (one.tool[-1], one.criterion): names[one.criterion, one.value] if one.value else (one.low, one.high)
        for one in document.evidence
    }
    assert printed == {
        ("a", "ease_of_use"): "Excellent",
        ("a", "price"): (100, 200),
        ("a", "support"): "24/7",
        ("a", "integrations"): "Good",
        ("b", "ease_of_use"): "Good",
        ("b", "price"): (50, 150),
        ("b", "support"): "Limited",
        ("b", "integrations"): "Moderate",
        ("c", "ease_of_use"): "Mediocre",
        ("c", "price"): (150, 300),
        ("c", "support"): "Good",
        ("c", "integrations"): "Excellent",
    }
    assert document.need.scenario.currency == "EUR"


def test_which_examples_there_are():
    assert [one.id for one in examples()] == ["three-tools", "web-shop", "b2b-team"]
    assert examples() is examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_an_example_is_a_document_like_any_other(example: Example):
    document = example.document
    text = canonical_json(document)
    assert parse_document(text, {"tool-evaluation": ToolEvaluation}, {}) == document
    check_weighting(document.weighting, document)
    for evaluator in document.evaluators:
        assert evaluator.weighting is not None
        check_weighting(evaluator.weighting, document)
    assert document.need.budget_month


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_facts_are_frozen_from_the_shipped_catalogue(example: Example):
    document = example.document
    assert changed_facts(document, load_catalogue()) == ()
    real = [tool for tool in document.tools if tool.catalogue_id]
    assert all(tool.facts for tool in real)
    assert document.catalogue_version == (load_catalogue().version if real else "")


def test_made_up_figures_about_real_tools_say_so():
    for language, word in (("fi", "simerkki"), ("en", "xample")):
        for example in examples(language)[1:]:
            document = example.document
            assert document.quotes
            for part in (*document.quotes, *document.evidence):
                assert word in part.source
                assert part.kind == "guess"
            assert all(word in trial.note for trial in document.trials)
            assert all(word in rate.source for rate in document.need.scenario.exchange_rates)
            assert document.need.answers == ()


def test_the_team_is_named_by_role():
    names = [[person.name for person in examples(language)[2].document.evaluators] for language in ("fi", "en")]
    assert names == [["Markkinointi", "IT", "Johto"], ["Marketing", "IT", "Management"]]


def test_the_languages_differ_in_texts_alone():
    for one, other in zip(examples("fi"), examples("en"), strict=True):
        stripped = [
            document.model_copy(
                update={
                    "evaluators": tuple(person.model_copy(update={"name": ""}) for person in document.evaluators),
                    "evidence": tuple(part.model_copy(update={"source": ""}) for part in document.evidence),
                    "quotes": tuple(part.model_copy(update={"source": "", "includes": ""}) for part in document.quotes),
                    "trials": tuple(part.model_copy(update={"note": ""}) for part in document.trials),
                    "need": document.need.model_copy(update={"scenario": None}),
                }
            )
            for document in (one.document, other.document)
        ]
        assert stripped[0] == stripped[1]


@pytest.mark.parametrize(
    ("fill", "entry", "place"),
    [
        (_criterion, {"use": "beauty"}, "criteria.beauty"),
        (_criterion, {"use": "price", "scale": "stars_of_heaven"}, "scale stars_of_heaven"),
        (_tool, {"catalogue_id": "no-such-tool"}, "tools.no-such-tool"),
    ],
)
def test_a_wrong_name_is_told(fill, entry: dict[str, object], place: str):
    with pytest.raises(DataError) as caught:
        fill(entry, Path("x.toml"))
    assert caught.value.code == "template_broken"
    assert (caught.value.facts["file"], caught.value.facts["place"]) == ("x.toml", place)
