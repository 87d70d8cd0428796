"""Recency, frequency and monetary scores, their table on raw fields, lifecycle stages and baselines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.rules.baselines import no_segments, random_segments
from evaluators.segmentations.rules.conditions import Condition, is_missing, one_of
from evaluators.segmentations.rules.doctor import diagnose
from evaluators.segmentations.rules.lifecycle import Lifecycle, lifecycle_table
from evaluators.segmentations.rules.rfm import (
    RfmFields,
    ScoreEdges,
    quantile_edges,
    rfm_scores,
    score_domains,
    score_field,
)
from evaluators.segmentations.rules.rfm_table import on_raw_fields, rfm_table
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable, rule_labels


def shop(rows=400, seed=3):
    """Make customers of whom many bought once."""
    rng = np.random.default_rng(seed)
    return {
        "recency_days": rng.integers(0, 400, rows).astype(float),
        "orders": rng.geometric(0.5, rows).astype(float),
        "revenue": rng.lognormal(4, 1, rows),
    }


def test_equal_values_never_get_different_scores():
    values = np.array([1.0] * 7 + [2, 3, 9])
    edges = quantile_edges(values)
    scores = edges.scores(values)
    assert edges.edges == (1, 1, 1, pytest.approx(2.2))
    assert set(scores[:7]) == {1}
    assert edges.reachable == (1, 4, 5)
    assert scores.tolist()[7:] == [4, 5, 5]


def test_scores_turned_round_and_missing_ones():
    edges = ScoreEdges(edges=(10.0, 20.0), reverse=True)
    assert edges.scores(np.array([5, 10, 15, 20, 25, np.nan])).tolist() == [3, 3, 2, 2, 1, 0]
    assert ScoreEdges(edges=(10.0, 10.0), reverse=True).reachable == (1, 3)


def test_a_missing_measure_leaves_no_code_and_no_segment():
    columns = shop()
    columns["revenue"][5] = np.nan
    scored = rfm_scores(columns)
    assert scored.codes[5] == 0
    assert rule_labels(rfm_table(), scored.columns()).labels[5] == -1


def test_scores_out_of_reach_are_remarked_and_found_by_the_doctor():
    columns = shop() | {"orders": np.array([1.0] * 300 + [2.0] * 100)}
    scored = rfm_scores(columns)
    remarks = {note.code: note.facts for note in scored.notes()}
    assert remarks["rfm_scores_out_of_reach"] == {"field": "orders", "scores": [2, 3]}
    assert remarks["rfm_values_tie"] == {"field": "orders", "percent": 75, "parts": 5}
    found = diagnose(rfm_table(), columns=scored.columns(), domains=score_domains())
    assert [(one.field, one.value) for one in found.unreached_values] == [
        ("frequency_score", 2),
        ("frequency_score", 3),
        ("frequency_score", 5),
    ]
    assert found.complete


def test_edges_learnt_before_score_new_customers():
    old, new = rfm_scores(shop()), shop(seed=4)
    kept = rfm_scores(new, edges={one.measure: one.edges for one in old.measures})
    assert [one.edges for one in kept.measures] == [one.edges for one in old.measures]
    with pytest.raises(AssertionError):
        np.testing.assert_array_equal(kept.codes, rfm_scores(new).codes)


@pytest.mark.parametrize("parts", [3, 4, 5])
@pytest.mark.parametrize("seed", range(5))
def test_the_table_on_raw_fields_gives_the_same_labels(parts, seed):
    columns = shop(seed=seed)
    columns["orders"][:9] = np.nan
    scored = rfm_scores(columns, parts=parts)
    raw = on_raw_fields(rfm_table(parts), {one.measure: one.edges for one in scored.measures})
    labels = rule_labels(rfm_table(parts), scored.columns()).labels
    np.testing.assert_array_equal(rule_labels(raw, columns).labels, labels)
    assert (labels[9:] >= 0).all()
    assert raw.fields() == ("recency_days", "orders", "revenue")


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(["eq", "in", "not_in", "between", "ge", "lt"]), st.lists(st.integers(0, 6), min_size=1, unique=True)
)
def test_any_condition_on_a_score_has_its_twin_on_the_raw_field(operator, numbers):
    values = {
        "in": {"values": numbers},
        "not_in": {"values": numbers},
        "between": {"value": min(numbers), "upper": max(numbers)},
    }
    rule = Condition(field=score_field("recency"), operator=operator, **values.get(operator, {"value": numbers[0]}))
    lines = [RuleLine(segment="a", when=rule), RuleLine(segment="b", when=is_missing(score_field("recency")))]
    table = RuleTable(segments=[RuleSegment(id="a"), RuleSegment(id="b")], lines=lines)
    columns = shop(60)
    columns["recency_days"][0] = np.nan
    scored = rfm_scores(columns)
    raw = on_raw_fields(table, {one.measure: one.edges for one in scored.measures})
    np.testing.assert_array_equal(rule_labels(raw, columns).line, rule_labels(table, scored.columns()).line)


def test_what_rfm_cannot_do():
    columns = shop(10)
    cases = [
        (lambda: rfm_scores(columns, parts=1), DataError, "rfm_parts_outside"),
        (lambda: rfm_table(6), DataError, "rfm_parts_outside"),
        (lambda: rfm_scores({**columns, "orders": np.full(10, np.nan)}), NotComputable, "rfm_no_values"),
        (lambda: rfm_scores({**columns, "orders": np.array(["x"] * 10)}), DataError, "field_needs_numbers"),
        (lambda: rfm_scores(columns, fields=RfmFields(monetary="sum")), DataError, "rule_field_unknown"),
    ]
    for call, kind, code in cases:
        with pytest.raises(kind) as fault:
            call()
        assert fault.value.code == code


def test_all_customers_alike_get_one_code():
    scored = rfm_scores({name: np.ones(7) for name in ("recency_days", "orders", "revenue")})
    assert set(scored.codes) == {511}
    assert scored.cells_used == 1


def test_customers_without_a_purchase_are_potential():
    columns = {"recency_days": np.array([np.nan, 10, 200, np.nan]), "orders": np.array([0.0, 1, 9, np.nan])}
    table = lifecycle_table()
    names = [table.segments[label].id if label >= 0 else None for label in rule_labels(table, columns).labels]
    assert names == ["potential", "potential", "former", None]


def test_lifecycle_thresholds_stand_in_order():
    with pytest.raises(ValidationError):
        Lifecycle(loyal_from_orders=2, occasional_from_orders=2)


def test_baselines():
    labels = random_segments(10, 4, rng=np.random.default_rng(1))
    assert sorted(np.bincount(labels).tolist()) == [2, 2, 3, 3]
    assert set(no_segments(3)) == {0}
    for rows, segments in ((3, 4), (3, 0)):
        with pytest.raises(DataError) as fault:
            random_segments(rows, segments, rng=np.random.default_rng(1))
        assert fault.value.code == "segments_outside"


def test_other_fields_stay_in_a_table_of_scores():
    table = RuleTable(
        segments=[RuleSegment(id="a")], lines=[RuleLine(segment="a", when=one_of("area", ("x",)))], otherwise="a"
    )
    edges = {one.measure: one.edges for one in rfm_scores(shop()).measures}
    assert on_raw_fields(table, edges) == table
