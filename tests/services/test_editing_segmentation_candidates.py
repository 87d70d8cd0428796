"""Edits of candidates, rule tables and the strategy: each changes what it says, and the document stays valid."""

from __future__ import annotations

import pytest

from evaluators.errors import DocumentError, NotFound
from evaluators.segmentations.candidates import KMeans, LifecycleStages, NoSegments, Random, Rfm, Rules, table_of
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.rules.conditions import AllOf, AnyOf, compare
from evaluators.segmentations.rules.rule_table import RuleTable
from services import editing_segmentation_candidates as candidates
from services import editing_segmentation_rules as rules

TABLE = {
    "segments": [{"id": "loyal", "name": "Loyal"}, {"id": "new", "name": ""}],
    "lines": [
        {"segment": "loyal", "when": {"field": "orders", "operator": "ge", "value": 4}},
        {"segment": "new", "when": {"field": "orders", "operator": "lt", "value": 2}},
    ],
}
RULES = {"type": "rules", "id": "own", "table": TABLE}
STAGES = {"type": "lifecycle", "id": "stages"}
FOUR = {"type": "kmeans", "id": "four", "fields": ["orders", "revenue"], "signed_log": ["revenue"]}
SCORES = {"type": "rfm", "id": "scores"}


def document(*given, **changes):
    """A document in which everything is said of the segments of two candidates."""
    values = {
        "as_of": "2026-01-01",
        "fields": [{"id": name} for name in ("recency_days", "orders", "revenue")],
        "candidates": given or (RULES, STAGES, FOUR, SCORES),
        "criteria": [{"id": "ease", "name": "Ease"}],
    }
    return SegmentationEvaluation.model_validate(values | changes)


def said():
    """Evidence, names, actions, effects, targets and scores hang on the rules and on k-means."""
    pairs = [("own", "loyal"), ("own", "new"), ("four", "s1")]
    each = [{"candidate": candidate, "segment": segment} for candidate, segment in pairs]
    return document(
        evidence=[{"id": f"e-{one}", "tool": one, "criterion": "ease", "value": 0.5} for one in ("own", "four")],
        names=[{**one, "name": "N"} for one in each],
        actions=[{**one, "offer": "O"} for one in each],
        effects=[{**one, "customers": 9, "effect": 1, "standard_error": 1} for one in each],
        targets=each,
        selection={
            "candidate": "own",
            "criteria": [{"id": "fit", "name": "Fit"}],
            "scores": [{"segment": one, "criterion": "fit", "value": 50} for one in ("loyal", "new")],
        },
    )


def hanging(found, candidate):
    """Return the segments that names, actions, effects and targets speak of, by list."""
    lists = (found.names, found.actions, found.effects, found.targets)
    return [[one.segment for one in parts if one.candidate == candidate] for parts in lists]


def test_added_candidates_get_ids_of_their_own_and_doubles_are_left_out():
    again = (NoSegments(id="none"), NoSegments(id="nobody"), KMeans(id="four", fields=("orders",)))
    found = candidates.add_candidates(document(), again)
    assert [one.id for one in found.candidates] == ["own", "stages", "four", "scores", "none", "four-2"]
    assert candidates.add_candidates(found, again) == found


def test_a_removed_candidate_takes_with_it_all_that_hangs_on_it():
    found = candidates.remove_candidate(said(), "own")
    assert found.candidate("own") is None
    assert [one.tool for one in found.evidence] == ["four"]
    assert hanging(found, "own") == [[], [], [], []]
    assert hanging(found, "four") == [["s1"]] * 4
    assert found.selection.candidate is None
    assert not found.selection.scores
    assert found.selection.criteria


def test_unknown_candidates_are_said():
    for edit in (candidates.remove_candidate, candidates.change_candidate):
        with pytest.raises(NotFound) as fault:
            edit(document(), "nobody")
        assert fault.value.code == "part_unknown"


def test_a_copy_stands_after_the_first_and_nothing_is_said_of_it():
    found = candidates.duplicate_candidate(said(), "own", "Copy")
    assert [one.id for one in found.candidates][:2] == ["own", "own-2"]
    assert found.candidate("own-2").table == found.candidate("own").table
    assert hanging(found, "own-2") == [[], [], [], []]


@pytest.mark.parametrize(
    ("by", "order"),
    [
        (1, ["stages", "own", "four", "scores"]),
        (9, ["stages", "four", "scores", "own"]),
        (-1, ["own", "stages", "four", "scores"]),
    ],
)
def test_candidates_move(by, order):
    assert [one.id for one in candidates.move_candidate(document(), "own", by).candidates] == order


def test_another_number_of_segments_lets_go_of_what_was_said_of_the_earlier_ones():
    found = candidates.change_candidate(said(), "four", segments=5)
    assert found.candidate("four").segments == 5
    assert hanging(found, "four") == [[], [], [], []]
    assert hanging(found, "own") == [["loyal", "new"]] * 4
    assert candidates.said_of_segments(said(), "four") == 4


@pytest.mark.parametrize("change", [{"tries": 20}, {"name": "Four"}, {"note": "why"}])
def test_settings_that_find_the_same_segments_keep_what_was_said(change):
    assert hanging(candidates.change_candidate(said(), "four", **change), "four") == [["s1"]] * 4


def test_a_field_that_leaves_is_no_longer_drawn_in():
    found = candidates.change_candidate(document(), "four", fields=("orders", "recency_days"))
    assert found.candidate("four").signed_log == ()
    kept = candidates.change_candidate(document(), "four", fields=("revenue",))
    assert kept.candidate("four").signed_log == ("revenue",)


def test_impossible_settings_are_refused_with_the_reason():
    for changes in ({"segments": 0}, {"fields": ("no-such-field",)}, {"tries": 0}):
        with pytest.raises(DocumentError) as fault:
            candidates.change_candidate(document(), "four", **changes)
        assert fault.value.code == "document_invalid"


def test_other_parts_of_scores_bring_the_ready_made_table_back():
    own = candidates.change_candidate(document(), "scores", edges=((1, 2, 3, 4),) * 3, table=table_of(Rfm(id="x")))
    found = candidates.set_rfm_parts(own, "scores", 3)
    assert (found.candidate("scores").parts, found.candidate("scores").edges) == (3, ())
    assert found.candidate("scores").table is None
    assert candidates.set_rfm_parts(own, "scores", 5) == own


def test_thresholds_of_the_lifecycle_change_and_stay_in_order():
    found = candidates.set_stages(document(), "stages", former_after_days=365)
    assert found.candidate("stages").stages.former_after_days == 365
    with pytest.raises(DocumentError):
        candidates.set_stages(document(), "stages", loyal_from_orders=1)


def test_a_lifecycle_turns_into_rules_with_the_same_lines():
    before = document(RULES, STAGES, targets=[{"candidate": "stages", "segment": "loyal"}])
    found = candidates.as_rules(before, "stages", "Stages")
    assert isinstance(found.candidate("stages"), Rules)
    assert found.candidate("stages").table == table_of(LifecycleStages(id="x"))
    assert found.targets == before.targets
    assert candidates.as_rules(found, "own", "x") == found


def test_marked_moves_are_kept_once_and_leave_with_their_segments():
    marked = candidates.set_aging(document(), "own", [("loyal", "new"), ("loyal", "new"), ("new", "new")])
    assert [(one.before, one.after) for one in marked.candidate("own").aging] == [("loyal", "new")]
    assert rules.remove_segment(marked, "own", "new").candidate("own").aging == ()


@pytest.mark.parametrize(("strategy", "left"), [("undifferentiated", 0), ("concentrated", 1), ("selective", 3)])
def test_every_strategy_can_be_chosen_and_keeps_as_many_targets_as_it_has_room_for(strategy, left):
    found = candidates.set_strategy(said(), strategy)
    assert found.strategy == strategy
    assert found.targets == said().targets[:left]


def lines(found, candidate="own"):
    return [(one.segment, one.when) for one in table_of(found.candidate(candidate)).lines]


def test_lines_are_added_changed_moved_and_removed():
    some = compare("revenue", "gt", 100)
    found = rules.add_line(document(), "own", "new", some)
    assert lines(found)[2] == ("new", some)
    found = rules.move_line(found, "own", 2, -1)
    assert [segment for segment, _ in lines(found)] == ["loyal", "new", "new"]
    assert lines(found)[1] == ("new", some)
    found = rules.set_line(found, "own", 1, segment="loyal")
    assert lines(found)[1] == ("loyal", some)
    found = rules.set_line(found, "own", 1, when=compare("revenue", "gt", 50))
    assert lines(found)[1] == ("loyal", compare("revenue", "gt", 50))
    assert lines(rules.remove_line(found, "own", 1)) == lines(document())
    with pytest.raises(NotFound):
        rules.remove_line(found, "own", 3)


def test_lines_compare_fields_that_exist():
    with pytest.raises(DocumentError) as fault:
        rules.add_line(document(), "own", "new", compare("shoe_size", "gt", 40))
    assert fault.value.code == "document_invalid"


def test_segments_are_added_named_and_removed_with_their_lines():
    found = rules.add_segment(said(), "own", "New")
    assert [one.id for one in found.candidate("own").table.segments] == ["loyal", "new", "new-2"]
    found = rules.rename_segment(found, "own", "new", "Newcomers")
    assert [one.name for one in found.candidate("own").table.segments] == ["Loyal", "Newcomers", "New"]
    assert hanging(found, "own")[0] == ["loyal"], "the name that was given to the result gives way"
    found = rules.remove_segment(rules.set_rest(found, "own", "otherwise", "loyal"), "own", "loyal")
    table = found.candidate("own").table
    assert [one.segment for one in table.lines] == ["new"]
    assert table.otherwise is None
    assert hanging(found, "own") == [[], ["new"], ["new"], ["new"]]
    assert [one.segment for one in found.selection.scores] == ["new"]


def test_the_last_segment_stays():
    found = rules.remove_segment(document(), "own", "new")
    with pytest.raises(DocumentError) as fault:
        rules.remove_segment(found, "own", "loyal")
    assert fault.value.code == "rule_last_segment"


def test_the_rest_goes_to_a_segment_old_or_new_or_to_none():
    found = rules.set_rest(document(), "own", "otherwise", rules.OTHERS, "Others")
    assert found.candidate("own").table.otherwise == "others"
    assert found.candidate("own").table.segments[-1].name == "Others"
    found = rules.set_rest(found, "own", "unknown", "loyal")
    assert found.candidate("own").table.unknown == "loyal"
    assert rules.set_rest(found, "own", "otherwise", None).candidate("own").table.otherwise is None


def test_the_ready_made_table_of_scores_becomes_the_candidates_own_once_it_is_changed():
    found = rules.rename_segment(document(), "scores", "champions", "Stars")
    assert found.candidate("scores").table.segments[0].name == "Stars"
    assert len(found.candidate("scores").table.lines) == len(table_of(Rfm(id="x")).lines)


@pytest.mark.parametrize("candidate", ["stages", "four"])
def test_what_has_no_table_of_its_own_is_not_edited_as_one(candidate):
    with pytest.raises(DocumentError) as fault:
        rules.set_mode(document(), candidate, "exclusive")
    assert fault.value.code == "candidate_without_rules"


def test_parts_of_a_rule_and_back():
    one, other = compare("orders", "ge", 2), compare("revenue", "lt", 9)
    for rule in (one, AllOf(all=(one, other)), AnyOf(any=(one, AllOf(all=(one, other))))):
        assert rules.joined(*rules.parts_of(rule)) == rule
    with pytest.raises(DocumentError):
        rules.joined("all", ())
    with pytest.raises(DocumentError):
        rules.condition("orders", "between", value=3, upper=1)


def test_the_mode_changes():
    assert rules.set_mode(document(), "own", "exclusive").candidate("own").table.mode == "exclusive"


def test_settings_that_are_alike_but_for_their_names_are_the_same_way_to_segment():
    assert candidates.is_among(Random(id="a", name="x"), (Random(id="b"),))
    assert not candidates.is_among(Random(id="a", segments=5), (Random(id="b"),))
    table = RuleTable.model_validate(TABLE)
    assert candidates.is_among(Rules(id="z", table=table), document().candidates)
    named = table.model_copy(
        update={"segments": tuple(one.model_copy(update={"name": "Toinen"}) for one in table.segments)}
    )
    assert candidates.is_among(Rules(id="z", table=named), document().candidates), "segments may be called otherwise"
    shorter = table.model_copy(update={"lines": table.lines[:-1]})
    assert not candidates.is_among(Rules(id="z", table=shorter), document().candidates)
