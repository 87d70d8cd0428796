"""A segment of a few customers: nothing in any file tells how many they are or what they did."""

from __future__ import annotations

import json
import re

import pytest

from evaluators.campaigns.reading import read
from reports import html
from reports.campaigns.one_page_test import one_page
from reports.campaigns.test_report import full_report
from reports.json import render
from tests.evaluators.campaigns.campaign_tests import BOUGHT, LEFT, campaign, row, table_of

SEGMENTS = {"north": (4_111, 4_112), "south": (2_503, 2_509), "west": (817, 823), "tiny": (3, 9)}
HIDDEN = {3, 9, 3 + 9, 817, 823, 817 + 823}
COUNTED = {"customers", "n", "observed", "recipients"}


def document():
    rows = [
        row(arm, n, name, bought=max(n // 20 - 2 * (arm == "a"), 1), left=n // 60)
        for name, arms in SEGMENTS.items()
        for arm, n in zip("ab", arms, strict=True)
    ]
    return campaign(rows, metrics=(BOUGHT, LEFT), segments=tuple(SEGMENTS), margins={"left": 0.01}, money={"margin": 1})


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


def test_json_counts_nobody_in_a_small_segment():
    content = json.loads(render(document(), read(document(), table_of(document()))))
    counts = set(counts_in(content))
    assert {4_111, 4_112, 2_503, 4_111 + 4_112} <= counts, "what may be told is told"
    assert not {n for n in counts if 0 < n < 5}
    rows = content["document"]["sends"][0]["source"]["rows"]
    assert {line["segment"] for line in rows} == {"north", "south"}
    control, variant = (sum(line["customers"] for line in rows if line["variant"] == arm) for arm in "ab")
    effect = content["result"]["effects"][0]
    assert effect["control"]["customers"] - control == 817 + 3, "two segments together are left"
    assert effect["figure"]["customers"] - variant == 823 + 9
    assert not counts & HIDDEN


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("build", [full_report, one_page])
def test_pages_count_nobody_in_a_small_segment(build, language):
    test = document()
    report = build(test, read(test, table_of(test)), language)
    text = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", html.render(report), flags=re.DOTALL)
    text = re.sub(r"(?<=\d)[,\N{NO-BREAK SPACE}](?=\d{3}\b)", "", text)
    shown = {int(number) for number in re.findall(r"(?<![\d.,])\d{3,}(?![\d.,%])", text)}
    assert not shown & HIDDEN
    if build is full_report:
        assert {4_111 + 4_112, 2_503 + 2_509} <= shown, "what may be told is told"
