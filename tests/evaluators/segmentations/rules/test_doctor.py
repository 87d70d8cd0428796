"""The rule doctor: what it finds, and what its repair leaves as it was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.rules import doctor
from evaluators.segmentations.rules.conditions import (
    AllOf,
    AnyOf,
    Condition,
    compare,
    holds,
    is_missing,
    one_of,
    within,
)
from evaluators.segmentations.rules.doctor import diagnose
from evaluators.segmentations.rules.domain import FieldDomain, axes, cells_in, examples
from evaluators.segmentations.rules.hybrid import crossed_table
from evaluators.segmentations.rules.lifecycle import Lifecycle, lifecycle_table
from evaluators.segmentations.rules.repair import repair
from evaluators.segmentations.rules.rfm import score_domains
from evaluators.segmentations.rules.rfm_table import rfm_table
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable, rule_labels

AGES = {"age": np.array([10.0, 18, 18, 18, 40, 70])}


def table(*lines, **more):
    """Make a table from (segment, rule) pairs."""
    names = dict.fromkeys(
        [name for name, _ in lines] + [one for one in more.values() if one not in ("ordered", "exclusive")]
    )
    return RuleTable(
        segments=[RuleSegment(id=name) for name in names],
        lines=[RuleLine(segment=name, when=rule) for name, rule in lines],
        **more,
    )


def test_a_hole_is_written_as_a_rule_with_its_customers():
    found = diagnose(table(("a", compare("age", "lt", 18)), ("b", compare("age", "gt", 18))), columns=AGES)
    hole, lacking = found.holes
    assert hole.when == compare("age", "eq", 18)
    assert (hole.kind, hole.customers) == ("value", 3)
    assert (lacking.when, lacking.kind, lacking.customers) == (is_missing("age"), "missing", 0)
    assert (found.complete, found.exclusive, found.order_matters, found.uncovered) == (False, True, False, 3)


def test_numbers_with_decimals_have_holes_between_whole_ones():
    lines = table(("a", compare("x", "le", 1)), ("b", compare("x", "ge", 2)))
    between = AllOf(all=(compare("x", "gt", 1), compare("x", "lt", 2)))
    assert diagnose(lines, columns={"x": np.array([0.5, 3])}).holes[0].when == between
    assert diagnose(lines, columns={"x": np.array([1, 3])}).complete


def test_overlaps_are_told_with_their_customers_and_harmless_ones_apart():
    found = diagnose(
        table(("a", compare("age", "le", 18)), ("b", compare("age", "ge", 18)), ("b", compare("age", "ge", 40))),
        columns=AGES,
    )
    assert [(one.first, one.second, one.same_segment, one.customers) for one in found.overlaps] == [
        (0, 1, False, 3),
        (1, 2, True, 2),
    ]
    assert (found.complete, found.exclusive, found.order_matters) == (True, False, True)
    assert [(one.line, one.reason, one.earlier) for one in found.unreached_lines] == [(2, "shadowed", (1,))]


def test_lines_and_segments_that_nobody_reaches():
    impossible = AllOf(all=(compare("age", "lt", 5), compare("age", "gt", 9)))
    found = diagnose(
        table(
            ("a", compare("age", "ge", 0)),
            ("b", compare("age", "gt", 50)),
            ("c", impossible),
            ("d", compare("age", "lt", 0)),
        ),
        columns=AGES,
    )
    assert [(one.line, one.reason) for one in found.unreached_lines] == [
        (1, "shadowed"),
        (2, "impossible"),
        (3, "nobody"),
    ]
    assert found.unreached_segments == ("b", "c")


def test_a_cut_through_a_crowd_is_told():
    (tie,) = diagnose(table(("a", compare("age", "lt", 18)), otherwise="b"), columns=AGES).ties
    assert (tie.field, tie.value, tie.customers, tie.share) == ("age", 18, 3, 0.5)


def test_scores_that_nobody_has_are_told():
    scores = {"frequency_score": np.array([1.0, 1, 3, 5, np.nan])}
    lines = table(("a", within("frequency_score", 1, 3)), ("b", within("frequency_score", 4, 5)))
    found = diagnose(lines, columns=scores, domains=score_domains())
    assert [one.value for one in found.unreached_values] == [2, 4]
    assert found.complete


def test_the_ready_made_rfm_tables_are_complete_and_exclusive():
    for parts, codes in ((3, 27), (4, 64), (5, 125)):
        found = diagnose(rfm_table(parts), domains=score_domains(parts, may_be_missing=False))
        assert (found.cells, found.covered, found.several) == (codes, codes, 0)
        assert (found.complete, found.exclusive, found.unreached_lines) == (True, True, ())


@pytest.mark.parametrize("stages", [Lifecycle(), Lifecycle(former_after_days=30, loyal_from_orders=9)])
def test_every_lifecycle_is_complete_and_its_order_is_told(stages):
    found = diagnose(lifecycle_table(stages))
    assert found.complete
    assert found.order_matters


def test_categories_that_no_line_names_are_a_hole():
    found = diagnose(table(("a", one_of("area", ("x", "y"))), ("b", compare("area", "eq", "y"))))
    assert found.holes[0].when == Condition(field="area", operator="not_in", values=("x", "y"))
    closed = {"area": FieldDomain(kind="category", values=("x", "y"), may_be_missing=False)}
    assert diagnose(table(("a", one_of("area", ("x", "y")))), domains=closed).complete


def test_a_field_compared_with_both_kinds_is_refused():
    with pytest.raises(DataError) as fault:
        diagnose(table(("a", compare("x", "eq", "y")), ("b", compare("x", "eq", 1))))
    assert fault.value.code == "rule_field_kind"


def test_too_many_combinations_are_looked_at_by_customer(monkeypatch):
    monkeypatch.setattr(doctor, "LARGEST_GRID", 3)
    lines = table(("a", compare("age", "lt", 18)), ("b", compare("age", "gt", 18)))
    found = diagnose(lines, columns=AGES)
    assert (found.scope, found.uncovered, found.complete, found.holes) == ("customers", 3, False, ())
    assert [note.code for note in found.notes] == ["rules_seen_on_customers"]
    with pytest.raises(NotComputable):
        diagnose(lines)


def test_a_table_without_lines():
    assert not diagnose(RuleTable(segments=[RuleSegment(id="a")])).complete
    assert diagnose(RuleTable(segments=[RuleSegment(id="a")], otherwise="a"), columns=AGES).complete


def test_repair_cuts_the_later_line_and_keeps_the_rest_word_for_word():
    first, second = compare("age", "le", 18), compare("age", "ge", 18)
    mended = repair(table(("a", first), ("b", second), ("b", compare("age", "ge", 40))), rest="rest", unknown="unknown")
    assert [(line.segment, line.when) for line in mended.lines] == [("a", first), ("b", compare("age", "gt", 18))]
    assert (mended.mode, mended.otherwise, mended.unknown) == ("exclusive", None, "unknown")
    assert [segment.id for segment in mended.segments] == ["a", "b", "unknown"]


def test_repair_fills_holes_with_a_segment_of_their_own():
    lines = table(("a", compare("age", "lt", 18)), ("b", compare("age", "gt", 18)))
    mended = repair(lines, rest="rest", columns=AGES)
    assert (mended.lines, mended.otherwise, mended.unknown) == (lines.lines, "rest", None)
    assert rule_labels(mended, AGES).labels.tolist() == [0, 2, 2, 2, 1, 1]


NUMBERS = st.integers(0, 3).map(float)
CONDITIONS = st.one_of(
    st.builds(compare, st.sampled_from("xy"), st.sampled_from(["ge", "gt", "le", "lt", "eq"]), NUMBERS),
    st.builds(lambda f, a, b: within(f, min(a, b), max(a, b)), st.sampled_from("xy"), NUMBERS, NUMBERS),
    st.builds(is_missing, st.sampled_from("xyz")),
    st.builds(lambda v: one_of("z", tuple(sorted(v))), st.sets(st.sampled_from("abc"), min_size=1)),
    st.builds(
        lambda v: Condition(field="z", operator="not_in", values=tuple(sorted(v))),
        st.sets(st.sampled_from("ab"), min_size=1),
    ),
)
RULES = st.recursive(
    CONDITIONS,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from([AllOf(all=parts), AnyOf(any=parts)])
    ),
    max_leaves=4,
)
TABLES = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), RULES), min_size=1, max_size=4).map(
    lambda lines: table(*lines)
)
DOMAINS = {"x": FieldDomain(kind="number"), "y": FieldDomain(kind="whole"), "z": FieldDomain(kind="category")}


def customers():
    """Return some of every kind: between, on and beyond all cuts, other categories, missing."""
    x, y, z = np.meshgrid(
        [-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 9, np.nan], [-1, 0, 1, 2, 3, 4, np.nan], ["a", "b", "c", "d", None]
    )
    return {"x": x.ravel().astype(float), "y": y.ravel().astype(float), "z": z.ravel()}


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_the_doctor_says_of_all_values_what_each_customer_shows(lines):
    everybody = customers()
    found, seen = diagnose(lines, columns=everybody, domains=DOMAINS), rule_labels(lines, everybody)
    assert found.complete == (seen.uncovered == 0)
    assert found.exclusive == (seen.contested == 0)
    assert sum(hole.customers for hole in found.holes if hole.kind == "value") == seen.uncovered
    assert sum(hole.customers for hole in found.holes if hole.kind == "missing") == seen.incomplete


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_repair_changes_nobody_whom_a_line_took_and_leaves_nobody_out(lines):
    everybody = customers()
    mended = repair(lines, rest="rest", unknown="unknown", domains=DOMAINS)
    before, after = rule_labels(lines, everybody), rule_labels(mended, everybody)
    taken = before.line >= 0
    old = np.array([segment.id for segment in lines.segments])[before.labels]
    new = np.array([segment.id for segment in mended.segments])[after.labels]
    assert (after.contested, int((after.labels < 0).sum())) == (0, 0)
    assert (old[taken] == new[taken]).all()
    assert set(new[~taken]) <= {"rest", "unknown"}
    found = diagnose(mended, domains=DOMAINS)
    assert (found.complete, found.exclusive, found.several) == (True, True, 0)


@settings(max_examples=30, deadline=None)
@given(TABLES, TABLES)
def test_a_crossed_table_gives_the_pair_of_both_labels(first, second):
    everybody = customers()
    pair = rule_labels(crossed := crossed_table(first, second, domains=DOMAINS), everybody).labels
    one, other = rule_labels(first, everybody).labels, rule_labels(second, everybody).labels
    names = [
        f"{first.segments[a].id}-{second.segments[b].id}" if min(a, b) >= 0 else ""
        for a, b in zip(one, other, strict=True)
    ]
    assert [crossed.segments[label].id if label >= 0 else "" for label in pair] == names


def test_crossing_keeps_what_falls_to_otherwise_and_refuses_clashes():
    young = table(("young", compare("x", "lt", 2)), otherwise="old")
    both = crossed_table(young, table(("a", compare("z", "eq", "a")), otherwise="rest"), domains=DOMAINS)
    labels = rule_labels(both, {"x": np.array([1.0, 5, 5, np.nan]), "z": np.array(["a", "b", "a", "a"])}).labels
    assert [both.segments[label].id if label >= 0 else None for label in labels] == [
        "young-a",
        "old-rest",
        "old-a",
        None,
    ]
    clash = table(("a", compare("x", "le", 2)), ("b", compare("x", "ge", 2)), mode="exclusive")
    with pytest.raises(DataError) as fault:
        crossed_table(clash, young)
    assert fault.value.code == "rules_clash"
    many = table(*[(f"s{n}", compare("x", "eq", n)) for n in range(40)])
    with pytest.raises(DataError) as fault:
        crossed_table(many, young)
    assert fault.value.code == "tables_too_large_to_cross"


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_every_combination_has_its_own_example(lines):
    found = axes(lines, DOMAINS)
    shown = examples(found)
    rows = list(zip(*(values.tolist() for values in shown.values()), strict=True))
    assert len({tuple(map(str, row)) for row in rows}) == len(rows) == cells_in(found)
    assert all(holds(is_missing(axis.field), shown).any() for axis in found)
