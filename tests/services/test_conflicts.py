"""Two tabs on one evaluation: the second is told, both are kept, and nothing is lost silently."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.documents import revise
from evaluators.errors import Conflict, NotFound
from services import editing, evaluations
from services.merging import merged


def raced(document, mine, theirs):
    """Let somebody else be faster; return the evaluation and the revision of the edit that lost."""
    evaluation_id = evaluations.create(document)
    evaluations.edit(evaluation_id, theirs, base_revision=1)
    with pytest.raises(Conflict, match="revision_conflict") as told:
        evaluations.edit(evaluation_id, mine, base_revision=1)
    return evaluation_id, told.value.facts["mine"]


def test_second_tab_is_told_and_its_edit_is_kept(document):
    evaluation_id, side = raced(document, revise(document, title="mine"), revise(document, title="theirs"))
    assert evaluations.open_evaluation(evaluation_id).document.title == "theirs"
    assert evaluations.resolve_conflict(evaluation_id, side, "mine").document.title == "mine"
    assert evaluations.undo(evaluation_id).document.title == "theirs"


def test_keeping_theirs_changes_nothing(document):
    evaluation_id, side = raced(document, revise(document, title="mine"), revise(document, title="theirs"))
    assert evaluations.resolve_conflict(evaluation_id, side, "theirs").document.title == "theirs"
    assert evaluations.resolve_conflict(evaluation_id, side, "mine").document.title == "mine", "it can be taken later"


def test_edits_of_different_places_are_joined(document):
    mine = editing.set_points(editing.set_title(document, "mine"), "speed", 10)
    theirs = editing.add_own_tool(editing.remove_evidence(document, "e1"), "Gamma")
    evaluation_id, side = raced(document, mine, theirs)
    joined = evaluations.resolve_conflict(evaluation_id, side, "merge").document
    assert joined.title == "mine"
    assert joined.weighting.top.points == {"speed": 10, "support": 40}
    assert [tool.id for tool in joined.tools] == ["alpha", "beta", "gamma"]
    assert [entry.id for entry in joined.evidence] == ["e2", "e3"]


def test_edits_of_one_place_are_named_and_stay(document):
    evaluation_id, side = raced(
        document, editing.set_points(document, "speed", 10), editing.set_points(document, "speed", 20)
    )
    with pytest.raises(Conflict, match="merge_conflict") as told:
        evaluations.resolve_conflict(evaluation_id, side, "merge")
    assert told.value.facts["places"] == ["weighting.top.points.speed"]
    assert evaluations.open_evaluation(evaluation_id).document.weighting.top.points["speed"] == 20
    assert evaluations.resolve_conflict(evaluation_id, side, "mine").document.weighting.top.points["speed"] == 10


def test_edits_that_do_not_go_together_are_refused(document):
    mine = editing.put_evidence(document, document.evidence[2].model_copy(update={"id": "e9", "tool": "alpha"}))
    theirs = editing.remove_criterion(document, "support")
    evaluation_id, side = raced(document, mine, theirs)
    with pytest.raises(Conflict, match="merge_conflict"):
        evaluations.resolve_conflict(evaluation_id, side, "merge")


def test_the_same_edit_twice_is_no_conflict(document):
    evaluation_id = evaluations.create(document)
    same = revise(document, title="same")
    evaluations.edit(evaluation_id, same, base_revision=1)
    assert evaluations.edit(evaluation_id, same, base_revision=1).revision == 2


def test_only_a_side_revision_can_be_resolved(document):
    evaluation_id = evaluations.create(document)
    with pytest.raises(NotFound, match="revision_unknown"):
        evaluations.resolve_conflict(evaluation_id, 1, "mine")


def test_no_update_is_lost_silently_among_threads(document):
    """Eight tabs save at once, each again and again: every acknowledged edit is in the history, every other is told."""
    evaluation_id = evaluations.create(document)

    def tab(number: int) -> tuple[int, list[int]]:
        saved, told = 0, []
        for step in range(6):
            opened = evaluations.open_evaluation(evaluation_id)
            mine = revise(opened.document, question=f"tab {number} step {step}")
            try:
                evaluations.edit(evaluation_id, mine, base_revision=opened.revision)
                saved += 1
            except Conflict as fault:
                told.append(fault.facts["mine"])
        return saved, told

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(tab, range(8)))
    saved = sum(one[0] for one in outcomes)
    told = [side for one in outcomes for side in one[1]]
    assert saved + len(told) == 48
    assert saved >= 1
    walked = 0
    while evaluations.open_evaluation(evaluation_id).can_undo:
        evaluations.undo(evaluation_id)
        walked += 1
    assert walked == saved
    for side in told:
        assert evaluations.resolve_conflict(evaluation_id, side, "mine").document.question.startswith("tab ")


def test_additions_of_many_threads_add_up(document):
    """With a new try after each conflict every addition is there in the end."""
    evaluation_id = evaluations.create(document)

    def add_one(number: int) -> None:
        while True:
            opened = evaluations.open_evaluation(evaluation_id)
            mine = editing.add_own_tool(opened.document, f"Tool {number}")
            try:
                evaluations.edit(evaluation_id, mine, base_revision=opened.revision)
                return
            except Conflict:
                continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(20)))
    names = {tool.name for tool in evaluations.open_evaluation(evaluation_id).document.tools}
    assert names >= {f"Tool {number}" for number in range(20)}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected", "places"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1}, {"a": 2}, []),
        ({"a": 1}, {"a": 1}, {"a": 3}, {"a": 3}, []),
        ({"a": 1}, {"a": 2}, {"a": 2}, {"a": 2}, []),
        ({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 3}, {"a": 2, "b": 3}, []),
        ({"a": 1}, {"a": 2}, {"a": 3}, None, ["a"]),
        ({"a": 1, "b": 1}, {"b": 1}, {"a": 1, "b": 2}, {"b": 2}, []),
        ({"a": 1}, {}, {"a": 2}, None, ["a"]),
        ([1], [1, 2], [1, 3], None, ["document"]),
        ([{"id": "x"}], [{"id": "x"}, {"id": "y"}], [{"id": "z"}, {"id": "x"}], ["z", "x", "y"], []),
        (
            [{"id": "x"}, {"id": "y"}],
            [{"id": "y"}, {"id": "x"}],
            [{"id": "x"}, {"id": "y"}, {"id": "z"}],
            ["y", "z", "x"],
            [],
        ),
        ([{"id": "x"}, {"id": "y"}], [{"id": "y"}], [{"id": "x"}], [], []),
        ([{"id": "x", "v": 1}], [{"id": "x", "v": 2}], [], None, ["x"]),
        (
            [{"tool": "a", "must_have": "m", "answer": "no"}],
            [{"tool": "a", "must_have": "m", "answer": "yes"}],
            [{"tool": "a", "must_have": "m", "answer": "unknown"}],
            None,
            ["a/m.answer"],
        ),
    ],
)
def test_three_way_merge(base, mine, theirs, expected, places):
    found, named = merged(base, mine, theirs)
    assert named == places
    if expected is not None and isinstance(found, list):
        found = [item["id"] for item in found]
    if expected is not None:
        assert found == expected


VALUES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3))


@given(VALUES, VALUES, VALUES)
def test_merge_takes_every_change_or_names_its_place(base, mine, theirs):
    found, places = merged(base, mine, theirs)
    assert merged(base, mine, base) == (mine, [])
    assert merged(base, base, theirs) == (theirs, [])
    assert sorted(merged(base, theirs, mine)[1]) == sorted(places)
    for key in "abcd":
        if key in places:
            assert mine.get(key) != theirs.get(key)
        else:
            changed = mine if mine.get(key) != base.get(key) else theirs
            assert found.get(key) == changed.get(key)
