"""Measures and judgements as evidence of the engine that weighs tools, and the choice of segments."""

from __future__ import annotations

import pytest

from evaluators.results import Interval
from evaluators.segmentations.comparing import simplest
from evaluators.segmentations.criteria.scoring import measured, not_measured
from evaluators.segmentations.ranking import as_tools, ranked, score_range
from evaluators.segmentations.results import CandidateFound, CriterionFound, Fault
from evaluators.segmentations.selection import segment_places
from evaluators.segmentations.selection_parts import Selection
from tests.evaluators.segmentations.made_up_shop import question

CRITERIA = [{"id": "lift", "name": "Lift", "code": "A1"}, {"id": "reach", "name": "Reach", "code": "F2"}]
JUDGED = {"id": "cost", "name": "Cost", "scale": {"type": "number", "worst": 100, "best": 0}}
EVEN = {"top": {"points": {"lift": 1, "reach": 1}}}


def _found(name, *criteria, **facts):
    return CandidateFound(
        candidate=name,
        baseline=False,
        fault=facts.pop("fault", None),
        criteria=tuple(CriterionFound(measured=one) for one in criteria),
        **facts,
    )


def _lift(raw, reach):
    return measured("A1", raw, null=0.0, ceiling=0.5, interval=Interval(low=raw - reach, high=raw + reach))


def _reach(raw):
    return measured("F2", raw, null=0.0, ceiling=1.0)


def test_scores_weigh_as_evidence():
    document = question(criteria=CRITERIA, weighting=EVEN)
    found = [_found("country", _lift(0.1, 0.05), _reach(0.9)), _found("stages", _lift(0.4, 0.05), _reach(0.8))]
    result = ranked(document, found)
    assert {one.tool: one.score for one in result.ranking} == pytest.approx({"stages": 80.0, "country": 55.0})
    cell = result.cell("country", "lift")
    assert (cell.low, cell.value, cell.high) == pytest.approx((10.0, 20.0, 30.0))
    exact = result.cell("country", "reach")
    assert (exact.low, exact.value, exact.high) == pytest.approx((90.0, 90.0, 90.0))


def test_what_is_not_measured_is_open_and_what_is_out_is_not_ranked():
    document = question(criteria=CRITERIA, weighting=EVEN)
    found = [
        _found("country", not_measured("A1"), _reach(0.9)),
        _found("stages", _lift(0.4, 0.05), _reach(0.8)),
        _found("three", _lift(0.5, 0.05), _reach(1.0), knocked_out=True),
        _found("none", fault=Fault(code="segments_no_customers")),
    ]
    result = ranked(document, found)
    assert {one.tool for one in result.ranking} == {"country", "stages"}
    place = next(one for one in result.ranking if one.tool == "country")
    assert place.unknown_weight == pytest.approx(0.5)
    assert [(one.tool, one.criterion) for one in result.questions][:1] == [("country", "lift")]


def test_judgements_of_several_people_stand_beside_measures():
    evidence = [
        {"id": "measured1", "tool": "stages", "criterion": "cost", "value": 20, "by": "p1", "kind": "guess"},
        {"id": "other", "tool": "stages", "criterion": "cost", "value": 40, "by": "p2", "kind": "guess"},
        {"id": "out", "tool": "none", "criterion": "cost", "value": 0, "by": "p2", "kind": "guess"},
    ]
    document = question(
        criteria=[*CRITERIA, JUDGED],
        weighting={},
        evidence=evidence,
        evaluators=[{"id": "p1", "name": ""}, {"id": "p2", "name": ""}],
    )
    found = [_found("stages", _lift(0.4, 0.05), _reach(0.8)), _found("country", _lift(0.1, 0.05), _reach(0.9))]
    inside = as_tools(document, found)
    assert len({one.id for one in inside.evidence}) == 2 + 4
    result = ranked(document, found)
    assert result.cell("stages", "cost").value == pytest.approx(70)
    assert result.cell("country", "cost").assumed
    assert result.team is not None


def test_ranges_of_scores():
    assert score_range(_lift(0.1, 0.05)) == pytest.approx((0.1, 0.3))
    assert score_range(_reach(0.9)) == (0.9, 0.9)
    assert score_range(not_measured("A1")) is None
    chance = measured(
        "A1",
        0.1,
        null=0.0,
        ceiling=0.5,
        null_interval=Interval(low=-0.1, high=0.2),
        interval=Interval(low=0.0, high=0.2),
    )
    assert score_range(chance) == pytest.approx((0.0, 0.4))  # scored 0, though it may be more


def test_the_simplest_as_good_as_the_best():
    document = question(criteria=CRITERIA, weighting=EVEN)
    rule = _found("stages", _lift(0.39, 0.1), _reach(0.9), lines=4)
    model = _found("three", _lift(0.40, 0.1), _reach(0.9))
    near = simplest(document, [rule, model], ranked(document, [rule, model]))
    assert (near.candidate, near.best) == ("stages", "three")
    assert near.standard_error == pytest.approx(100 * 0.5 * 2**0.5 * 0.4 / (2 * 1.959963984540054))
    poor = _found("stages", _lift(0.10, 0.05), _reach(0.9), lines=4)
    assert simplest(document, [poor, model], ranked(document, [poor, model])).candidate == "three"
    assert simplest(document, [], ranked(document, [])) is None


def test_segments_are_placed_by_measures_and_judgements():
    selection = Selection.model_validate(
        {
            "criteria": [
                {"id": "size", "measure": "customers", "points": 1, "minimum": 60},
                {"id": "worth", "measure": "value", "points": 3},
                {"id": "fit", "axis": "competitiveness", "points": 2, "minimum": 50},
            ],
            "scores": [
                {"segment": "loyal", "criterion": "fit", "value": 80, "by": "p1"},
                {"segment": "loyal", "criterion": "fit", "value": 60, "by": "p2"},
            ],
        }
    )
    measures = {"loyal": {"customers": 50.0, "value": 400.0}, "former": {"customers": 100.0, "value": None}}
    loyal, former = segment_places(selection, measures)
    assert loyal.attractiveness == pytest.approx((1 * 50 + 3 * 100) / 4)
    assert (loyal.competitiveness, loyal.knocked_out, loyal.covered) == (70.0, ("size",), 1.0)
    assert (former.attractiveness, former.competitiveness, former.knocked_out) == (100.0, None, ())
    assert former.covered == pytest.approx(1 / 6)
    assert segment_places(Selection(), measures) == ()
