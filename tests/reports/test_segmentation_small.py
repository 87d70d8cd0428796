"""Segments and moves of very few customers: nothing in any file tells how many they are or what they are like."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import html
from reports.json import render
from reports.segmentations.one_page import one_page
from reports.segmentations.report import full_report
from reports.segmentations.small import FEWEST, UNASSIGNED, hidden_segments, is_few, masked, seen, seen_counts
from tests.reports import segmentation_samples as samples
from tests.reports.segmentation_samples import SMALL, TINY

COUNTED = {"customers", "stayed", "aged", "changed", "left", "joined", "unassigned", "matrix"}


def counts_in(part, name=""):
    """Yield every number of customers in some JSON."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from counts_in(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from counts_in(value, name)
    elif name in COUNTED and isinstance(part, int):
        yield part


def test_a_small_segment_takes_the_next_smallest_with_it():
    _, result = samples.small()
    found = result.candidate("parts")
    assert [one.customers for one in found.segments] == [TINY, SMALL, 168, 250]
    assert hidden_segments(found) == {"part1", "part2"}
    assert [one.segment for one in seen(found)] == ["part3", "part4"]


def test_json_tells_nothing_of_a_small_segment():
    document, result = samples.small()
    content = json.loads(render(document, result))
    parts = next(one for one in content["result"]["candidates"] if one["candidate"] == "parts")
    counts = set(counts_in(parts))
    assert {168, 250} <= counts, "what may be told is told"
    assert not {n for n in counts if is_few(n)}
    assert not counts & {TINY, SMALL, TINY + SMALL}
    tiny, little = parts["segments"][:2]
    for one in (tiny, little):
        assert one["profile"] is one["value"] is one["share"] is one["outcome"] is one["stability"] is None
    assert parts["assigner"] is None
    assert parts["shift"]["by_segment"] == []
    assert parts["migration"]["value"]["at_stake"] is None, "two customers moved down"
    places = {one["segment"]: one for one in content["result"]["selection"]}
    assert places["part1"]["figures"] == []
    assert places["part3"]["figures"]


def test_a_larger_result_is_told_as_it_is():
    document, result = samples.measured()
    content = json.loads(render(document, result, show_names=True))
    assert content["document"] == document.model_dump(mode="json")
    stages = next(one for one in content["result"]["candidates"] if one["candidate"] == "stages")
    assert [one["customers"] for one in stages["segments"]] == [150, 190, 82, 28]
    assert len(stages["shift"]["by_segment"]) == 4
    three = next(one for one in content["result"]["candidates"] if one["candidate"] == "three")
    assert three["assigner"] is not None


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("build", [full_report, one_page])
def test_pages_tell_nothing_of_a_small_segment(build, language):
    document, result = samples.small()
    values = [segment.value for segment in result.candidate("parts").segments[:2]]
    text = html.render(build(document, result, language))
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)
    text = re.sub(r"(?<=\d)[,\N{NO-BREAK SPACE}](?=\d{3}\b)", "", text)
    shown = {int(number) for number in re.findall(r"(?<![\d.,])\d{2,}(?![\d.,%])", text)}
    assert not shown & {SMALL, TINY + SMALL, *(round(value) for value in values)}
    if build is full_report:
        assert {168, 250} <= shown, "what may be told is told"
        assert ("ei näytetä" if language == "fi" else "not shown") in text


def test_moves_of_few_hide_what_would_tell_them():
    _, result = samples.small()
    moves = result.candidate("parts").migration
    assert moves.changed == 2
    told = seen_counts(moves)
    assert told["changed"] is None
    assert told["stayed"] is None, "the rest of 450 would tell the two"


MATRICES = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 12), min_size=size, max_size=size), min_size=size, max_size=size)
)


@given(MATRICES)
def test_no_cell_of_few_can_be_worked_out_from_sums(matrix):
    """In every row and column the hidden cells are several and together not few, unless nobody else is there."""
    shown = masked(matrix)
    for lines, cells in ((matrix, shown), (list(zip(*matrix, strict=True)), list(zip(*shown, strict=True)))):
        for numbers, seen_cells in zip(lines, cells, strict=True):
            pairs = list(zip(numbers, seen_cells, strict=True))
            assert all(one is None or one == number for number, one in pairs)
            assert not [one for one in seen_cells if one is not None and is_few(one)]
            hidden = [number for number, one in pairs if one is None and number]
            others = [number for number, one in pairs if one is not None and number]
            if hidden and others:
                assert len(hidden) > 1
                assert sum(hidden) >= FEWEST


def test_customers_without_a_segment_are_a_group_too():
    _, result = samples.small()
    found = result.candidate("parts")
    few = type(found)(candidate="parts", baseline=False, fault=None, segments=found.segments[2:], unassigned=2)
    assert hidden_segments(few) == {UNASSIGNED, "part3"}
