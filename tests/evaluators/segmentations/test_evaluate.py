"""A whole segmentation evaluation on a made-up shop whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pydantic import TypeAdapter

from evaluators.documents import canonical_json, revise
from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.data_facts import CustomerColumns
from evaluators.segmentations.evaluate import evaluate, run, weighed_again
from evaluators.segmentations.partitions import agreement
from evaluators.segmentations.ranking import ranked
from evaluators.segmentations.results import SegmentationResult
from tests.evaluators.segmentations.made_up_shop import (
    BEHAVIOUR,
    COUNTRY,
    LATER_KNOWN,
    light,
    question,
    shop,
)

STAGES = {"type": "lifecycle", "id": "stages"}
THREE = {"type": "kmeans", "id": "three", "fields": BEHAVIOUR, "segments": 3, "signed_log": BEHAVIOUR}
NONE = {"type": "no_segments", "id": "none"}


@pytest.fixture(scope="module")
def whole():
    customers, kind = shop()
    return run(question(), customers), kind


def _codes(found):
    return {one.measured.code: one for one in found.criteria}


def test_every_criterion_has_an_answer(whole):
    for candidate in whole[0].result.candidates:
        codes = [one.measured.code for one in candidate.criteria]
        assert codes == sorted(codes)
        assert len(codes) == 17
        for one in candidate.criteria:
            assert one.measured.raw is not None or one.measured.notes or one.fault
            assert one.measured.score is None or 0 <= one.measured.score <= 1


def test_what_tells_of_the_outcome_beats_what_does_not(whole):
    result = whole[0].result
    lift = {one.candidate: _codes(one)["A1"].measured for one in result.candidates}
    assert lift["three"].better_than_chance
    assert lift["stages"].better_than_chance
    assert min(lift["three"].score, lift["stages"].score) > 0.4
    for name in ("country", "none", "luck"):
        assert lift[name].score == 0
    assert [one.tool for one in result.ranking.ranking][-2:] in (["luck", "none"], ["none", "luck"])
    assert result.predictions[0].reference in ("stages", "three")
    share = next(one for one in result.predictions if one.candidate == "country")
    assert share.interval.low < 0.1


def test_random_segments_score_nothing(whole):
    luck = _codes(whole[0].result.candidate("luck"))
    for code in ("A1", "A3", "E1", "E2", "B1", "B2", "B4"):
        assert luck[code].measured.score < 0.05, code


def test_rules_are_marked_as_stable_by_construction(whole):
    result = whole[0].result
    for code in ("B1", "B2", "B3"):
        one = _codes(result.candidate("stages"))[code].measured
        assert one.score == 1
        assert [note.code for note in one.notes] == ["stable_by_construction"]
    assert result.candidate("stages").stability.values == ()
    assert len(result.candidate("three").stability.values) == 5
    same = _codes(result.candidate("country"))["B4"].measured
    assert same.raw == 1
    assert [note.facts for note in same.notes] == [{"fields": ["country"]}]


def test_segments_have_sizes_value_and_names(whole):
    found = whole[0].result.candidate("stages")
    labels = whole[0].labels["stages"]
    assert [one.segment for one in found.segments] == ["former", "loyal", "occasional", "potential"]
    assert [one.customers for one in found.segments] == np.bincount(labels, minlength=4).tolist()
    assert sum(one.value_share for one in found.segments) == pytest.approx(1)
    assert [one.proposed.base for one in found.segments] == ["former", "loyal", "occasional", "potential"]
    assert found.migration.customers == 600
    assert found.shift.psi >= 0
    three = whole[0].result.candidate("three")
    assert three.migration.value.matrix
    assert all(one.stability is not None for one in three.segments)


def test_clusters_find_the_kinds(whole):
    labels, kind = whole[0].labels["three"], whole[1]
    assert agreement(labels, kind).adjusted_rand > 0.4  # the kinds overlap


def test_same_result_for_another_order_of_rows_and_candidates():
    customers, _ = shop(240)
    candidates = (STAGES, THREE, {"type": "random", "id": "luck", "segments": 3})
    first = run(question(*candidates, fields=LATER_KNOWN), customers)
    order = np.random.default_rng(5).permutation(240)
    turned = run(question(*candidates[::-1], fields=LATER_KNOWN), customers.at(order))
    for candidate in candidates:
        name = candidate["id"]
        assert turned.result.candidate(name) == first.result.candidate(name)
        assert (turned.labels[name] == first.labels[name][order]).all()
    scores = {one.tool: one.score for one in turned.result.ranking.ranking}
    assert scores == pytest.approx({one.tool: one.score for one in first.result.ranking.ranking})


def test_names_and_order_of_segments_change_nothing(whole):
    turned = {
        "mode": "exclusive",
        "segments": [{"id": "other"}, {"id": "ours"}],
        "lines": [
            {"segment": "ours", "when": {"field": "country", "operator": "eq", "value": "FI"}},
            {"segment": "other", "when": {"field": "country", "operator": "not_in", "values": ["FI"]}},
        ],
    }
    customers = light()
    rules = ({"type": "rules", "id": "country", "table": table} for table in (COUNTRY, turned))
    first, second = (evaluate(question(one), customers).candidate("country").criteria for one in rules)
    assert first == second


def test_missing_outcome_leaves_the_ranks_open():
    result = evaluate(question(STAGES, NONE, fields=LATER_KNOWN), light())
    stages = _codes(result.candidate("stages"))
    for code in ("A1", "A2", "A3"):
        assert stages[code].measured.score is None
        assert [note.code for note in stages[code].measured.notes] == ["no_outcome"]
    assert result.ceiling is None
    assert result.predictions == ()
    assert result.ranking.ranking[0].unknown_weight >= 0.33
    cell = result.ranking.cell("stages", "a1")
    assert (cell.assumed, cell.low, cell.high) == (True, 0, 100)


def test_an_outcome_that_is_the_same_for_all_is_said_to_be():
    result = evaluate(question(STAGES, fields=LATER_KNOWN), replace(light(), outcome=np.zeros(240)))
    assert result.outcome_fault.code == "outcome_constant"
    assert _codes(result.candidate("stages"))["A1"].fault == result.outcome_fault


def test_knocked_out_candidates_are_not_ranked():
    holes = {"segments": [{"id": "home"}], "lines": [COUNTRY["lines"][0]]}
    leaky = {"type": "kmeans", "id": "leaky", "fields": ("secret",), "segments": 2}
    candidates = ({"type": "rules", "id": "holes", "table": holes | {"segments": [{"id": "home"}]}}, STAGES, leaky)
    fields = (*LATER_KNOWN, {"id": "secret", "column": "revenue", "special_category": True, "sensitivity": 5})
    result = evaluate(question(*candidates, fields=fields), light())
    failed = {
        one.candidate: [condition.code for condition in one.knock_outs if condition.passed is False]
        for one in result.candidates
    }
    assert failed == {"holes": ["rules"], "stages": [], "leaky": ["special_category"]}
    assert [one.tool for one in result.ranking.ranking] == ["stages"]
    assert "segmentations_left_out" in [note.code for note in result.notes]


def test_a_field_that_comes_after_the_split_knocks_out():
    fields = (*LATER_KNOWN[:2], {**LATER_KNOWN[2], "role": "outcome"}, *LATER_KNOWN[3:])
    late = {
        "type": "rules",
        "id": "late",
        "table": {
            "segments": [{"id": "big"}, {"id": "small"}],
            "lines": [{"segment": "big", "when": {"field": "revenue", "operator": "ge", "value": 100}}],
            "otherwise": "small",
        },
    }
    result = evaluate(question(STAGES, late, fields=fields), light())
    late = result.candidate("late")
    assert [(one.code, one.note.facts) for one in late.knock_outs if one.passed is False] == [
        ("leakage", {"fields": ("revenue",)})
    ]
    assert late.knocked_out
    assert late.segments == ()
    assert [one.tool for one in result.ranking.ranking] == ["stages"]


def test_a_delicate_field_without_a_ground_is_not_read_at_all():
    fields = (*LATER_KNOWN, {"id": "faith", "column": "plan", "special_category": True, "sensitivity": 5})
    fields = (*fields[:6], {**fields[6], "role": "ignored"}, fields[7])
    luck = {"type": "random", "id": "luck", "segments": 2}
    found = evaluate(question(luck, fields=fields), light()).candidate("luck")
    assert "faith" not in found.segments[0].profile.categories
    named = (*fields[:7], {**fields[7], "basis": "explicit consent"})
    found = evaluate(question(luck, fields=named), light()).candidate("luck")
    assert "faith" in found.segments[0].profile.categories


def test_too_many_clusters_are_a_fault_of_the_candidate_alone():
    many = {"type": "kmeans", "id": "many", "fields": ("mail_count",), "segments": 5}
    fields = (*LATER_KNOWN, {"id": "mail_count", "column": "mail"})
    result = evaluate(question(many, STAGES, fields=fields), light())
    assert result.candidate("many").fault.code == "segments_above_distinct"
    assert result.candidate("many").criteria == ()
    assert [one.tool for one in result.ranking.ranking] == ["stages"]


def test_the_simplest_within_one_error_of_the_best(whole):
    found = whole[0].result.simplest
    scores = {one.tool: one.score for one in whole[0].result.ranking.ranking}
    assert found.candidate in ("stages", "country")
    assert found.best == max(("stages", "three", "country"), key=scores.get)
    assert found.score >= found.best_score - found.standard_error


def test_privacy_price_of_a_sensitive_field(whole):
    price = whole[0].result.privacy_prices
    assert [(one.candidate, one.field) for one in price] == [("three", "revenue")]
    assert price[0].held == ("B1", "B2", "B3", "B4")
    assert price[0].price == pytest.approx(price[0].score - price[0].without)
    rule = {"type": "rfm", "id": "rfm"}
    settings = {"effort": {"pairs": 2, "label_draws": 20}, "floor": {"least": 0}}
    only = evaluate(question(rule, settings=settings, fields=LATER_KNOWN), light()).privacy_prices
    assert [one.fault.code for one in only] == ["made_of_the_field"]


def test_weights_can_change_without_measuring_again(whole):
    document = question()
    points = {"top": {"points": {"g2": 1.0}}}
    changed = question(weighting=points)
    again = weighed_again(changed, whole[0].result)
    assert again.candidates == whole[0].result.candidates
    assert again.ranking == ranked(changed, whole[0].result.candidates)
    assert weighed_again(document, whole[0].result) == whole[0].result
    price = again.privacy_prices[0]
    assert (price.score, price.without) == pytest.approx((44.44, 77.78), abs=0.01)  # 4 and 7 of 9 points left


def test_actions_and_campaign_effects_are_measured():
    actions = [{"candidate": "stages", "segment": "loyal", "offer": "club"}]
    actions += [{"candidate": "stages", "segment": name, "channel": "mail"} for name in ("former", "potential")]
    effects = [
        {"candidate": "stages", "segment": name, "customers": 500, "effect": effect, "standard_error": 0.2}
        for name, effect in (("loyal", 3.0), ("former", 0.0), ("potential", 1.0), ("occasional", -1.0))
    ]
    found = evaluate(question(STAGES, actions=actions, effects=effects, fields=LATER_KNOWN), light()).candidate(
        "stages"
    )
    codes = _codes(found)
    assert codes["G1"].measured.raw == 0.5  # two distinct actions among four segments
    assert codes["A4"].measured.raw == pytest.approx(1.7, abs=0.3)
    assert codes["A4"].measured.better_than_chance
    assert len(found.response.shrinkage.effects) == 4


def test_imported_segments_are_taken_as_they_are():
    candidate = {"type": "imported", "id": "other", "field": "plan"}
    run_ = run(question(candidate, fields=LATER_KNOWN), shop(300)[0])
    found = run_.result.candidate("other")
    assert [(one.segment, one.given_name) for one in found.segments] == [
        ("s1", "gold"),
        ("s2", "none"),
        ("s3", "silver"),
    ]
    assert [one.customers for one in found.segments] == [100, 100, 100]
    assert _codes(found)["B1"].measured.score is None
    assert _codes(found)["A1"].measured.score > 0.5


def test_progress_rises_to_the_end_and_can_stop():
    told = []
    run(question(STAGES, THREE, fields=LATER_KNOWN), light(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(question(THREE, fields=LATER_KNOWN), light(), progress=stop)


@pytest.mark.parametrize(
    "candidate",
    [
        {"type": "bisecting", "id": "one", "fields": BEHAVIOUR, "segments": 3},
        {"type": "gaussian_mixture", "id": "one", "fields": BEHAVIOUR, "segments": 3},
        {"type": "prototypes", "id": "one", "fields": ("orders",), "categories": ("plan",), "segments": 3},
        {"type": "latent_class", "id": "one", "categories": ("plan", "country"), "segments": 2},
        {"type": "density", "id": "one", "fields": BEHAVIOUR[:2], "signed_log": BEHAVIOUR[:2], "smallest": 15},
        {"type": "rfm", "id": "one", "parts": 3},
    ],
    ids=lambda one: one["type"],
)
def test_every_other_kind_is_measured(candidate):
    little = {"pairs": 2, "slow_pairs": 2, "label_draws": 20, "data_draws": 2, "restarts": 1}
    settings = {"effort": little, "floor": {"customers": 20, "least": 0}, "decision": {"draws": 1000}}
    found = evaluate(question(candidate, settings=settings, fields=LATER_KNOWN), light()).candidate("one")
    assert found.fault is None
    assert len(found.segments) >= 2
    for code in ("B1", "B2", "D1", "E1", "E2"):
        assert _codes(found)[code].measured.raw is not None, code


def test_what_cannot_be_evaluated_at_all():
    customers, _ = shop(150)
    with pytest.raises(DataError) as missing:
        evaluate(question(STAGES), replace(customers, columns={"orders": customers.columns["orders"]}))
    assert missing.value.code == "column_missing"
    assert missing.value.facts["column"] == "recency_days"
    with pytest.raises(DataError) as uneven:
        evaluate(question(STAGES), replace(customers, outcome=np.zeros(3)))
    assert uneven.value.code == "segment_columns_uneven"
    with pytest.raises(NotComputable) as few:
        evaluate(question(STAGES), customers.at(np.array([0])))
    assert few.value.code == "segment_customers_too_few"


def test_few_customers_get_defined_answers():
    customers, _ = shop(12)
    result = evaluate(question(STAGES, NONE, fields=LATER_KNOWN), customers)
    notes = [note.code for note in _codes(result.candidate("none"))["A1"].measured.notes]
    assert "few_customers_measured" in notes
    everybody = CustomerColumns(columns={name: one[:1].repeat(12) for name, one in customers.columns.items()})
    tied = evaluate(question(STAGES, THREE, fields=LATER_KNOWN), everybody)
    assert tied.candidate("three").fault.code == "segments_above_distinct"


def test_without_criteria_or_candidates():
    customers = light()
    bare = evaluate(question(STAGES, criteria=(), weighting={}, fields=LATER_KNOWN), customers)
    assert [note.code for note in bare.ranking.notes] == ["no_criteria"]
    empty = evaluate(revise(question(), candidates=()), customers)
    assert empty.candidates == ()
    assert empty.simplest is None
    assert canonical_json(revise(question(), candidates=())) != canonical_json(question())


def test_a_result_can_be_kept_and_read_again(whole):
    kept = TypeAdapter(SegmentationResult)
    text = kept.dump_json(whole[0].result)
    assert kept.dump_json(kept.validate_json(text)) == text
