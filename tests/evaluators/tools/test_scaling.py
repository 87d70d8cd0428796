"""Values of figures and figures of values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.tools import scaling
from evaluators.tools.scales import BreakPoint, CountScale, Grade, GradeScale, NumberScale, PriceScale, YesNoScale

GRADES = GradeScale(
    grades=(
        Grade(id="poor", name="p", value=0),
        Grade(id="good", name="g", value=70),
        Grade(id="top", name="t", value=100),
    )
)
PRICE = PriceScale(worst=300, best=0, points=(BreakPoint(x=100, value=80),))


@pytest.mark.parametrize(
    ("scale", "figure", "value", "clipped"),
    [
        (PRICE, 200.0, 40.0, False),
        (PRICE, 50.0, 90.0, False),
        (PRICE, 301.0, 0.0, True),
        (CountScale(best=20), 25.0, 100.0, True),
        (GRADES, "good", 70.0, False),
        (YesNoScale(), True, 100.0, False),
        (YesNoScale(), False, 0.0, False),
    ],
)
def test_value_of(scale, figure, value, clipped):
    scaled = scaling.value_of(scale, figure)
    assert (scaled.value, scaled.clipped) == (pytest.approx(value), clipped)


@pytest.mark.parametrize(("scale", "figure"), [(PRICE, True), (PRICE, "good"), (GRADES, "odd"), (YesNoScale(), 1.0)])
def test_a_figure_of_another_kind_is_a_programming_fault(scale, figure):
    with pytest.raises(TypeError):
        scaling.value_of(scale, figure)


@pytest.mark.parametrize(("value", "grade"), [(0, "poor"), (0.1, "good"), (70, "good"), (70.1, "top"), (100, "top")])
def test_figure_at_gives_the_first_grade_that_reaches(value, grade):
    assert scaling.figure_at(GRADES, value) == grade


@pytest.mark.parametrize(("value", "grade"), [(34, "poor"), (35, "poor"), (36, "good"), (84, "good"), (86, "top")])
def test_nearest_grade_of_two_equally_near_is_the_worse(value, grade):
    assert scaling.nearest_figure(GRADES, value) == grade


def test_a_flat_piece_gives_its_end_nearest_the_worst():
    flat = NumberScale(worst=0, best=10, points=(BreakPoint(x=2, value=50), BreakPoint(x=6, value=50)))
    assert scaling.figure_at(flat, 50) == 2.0
    assert scaling.figure_at(flat, 51) == pytest.approx(6.08)


@given(st.floats(0, 100))
def test_figure_at_inverts_value_of(value):
    assert scaling.value_of(PRICE, scaling.figure_at(PRICE, value)).value == pytest.approx(value, abs=1e-9)


def test_midpoint_is_the_middle_of_what_the_scale_can_give():
    assert scaling.midpoint(PRICE) == 50.0
    half = GradeScale(grades=(Grade(id="a", name="a", value=20), Grade(id="b", name="b", value=100)))
    assert scaling.midpoint(half) == 60.0
    assert scaling.ends(half) == (20.0, 100.0)
