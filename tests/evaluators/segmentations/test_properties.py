"""What holds of every evaluation: names, chance, and the answers where there is hardly anything to measure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluators.notes import Severity
from evaluators.segmentations.data_facts import CustomerColumns
from evaluators.segmentations.evaluate import evaluate, run
from evaluators.segmentations.models.assigning import assign
from tests.evaluators.segmentations.made_up_shop import BEHAVIOUR, LATER_KNOWN, light, question, shop

LITTLE = {"pairs": 2, "slow_pairs": 2, "label_draws": 40, "data_draws": 2, "restarts": 1}
OPEN = {"effort": LITTLE, "floor": {"customers": 20, "least": 0}, "decision": {"draws": 1000}}
STAGES = {"type": "lifecycle", "id": "stages"}
NONE = {"type": "no_segments", "id": "none"}
IMPORTED = {"type": "imported", "id": "other", "field": "plan"}


def _codes(found):
    return {one.measured.code: one.measured for one in found.criteria}


def _only(candidate, customers, **settings):
    document = question(candidate, settings=OPEN | settings, fields=LATER_KNOWN)
    return evaluate(document, customers).candidate(candidate["id"])


def test_new_names_of_imported_segments_change_nothing():
    customers = replace(shop(240)[0], earlier=None)
    names = {"gold": "zinc", "silver": "amber", "none": "pewter"}
    plan = np.array([names[one] for one in customers.columns["plan"]], dtype=object)
    first, second = (
        _codes(_only(IMPORTED, one))
        for one in (customers, replace(customers, columns=customers.columns | {"plan": plan}))
    )
    for code, one in first.items():
        assert (one.raw, one.score, one.notes == ()) == (
            second[code].raw,
            pytest.approx(second[code].score),
            one.notes == (),
        )
        assert one.null_interval == second[code].null_interval


def test_random_segments_score_nothing_whatever_the_seed():
    """One in forty may be above chance's range, and then by little; A2 is near zero and never scored."""
    customers, scores = replace(shop(150)[0], earlier=None), []
    for seed in range(5):
        luck = {"type": "random", "id": "luck", "segments": 3}
        found = _codes(_only(luck, customers, decision={"draws": 1000, "seed": seed}))
        scores += [found[code].score for code in ("A1", "A3", "E1")]
        assert found["A2"].score is None
        assert abs(found["A2"].raw) < 0.06
    assert sum(score > 0 for score in scores) <= 3
    assert max(scores) < 0.15


def test_the_tree_that_stands_in_for_dense_groups_says_how_far_it_does():
    density = {"type": "density", "id": "dense", "fields": BEHAVIOUR[:2], "signed_log": BEHAVIOUR[:2], "smallest": 15}
    customers = light()
    told = run(question(density, settings=OPEN | {"floor": {"least": 0}}, fields=LATER_KNOWN), customers)
    found, labels = told.result.candidate("dense"), told.labels["dense"]
    agreement = (assign(found.assigner, customers.columns) == labels).mean()
    assert found.fidelity.agreement == pytest.approx(agreement)
    assert agreement < 1
    note = next(one for one in found.notes if one.code == "segment_tree_stands_in")
    assert note.facts["percent"] == pytest.approx(100 * found.fidelity.balanced_accuracy, abs=0.05)


def test_a_lucky_try_knocks_out_with_its_count():
    once = {"type": "kmeans", "id": "once", "fields": BEHAVIOUR, "segments": 3, "tries": 1, "limit": 2}
    result = evaluate(question(once, STAGES, settings=OPEN, fields=LATER_KNOWN), light())
    found = result.candidate("once")
    failed = [one for one in found.knock_outs if one.passed is False]
    assert [one.code for one in failed] == ["restarts"]
    assert failed[0].note.severity == Severity.BLOCKING
    assert failed[0].note.facts == {"found": found.restarts.found, "tries": 2}
    assert [one.tool for one in result.ranking.ranking] == ["stages"]
    assert found.criteria  # measured all the same: the reader sees what was lost


def test_an_empty_segment_keeps_its_place_and_is_under_the_floor():
    rare = {
        "type": "rules",
        "id": "rare",
        "table": {
            "segments": [{"id": "huge"}, {"id": "rest"}],
            "lines": [{"segment": "huge", "when": {"field": "orders", "operator": "ge", "value": 10_000}}],
            "otherwise": "rest",
        },
    }
    customers = replace(shop(240)[0], earlier=None)
    found = _only(rare, customers)
    huge = found.segments[0]
    assert (huge.segment, huge.customers, huge.value, huge.outcome) == ("huge", 0, 0.0, None)
    assert not found.knocked_out  # no floor is asked for
    assert _codes(found)["A1"].score == 0
    floor = next(one for one in _only(rare, customers, floor={"least": 5}).knock_outs if one.code == "floor")
    assert floor.note.facts == {"customers": 0, "floor": 5}


def test_one_segment_for_everybody_scores_nothing_and_says_so():
    found = _codes(_only(NONE, shop(240)[0]))
    for code in ("A1", "B1", "B2", "B3", "B4", "E1"):
        assert found[code].score == 0, code
        assert "single_segment" in [note.code for note in found[code].notes], code
    assert found["E2"].score is None
    assert found["A3"].score == 0  # everybody ties: a fifth of the customers holds a fifth


def test_customers_who_are_all_alike_have_an_answer():
    one = replace(light(), outcome=np.ones(240)).at(np.zeros(240, dtype=np.int64))
    candidates = (
        STAGES,
        {"type": "rfm", "id": "rfm"},
        {"type": "kmeans", "id": "two", "fields": BEHAVIOUR, "segments": 2},
    )
    result = evaluate(question(*candidates, NONE, settings=OPEN, fields=LATER_KNOWN), one)
    assert result.outcome_fault.code == "outcome_constant"
    assert result.candidate("two").fault.code == "segments_above_distinct"
    for name in ("stages", "rfm"):
        found = result.candidate(name)
        assert sum(segment.customers > 0 for segment in found.segments) == 1
        assert not any(_codes(found)[code].score for code in ("A1", "E1", "E2", "F1"))
    ties = [note for note in result.candidate("rfm").notes if note.code == "rfm_values_tie"]
    assert [note.facts["percent"] for note in ties] == [100, 100, 100]


@pytest.mark.parametrize("rows", [2, 9, 60])
def test_fewer_than_a_hundred_customers_have_an_answer(rows):
    customers = replace(shop(rows)[0], earlier=None)
    candidates = (STAGES, NONE, {"type": "kmeans", "id": "two", "fields": BEHAVIOUR, "segments": 2})
    result = evaluate(question(*candidates, settings=OPEN, fields=LATER_KNOWN), customers)
    for found in result.candidates:
        for one in found.criteria:
            assert one.measured.raw is not None or one.fault or one.measured.notes, one.measured.code
    lift = result.candidate("stages").criterion("A1")
    codes = [note.code for note in lift.measured.notes] + [fault.code for fault in (lift.fault,) if fault]
    assert "few_customers_measured" in codes or "too_few_for_folds" in codes


def test_a_missing_outcome_is_covered_weight_and_open_ranks_not_zeros():
    candidates = (STAGES, {"type": "kmeans", "id": "three", "fields": BEHAVIOUR, "segments": 3})
    known, missing = (
        evaluate(question(*candidates, settings=OPEN, fields=LATER_KNOWN), customers).ranking
        for customers in (replace(shop(240)[0], earlier=None), light())
    )
    outcome = {one.criterion: one.weight for one in missing.criteria if one.criterion in ("a1", "a3")}
    for one in missing.ranking:
        full = next(other for other in known.ranking if other.tool == one.tool)
        assert one.unknown_weight == pytest.approx(full.unknown_weight + sum(outcome.values()))
        assert one.high - one.low > full.high - full.low
        for name in outcome:
            cell = missing.cell(one.tool, name)
            assert (cell.assumed, cell.value, cell.low, cell.high) == (True, 50, 0, 100)
    assert all(0 < share < 1 for one in missing.ranking for share in one.rank_acceptability)


def test_customers_alike_but_for_a_text_have_one_order():
    """Nothing but the text tells them apart, and the file's order does not."""
    columns = {"orders": np.ones(6), "plan": np.array(["b", "a", "b", "a", "c", "c"], dtype=object)}
    given = CustomerColumns(columns=columns)
    turned = given.at(np.array([5, 3, 1, 4, 2, 0]))
    document = question(
        IMPORTED, criteria=(), weighting={}, fields=({"id": "orders"}, {"id": "plan", "kind": "category"})
    )
    sizes = [
        [(one.given_name, one.customers) for one in evaluate(document, customers).candidate("other").segments]
        for customers in (given, turned)
    ]
    assert sizes[0] == sizes[1] == [("a", 2), ("b", 2), ("c", 2)]
