"""Conditions: what they accept, and whom they hold for."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from evaluators.errors import DataError
from evaluators.segmentations.rules.conditions import AllOf, AnyOf, Condition, Rule, compare, holds, is_missing, one_of
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable, rule_labels

AGE = np.array([17, 18, 30, np.nan, 65.5])
AREA = np.array(["00100", "33100", None, "", "90100"], dtype=object)
MEMBER = np.array([True, False, True, True, False])
COLUMNS = {"age": AGE, "area": AREA, "member": MEMBER}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"field": "age", "operator": "ge", "value": 18}, [0, 1, 1, 0, 1]),
        ({"field": "age", "operator": "gt", "value": 18}, [0, 0, 1, 0, 1]),
        ({"field": "age", "operator": "le", "value": 18}, [1, 1, 0, 0, 0]),
        ({"field": "age", "operator": "lt", "value": 18}, [1, 0, 0, 0, 0]),
        ({"field": "age", "operator": "eq", "value": 30}, [0, 0, 1, 0, 0]),
        ({"field": "age", "operator": "between", "value": 18, "upper": 30}, [0, 1, 1, 0, 0]),
        ({"field": "age", "operator": "in", "values": [17, 30]}, [1, 0, 1, 0, 0]),
        ({"field": "age", "operator": "not_in", "values": [17, 30]}, [0, 1, 0, 0, 1]),
        ({"field": "age", "operator": "missing"}, [0, 0, 0, 1, 0]),
        ({"field": "age", "operator": "present"}, [1, 1, 1, 0, 1]),
        ({"field": "area", "operator": "eq", "value": "00100"}, [1, 0, 0, 0, 0]),
        ({"field": "area", "operator": "not_in", "values": ["00100"]}, [0, 1, 0, 0, 1]),
        ({"field": "area", "operator": "missing"}, [0, 0, 1, 1, 0]),
        ({"field": "member", "operator": "eq", "value": 1}, [1, 0, 1, 1, 0]),
        ({"field": "member", "operator": "missing"}, [0, 0, 0, 0, 0]),
        (
            {
                "all": [
                    {"field": "age", "operator": "ge", "value": 18},
                    {"field": "member", "operator": "eq", "value": 0},
                ]
            },
            [0, 1, 0, 0, 1],
        ),
        (
            {"any": [{"field": "age", "operator": "missing"}, {"field": "area", "operator": "missing"}]},
            [0, 0, 1, 1, 0],
        ),
    ],
)
def test_holds(given, expected):
    rule = TypeAdapter(Rule).validate_python(given)
    assert holds(rule, COLUMNS).astype(int).tolist() == expected
    assert TypeAdapter(Rule).validate_json(rule.model_dump_json()) == rule


@pytest.mark.parametrize(
    "given",
    [
        {"operator": "ge"},
        {"operator": "ge", "value": "x"},
        {"operator": "ge", "value": 1, "upper": 2},
        {"operator": "between", "value": 1},
        {"operator": "between", "value": 2, "upper": 1},
        {"operator": "between", "value": "a", "upper": 1},
        {"operator": "in"},
        {"operator": "in", "values": [1, "a"]},
        {"operator": "in", "values": [1, 1]},
        {"operator": "in", "value": 1, "values": [1]},
        {"operator": "missing", "value": 1},
        {"operator": "like", "value": "a"},
    ],
)
def test_conditions_that_mean_nothing_are_refused(given):
    with pytest.raises(ValidationError):
        Condition(field="age", **given)


def test_empty_lists_of_parts_are_refused():
    for part in (AllOf, AnyOf):
        with pytest.raises(ValidationError):
            part(**{part.__name__[:3].lower(): ()})


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (compare("income", "ge", 1), "rule_field_unknown"),
        (is_missing("income"), "rule_field_unknown"),
        (compare("area", "ge", 1), "rule_field_kind"),
        (compare("age", "eq", "x"), "rule_field_kind"),
        (one_of("area", (100.0,)), "rule_field_kind"),
    ],
)
def test_faults_are_named(rule, code):
    with pytest.raises(DataError) as fault:
        holds(rule, COLUMNS)
    assert fault.value.code == code


def test_string_columns_of_any_kind_compare_alike():
    fixed = np.array(["a", "", "b"])
    for values in (fixed, fixed.astype(object), fixed.astype(np.dtypes.StringDType())):
        assert holds(one_of("x", ("a", "c")), {"x": values}).tolist() == [True, False, False]
        assert holds(is_missing("x"), {"x": values}).tolist() == [False, True, False]


def _table(**changes):
    values = {
        "segments": [RuleSegment(id="young"), RuleSegment(id="old"), RuleSegment(id="rest")],
        "lines": [
            RuleLine(segment="young", when=compare("age", "le", 30)),
            RuleLine(segment="old", when=compare("age", "ge", 30)),
        ],
    }
    return RuleTable(**values | changes)


def test_the_first_line_decides_in_an_ordered_table():
    found = rule_labels(_table(), COLUMNS)
    assert found.labels.tolist() == [0, 0, 0, -1, 1]
    assert found.line.tolist() == [0, 0, 0, -1, 1]
    assert (found.contested, found.uncovered, found.incomplete) == (1, 0, 1)


def test_no_order_decides_in_an_exclusive_table():
    found = rule_labels(_table(mode="exclusive"), COLUMNS)
    assert found.labels.tolist() == [0, 0, -1, -1, 1]


def test_otherwise_takes_whom_no_line_takes_and_unknown_whose_value_is_missing():
    lines = [RuleLine(segment="young", when=compare("age", "lt", 18))]
    assert rule_labels(_table(lines=lines, otherwise="rest"), COLUMNS).labels.tolist() == [0, 2, 2, -1, 2]
    assert rule_labels(_table(lines=lines, unknown="rest"), COLUMNS).labels.tolist() == [0, -1, -1, 2, -1]


@pytest.mark.parametrize("changes", [{"otherwise": "nobody"}, {"unknown": "nobody"}, {"segments": []}])
def test_tables_name_their_segments(changes):
    with pytest.raises(ValidationError):
        _table(**changes)


def test_without_customers_or_lines():
    assert rule_labels(_table(), {"age": np.array([])}).labels.tolist() == []
    assert rule_labels(_table(lines=[], otherwise="rest"), COLUMNS).labels.tolist() == [2] * 5


@pytest.mark.parametrize("levels", [20, 200, 2_000])
def test_rules_too_deep_to_read_are_refused(levels):
    rule = {"field": "age", "operator": "missing"}
    for _ in range(levels):
        rule = {"all": [rule]}
    with pytest.raises(ValidationError):
        RuleLine.model_validate({"segment": "a", "when": rule})
