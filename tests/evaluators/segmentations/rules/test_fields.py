"""Ready-made tables by field: everybody who has a value is in exactly one segment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.errors import DataError
from evaluators.segmentations.rules import fields
from evaluators.segmentations.rules.doctor import diagnose
from evaluators.segmentations.rules.field_facts import field_facts
from evaluators.segmentations.rules.rule_table import rule_labels

ROWS = 600
RNG = np.random.default_rng(5)
COLUMNS = {
    "age": RNG.integers(16, 90, ROWS).astype(float),
    "income": RNG.lognormal(10, 0.4, ROWS),
    "orders": RNG.geometric(0.6, ROWS).astype(float),
    "area": np.repeat(np.array(["00", "33", "90", "20", "rare"], dtype=object), [250, 180, 110, 40, 20]),
    "opinion": RNG.integers(1, 6, ROWS).astype(float),
    "likes_spicy": RNG.random(ROWS) < 0.3,
    "cart": (RNG.random(ROWS) < 0.2).astype(float),
    "webinar": (RNG.random(ROWS) < 0.3).astype(float),
    "opens": np.maximum(0, RNG.integers(-8, 12, ROWS)).astype(float),
    "month": RNG.integers(1, 13, ROWS).astype(float),
    "same": np.ones(ROWS),
    "nearly_same": (np.arange(ROWS) < 10).astype(float),
    "empty": np.full(ROWS, np.nan),
}
COLUMNS["age"][:20] = np.nan
COLUMNS["area"][:20] = None


def facts(name):
    return field_facts(name, COLUMNS)


TABLES = {
    "age": lambda: fields.age_table(facts("age")),
    "income": lambda: fields.level_table(facts("income")),
    "orders": lambda: fields.level_table(facts("orders")),
    "area": lambda: fields.category_table(facts("area")),
    "opinion": lambda: fields.opinion_table(facts("opinion")),
    "two opinions": lambda: fields.opinion_table(facts("opinion"), facts("likes_spicy")),
    "goal": lambda: fields.goal_table([facts("cart"), facts("webinar")]),
    "one goal": lambda: fields.goal_table([facts("cart")]),
    "engagement": lambda: fields.engagement_table(facts("opens")),
    "cart engagement": lambda: fields.engagement_table(facts("cart")),
    "season": lambda: fields.season_table(facts("month")),
}


@pytest.mark.parametrize("name", TABLES)
def test_everybody_with_a_value_is_in_one_segment(name):
    table = TABLES[name]()
    found = diagnose(table, columns=COLUMNS, domains={"month": fields.MONTHS})
    labelled = rule_labels(table, COLUMNS)
    assert found.complete
    assert (labelled.uncovered, found.unreached_lines) == (0, ())
    assert found.exclusive == (name != "goal")
    assert len(np.unique(labelled.labels[labelled.labels >= 0])) == len(table.segments) >= 2


def test_facts_of_fields():
    age, area, spicy = facts("age"), facts("area"), facts("likes_spicy")
    assert (age.kind, area.kind, spicy.kind) == ("number", "category", "yes_no")
    assert age.missing_share == pytest.approx(20 / ROWS)
    assert [name for name, _ in area.values][:2] == ["00", "33"]
    assert age.tells_apart
    assert not facts("nearly_same").tells_apart
    assert (facts("empty").distinct, facts("empty").tells_apart) == (0, False)


def test_small_categories_are_joined():
    table = TABLES["area"]()
    assert [segment.name for segment in table.segments] == ["00", "33", "90", "20", ""]
    assert table.segments[-1].id == "other"


def test_levels_are_of_equal_size_as_far_as_ties_let_them():
    sizes = np.bincount(rule_labels(TABLES["income"](), COLUMNS).labels)
    assert sizes.tolist() == [200, 200, 200]
    tied = rule_labels(TABLES["orders"](), COLUMNS).labels
    assert all(len(np.unique(tied[COLUMNS["orders"] == value])) == 1 for value in np.unique(COLUMNS["orders"]))


def test_the_first_goal_decides():
    table = TABLES["goal"]()
    labels = rule_labels(table, COLUMNS).labels
    assert [segment.name for segment in table.segments] == ["cart", "webinar", ""]
    assert (labels[COLUMNS["cart"] == 1] == 0).all()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: fields.level_table(facts("same")), "field_without_spread"),
        (lambda: fields.age_table(facts("empty")), "field_empty"),
        (lambda: fields.goal_table([facts("nearly_same")]), "field_without_spread"),
        (lambda: fields.age_table(facts("area")), "field_needs_numbers"),
        (lambda: fields.category_table(facts("age")), "field_needs_categories"),
        (lambda: fields.goal_table([facts("age")]), "field_needs_yes_no"),
        (lambda: fields.band_table(facts("age"), (40, 30)), "cuts_not_rising"),
        (lambda: fields.band_table(facts("age"), ()), "cuts_not_rising"),
        (lambda: facts("nothing"), "rule_field_unknown"),
    ],
)
def test_fields_that_cannot_serve(call, code):
    with pytest.raises(DataError) as fault:
        call()
    assert fault.value.code == code


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-3, 6).map(float), min_size=3, max_size=30))
def test_numbers_of_any_kind_are_divided_completely(values):
    columns = {"x": np.array(values)}
    found = field_facts("x", columns)
    if found.tells_apart and found.kind == "number":
        for make in (fields.level_table, fields.opinion_table, fields.engagement_table):
            table = make(found)
            assert diagnose(table, columns=columns).complete
            assert (rule_labels(table, columns).labels >= 0).all()
            assert diagnose(table, columns=columns).exclusive
