"""The source articles' comparison of tools A, B and C as the first example, and the other shipped examples."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import sqrt

import pytest

from data.catalogue import load_catalogue
from data.templates import criteria_templates, examples
from evaluators.documents import canonical_json, parse_document, revise
from evaluators.tools.changes import frozen_tool
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.evaluate import evaluate
from evaluators.tools.results import CellState, Level
from evaluators.tools.weighting import NodeWeights, Weighting
from tests.evaluators.tools.evaluations import DRAWS, UNCERTAIN, sound
from tests.evaluators.tools.tool_documents import AS_OF, scenario

# The articles' comparison table: ease of use, euros a month, support, integrations.
TABLE = {
    "tool-a": ("excellent", (100, 200), "round_the_clock", "good"),
    "tool-b": ("good", (50, 150), "limited", "moderate"),
    "tool-c": ("mediocre", (150, 300), "business_hours", "excellent"),
}
# Worth of those words on the first template's scales; a price by the middle of its range on 300..0 euros.
VALUES = {"tool-a": (100, 50, 100, 50), "tool-b": (50, 200 / 3, 25, 25), "tool-c": (25, 25, 60, 100)}
CRITERIA = ("ease_of_use", "price", "support", "integrations")


@cache
def first() -> ToolEvaluation:
    return examples("en")[0].document


@cache
def result():
    return sound(first())


def weighted(**points):
    """The articles' example with other points."""
    return evaluate(revise(first(), weighting=Weighting(top=NodeWeights(points=points))), draws=DRAWS)


def test_the_example_holds_the_articles_table():
    assert tuple(criterion.id for criterion in first().criteria) == CRITERIA
    for tool, figures in TABLE.items():
        cells = [result().cell(tool, criterion) for criterion in CRITERIA]
        assert tuple(cell.raw for cell in cells if cell.criterion != "price") == (figures[0], *figures[2:])
        price = result().cell(tool, "price")
        assert (price.raw_low, price.raw_high) == figures[1]
        assert price.state is CellState.INTERVAL
        assert [cell.value for cell in cells] == pytest.approx(VALUES[tool])


def test_equal_weights_put_a_first_then_c_then_b():
    """Means of four: 300/4, 210/4 and 500/12."""
    assert [(score.tool, score.rank) for score in result().ranking] == [("tool-a", 1), ("tool-c", 2), ("tool-b", 3)]
    assert [score.score for score in result().ranking] == pytest.approx([75, 52.5, 125 / 3])
    assert (result().verdict.level, result().verdict.leader, result().verdict.runner_up) == (
        Level.CLEAR,
        "tool-a",
        "tool-c",
    )


def test_the_budget_of_200_is_a_probability():
    """C costs anything from 150 to 300 euros alike: a third of it lies within 200."""
    chances = {price.tool: price.within_budget for price in result().prices}
    assert chances["tool-a"] == chances["tool-b"] == 1
    assert chances["tool-c"] == pytest.approx(1 / 3, abs=0.01)
    assert result().excluded == ()
    assert [price.point for price in result().prices] == [150, 100, 225]
    assert [price.total for price in result().prices] == [5_400, 3_600, 8_100]  # three years


def test_what_gives_most_for_the_money():
    assert {price.tool for price in result().prices if price.efficient} == {"tool-a", "tool-b"}
    assert [price.value_without_price for price in result().prices] == pytest.approx([250 / 3, 100 / 3, 185 / 3])


def test_how_far_the_weights_would_have_to_move():
    """A leads C by 75, 25, 40 and -50: 22.5 points of score, closed at 125 a point from ease to integrations."""
    flip = result().changes.weight
    assert (flip.rival, flip.points) == ("tool-c", pytest.approx(100 * 22.5 / 125))
    assert flip.weights == pytest.approx((0.07, 0.25, 0.25, 0.43))
    assert flip.euclidean == pytest.approx(22.5 / sqrt(52.5**2 + 2.5**2 + 17.5**2 + 72.5**2))
    assert flip.largest_single == pytest.approx(22.5 / (42.5 + 7.5 + 7.5 + 82.5))


def test_how_far_one_weight_may_move_alone():
    ranges = {criterion.criterion: criterion.stable for criterion in result().criteria}
    assert (ranges["price"].low, ranges["price"].high) == (0, pytest.approx(50 / (50 + 50 / 3)))
    assert (ranges["integrations"].low, ranges["integrations"].high) == (0, pytest.approx((140 / 3) / (140 / 3 + 50)))
    for sure in ("ease_of_use", "support"):
        assert ranges[sure].high == 1


def test_which_single_figures_would_tip_it():
    """A would have to fall by 90 value points on one criterion: to the worst grade of ease or of support."""
    told = [(flip.tool, flip.criterion, flip.rival, flip.to_raw) for flip in result().changes.scores]
    assert told == [
        ("tool-a", "ease_of_use", "tool-c", "poor"),
        ("tool-a", "support", "tool-c", "none"),
    ]
    assert [flip.to_value for flip in result().changes.scores] == pytest.approx([10, 10])
    assert result().changes.removals == ()
    assert result().dominations == ()


def test_if_support_matters_most_the_tool_with_round_the_clock_support_wins():
    found = weighted(ease_of_use=10, price=10, support=70, integrations=10)
    assert (found.verdict.level, found.verdict.leader) == (Level.CLEAR, "tool-a")


@pytest.mark.parametrize(
    ("points", "leader"),
    [
        ({"ease_of_use": 5, "price": 85, "support": 5, "integrations": 5}, "tool-b"),
        ({"ease_of_use": 10, "price": 10, "support": 10, "integrations": 70}, "tool-c"),
    ],
)
def test_moving_one_weight_changes_the_leader(points, leader):
    found = weighted(**points)
    assert found.ranking[0].tool == leader
    assert found.verdict.leader == leader


def test_every_method_agrees_at_equal_weights():
    assert {ranking.leader for ranking in result().methods.rankings} == {"tool-a"}
    assert result().methods.same_leader


def test_no_answer_can_change_a_clear_lead():
    assert result().verdict.overturning == ()
    assert max(question.worth for question in result().questions) < first().settings.thresholds.information_points


# --- all shipped examples ---

PLACES = range(len(examples("en")))


@pytest.mark.parametrize("place", PLACES)
def test_every_example_has_a_sound_result_and_survives_a_file(place):
    document = revise(examples("fi")[place].document, settings=first().settings.model_copy(update={"draws": DRAWS}))
    found = sound(document)
    assert found.verdict.leader is not None
    assert len(found.ranking) >= 2
    again = parse_document(canonical_json(document), {"tool-evaluation": ToolEvaluation}, {})
    assert evaluate(again) == found


@pytest.mark.parametrize("place", PLACES)
def test_the_language_of_an_example_changes_its_texts_alone(place):
    fi, en = (evaluate(examples(language)[place].document, draws=DRAWS) for language in ("fi", "en"))
    for part in ("verdict", "ranking", "criteria", "changes", "questions", "methods", "team", "pairwise_winning"):
        assert getattr(fi, part) == getattr(en, part), part
    assert fi.provenance == replace(en.provenance, document_hash=fi.provenance.document_hash)


@pytest.mark.parametrize("template", criteria_templates(), ids=lambda template: template.id)
def test_the_whole_catalogue_on_every_template_has_a_sound_result(template):
    catalogue = load_catalogue()
    found = sound(
        ToolEvaluation(
            as_of=AS_OF,
            catalogue_version=catalogue.version,
            tools=[frozen_tool(tool) for tool in catalogue.tools],
            groups=template.groups,
            criteria=template.criteria,
            weighting=template.weighting,
            need={"scenario": scenario(), "budget_month": 200, "must_haves": template.must_haves},
            settings=UNCERTAIN,
        )
    )
    assert sum(criterion.weight for criterion in found.criteria) == pytest.approx(1)
    unknown = {(cell.tool, cell.criterion) for cell in found.cells if cell.assumed}
    assert unknown, "the catalogue is thin, and says so"
    failed = {(one.tool, one.must_have) for one in found.must_haves if one.answer == "no"}
    assert {(out.tool, out.must_have) for out in found.excluded if out.reason == "must_have"} == failed
    for price in found.prices:
        assert (price.within_budget is None) or (0 <= price.within_budget <= 1)
