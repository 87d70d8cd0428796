"""What is looked up once for the whole document gives what a look at each cell alone gives."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.notes import Note
from evaluators.tools.evidence import Quote, Trial
from evaluators.tools.performances import cell, cells, own_value
from evaluators.tools.records import records_of
from evaluators.tools.results import CellState
from evaluators.tools.scales import YesNoScale
from evaluators.tools.team import common_weights
from evaluators.tools.weighting import Comparison, NodeWeights, Weighting
from reports.context import Context
from tests.evaluators.tools.evaluations import UNCERTAIN, evaluation, people, points, said, sound
from tests.evaluators.tools.tool_documents import AS_OF, document, tool

RULES = ("price", "ease_of_use", "integrations", "finnish")
PEOPLE = (None, "anna", "bert")
SOME = settings(max_examples=40, deadline=None)


@st.composite
def scored(draw):
    """Three tools with scores, trials and quotes of a team and two people."""
    made = document(tool("a"), tool("b"), tool("c"), rules=RULES)
    evidence = []
    for place in range(draw(st.integers(0, 25))):
        criterion = draw(st.sampled_from(made.criteria))
        figures = {
            "ease_of_use": st.sampled_from(["poor", "good", "excellent"]),
            "finnish": st.booleans(),
        }.get(criterion.id, st.integers(0, 300).map(float))
        value = draw(st.none() | figures)
        one = {
            "id": f"e{place}",
            "by": draw(st.sampled_from(PEOPLE)),
            "kind": draw(st.sampled_from(["guess", "vendor"])),
        }
        if value is not None and not isinstance(criterion.scale, YesNoScale) and isinstance(value, float):
            one |= draw(st.sampled_from([{}, {"low": value, "high": value + 10}]))
        evidence.append(said(draw(st.sampled_from("abc")), criterion.id, value, **one))
    trials = [
        Trial(id=f"t{place}", tool=draw(st.sampled_from("abc")), by=draw(st.sampled_from(PEOPLE)), tasks_done=done,
              tasks_total=5, seen=AS_OF)
        for place, done in enumerate(draw(st.lists(st.integers(0, 5), max_size=5)))
    ]  # fmt: skip
    quotes = [
        Quote(id=f"q{place}", tool=draw(st.sampled_from("abc")), monthly=float(money), seen=AS_OF)
        for place, money in enumerate(draw(st.lists(st.integers(0, 300), max_size=4)))
    ]
    return made.model_copy(update={"evidence": tuple(evidence), "trials": tuple(trials), "quotes": tuple(quotes)})


@SOME
@given(scored(), st.sampled_from(PEOPLE))
def test_all_cells_at_once_are_each_cell_alone(made, by):
    alone = tuple(cell(made, criterion, one, by=by) for one in made.tools for criterion in made.criteria)
    assert cells(made, by=by) == alone


@SOME
@given(scored())
def test_an_own_value_is_the_value_of_the_cell_seen_by_its_evaluator(made):
    records = records_of(made)
    for by in ("anna", "bert"):
        for one in made.tools:
            for criterion in made.criteria:
                own = own_value(made, records, criterion, one, by=by)
                seen = cell(made, criterion, one, by=by)
                assert seen.value == (cell(made, criterion, one).value if own is None else own)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 40)), min_size=2, max_size=8))
@settings(max_examples=150, deadline=None)
def test_a_conflict_is_a_pair_that_disagrees(spans):
    """Scores of one voice, each with its width, against every pair in turn."""
    widths = UNCERTAIN.widths
    kinds = {widths.measured: "measured", widths.vendor: "vendor", widths.guess: "guess"}
    given_kinds = [list(kinds)[width % 3] for _, width in spans]
    evidence = [
        said("t1", "c1", float(value), id=f"e{place}", kind=kinds[half])
        for place, ((value, _), half) in enumerate(zip(spans, given_kinds, strict=True))
    ]
    (found,) = cells(evaluation({"t1": [None]}, [1], evidence=evidence, settings=UNCERTAIN))
    reaches = [(value, half) for (value, _), half in zip(spans, given_kinds, strict=True)]
    disagree = any(abs(a - b) > half and abs(a - b) > other for (a, half), (b, other) in combinations(reaches, 2))
    assert (found.state is CellState.CONFLICT) == disagree


def test_a_remark_on_own_weights_tells_whose():
    judged = NodeWeights(
        method="pairwise",
        comparisons=[
            Comparison(first=a, second=b, ratio=ratio)
            for a, b, ratio in (("c1", "c2", 9), ("c2", "c3", 9), ("c1", "c3", 1))
        ],
    )
    made = evaluation(
        {"t1": [1, 2, 3], "t2": [3, 2, 1]}, evaluators=people(points(1, 1, 1), Weighting(top=judged), None)
    )
    result = sound(made)
    (note,) = result.consistency
    assert (note.code, note.facts["evaluator"]) == ("pairwise_inconsistent", "p2")
    hidden, shown = (Context(made, result, "en", show_names=names) for names in (False, True))
    assert hidden.note(note).startswith("Evaluator 2, own weights: ")
    assert shown.note(note).startswith("p2, own weights: ")
    assert not shown.note(Note(code=note.code, facts={**note.facts, "evaluator": None})).startswith("p2")


def test_common_weights_are_remarked_on_once():
    pairs = [Comparison(first=a, second=b, ratio=3) for a, b in combinations(("c1", "c2", "c3"), 2)]
    judged = Weighting(top=NodeWeights(method="pairwise", comparisons=pairs))
    made = evaluation({"t1": [1, 2, 3]}, judged, evaluators=people(points(1, 1, 1), None, None))
    (note,) = common_weights(made).notes
    assert "evaluator" not in note.facts


def test_mean_weights_vary_on_two_levels():
    """Without any weight of its own within the group, a criterion never gets any in a case either."""
    made = document(tool("a"), rules=("ease_of_use", "integrations", "finnish"))
    grouped = [one.model_copy(update={"group": "g"}) for one in made.criteria[:2]] + [made.criteria[2]]
    own = Weighting(
        top=NodeWeights(points={"g": 1, "finnish": 1}), within={"g": NodeWeights(points={"ease_of_use": 1})}
    )
    asked = evaluation(
        {"t1": [None] * 3}, own, criteria=grouped, groups=[{"id": "g", "name": "g"}], evaluators=people(own, own),
        evidence=[said("t1", "finnish", True)],
    )  # fmt: skip
    mean, alone = common_weights(asked), common_weights(asked.model_copy(update={"evaluators": ()}))
    draws = [one.sampler.draw(500, np.random.default_rng(1)) for one in (mean, alone)]
    assert draws[0] == pytest.approx(draws[1])
    assert np.all(draws[0][:, 1] == 0)
