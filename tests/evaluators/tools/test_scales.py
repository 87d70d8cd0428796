"""Scales refuse ends that coincide, points that turn back and grades out of order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from evaluators.documents import LARGEST_FIGURE
from evaluators.tools.scales import CountScale, GradeScale, NumberScale, PriceScale, Scale, StarsScale, YesNoScale
from evaluators.tools.scaling import ends, value_of

SCALE = TypeAdapter(Scale)
MEASURED = ("number", "count", "stars", "price")


def grade(name, value):
    return {"id": name, "name": name, "value": value}


def refused(**values):
    with pytest.raises(ValidationError) as fault:
        SCALE.validate_python(values)
    return str(fault.value)


@pytest.mark.parametrize("kind", MEASURED)
@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([{"x": 0, "value": 10}], "points must run from worst to best"),  # on the worst end
        ([{"x": 10, "value": 10}], "points must run from worst to best"),  # on the best end
        ([{"x": 11, "value": 10}], "points must run from worst to best"),  # beyond
        ([{"x": 6, "value": 10}, {"x": 4, "value": 20}], "points must run from worst to best"),
        ([{"x": 4, "value": 10}, {"x": 4, "value": 20}], "points must run from worst to best"),
        ([{"x": 4, "value": 20}, {"x": 6, "value": 10}], "with rising values"),
        ([{"x": 4, "value": 101}], "less than or equal to 100"),
        ([{"x": 4, "value": -1}], "greater than or equal to 0"),
    ],
)
def test_points_between_the_ends_rise(kind, points, reason):
    assert reason in refused(type=kind, worst=0, best=10, points=points)


@pytest.mark.parametrize("kind", MEASURED)
def test_ends_differ_and_are_sensible(kind):
    assert "worst and best of a scale must differ" in refused(type=kind, worst=5, best=5)
    assert "less than or equal to" in refused(type=kind, worst=0, best=2 * LARGEST_FIGURE)
    assert "finite number" in refused(type=kind, worst=float("-inf"), best=5)
    assert "finite number" in refused(type=kind, worst=0, best=float("nan"))


def test_a_falling_scale_takes_its_points_from_worst_to_best():
    scale = SCALE.validate_python({"type": "price", "worst": 300, "best": 0, "points": [{"x": 100, "value": 80}]})
    assert value_of(scale, 100.0).value == 80
    assert "points must run" in refused(
        type="price", worst=300, best=0, points=[{"x": 100, "value": 80}, {"x": 200, "value": 90}]
    )


@pytest.mark.parametrize(
    ("grades", "reason"),
    [
        ([], "at least 2"),
        ([grade("a", 0)], "at least 2"),
        ([grade(f"g{k}", k) for k in range(21)], "at most 20"),
        ([grade("a", 50), grade("b", 40)], "grades must rise"),
        ([grade("a", 50), grade("b", 50)], "grades must rise"),
        ([grade("a", 0), grade("a", 50)], "grade ids must differ"),
        ([grade("a", 0), grade("b", 101)], "less than or equal to 100"),
        ([grade("a", -1), grade("b", 100)], "greater than or equal to 0"),
    ],
)
def test_grades_rise_and_differ(grades, reason):
    assert reason in refused(type="grades", grades=grades)


def test_neighbouring_grades_may_be_worth_the_same():
    scale = SCALE.validate_python({"type": "grades", "grades": [grade("a", 0), grade("b", 0), grade("c", 70)]})
    assert isinstance(scale, GradeScale)
    assert ends(scale) == (0, 70)


@pytest.mark.parametrize("values", [{"type": "colour"}, {"worst": 0, "best": 1}, {"type": "yes_no", "worst": 0}])
def test_a_scale_that_does_not_exist(values):
    assert refused(**values)


@pytest.mark.parametrize(
    ("scale", "low", "high"),
    [
        (NumberScale(worst=2, best=7), 2.0, 7.0),
        (CountScale(), 0.0, 10.0),
        (StarsScale(), 1.0, 5.0),
        (PriceScale(), 300.0, 0.0),
        (YesNoScale(), False, True),
    ],
)
def test_the_ends_of_a_scale_are_worth_0_and_100(scale, low, high):
    assert (value_of(scale, low).value, value_of(scale, high).value) == (0, 100)
    assert ends(scale) == (0, 100)


@given(
    st.lists(st.integers(1, 99), min_size=0, max_size=5, unique=True),
    st.lists(st.integers(0, 100), min_size=5, max_size=5),
    st.booleans(),
)
def test_values_never_turn_back_whatever_the_points(places, worths, falling):
    ordered = sorted(places)
    points = [{"x": 100 - x if falling else x, "value": v} for x, v in zip(ordered, sorted(worths), strict=False)]
    worst, best = (100, 0) if falling else (0, 100)
    scale = SCALE.validate_python({"type": "number", "worst": worst, "best": best, "points": points})
    values = [value_of(scale, float(x)).value for x in range(0, 101, 5)]
    steps = [b - a for a, b in pairwise(reversed(values) if falling else values)]
    assert min(steps) > -1e-9  # interpolation on a flat piece may leave a rounding error
    assert {values[0], values[-1]} == {0, 100}
