"""How far the leader is ahead: levels at their exact thresholds, ties, and a leader by points alone."""

from __future__ import annotations

from dataclasses import replace
from math import nextafter

import numpy as np
import pytest

from evaluators.decision.acceptability import differs
from evaluators.tools.evaluate import evaluate
from evaluators.tools.results import CellState, Changes, Exclusion, Level, Question, ToolScore, WeightFlip
from evaluators.tools.settings import Thresholds
from evaluators.tools.verdicts import decide
from tests.evaluators.tools.evaluations import EXACT, evaluation, said

DRAWS = 100_000
USUAL = Thresholds()


def score(tool, share, *, rank=1):
    return ToolScore(
        tool=tool,
        rank=rank,
        score=50.0,
        contributions=(50.0,),
        low=40.0,
        median=50.0,
        high=60.0,
        unknown_weight=0.0,
        rank_acceptability=(share, 1 - share),
        error=(share * (1 - share) / DRAWS) ** 0.5,
        central_weights=None,
        confidence=None,
    )


def moving(points):
    flip = WeightFlip(rival="b", points=points, weights=(1.0,), euclidean=None, largest_single=None)
    return Changes(weight=flip, scores=(), removals=(), nothing_can=False)


def verdict(share, *, second=None, points=20.0, thresholds=USUAL, draws=DRAWS, questions=()):
    ranking = (score("a", share), score("b", 1 - share if second is None else second, rank=2))
    changes = None if points is None else moving(points)
    return decide(ranking, changes, questions, (), thresholds, draws=draws)


@pytest.mark.parametrize(
    ("share", "level"),
    [
        (1.0, Level.CLEAR),
        (0.95, Level.CLEAR),
        (nextafter(0.95, 0), Level.LEADS),
        (0.80, Level.LEADS),
        (nextafter(0.80, 0), Level.CLOSE),
    ],
)
def test_levels_at_their_exact_shares(share, level):
    assert verdict(share).level is level


@pytest.mark.parametrize(("share", "level"), [(0.50, Level.CLOSE), (nextafter(0.50, 0), Level.OPEN)])
def test_half_the_cases_are_just_enough_to_be_close(share, level):
    """Of three tools, so that the second is well behind."""
    assert verdict(share, second=0.3).level is level


@pytest.mark.parametrize(
    ("points", "level"),
    [(5.0, Level.LEADS), (nextafter(5.0, 0), Level.CLOSE), (0.0, Level.CLOSE), (None, Level.LEADS)],
)
def test_a_lead_needs_weight_points_to_move_too(points, level):
    """``None``: no weights dethrone the leader, which is as good as any number of points."""
    assert verdict(0.9, points=points).level is level


def test_a_clear_lead_does_not_ask_for_points():
    assert verdict(0.96, points=1.0).level is Level.CLEAR


def test_the_documents_thresholds_decide():
    own = Thresholds(clear_acceptability=0.7, leads_acceptability=0.6, close_acceptability=0.55, leads_points=50)
    assert verdict(0.70, thresholds=own).level is Level.CLEAR
    assert verdict(0.65, thresholds=own).level is Level.CLOSE
    assert verdict(0.65, thresholds=own, points=50).level is Level.LEADS
    assert verdict(0.54, thresholds=own).level is Level.OPEN


@pytest.mark.parametrize(("share", "tied"), [(0.5, True), (0.503, True), (0.5032, False), (0.51, False)])
def test_a_difference_inside_the_simulation_error_is_none(share, tied):
    """Of two tools the difference has the standard error 1 / sqrt(draws): 0.0062 is what luck may make."""
    found = verdict(share)
    assert [note.code for note in found.notes] == (["inside_simulation_error"] if tied else [])
    assert found.level is (Level.OPEN if tied else Level.CLOSE)


def test_the_error_of_two_shares_that_exclude_each_other_is_counted_in_full():
    """Two shares of one simulation move against each other; equal tools are told apart in one run of twenty."""
    rng = np.random.default_rng(1)
    gaps = np.abs(2 * rng.binomial(DRAWS, 0.5, 20_000) / DRAWS - 1)
    called = np.mean([gap > 0 and differs(0.5 + gap / 2, 0.5 - gap / 2, DRAWS) for gap in gaps])
    assert called == pytest.approx(0.05, abs=0.01)


def test_a_leader_by_points_alone_leaves_the_question_open():
    ranking = (score("a", 0.1), score("b", 0.9, rank=2))
    found = decide(ranking, moving(20.0), (), (), USUAL, draws=DRAWS)
    assert (found.level, found.leader, found.point_leader) == (Level.OPEN, "b", "a")
    assert (found.first_share, found.runner_up, found.runner_up_share) == (0.9, "a", 0.1)


def test_points_and_simulation_disagree_in_a_whole_evaluation():
    """t2 was put at 50, but somebody holds anything up to 100 possible: it mostly turns out above t1's 55."""
    evidence = [
        said("t1", "c1", 55),
        said("t2", "c1", 50, low=50, high=100),
    ]
    result = evaluate(evaluation({"t1": [0], "t2": [0]}, [1], evidence=evidence))
    assert result.ranking[0].tool == "t1"
    assert result.verdict.leader == "t2"
    assert result.verdict.point_leader == "t1"
    assert result.verdict.level is Level.OPEN
    assert result.verdict.first_share == pytest.approx((45 / 50) ** 2, abs=0.02)  # triangular from 50, peak at 50


def test_criteria_that_could_overturn_are_named_once_worst_first():
    def question(criterion, worth):
        return Question(tool="a", criterion=criterion, worth=worth, can_change=worth >= 0.1, state=CellState.UNKNOWN)

    asked = [question("c2", 3.0), question("c1", 2.0), question("c2", 1.0), question("c3", 0.01)]
    assert verdict(0.9, questions=asked).overturning == ("c2", "c1")


def test_one_tool_left_and_none_left():
    single = decide((score("a", 1.0),), None, (), (), USUAL, draws=DRAWS)
    assert (single.level, single.leader, single.first_share) == (Level.SINGLE, "a", None)
    nothing = decide((), None, (), (), USUAL, draws=DRAWS)
    assert (nothing.level, nothing.leader, nothing.notes) == (Level.NONE, None, ())
    out = Exclusion(tool="a", reason="budget", must_have=None, within_budget=0.0)
    none_left = decide((), None, (), (out, replace(out, tool="b")), USUAL, draws=DRAWS)
    assert [note.facts for note in none_left.notes] == [{"excluded": 2}]


def test_levels_of_whole_evaluations():
    """Exact scores: the share is the chance that the drawn weight of c1 is above one half."""
    rows = {"t1": [100, 0], "t2": [0, 100]}
    documents = [evaluation(rows, [share, 100 - share], settings=EXACT) for share in (90, 62, 55, 50)]
    assert [evaluate(document).verdict.level for document in documents] == [
        Level.CLEAR,
        Level.LEADS,
        Level.CLOSE,
        Level.OPEN,
    ]
