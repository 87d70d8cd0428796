"""Value functions: knots, clipping, inverse, grades."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.decision.values import PiecewiseLinear, grade_values, linear_scale, sample_grade_values
from evaluators.errors import EvaluationError

PRICE = PiecewiseLinear(((300, 0), (100, 80), (0, 100)))
FLAT = PiecewiseLinear(((0, 0), (10, 50), (20, 50), (40, 100)))


@st.composite
def value_functions(draw):
    count = draw(st.integers(2, 6))
    x = sorted(draw(st.lists(st.integers(-1000, 1000), min_size=count, max_size=count, unique=True)))
    values = sorted(draw(st.lists(st.integers(0, 100), min_size=count, max_size=count)))
    if draw(st.booleans()):
        x.reverse()
    if draw(st.booleans()):
        values.reverse()
    return PiecewiseLinear(tuple(zip(map(float, x), map(float, values), strict=True)))


@pytest.mark.parametrize(("x", "value"), [(300, 0), (200, 40), (100, 80), (50, 90), (0, 100)])
def test_less_can_be_better(x, value):
    worth = PRICE.value(x)
    assert (worth.value, worth.clipped) == (value, False)


@pytest.mark.parametrize(("x", "value"), [(301, 0), (1e99, 0), (-1, 100), (float("inf"), 0), (float("-inf"), 100)])
def test_figures_beyond_the_ends_are_clipped_and_say_so(x, value):
    worth = PRICE.value(x)
    assert (worth.value, worth.clipped) == (value, True)


def test_arrays_keep_their_shape_and_clip():
    assert PRICE.values([[400, 200], [100, -5]]).tolist() == [[0, 40], [80, 100]]
    assert PRICE.values(np.empty((0, 3))).shape == (0, 3)


def test_nan_is_refused():
    with pytest.raises(EvaluationError) as refused:
        PRICE.values([1, float("nan")])
    assert refused.value.code == "value_not_a_number"


@pytest.mark.parametrize(
    ("function", "value", "x"),
    [
        (PRICE, 0, 300),
        (PRICE, 40, 200),
        (PRICE, 100, 0),
        (PRICE, 100.0000000001, 0),
        (PRICE, 100.1, None),
        (PRICE, -0.1, None),
        (FLAT, 50, None),
        (FLAT, 75, 30),
        (FLAT, 25, 5),
        (PiecewiseLinear(((0, 50), (1, 50))), 50, None),
        (PiecewiseLinear(((0, 90), (10, 20))), 55, 5),
        (PiecewiseLinear(((0, 90), (10, 20))), 95, None),
    ],
)
def test_inverse(function, value, x):
    assert function.inverse(value) == x


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ((), "value_points_too_few"),
        (((0, 0),), "value_points_too_few"),
        (((0, 0), (0, 100)), "value_points_not_monotone"),
        (((0, 0), (2, 50), (1, 100)), "value_points_not_monotone"),
        (((0, 0), (1, 60), (2, 50)), "value_points_not_monotone"),
        (((0, 0), (1, 101)), "value_points_outside"),
        (((0, -1), (1, 100)), "value_points_outside"),
        (((0, 0), (float("nan"), 100)), "value_points_not_a_number"),
        (((0, 0), (float("inf"), 100)), "value_points_not_a_number"),
        (((0, float("nan")), (1, 100)), "value_points_not_a_number"),
        (((-1.7e308, 0), (1.7e308, 100)), "value_points_not_a_number"),
    ],
)
def test_points_that_make_no_value_function(points, code):
    with pytest.raises(EvaluationError) as refused:
        PiecewiseLinear(points)
    assert refused.value.code == code


def test_a_scale_needs_two_ends():
    with pytest.raises(EvaluationError) as refused:
        linear_scale(3, 3)
    assert refused.value.code == "scale_ends_equal"


@given(value_functions(), st.lists(st.floats(-2000, 2000), min_size=2, max_size=20))
def test_values_are_monotone_and_stay_on_the_scale(function, figures):
    worth = function.values(sorted(figures))
    first, last = min(function.points), max(function.points)
    assert np.all((worth >= 0) & (worth <= 100))
    steps = np.diff(worth) * np.sign(last[1] - first[1])
    assert np.all(steps >= -1e-9)
    assert [function.value(x).value for x in sorted(figures)] == list(worth)


@given(value_functions())
def test_points_get_exactly_their_values(function):
    assert [function.value(x).value for x, _ in function.points] == [value for _, value in function.points]


@given(value_functions(), st.floats(0, 100))
def test_what_the_inverse_gives_is_worth_the_value(function, value):
    x = function.inverse(value)
    if x is not None:
        assert function.value(x).value == pytest.approx(value, abs=1e-6)
        assert not function.value(x).clipped


@given(value_functions(), st.floats(-1500, 1500))
def test_values_agree_with_numpy(function, x):
    knots, worth = zip(*sorted(function.points), strict=True)
    assert function.value(x).value == pytest.approx(np.interp(x, knots, worth), abs=1e-9)


@pytest.mark.parametrize(
    ("count", "values"), [(1, (100,)), (2, (0, 100)), (3, (0, 50, 100)), (6, (0, 20, 40, 60, 80, 100))]
)
def test_grades_are_evenly_spread(count, values):
    assert grade_values(count) == values


def test_no_grades_are_refused():
    for refuse in (lambda: grade_values(0), lambda: sample_grade_values(0, 3, np.random.default_rng(1))):
        with pytest.raises(EvaluationError) as refused:
            refuse()
        assert refused.value.code == "grades_too_few"


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_sampled_grades_rise_between_fixed_ends(count):
    drawn = sample_grade_values(count, 200, np.random.default_rng(7))
    assert drawn.shape == (200, count)
    assert np.all(np.diff(drawn, axis=1) >= 0)
    assert np.all(drawn[:, -1] == 100)
    assert np.all(drawn[:, 0] == (100 if count == 1 else 0))


def test_sampled_grades_are_evenly_spread_on_average():
    """The r-th of n sorted uniforms has mean r/(n+1) and variance r(n+1-r) / ((n+1)²(n+2))."""
    draws = 40_000
    drawn = sample_grade_values(5, draws, np.random.default_rng(11))
    r, n = np.arange(1, 4), 3
    error = 100 * np.sqrt(r * (n + 1 - r) / ((n + 1) ** 2 * (n + 2)) / draws)
    assert np.all(np.abs(drawn[:, 1:4].mean(axis=0) - np.array(grade_values(5))[1:4]) < 4 * error)


def test_sampled_grades_repeat_with_the_seed():
    first, second = (sample_grade_values(4, 10, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)
