"""Several evaluators: common weights, own views, agreement, and whether weights or scores divide them."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.sampling import DirichletWeights, HierarchyWeights, UniformWeights
from evaluators.errors import NotComputable
from evaluators.tools.document import Criterion
from evaluators.tools.evaluate import evaluate
from evaluators.tools.evidence import Trial
from evaluators.tools.scales import NumberScale
from evaluators.tools.team import common_weights
from evaluators.tools.weighting import NodeWeights, Weighting
from tests.evaluators.tools.evaluations import EXACT, evaluation, people, points, said, sound
from tests.evaluators.tools.tool_documents import AS_OF, GENERIC

ROWS = {"t1": [80, 20], "t2": [30, 60]}


def team(*weightings, evidence=(), rows=None, common=(1, 1), **more):
    document = evaluation(rows or ROWS, common, evaluators=people(*weightings), **more)
    return document.model_copy(update={"evidence": (*document.evidence, *evidence)})


# --- common weights ---


def test_own_weights_are_averaged():
    document = team(points(9, 1), points(3, 7))
    assert common_weights(document).weights == pytest.approx((0.6, 0.4))
    result = sound(document)
    assert [criterion.weight for criterion in result.criteria] == pytest.approx([0.6, 0.4])
    assert [score.score for score in result.ranking] == pytest.approx([56, 42])


def test_each_evaluator_counts_once_in_the_mean():
    assert common_weights(team(points(10, 0), points(4, 6), points(1, 9))).weights == pytest.approx((0.5, 0.5))


def test_who_gave_no_weights_counts_with_the_common_ones():
    document = team(points(9, 1), None, common=(1, 3))
    assert common_weights(document).weights == pytest.approx((0.575, 0.425))


def test_without_own_weights_the_common_ones_stand_with_their_structure():
    criteria = [Criterion(id="c1", name="x", scale=GENERIC, group="g"), Criterion(id="c2", name="x", scale=GENERIC)]
    document = evaluation(
        {}, points(), criteria=criteria, groups=[{"id": "g", "name": "g"}], evaluators=people(None, None)
    )
    assert isinstance(common_weights(document).sampler, HierarchyWeights)


@pytest.mark.parametrize(("certainty", "kind"), [("normal", DirichletWeights), ("no_idea", UniformWeights)])
def test_the_common_certainty_spreads_the_mean(certainty, kind):
    common = points(1, 1).model_copy(update={"certainty": certainty})
    sampler = common_weights(evaluation(ROWS, common, evaluators=people(points(9, 1), points(3, 7)))).sampler
    assert isinstance(sampler, kind)
    if certainty == "normal":
        assert sampler.stated == pytest.approx((0.6, 0.4))


def test_own_weights_on_two_levels():
    scale = NumberScale(worst=0, best=100)
    criteria = [Criterion(id=f"c{k}", name="x", scale=scale, group="g" if k < 3 else None) for k in (1, 2, 3)]
    own = Weighting(top=NodeWeights(points={"g": 1, "c3": 1}), within={"g": NodeWeights(points={"c1": 1, "c2": 3})})
    other = Weighting(top=NodeWeights(points={"g": 1, "c3": 1}), within={"g": NodeWeights(points={"c1": 1})})
    document = evaluation(
        {"t1": [1, 2, 3]}, criteria=criteria, groups=[{"id": "g", "name": "g"}], evaluators=people(own, other)
    )
    found = common_weights(document)
    assert found.weights == pytest.approx((0.3125, 0.1875, 0.5))
    assert found.within == pytest.approx((0.625, 0.375, 0.5))


def test_an_evaluator_whose_weights_cannot_be_worked_out_is_told():
    with pytest.raises(NotComputable) as fault:
        evaluate(team(points(0, 0), points(1, 1)))
    assert fault.value.code == "weights_all_zero"


def test_common_weights_that_nobody_uses_need_not_be_worked_out():
    assert common_weights(team(points(1, 3), points(1, 1), common=(0, 0))).weights == pytest.approx((0.375, 0.625))


# --- own views ---


def test_each_ones_own_view():
    result = sound(team(points(9, 1), points(1, 9), None, evidence=[said("t2", "c2", 90, by="p3")]))
    views = {view.evaluator: view for view in result.team.views}
    ranked = [score.tool for score in result.ranking]
    by_tool = {who: dict(zip(ranked, view.scores, strict=True)) for who, view in views.items()}
    # What p3 measured counts for all, as the mean of two voices: (60 + 90) / 2.
    assert by_tool["p1"] == {"t1": pytest.approx(74), "t2": pytest.approx(34.5)}
    assert by_tool["p2"] == {"t1": pytest.approx(26), "t2": pytest.approx(70.5)}
    assert by_tool["p3"] == {"t1": pytest.approx(50), "t2": pytest.approx(60)}
    assert {who: view.leader for who, view in views.items()} == {"p1": "t1", "p2": "t2", "p3": "t2"}
    assert {who: view.own_weights for who, view in views.items()} == {"p1": True, "p2": True, "p3": False}
    assert {who: view.own_scores for who, view in views.items()} == {"p1": 0, "p2": 0, "p3": 1}
    assert dict(zip(ranked, views["p1"].ranks, strict=True)) == {"t1": 1, "t2": 2}


def test_a_trial_counts_as_an_own_score():
    trial = Trial(id="a", tool="t1", by="p1", tasks_done=1, tasks_total=1, seen=AS_OF)
    result = sound(team(None, points(1, 1), trials=[trial]))
    assert [view.own_scores for view in result.team.views] == [1, 0]


@pytest.mark.parametrize(
    "document",
    [
        team(points(1, 1)),
        team(points(1, 1), None, None),
        team(None, None),
        team(points(1, 1), points(2, 1), rows={"t1": [1, 2]}),
    ],
    ids=["one", "one of three", "none of two", "one tool"],
)
def test_no_team_without_two_views_of_two_tools(document):
    assert evaluate(document).team is None


def test_views_leave_out_the_tools_that_are_left_out():
    need = {
        "must_haves": [{"id": "m", "kind": "own"}],
        "answers": [{"tool": "t3", "must_have": "m", "answer": "no"}],
    }
    result = sound(team(points(1, 1), points(2, 1), rows={**ROWS, "t3": [99, 99]}, need=need))
    assert {len(view.scores) for view in result.team.views} == {2}


# --- agreement ---

THREE = {"t1": [100, 0], "t2": [50, 40], "t3": [0, 100]}


def test_full_agreement():
    found = sound(team(points(9, 1), points(8, 2), points(7, 3), rows=THREE)).team
    assert found.agreement == pytest.approx(1)
    assert found.p_value == pytest.approx(1 / 36)  # three equal orders of three: one in 3! · 3!
    assert [view.leader for view in found.views] == ["t1", "t1", "t1"]


def test_two_opposite_orders_have_no_agreement():
    found = sound(team(points(9, 1), points(1, 9), rows=THREE)).team
    assert found.agreement == pytest.approx(0)
    assert found.p_value == pytest.approx(1)


def test_views_that_tie_all_tools_have_no_agreement_to_tell():
    found = sound(team(points(1, 1), points(2, 1), rows={"t1": [40, 40], "t2": [40, 40]})).team
    assert (found.agreement, found.p_value) == (None, None)
    assert [view.leader for view in found.views] == [None, None]
    assert (found.from_weights, found.from_scores, found.discuss) == (None, None, ())


def test_one_view_that_ties_all_among_others_that_do_not():
    """p1's weights make both tools level, p2's do not: there is an order to compare, and it agrees by half."""
    found = sound(team(points(1, 1), points(1, 3), rows={"t1": [80, 20], "t2": [20, 80]})).team
    assert [view.leader for view in found.views] == [None, "t2"]
    assert found.agreement is not None
    assert 0 <= found.agreement <= 1


# --- weights or scores? ---


def test_different_weights_and_the_same_scores():
    found = sound(team(points(9, 1), points(1, 9))).team
    assert (found.from_weights, found.from_scores) == (pytest.approx(1), pytest.approx(0))


def test_different_scores_and_the_same_weights():
    evidence = [said("t1", "c2", 90, by="p1"), said("t1", "c2", 10, by="p2")]
    found = sound(team(None, None, evidence=evidence)).team
    assert (found.from_weights, found.from_scores) == (pytest.approx(0), pytest.approx(1))
    assert found.discuss == ("c2",)


def test_the_split_by_hand():
    """One tool differs. Own weights: scores 0.7 c1 + 0.3 c2 and 0.3 c1 + 0.7 c2 on common cells 60 and 20 give
    48 and 32, variance 64. Own scores 70 and 50 on c1 at half the weight give 45 and 35, variance 25."""
    evidence = [
        said("t1", "c1", 70, by="p1"),
        said("t1", "c1", 50, by="p2"),
        said("t1", "c2", 20),
        said("t2", "c1", 50),
        said("t2", "c2", 50),
    ]
    found = sound(
        evaluation(
            {"t1": [0, 0], "t2": [0, 0]},
            [1, 1],
            evidence=evidence,
            evaluators=people(points(7, 3), points(3, 7)),
            settings=EXACT,
        )
    ).team
    assert found.from_weights == pytest.approx(64 / 89)
    assert found.from_scores == pytest.approx(25 / 89)
    assert found.discuss[0] == "c1"


def test_at_most_two_criteria_to_discuss():
    rows = {"t1": [90, 10, 30, 70], "t2": [20, 80, 60, 50]}
    found = sound(team(points(9, 1, 4, 6), points(1, 9, 6, 4), rows=rows, common=(1, 1, 1, 1))).team
    assert len(found.discuss) == 2
    assert set(found.discuss) == {"c1", "c2"}


def test_the_same_seed_gives_the_same_p_value():
    rows = {f"t{k}": [k * 7 % 11, k * 5 % 13, k] for k in range(1, 10)}
    weightings = [points(*np.roll([6, 3, 1], turn)) for turn in range(3)]
    first, second = (sound(team(*weightings, rows=rows, common=(1, 1, 1))).team for _ in range(2))
    assert first == second
    assert 0 < first.p_value <= 1
