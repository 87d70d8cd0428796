"""A segment package: what it has to hold, what it refuses, and that nothing in it can change unnoticed."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date

import pytest

from evaluators.data_files import DataFile
from evaluators.errors import DocumentError
from evaluators.segmentations.drift import drift, moves
from evaluators.segmentations.models.assigner import DecisionTree, LinearCentroids, LinearSplits, Split, TreeNode
from evaluators.segmentations.models.inputs import NumberField
from evaluators.segmentations.package import (
    SegmentPackage,
    is_package,
    package_json,
    read_package,
    sealed,
    tables_of,
)
from evaluators.segmentations.package_parts import OrderMeaning
from evaluators.segmentations.source import OrderLog

RULES = {
    "segments": [{"id": "near"}, {"id": "far"}],
    "lines": [{"segment": "near", "when": {"field": "days", "operator": "lt", "value": 30}}],
    "otherwise": "far",
}
CENTROIDS = LinearCentroids(fields=(NumberField(name="days"),), weights=((0.0,), (2.0,)), offsets=(0.0, 60.0))
TREE = DecisionTree(
    fields=(NumberField(name="days"),),
    categories=(),
    nodes=(
        TreeNode(field="days", threshold=30.0, answer=None, yes=1, no=2, segment=-1),
        TreeNode(field=None, threshold=None, answer=None, yes=-1, no=-1, segment=0),
        TreeNode(field=None, threshold=None, answer=None, yes=-1, no=-1, segment=1),
    ),
)


def values(**changes):
    return {
        "candidate": "stages",
        "segments": [
            {"id": "near", "name": {"fi": "Lähellä", "en": "Near"}, "customers": 600},
            {"id": "far", "name": "Far", "customers": 400},
        ],
        "rules": RULES,
        "way_sha256": "a" * 64,
        "fields": [{"id": "days", "source": "recency_days", "origin": "orders"}],
        "orders": {"customer": "who", "at": "when"},
        "counted_on": date(2026, 1, 1),
        "made_on": date(2026, 11, 28),
        "package_version": "0.1.0",
    } | changes


def package(**changes):
    return sealed(SegmentPackage.model_validate(values(**changes)))


def modelled(model):
    return package(rules=None, model=asdict(model))


@pytest.mark.parametrize("made", [package(), modelled(CENTROIDS), modelled(TREE)], ids=["rules", "centroids", "tree"])
def test_a_package_comes_back_from_its_file(made):
    text = package_json(made)
    assert read_package(text) == read_package(text.encode()) == made
    assert is_package(text.encode())
    assert read_package(json.dumps(json.loads(text))) == made, "how it is set out does not matter"


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one["rules"]["lines"][0]["when"].update(value=31),
        lambda one: one["segments"][0].update(customers=601),
        lambda one: one.update(checksum="b" * 64),
        lambda one: one.update(made_on="2026-11-29"),
        lambda one: one["rules"].pop("unknown"),
    ],
    ids=["rule", "count", "checksum", "day", "default"],
)
def test_a_changed_package_is_refused_by_name(change):
    content = json.loads(package_json(package()))
    change(content)
    with pytest.raises(DocumentError, match="package_checksum_broken"):
        read_package(json.dumps(content))


def test_what_is_added_to_a_model_is_seen():
    content = json.loads(package_json(modelled(CENTROIDS)))
    content["model"]["note"] = "customer 17"
    with pytest.raises(DocumentError, match="document_invalid"):
        read_package(json.dumps(content))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rules": None}, "one of the two"),
        ({"model": asdict(CENTROIDS)}, "one of the two"),
        ({"segments": values()["segments"][::-1]}, "in their order"),
        ({"fields": []}, "the way reads"),
        ({"orders": None}, "at least one table"),
        ({"orders": None, "customers": {"customer": "who"}}, "fields.origin"),
        ({"rest": 4}, "fewer than 5"),
        ({"segments": [{**values()["segments"][0], "customers": 3}, values()["segments"][1]]}, "fewer than 5"),
        ({"aging": [{"before": "near", "after": "gone"}]}, "aging"),
        ({"surprise": 1}, "Extra inputs"),
    ],
)
def test_a_package_that_does_not_hang_together_is_refused_with_the_place(changes, reason):
    content = json.loads(json.dumps(values(**changes), default=str)) | {
        "kind": "segment-package",
        "schema_version": 1,
    }
    with pytest.raises(DocumentError) as fault:
        read_package(json.dumps(content))
    assert fault.value.code == "document_invalid"
    assert any(reason in one["reason"] for one in fault.value.facts["problems"])


SPLIT = Split(weights=(1.0,), offset=30.0, yes=1, no=2, segment=-1)
END = Split(weights=(), offset=0.0, yes=-1, no=-1, segment=0)


@pytest.mark.parametrize(
    "model",
    [
        replace(CENTROIDS, weights=((0.0,),)),
        replace(CENTROIDS, offsets=(0.0, 1.0, 2.0)),
        replace(TREE, nodes=(replace(TREE.nodes[0], yes=0), *TREE.nodes[1:])),
        replace(TREE, nodes=(replace(TREE.nodes[0], no=9), *TREE.nodes[1:])),
        replace(TREE, nodes=(*TREE.nodes[:2], replace(TREE.nodes[2], segment=2))),
        replace(TREE, nodes=(replace(TREE.nodes[0], threshold=None), *TREE.nodes[1:])),
        replace(TREE, nodes=()),
        LinearSplits(fields=CENTROIDS.fields, splits=(SPLIT, END, replace(END, segment=5))),
        LinearSplits(fields=CENTROIDS.fields, splits=(replace(SPLIT, weights=()), END, replace(END, segment=1))),
    ],
)
def test_a_model_that_leads_nowhere_is_refused(model):
    with pytest.raises(ValueError, match="model"):
        modelled(model)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "document_not_json"),
        (b'{"kind": "campaign-plan"}', "document_kind_unknown"),
        (b'{"kind": "segment-package", "schema_version": 99}', "document_version_unknown"),
    ],
)
def test_other_files_are_told_apart(content, code):
    with pytest.raises(DocumentError, match=code):
        read_package(content)


def test_orders_mean_in_a_package_what_they_mean_in_an_evaluation():
    assert set(OrderMeaning.model_fields) == set(OrderLog.model_fields) - {"file"}


def test_new_tables_get_the_meaning_that_the_package_tells():
    file = DataFile(sha256="c" * 64, name="orders.csv", rows=3, columns=("who", "when"))
    document = tables_of(package(), {"orders": file}, date(2026, 11, 28))
    assert document.data.customers is None
    assert (document.data.orders.customer, document.data.orders.at) == ("who", "when")
    assert document.data.split_on == date(2026, 11, 28)
    assert [(one.id, one.source) for one in document.fields] == [("days", "recency_days")]


def test_no_change_is_silent_and_a_change_sounds():
    same = drift(package(), (606, 394), 0)
    assert not same.sounds
    moved = drift(package(), (300, 700), 0)
    assert moved.sounds
    assert moved.shift.psi > moved.shift.null_limit
    assert not drift(package(), (300, 700), 0, tolerated=10).sounds


def test_many_customers_move_a_little_by_no_chance_and_can_be_tolerated():
    large = package(
        segments=[{"id": "near", "customers": 600_000, "name": ""}, {"id": "far", "customers": 400_000, "name": ""}]
    )
    assert drift(large, (605_000, 395_000), 0).sounds
    assert not drift(large, (605_000, 395_000), 0, tolerated=0.01).sounds


def test_those_without_a_segment_count_as_one_more():
    assert drift(package(), (600, 400), 300).sounds
    assert not drift(package(), (600, 400), 4).sounds
    assert drift(package(), (600, 400), 4).shift.psi == 0, "so few are not told at making either"


def test_a_segment_too_small_to_be_told_is_among_the_rest():
    small = package(segments=[values()["segments"][0], {"id": "far", "name": "", "customers": None}], rest=10)
    assert small.counted is None
    found = drift(small, (600, 4), 6)
    assert (found.rest_before, found.rest_after) == (10, 10)
    assert found.shift.psi == 0
    assert drift(small, (600, 200), 0).sounds


def test_one_segment_has_no_mix():
    one = package(
        segments=[{"id": "all", "name": "", "customers": 100}],
        rules={"segments": [{"id": "all"}], "otherwise": "all", "unknown": "all"},
        fields=[],
    )
    found = drift(one, (90,), 0)
    assert (found.shift, found.reason, found.sounds) == (None, "segments_only_one", False)


def test_moves_know_what_is_aging():
    aged = package(aging=[{"before": "near", "after": "far"}])
    found = moves(aged, [0, 0, 1, -1, 0], [0, 1, 0, 1, -1], rows=4, unknown=0)
    assert (found.found.stayed, found.found.aged, found.found.changed) == (1, 1, 1)
    assert (found.found.joined, found.found.left) == (1, 1)
    assert moves(aged, [-1, 0], [1, -1], rows=1, unknown=0).reason == "migration_no_common"
