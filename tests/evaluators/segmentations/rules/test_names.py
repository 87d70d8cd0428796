"""Names proposed for segments: from rules, from profiles, unique, and never against the profile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.segmentations.rules.conditions import AllOf, compare
from evaluators.segmentations.rules.field_facts import field_facts
from evaluators.segmentations.rules.fields import age_table
from evaluators.segmentations.rules.lifecycle import lifecycle_table
from evaluators.segmentations.rules.names import contradicts, lifecycle_claims, propose_names, rfm_claims
from evaluators.segmentations.rules.profiles import profiles
from evaluators.segmentations.rules.rfm import rfm_scores
from evaluators.segmentations.rules.rfm_table import rfm_table
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable, rule_labels


def shop(rows=800, seed=2):
    """Make customers with an age, an area and a history."""
    rng = np.random.default_rng(seed)
    orders = rng.geometric(0.4, rows).astype(float)
    return {
        "recency_days": rng.integers(0, 400, rows).astype(float),
        "orders": orders,
        "revenue": orders * rng.lognormal(3, 0.8, rows),
        "age": rng.integers(18, 80, rows).astype(float),
        "area": np.where(rng.random(rows) < 0.6, "00", "90").astype(object),
    }


def test_ready_made_names_stand_where_the_profile_agrees():
    columns = shop()
    table = rfm_table()
    labels = rule_labels(table, rfm_scores(columns).columns()).labels
    names = propose_names(profiles(labels, columns, len(table.segments)), table=table, claims=rfm_claims())
    assert [name.base for name in names] == [segment.id for segment in table.segments]
    assert all(name.number is None and name.parts == () for name in names)


def test_a_name_that_the_profile_contradicts_is_refused():
    columns = shop()
    table = lifecycle_table()
    labels = rule_labels(table, columns).labels
    loyal, potential = table.place("loyal"), table.place("potential")
    swapped = np.where(labels == loyal, potential, np.where(labels == potential, loyal, labels))
    names = propose_names(profiles(swapped, columns, 4), table=table, claims=lifecycle_claims())
    assert names[loyal].base is None
    assert names[loyal].refused == ("loyal",)
    assert names[potential].refused == ("potential",)
    assert names[table.place("former")].base == "former"


def test_names_from_the_only_rule_of_a_segment():
    columns = shop()
    table = age_table(field_facts("age", columns))
    names = propose_names(profiles(rule_labels(table, columns).labels, columns, 4), table=table)
    assert [[(part.field, part.code, part.values) for part in name.parts] for name in names] == [
        [("age", "lt", (30,))],
        [("age", "ge", (30,)), ("age", "lt", (45,))],
        [("age", "ge", (45,)), ("age", "lt", (65,))],
        [("age", "ge", (65,))],
    ]


def test_names_of_clusters_come_from_where_they_stand_out():
    columns = shop()
    labels = (columns["age"] > 50).astype(int)
    columns["area"] = np.where(labels == 1, "90", "00").astype(object)
    young, old = propose_names(profiles(labels, columns, 2))
    assert [(part.field, part.code, part.values) for part in old.parts] == [
        ("age", "high", ()),
        ("area", "mostly", ("90",)),
    ]
    assert ("age", "low") in [(part.field, part.code) for part in young.parts]


def test_segments_like_everybody_are_numbered():
    columns = shop()
    labels = np.random.default_rng(1).integers(0, 3, 800)
    names = propose_names(profiles(labels, columns, 3))
    assert [(name.parts, name.number) for name in names] == [((), 1), ((), 2), ((), 3)]


def test_a_third_field_tells_two_names_apart():
    labels = np.repeat([0, 1, 2, 3], 50)
    shared, own = (labels < 2).astype(float), np.isin(labels, (0, 2)).astype(float)
    columns = {"a": shared, "b": 2 * shared, "c": own + (np.arange(200) % 3 == 0)}
    names = propose_names(profiles(labels, columns, 4))
    assert [[(part.field, part.code) for part in name.parts] for name in names[:2]] == [
        [("a", "high"), ("b", "high"), ("c", "high")],
        [("a", "high"), ("b", "high"), ("c", "low")],
    ]
    assert all(name.number is None for name in names)


def test_empty_segments_keep_a_name_and_have_no_profile():
    columns = shop(50)
    table = RuleTable(
        segments=[RuleSegment(id="a"), RuleSegment(id="b")],
        lines=[
            RuleLine(segment="a", when=compare("age", "ge", 0)),
            RuleLine(segment="b", when=AllOf(all=(compare("age", "lt", 0), compare("orders", "gt", 3)))),
        ],
    )
    found = profiles(rule_labels(table, columns).labels, columns, 2)
    assert (found[1].customers, found[1].numbers, found[1].categories) == (0, {}, {})
    assert [part.code for part in propose_names(found, table=table)[1].parts] == ["lt", "gt"]


def test_ridits_of_all_customers_average_one_half():
    columns = shop()
    (everybody,) = profiles(np.zeros(800, dtype=int), columns, 1)
    assert all(level.ridit == pytest.approx(0.5) for level in everybody.numbers.values())
    assert everybody.numbers["age"].median == np.median(columns["age"])
    level = everybody.categories["area"]
    assert level.share == level.overall_share


def test_missing_values_are_left_out_of_a_profile():
    columns = {"x": np.array([1.0, np.nan, 3, np.nan]), "z": np.array(["a", None, "", "b"], dtype=object)}
    first, second = profiles(np.array([0, 1, 0, 1]), columns, 2)
    assert first.numbers["x"].mean == 2
    assert "x" not in second.numbers
    assert (first.categories["z"].value, second.categories["z"].value) == ("a", "b")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_no_proposed_name_contradicts_its_profile(seed, segments):
    columns = shop(120, seed)
    labels = np.random.default_rng(seed).integers(0, segments, 120)
    labels[columns["orders"] > 2] = 0
    found = profiles(labels, columns, segments)
    names = propose_names(found)
    assert len({(name.base, name.parts, name.number) for name in names}) == segments
    for profile, name in zip(found, names, strict=True):
        assert not any(
            contradicts(profile, part.field, part.code) for part in name.parts if part.code in ("high", "low")
        )
