"""What to find out next: an unknown is worth what its answer can change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.tools.evaluate import evaluate
from evaluators.tools.questions import MOST_ASKED
from evaluators.tools.results import CellState
from evaluators.tools.scales import NumberScale
from evaluators.tools.settings import Thresholds
from tests.evaluators.tools.evaluations import EXACT, evaluation, names, said


def asked(result):
    return {(question.tool, question.criterion): question for question in result.questions}


def test_an_unknown_that_cannot_matter_is_worth_nothing():
    """t3 stays last whatever its unknown is: it has at most 10 points."""
    result = evaluate(evaluation({"t1": [90, 90], "t2": [80, 80], "t3": [0, None]}, [90, 10]))
    question = asked(result)["t3", "c2"]
    assert question.worth == pytest.approx(0, abs=1e-3)
    assert not question.can_change
    assert question.state is CellState.UNKNOWN
    assert result.verdict.overturning == ()


def test_an_unknown_that_decides_is_worth_a_lot():
    """t2 is anywhere from 0 to 100 against 50: knowing it gains E max(u, 50) - 50 = 12.5 points."""
    result = evaluate(evaluation({"t1": [50], "t2": [None]}, [1], settings=EXACT.model_copy(update={"draws": 20_000})))
    question = asked(result)["t2", "c1"]
    assert question.worth == pytest.approx(12.5, abs=0.8)
    assert question.can_change
    assert result.verdict.overturning == ("c1",)


def test_the_worth_is_in_value_points_of_the_whole_score():
    """With half the weight the same unknown is worth half as much, as far as the other half is level."""
    settings = EXACT.model_copy(update={"draws": 20_000})
    sure = {"variation": settings.variation.model_copy(update={"normal": 0.01})}
    whole = evaluate(evaluation({"t1": [50], "t2": [None]}, [1], settings=settings))
    half = evaluate(evaluation({"t1": [50, 50], "t2": [None, 50]}, [1, 1], settings=settings.model_copy(update=sure)))
    worths = [asked(result)["t2", "c1"].worth for result in (whole, half)]
    assert worths[1] == pytest.approx(worths[0] / 2, rel=0.1)


def test_only_what_varies_is_asked_and_the_most_valuable_first():
    rows = {"t1": [60, None, 50], "t2": [None, 40, 50], "t3": [0, 0, None]}
    result = evaluate(evaluation(rows, [5, 3, 2]))
    assert set(asked(result)) == {("t1", "c2"), ("t2", "c1"), ("t3", "c3")}
    worths = [question.worth for question in result.questions]
    assert worths == sorted(worths, reverse=True)
    assert min(worths) >= 0
    assert result.questions[0].criterion == "c1"


def test_a_wide_answer_is_asked_as_well_as_an_unknown():
    evidence = [said("t1", "c1", 60), said("t2", "c1", None, low=20, high=95)]
    result = evaluate(evaluation({"t1": [0], "t2": [0]}, [1], evidence=evidence))
    question = asked(result)["t2", "c1"]
    assert question.state is CellState.INTERVAL
    assert question.can_change


def test_nothing_to_ask_when_all_is_exact():
    result = evaluate(evaluation({"t1": [60, 10], "t2": [40, 50]}, [1, 1]))
    assert result.questions == ()


def test_what_weighs_nothing_is_not_asked():
    result = evaluate(evaluation({"t1": [60, None], "t2": [40, None]}, [1, 0]))
    assert result.questions == ()


def test_the_threshold_of_the_document_decides_what_can_change():
    strict = EXACT.model_copy(update={"thresholds": Thresholds(information_points=100)})
    document = evaluation({"t1": [50], "t2": [None]}, [1], settings=strict)
    result = evaluate(document)
    assert not asked(result)["t2", "c1"].can_change
    assert result.verdict.overturning == ()


def test_at_most_so_many_cells_are_worked_out_and_they_are_the_widest():
    width = MOST_ASKED
    rows = {"t1": [None] * width, "t2": [None] * width}
    weights = list(range(1, width + 1))
    result = evaluate(evaluation(rows, weights, scales=[NumberScale(worst=0, best=100)] * width))
    assert len(result.questions) == MOST_ASKED
    assert {question.criterion for question in result.questions} == set(names(width, "c")[width // 2 :])


def test_one_tool_has_no_choice_to_inform():
    assert evaluate(evaluation({"t1": [None]}, [1])).questions == ()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 100))] * 3), min_size=2, max_size=4))
def test_no_answer_is_worth_more_than_the_scale_or_less_than_nothing(rows):
    result = evaluate(evaluation(dict(zip(names(len(rows)), rows, strict=True)), [3, 2, 1]))
    unknown = {(f"t{i}", f"c{j}") for i, row in enumerate(rows, 1) for j, one in enumerate(row, 1) if one is None}
    assert set(asked(result)) == unknown
    assert all(0 <= question.worth <= 50 for question in result.questions)
    assert all(question.can_change == (question.worth >= 0.1) for question in result.questions)
