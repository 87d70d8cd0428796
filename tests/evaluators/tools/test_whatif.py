"""What would change the answer: every flip that is told is put into the document and really flips it."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import ceil

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluators.documents import revise
from evaluators.tools.document import Criterion
from evaluators.tools.evaluate import evaluate
from evaluators.tools.scales import BreakPoint, CountScale, Grade, GradeScale, NumberScale, PriceScale, YesNoScale
from evaluators.tools.weighting import NodeWeights, Weighting
from tests.evaluators.tools.evaluations import DRAWS, EXACT, UNCERTAIN, evaluation, names, points, said
from tests.evaluators.tools.tool_documents import GENERIC, grades

TIE = 1e-7  # value points by which arithmetic may miss
SOME = settings(max_examples=25, deadline=None)
HUNDRED = NumberScale(worst=0, best=100)


@st.composite
def contests(draw):
    """Two to four tools on two to four criteria that all weigh, with one clear leader by points."""
    width = draw(st.integers(2, 4))
    cell = st.integers(0, 100)
    rows = draw(st.lists(st.tuples(*[cell] * width), min_size=2, max_size=4))
    weights = draw(st.lists(st.integers(1, 100), min_size=width, max_size=width))
    scores = sorted(np.asarray(rows) @ np.asarray(weights) / sum(weights))
    assume(scores[-1] - scores[-2] > 0.5)
    return dict(zip(names(len(rows)), rows, strict=True)), weights


def scores_of(document):
    return {score.tool: score.score for score in evaluate(document, draws=1).ranking}


# --- weights ---


@SOME
@given(contests())
def test_the_smallest_weight_change_flips_and_a_hair_less_does_not(contest):
    rows, weights = contest
    result = evaluate(evaluation(rows, weights), draws=1)
    leader, flip = result.ranking[0].tool, result.changes.weight
    if flip is None:
        assert {d.loser for d in result.dominations if d.winner == leader} == set(rows) - {leader}
        return
    now, there = np.asarray([c.weight for c in result.criteria]), np.asarray(flip.weights)
    assert there.sum() == pytest.approx(1)
    assert there.min() >= 0
    assert flip.points == pytest.approx(50 * np.abs(there - now).sum())
    assert result.verdict.points_to_change == flip.points
    at_tie = scores_of(evaluation(rows, there.tolist()))
    assert at_tie[flip.rival] == pytest.approx(at_tie[leader], abs=TIE)
    assert at_tie[flip.rival] == pytest.approx(max(at_tie.values()), abs=TIE)
    less = scores_of(evaluation(rows, (0.999 * there + 0.001 * now).tolist()))
    assert less[leader] > max(score for tool, score in less.items() if tool != leader)
    lead = np.asarray(rows[leader]) - np.asarray(rows[flip.rival])
    if lead.min() < 0:
        further = 0.999 * there + 0.001 * np.eye(len(now))[int(lead.argmin())]
        more = scores_of(evaluation(rows, further.tolist()))
        assert more[flip.rival] > more[leader]


@SOME
@given(contests(), st.randoms(use_true_random=False))
def test_no_smaller_weight_change_flips(contest, random):
    """Random weights nearer than the told distance never dethrone the leader, in any of the three distances."""
    rows, weights = contest
    result = evaluate(evaluation(rows, weights), draws=1)
    flip = result.changes.weight
    assume(flip is not None)
    now = np.asarray([criterion.weight for criterion in result.criteria])
    table = np.asarray([rows[score.tool] for score in result.ranking], dtype=float)
    tried = np.random.default_rng(random.randint(0, 10**6)).dirichlet(np.maximum(20 * now, 0.1), 2_000)
    totals = tried @ table.T
    dethroned = tried[totals[:, 1:].max(axis=1) > totals[:, 0] + TIE] - now
    if len(dethroned):
        assert 50 * np.abs(dethroned).sum(axis=1).min() >= flip.points - TIE
        assert np.sqrt((dethroned**2).sum(axis=1)).min() >= flip.euclidean - TIE
        assert np.abs(dethroned).max(axis=1).min() >= flip.largest_single - TIE


def test_the_smallest_weight_change_by_hand():
    """t1 60, t2 40: moving x points from c1 to c2 closes 2x, so x is 10."""
    flip = evaluate(evaluation({"t1": [100, 0], "t2": [0, 100]}, [60, 40])).changes.weight
    assert (flip.rival, flip.points) == ("t2", pytest.approx(10))
    assert flip.weights == pytest.approx((0.5, 0.5))
    assert (flip.euclidean, flip.largest_single) == (pytest.approx(0.1 * np.sqrt(2)), pytest.approx(0.1))


@settings(max_examples=12, deadline=None)
@given(contests())
def test_a_weight_alone_keeps_the_leader_exactly_within_its_range(contest):
    rows, weights = contest
    document = evaluation(rows, weights)
    result = evaluate(document, draws=1)
    leader = result.ranking[0].tool
    for place, criterion in enumerate(result.criteria):
        others = np.asarray(weights, dtype=float)
        others[place] = 0

        def lead_at(share, others=others, place=place):
            moved = others / others.sum() * (1 - share)
            moved[place] = share
            scores = scores_of(evaluation(rows, moved.tolist()))
            return scores[leader] - max(score for tool, score in scores.items() if tool != leader)

        low, high = criterion.stable.low, criterion.stable.high
        assert low <= criterion.weight <= high
        assert min(lead_at(low), lead_at(high)) >= -TIE
        if low > 0.002:
            assert lead_at(low) == pytest.approx(0, abs=TIE)
            assert lead_at(low - 0.001) < 0
        if high < 0.998:
            assert lead_at(high) == pytest.approx(0, abs=TIE)
            assert lead_at(high + 0.001) < 0


# --- single figures, in the scale's own unit ---

SCALES = (
    PriceScale(worst=300, best=0, points=(BreakPoint(x=120, value=70),)),
    CountScale(best=40),
    GENERIC,
    YesNoScale(),
    GradeScale(
        grades=(
            Grade(id="low", name="l", value=10),
            Grade(id="same", name="s", value=10),
            Grade(id="top", name="t", value=90),
        )
    ),
)
FIGURES = (
    st.integers(0, 350),
    st.integers(0, 45),
    st.sampled_from([grade.id for grade in GENERIC.grades]),
    st.booleans(),
    st.sampled_from(["low", "same", "top"]),
)
MIXED = [
    Criterion(id=one, name=one, scale=scale, rule="price" if place == 0 else None)
    for place, (one, scale) in enumerate(zip(names(5, "c"), SCALES, strict=True))
]


def mixed(rows, weights, **more):
    return evaluation(rows, weights, criteria=MIXED, **more)


def with_figure(document, flip):
    """The document with the flip's figure in place of the old one."""
    kept = [e for e in document.evidence if (e.tool, e.criterion) != (flip.tool, flip.criterion)]
    return revise(document, evidence=[*kept, said(flip.tool, flip.criterion, flip.to_raw)])


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(*(st.one_of(figure, st.none()) for figure in FIGURES)), min_size=2, max_size=4),
    st.lists(st.integers(0, 100), min_size=5, max_size=5),
)
def test_each_told_figure_put_in_as_evidence_makes_the_rival_level(rows, weights):
    assume(any(weights))
    document = mixed(dict(zip(names(len(rows)), rows, strict=True)), weights)
    result = evaluate(document, draws=1)
    leader = result.ranking[0].tool
    for flip in result.changes.scores:
        changed = scores_of(with_figure(document, flip))
        assert changed[flip.rival] >= changed[leader] - TIE, flip
        assert flip.assumed == (result.cell(flip.tool, flip.criterion).raw is None)
        if not isinstance(flip.to_raw, str | bool):
            assert changed[flip.rival] == pytest.approx(changed[leader], abs=TIE), flip
    distances = [abs(flip.to_value - flip.from_value) for flip in result.changes.scores]
    assert distances == sorted(distances)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(*FIGURES), min_size=2, max_size=3),
    st.lists(st.integers(1, 100), min_size=5, max_size=5),
)
def test_a_grade_or_answer_that_is_not_told_or_nearer_does_not_flip(rows, weights):
    """Every step of every verbal cell is tried: what flips is told, and no step nearer than the told one flips."""
    tools = dict(zip(names(len(rows)), rows, strict=True))
    document = mixed(tools, weights)
    result = evaluate(document, draws=1)
    scores = {score.tool: score.score for score in result.ranking}
    leader = result.ranking[0].tool
    assume(sorted(scores.values())[-1] - sorted(scores.values())[-2] > 0.01)
    told = {(flip.tool, flip.criterion): flip for flip in result.changes.scores}
    for tool in tools:
        for criterion in ("c3", "c4", "c5"):
            scale = next(c.scale for c in MIXED if c.id == criterion)
            steps = {False: 0.0, True: 100.0}
            if isinstance(scale, GradeScale):
                steps = {grade.id: grade.value for grade in scale.grades}
            cell = result.cell(tool, criterion)
            weight = next(c.weight for c in result.criteria if c.criterion == criterion)
            gains = {
                figure: value - cell.value
                for figure, value in steps.items()
                if scores[tool] + weight * (value - cell.value) >= max(s for t, s in scores.items() if t != tool) - 1e-9
            }
            if tool == leader:
                rival = max(s for t, s in scores.items() if t != tool)
                gains = {
                    figure: value - cell.value
                    for figure, value in steps.items()
                    if scores[tool] + weight * (value - cell.value) <= rival + 1e-9
                }
            flip = told.get((tool, criterion))
            assert (flip is None) == (not gains)
            if flip is not None:
                assert abs(steps[flip.to_raw] - cell.value) == pytest.approx(min(map(abs, gains.values())))


def test_a_price_flip_by_hand():
    """t2 is worth 60 + 44 and t1 80 + 40, halved: 16 points of value, at 3 euros a point, bring them level."""
    criteria = [
        Criterion(id="c1", name="c1", scale=PriceScale(worst=300, best=0), rule="price"),
        Criterion(id="c2", name="c2", scale=HUNDRED),
    ]
    document = evaluation({"t1": [60, 40], "t2": [120, 44]}, [1, 1], criteria=criteria)
    flips = {(flip.tool, flip.criterion): flip for flip in evaluate(document).changes.scores}
    price = flips["t2", "c1"]
    assert (price.rival, price.from_raw, price.to_raw) == ("t2", 120, pytest.approx(120 - 3 * 16))
    dearer = flips["t1", "c1"]
    assert (dearer.rival, dearer.from_raw, dearer.to_raw) == ("t2", 60, pytest.approx(60 + 3 * 16))


@pytest.mark.parametrize("share", range(1, 10))
def test_a_grade_that_exactly_reaches_is_not_passed_over_by_rounding(share):
    """Grades in tenths and weights in tenths: what is needed is often a grade's very value, but for rounding."""
    scale = grades(*(f"g{place}" for place in range(11)))
    weights = {"c1": Fraction(share, 10), "c2": Fraction(10 - share, 10)}
    exact = 0
    for ahead, behind in product([(7, 3), (9, 4), (8, 8)], [(4, 6), (3, 1), (7, 7)]):
        rows = {"t1": [f"g{place}" for place in ahead], "t2": [f"g{place}" for place in behind]}
        document = evaluation(rows, [share / 10, 1 - share / 10], scales=[scale, scale])
        gap = sum(weight * (a - b) for weight, a, b in zip(weights.values(), ahead, behind, strict=True))
        steps = {}
        for sign, tool, start in ((-1, "t1", ahead), (1, "t2", behind)) if gap > 0 else ():
            for place, (criterion, weight) in enumerate(weights.items()):
                to = start[place] + sign * ceil(gap / weight)
                exact += (gap / weight).denominator == 1
                if 0 <= to <= 10:
                    steps[tool, criterion] = f"g{to}"
        if gap > 0:
            told = evaluate(document, draws=1).changes.scores
            assert {(flip.tool, flip.criterion): flip.to_raw for flip in told} == steps
    assert exact


def test_level_tools_need_one_step_and_no_distance():
    """Tied tools: a figure stays where it is, a grade moves one step, and nothing that cannot move is told."""
    document = evaluation(
        {"t1": ["good", True, 40], "t2": ["good", True, 40]}, [1, 1, 1], scales=[GENERIC, YesNoScale(), HUNDRED]
    )
    result = evaluate(document)
    leader = result.ranking[0].tool
    other = ({"t1", "t2"} - {leader}).pop()
    flips = {(flip.tool, flip.criterion): flip.to_raw for flip in result.changes.scores}
    assert flips == {
        (leader, "c1"): "mediocre",
        (leader, "c2"): False,
        (leader, "c3"): 40,
        (other, "c1"): "very_good",
        (other, "c3"): 40,
    }
    assert result.changes.weight.points == 0


def test_on_a_flat_piece_the_nearest_figure_is_told():
    """The leader's price may rise over the whole flat piece; its first euro already brings the rival level."""
    scale = PriceScale(worst=300, best=0, points=(BreakPoint(x=200, value=40), BreakPoint(x=100, value=40)))
    criteria = [Criterion(id="c1", name="c1", scale=scale), Criterion(id="c2", name="c2", scale=HUNDRED)]
    document = evaluation({"t1": [0, 0], "t2": [150, 0]}, [1, 1], criteria=criteria)
    flips = {flip.tool: flip.to_raw for flip in evaluate(document).changes.scores if flip.criterion == "c1"}
    assert flips["t1"] == 100


# --- criteria left out ---


@SOME
@given(contests())
def test_what_is_told_of_leaving_a_criterion_out_is_what_happens(contest):
    rows, weights = contest
    result = evaluate(evaluation(rows, weights), draws=1)
    leader = result.ranking[0].tool
    told = {flip.criterion: flip.leader for flip in result.changes.removals}
    for place in range(len(weights)):
        kept = [other for other in range(len(weights)) if other != place]
        fewer = {tool: [row[other] for other in kept] for tool, row in rows.items()}
        without = scores_of(evaluation(fewer, [weights[other] for other in kept]))
        best = max(without.values())
        criterion = f"c{place + 1}"
        if criterion in told:
            assert without[told[criterion]] == pytest.approx(best)
            assert without[leader] < best
        else:
            assert without[leader] == pytest.approx(best, abs=TIE)


def test_nothing_can_change_a_leader_that_is_best_everywhere_by_more_than_the_scale():
    result = evaluate(evaluation({"t1": [100, 100, 100], "t2": [10, 10, 10]}, [1, 1, 1]))
    changes = result.changes
    assert (changes.weight, changes.scores, changes.removals, changes.nothing_can) == (None, (), (), True)
    assert result.verdict.points_to_change is None


def test_something_can_as_soon_as_one_figure_reaches():
    result = evaluate(evaluation({"t1": [100, 100], "t2": [10, 10]}, [95, 5]))
    assert result.changes.weight is None
    assert {flip.criterion for flip in result.changes.scores} == {"c1"}
    assert not result.changes.nothing_can


# --- dominance ---


@SOME
@given(contests())
def test_dominance_is_what_the_definition_says(contest):
    rows, weights = contest
    told = {(d.winner, d.loser) for d in evaluate(evaluation(rows, weights), draws=1).dominations}
    for a, b in combinations(rows, 2):
        for winner, loser in ((a, b), (b, a)):
            gaps = np.asarray(rows[winner]) - np.asarray(rows[loser])
            assert ((winner, loser) in told) == (gaps.min() >= 0 and gaps.max() > 0)


@pytest.mark.parametrize(("figure", "certain"), [(85, False), (90, False), (90.1, True), (95, True)])
def test_dominance_is_certain_when_the_ranges_do_not_meet(figure, certain):
    """Own measurements reach 5 points to each side, so the rival may be worth 85; level ends are not better."""
    document = evaluation({"t1": [figure], "t2": [80]}, [1], settings=UNCERTAIN)
    (only,) = evaluate(document, draws=DRAWS).dominations
    assert (only.winner, only.loser, only.certain) == ("t1", "t2", certain)


def test_two_levels_of_weights_move_as_one_list():
    """Flips are worked out on the weights of all criteria, whatever groups they stand in."""
    criteria = [Criterion(id=one, name=one, scale=HUNDRED, group="g" if one != "c3" else None) for one in names(3, "c")]
    weighting = Weighting(
        top=NodeWeights(points={"g": 60, "c3": 40}), within={"g": NodeWeights(points={"c1": 50, "c2": 50})}
    )
    rows = {"t1": [90, 20, 10], "t2": [10, 40, 70]}
    grouped = evaluate(evaluation(rows, weighting, criteria=criteria, groups=[{"id": "g", "name": "g"}]))
    flat = evaluate(evaluation(rows, points(30, 30, 40), settings=EXACT))
    assert grouped.changes.weight.rival == flat.changes.weight.rival
    assert grouped.changes.weight.weights == pytest.approx(flat.changes.weight.weights)
    assert grouped.changes.removals == flat.changes.removals
    assert [(f.tool, f.criterion, pytest.approx(f.to_value)) for f in grouped.changes.scores] == [
        (f.tool, f.criterion, f.to_value) for f in flat.changes.scores
    ]
