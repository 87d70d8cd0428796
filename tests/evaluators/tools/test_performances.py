"""One cell out of everything that is said about a tool on a criterion."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.tools.document import Criterion
from evaluators.tools.evidence import Evidence, Review, Trial
from evaluators.tools.performances import cells
from evaluators.tools.results import CellState
from evaluators.tools.rules.ratings import trial_score
from evaluators.tools.scales import NumberScale, YesNoScale
from tests.evaluators.tools.tool_documents import AS_OF, GENERIC, document, facts, tool

FRESH = date(2026, 11, 1)
NUMBER = Criterion(id="speed", name="Speed", scale=NumberScale(worst=0, best=200))
SUPPORT_FACTS = facts("support", ("vendor", "high", "2026-08-01", {"channels": ["chat"], "hours": "24/7"}))


def said(place: int, *, criterion: str = "speed", **fields) -> Evidence:
    return Evidence(id=f"e{place}", tool="a", criterion=criterion, **({"kind": "measured", "seen": FRESH} | fields))


def one_cell(*evidence: Evidence, criterion: Criterion = NUMBER, by: str | None = None):
    made = document(tool("a"), criteria=(criterion,), evidence=evidence)
    return cells(made, by=by)[0]


def test_every_tool_and_criterion_has_a_cell_in_order():
    made = document(tool("a"), tool("b"), rules=("price", "support"), criteria=(NUMBER,))
    order = [(cell.tool, cell.criterion) for cell in cells(made)]
    assert order == [(name, criterion) for name in ("a", "b") for criterion in ("price", "support", "speed")]


def test_one_statement_gets_its_width():
    cell = one_cell(said(1, value=100))
    assert (cell.state, cell.value, cell.low, cell.high, cell.raw) == (CellState.KNOWN, 50, 45, 55, 100)
    assert (cell.raw_low, cell.raw_high, cell.assumed, cell.weak, cell.stale) == (None, None, False, False, False)


def test_the_range_is_cut_to_the_scale_and_a_figure_beyond_it_is_flagged():
    cell = one_cell(said(1, value=230))
    assert (cell.value, cell.low, cell.high, cell.clipped) == (100, 95, 100, True)


def test_a_stated_interval_is_its_own_width():
    cell = one_cell(said(1, low=60, high=100, kind="guess"))
    assert (cell.state, cell.low, cell.value, cell.high) == (CellState.INTERVAL, 30, 40, 50)
    assert (cell.raw, cell.raw_low, cell.raw_high, cell.weak) == (80, 60, 100, True)
    off_centre = one_cell(said(1, low=60, value=90, high=100))
    assert (off_centre.value, off_centre.raw) == (45, 90)


def test_agreeing_statements_give_their_mean_and_hull():
    cell = one_cell(said(1, value=100), said(2, value=106, kind="vendor"))
    assert cell.state is CellState.INTERVAL
    assert (cell.value, cell.low, cell.high) == (51.5, 43, 63)
    assert (cell.raw, cell.raw_low, cell.raw_high) == (103, 100, 106)


def test_statements_out_of_each_others_reach_are_a_conflict():
    cell = one_cell(said(1, value=40), said(2, value=160))
    assert (cell.state, cell.value, cell.low, cell.high) == (CellState.CONFLICT, 50, 15, 85)


def test_a_yes_against_a_no_has_no_figure():
    yes_no = Criterion(id="speed", name="Speed", scale=YesNoScale())
    cell = one_cell(said(1, value=True), said(2, value=False), criterion=yes_no)
    assert (cell.state, cell.value, cell.raw) == (CellState.CONFLICT, 50, None)


def test_evaluators_count_once_each_and_differ_without_conflict():
    evidence = (said(1, value=40, by="anna"), said(2, value=40, by="anna"), said(3, value=160, by="bert"))
    common = one_cell(*evidence)
    assert (common.state, common.value) == (CellState.INTERVAL, 50)
    assert (common.low, common.high) == (15, 85)
    own = one_cell(*evidence, by="bert")
    assert (own.value, own.low, own.high) == (80, 75, 85)
    assert [(s.reference, s.used) for s in own.statements] == [("e1", False), ("e2", False), ("e3", True)]


def test_an_evaluator_without_an_own_score_has_the_common_cell():
    evidence = (said(1, value=40, by="anna"), said(2, value=60))
    assert one_cell(*evidence, by="bert") == one_cell(*evidence)


def test_the_team_stands_above_the_catalogue_which_stays_in_sight():
    made = document(
        tool("a", *SUPPORT_FACTS), rules=("support",), evidence=(said(1, criterion="support", value="limited"),)
    )
    (cell,) = cells(made)
    assert (cell.value, cell.raw) == (25, "limited")
    assert [(s.origin, s.used) for s in cell.statements] == [("evidence", True), ("catalogue", False)]
    assert cell.statements[1].value.low == 100


@pytest.mark.parametrize("state", ["unknown", "quote_only"])
def test_the_teams_not_knowing_stands_above_the_catalogue_too(state):
    made = document(
        tool("a", *SUPPORT_FACTS), rules=("support",), evidence=(said(1, criterion="support", state=state),)
    )
    (cell,) = cells(made)
    assert (cell.state, cell.assumed, cell.low, cell.value, cell.high) == (state, True, 0, 50, 100)
    assert not any(s.used for s in cell.statements)


def test_stale_and_weak_cells_rest_on_nothing_better():
    old = {"seen": date(2020, 1, 1)}
    assert one_cell(said(1, value=100, **old)).stale
    assert not one_cell(said(1, value=100, **old), said(2, value=100)).stale
    assert one_cell(said(1, value=100, kind="guess")).weak
    assert not one_cell(said(1, value=100, kind="guess"), said(2, value=100)).weak


def test_catalogue_statements_stand_newest_first():
    known = facts(
        "ease_of_use",
        ("vendor", "high", "2024", {"score": 5, "scale": 10}),
        ("vendor", "high", None, {"score": 5, "scale": 10}),
        ("vendor", "high", "2026-03", {"score": 5, "scale": 10}),
    )
    (cell,) = cells(document(tool("a", *known), rules=("ease_of_use",)))
    assert [s.reference for s in cell.statements] == ["ease_of_use-3", "ease_of_use-1", "ease_of_use-2"]
    assert cell.statements[1].seen == date(2024, 1, 1)


def trial(place: int = 1, **fields) -> Trial:
    return Trial(id=f"t{place}", tool="a", seen=FRESH, **({"tasks_done": 3, "tasks_total": 4} | fields))


@pytest.mark.parametrize(
    ("sheet", "score"),
    [
        (trial(), 75.0),
        (trial(rating=5), (0.5 * 75 + 0.25 * 100) / 0.75),
        (trial(minutes=60, minutes_planned=30), (0.5 * 75 + 0.25 * 37.5) / 0.75),
        (trial(minutes=20, minutes_planned=30, rating=1), 0.5 * 75 + 0.25 * 75),
        (trial(minutes=20), 75.0),
        (trial(tasks_done=0, minutes=0, minutes_planned=30, rating=1), 0.0),
    ],
)
def test_trial_formula(sheet, score):
    assert trial_score(sheet) == pytest.approx(score)


@given(st.integers(0, 9), st.floats(1, 5), st.floats(1, 4))
def test_more_done_or_a_better_rating_never_lowers_a_trial(done, rating, better):
    base = trial_score(trial(tasks_done=done, tasks_total=10, rating=rating, minutes=60, minutes_planned=40))
    more = trial_score(trial(tasks_done=done + 1, tasks_total=10, rating=rating, minutes=60, minutes_planned=40))
    liked = trial_score(
        trial(tasks_done=done, tasks_total=10, rating=min(5, rating * better), minutes=60, minutes_planned=40)
    )
    assert 0 <= base < more <= 100
    assert liked >= base


def test_trials_count_on_ease_of_use_alone():
    scale = NumberScale(worst=0, best=100)
    ease = Criterion(id="ease", name="Ease", rule="ease_of_use", scale=scale)
    other = Criterion(id="other", name="Other", scale=scale)
    made = document(tool("a"), criteria=(ease, other), trials=(trial(1, by="anna"), trial(2, tasks_done=4, by="bert")))
    rated, unknown = cells(made)
    assert (rated.value, rated.low, rated.high) == (87.5, 70, 100)
    assert {s.kind for s in rated.statements} == {"own_trial"}
    assert unknown.state is CellState.UNKNOWN
    assert cells(made, by="anna")[0].value == 75


def test_an_aged_trial_is_wider():
    ease = Criterion(id="ease", name="Ease", rule="ease_of_use", scale=NumberScale(worst=0, best=100))
    old = trial(1).model_copy(update={"seen": date(AS_OF.year - 3, AS_OF.month, AS_OF.day)})
    (cell,) = cells(document(tool("a"), criteria=(ease,), trials=(old,)))
    assert cell.high - cell.low == pytest.approx(2 * 15, abs=0.05)
    assert cell.stale


def test_grades_show_the_grade_nearest_the_mean():
    graded = Criterion(id="speed", name="Speed", scale=GENERIC)
    cell = one_cell(said(1, value="good", by="anna"), said(2, value="excellent", by="bert"), criterion=graded)
    assert (cell.value, cell.raw, cell.raw_low, cell.raw_high) == (75, "very_good", "good", "excellent")


def reviewed(*rows: tuple[str, float, int], **fields) -> tuple[Review, ...]:
    return tuple(
        Review(id=f"r{place}", tool=name, stars=stars, count=count, **({"seen": FRESH} | fields))
        for place, (name, stars, count) in enumerate(rows)
    )


def test_few_reviews_are_drawn_towards_the_others():
    names = ("few", "many", "other", "last")
    rows = (("few", 5.0, 3), ("many", 4.6, 400), ("other", 3.9, 120), ("last", 4.2, 60))
    made = document(*(tool(name) for name in names), rules=("reviews",), reviews=reviewed(*rows))
    few, many, other, _ = cells(made)
    assert few.raw < 5.0
    assert many.raw == pytest.approx(4.6, abs=0.05)
    assert abs(5.0 - few.raw) > abs(4.6 - many.raw)
    assert few.raw_low < few.raw < few.raw_high
    assert few.raw_high - few.raw_low > many.raw_high - many.raw_low
    assert other.state is CellState.INTERVAL
    assert many.high - many.value >= min(15, 100 - many.value)  # never narrower than reviews are


def test_sites_are_shown_apart_and_count_together():
    rows = (("a", 4.0, 100), ("a", 5.0, 300), ("b", 4.0, 200))
    made = document(tool("a"), tool("b"), rules=("reviews",), reviews=reviewed(*rows))
    cell = cells(made)[0]
    assert cell.raw == pytest.approx(4.75, abs=0.1)
    assert [(s.reference, s.origin, s.used) for s in cell.statements] == [
        ("r0", "review", True),
        ("r1", "review", True),
    ]
    assert cell.statements[0].raw < cell.raw < cell.statements[1].raw


def test_a_histogram_is_used_and_a_lone_reviewed_tool_keeps_its_mean():
    rows = reviewed(("a", 3.0, 100), histogram=(50, 0, 0, 0, 50))
    torn = cells(document(tool("a"), rules=("reviews",), reviews=rows))[0]
    plain = cells(document(tool("a"), rules=("reviews",), reviews=reviewed(("a", 3.0, 100))))[0]
    assert torn.raw == pytest.approx(3.0)
    assert torn.raw_high - torn.raw_low > plain.raw_high - plain.raw_low


def test_reviews_without_a_date_are_wider():
    dated, undated = (
        cells(document(tool("a"), rules=("reviews",), reviews=reviewed(("a", 3.0, 5_000), seen=seen)))[0]
        for seen in (FRESH, None)
    )
    assert (dated.low, dated.high) == (pytest.approx(35), pytest.approx(65))
    assert (undated.low, undated.high) == (pytest.approx(25), pytest.approx(75))
