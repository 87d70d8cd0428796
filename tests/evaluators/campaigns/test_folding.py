"""Small segments are put together before anything is read by segment, and nobody is lost."""

from __future__ import annotations

import pytest

from evaluators.campaigns.checks import run_checks
from evaluators.campaigns.folding import fold_small, hidden_rows, small_segments
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
        row("a", 300, "little", bought=20, left=3),
        row("b", 300, "little", bought=20, left=3),
        row("a", few, "tiny", bought=min(few, 1), left=0),
        row("b", 6, "tiny", bought=1, left=0),
    ]
    return campaign(rows, metrics=(BOUGHT, LEFT), segments=("x", "y", "little", "tiny"), margins={"left": 0.01}, **rest)


@pytest.mark.parametrize(("few", "small"), [(1, ("little", "tiny")), (4, ("little", "tiny")), (5, ()), (0, ())])
def test_a_segment_is_small_when_an_arm_has_one_to_four(few, small):
    document = with_small(few)
    table, found = fold_small(table_of(document), document)
    assert found == small
    assert sum(cell.customers for cell in table.cells) == 16_606 + few
    assert {cell.segment for cell in table.cells} == {"x", "y", "little", "tiny"} - set(small) | (
        {None} if small else set()
    )


def test_floor_is_the_documents():
    document = with_small(8)
    assert fold_small(table_of(document), document)[1] == ()
    stricter = revise(document, settings=revise(document.settings, small_cell=9))
    assert fold_small(table_of(document), stricter)[1] == ("little", "tiny")


def sizes(*segments, **rest):
    """Return a test whose segments have these customers in the control and the variant."""
    rows = [
        row(variant, n, name, bought=0) for name, arms in segments for variant, n in zip("ab", arms, strict=True) if n
    ]
    return campaign(rows, segments=tuple(name for name, _ in segments if name), **rest)


@pytest.mark.parametrize(
    ("segments", "small"),
    [
        ([("x", (90, 90)), ("y", (50, 50)), ("z", (70, 70)), ("tiny", (3, 9))], ("y", "tiny")),
        ([("x", (90, 90)), ("y", (50, 50)), ("t", (3, 9)), ("u", (4, 9))], ("t", "u")),
        ([("x", (90, 90)), ("y", (50, 50)), ("t", (1, 9)), ("u", (2, 9))], ("y", "t", "u")),
        ([("x", (90, 90)), ("y", (0, 20)), ("tiny", (3, 9))], ("x", "y", "tiny")),
        ([("x", (90, 90)), (None, (40, 40)), ("tiny", (3, 9))], ("tiny",)),
        ([("x", (90, 90)), (None, (1, 40)), ("tiny", (3, 9))], ("x", "tiny")),
        ([("x", (90, 90)), ("tiny", (3, 9))], ("x", "tiny")),
        ([("x", (90, 90)), ("y", (5, 5))], ()),
    ],
)
def test_all_less_the_segments_shown_gives_no_small_one_away(segments, small):
    document = sizes(*segments)
    table = table_of(document)
    assert small_segments(table, document) == small
    hidden = [cell for cell in fold_small(table, document)[0].cells if cell.segment is None]
    assert all(cell.customers >= 5 for cell in hidden)
    sources = {cell.segment for cell in table.cells} & {*small, None}
    assert len(sources) != 1 or sources == {None}


def test_counts_of_a_segment_that_hides_another_are_not_told():
    """Segment y is badly divided and is folded since tiny could be worked out from it."""
    document = sizes(("x", (900, 900)), ("y", (50, 150)), ("tiny", (3, 9)))
    checks = {one.segment: one for one in run_checks(document, table_of(document)) if one.segment}
    assert checks["y"].note.code == "check_sample_ratio_few"
    shown = {one.segment: one for one in run_checks(*_pair(sizes(("x", (900, 900)), ("y", (50, 150))))) if one.segment}
    assert shown["y"].note.facts["observed"] == (50, 150)


def _pair(document):
    return document, table_of(document)


def test_rows_that_tell_of_a_small_one_are_for_the_user_alone():
    many = [row("a", 90, "x", bought=1), row("b", 90, "x", bought=1), row("a", 50, "y", bought=1)]
    few = [row("a", 3, "z", bought=1), row("b", 60, "z", bought=1)]
    assert hidden_rows(campaign(many, segments=("x", "y", "z"))) == frozenset()
    assert hidden_rows(campaign([*many, *few], segments=("x", "y", "z"))) == {"y", "z"}
    again = [row("a", 30, "z", bought=1), row("b", 30, "z", bought=1)]
    twice = campaign([*many, *few], [*many, *again], segments=("x", "y", "z"))
    assert fold_small(table_of(twice), twice)[1] == (), "33 in all"
    assert hidden_rows(twice) == {"y", "z"}, "but 3 in the first send"


def test_folded_segment_shows_up_nowhere():
    document = with_small(3)
    result = read(document, table_of(document))
    note = next(one for one in result.notes if one.code == "segments_folded")
    assert note.facts == {"segments": ("little", "tiny"), "floor": 5}
    assert all(sentence("note", note.code, note.facts, language) for language in LANGUAGES)
    tests = {one.segment: one for one in result.segments[0].tests}
    assert (tests["tiny"].customers, tests["tiny"].reason) == (0, "segment_folded")
    assert (tests["little"].customers, tests["little"].reason) == (0, "segment_folded")
    assert tests["x"].verdict == "better"
    assert set(result.policy.chosen.rule.variants) == {"x", "y"}
    assert {one.segment for one in result.segments[0].shrinkage.effects if one.raw is not None} <= {"x", "y"}
    guarded = {one.segment: one for one in result.segment_guardrails}
    assert (guarded["tiny"].guardrail, guarded["tiny"].reason) == (None, "segment_folded")
    assert result.effects[0].control.customers == 8_303, "overall figures keep everybody"


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
