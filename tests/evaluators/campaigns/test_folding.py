"""Small segments are put together before anything is read by segment, and nobody is lost."""

from __future__ import annotations

import pytest

from evaluators.campaigns.checks import run_checks
from evaluators.campaigns.folding import fold_small
from evaluators.campaigns.reading import read
from evaluators.campaigns.results import CheckState
from evaluators.documents import revise
from i18n import LANGUAGES
from i18n.sentences import sentence
from tests.evaluators.campaigns.campaign_tests import BOUGHT, LEFT, campaign, row, table_of


def with_small(few, **rest):
    rows = [
        row("a", 4_000, "x", bought=200, left=40),
        row("b", 4_000, "x", bought=320, left=40),
        row("a", 4_000, "y", bought=200, left=40),
        row("b", 4_000, "y", bought=200, left=40),
        row("a", few, "tiny", bought=min(few, 1), left=0),
        row("b", 6, "tiny", bought=1, left=0),
    ]
    return campaign(rows, metrics=(BOUGHT, LEFT), segments=("x", "y", "tiny"), margins={"left": 0.01}, **rest)


@pytest.mark.parametrize(("few", "small"), [(1, ("tiny",)), (4, ("tiny",)), (5, ()), (0, ())])
def test_a_segment_is_small_when_an_arm_has_one_to_four(few, small):
    document = with_small(few)
    table, found = fold_small(table_of(document), document)
    assert found == small
    assert sum(cell.customers for cell in table.cells) == 16_006 + few
    assert {cell.segment for cell in table.cells} == {"x", "y", "tiny"} - set(small) | ({None} if small else set())


def test_floor_is_the_documents():
    document = with_small(8)
    assert fold_small(table_of(document), document)[1] == ()
    stricter = revise(document, settings=revise(document.settings, small_cell=9))
    assert fold_small(table_of(document), stricter)[1] == ("tiny",)


def test_folded_segment_shows_up_nowhere():
    document = with_small(3)
    result = read(document, table_of(document))
    note = next(one for one in result.notes if one.code == "segments_folded")
    assert note.facts == {"segments": ("tiny",), "floor": 5}
    assert all(sentence("note", note.code, note.facts, language) for language in LANGUAGES)
    tests = {one.segment: one for one in result.segments[0].tests}
    assert (tests["tiny"].customers, tests["tiny"].reason) == (0, "segment_folded")
    assert tests["x"].verdict == "better"
    assert set(result.policy.chosen.rule.variants) == {"x", "y"}
    assert {one.segment for one in result.segments[0].shrinkage.effects if one.raw is not None} <= {"x", "y"}
    guarded = {one.segment: one for one in result.segment_guardrails}
    assert (guarded["tiny"].guardrail, guarded["tiny"].reason) == (None, "segment_folded")
    assert result.effects[0].control.customers == 8_003, "overall figures keep everybody"


def test_share_of_a_small_arm_is_checked_without_its_count():
    rows = [
        row("a", 4_000, "x", bought=200),
        row("b", 4_000, "x", bought=320),
        row("a", 3, "tiny", bought=1),
        row("b", 60, "tiny", bought=1),
    ]
    document = campaign(rows, segments=("x", "tiny"))
    checks = run_checks(document, table_of(document))
    found = next(one for one in checks if (one.code, one.segment) == ("sample_ratio_segment", "tiny"))
    assert found.state is CheckState.BLOCKING
    assert found.note.code == "check_sample_ratio_few"
    assert set(found.note.facts) == {"send", "segment", "p"}
    assert all(sentence("note", found.note.code, found.note.facts, language) for language in LANGUAGES)


def test_values_and_sends_stay_apart_when_folded():
    rows = [row("a", 3, "x", bought=1), row("b", 3, "y", bought=1), row("a", 50, "y", bought=5)]
    document = campaign(rows, rows, segments=("x", "y"))
    document = revise(document, settings=revise(document.settings, small_cell=10))
    table, small = fold_small(table_of(document), document)
    assert small == ("x", "y")
    assert [(cell.send, cell.variant, cell.customers) for cell in table.cells] == [
        ("s1", "a", 53),
        ("s1", "b", 3),
        ("s2", "a", 53),
        ("s2", "b", 3),
    ]
    assert table.cells[0].moments.means[0] * 53 == pytest.approx(6)
