"""From a figure on a criterion's scale to its value of 0-100, and back."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from evaluators.decision.values import PiecewiseLinear, Valued
from evaluators.tools.scales import GradeScale, MeasuredScale, Scale, YesNoScale

RawFigure = float | str | bool
BEST_VALUE = 100.0


@lru_cache(maxsize=512)
def value_function(scale: MeasuredScale) -> PiecewiseLinear:
    """Return the value function of a measured scale: its own points between the ends worth 0 and 100."""
    return PiecewiseLinear(tuple(_points(scale)))


def value_of(scale: Scale, figure: RawFigure) -> Valued:
    """Return what a figure is worth.

    Parameters
    ----------
    scale : Scale
        The criterion's scale.
    figure : float, str or bool
        A number in the scale's unit, a grade's id, or yes/no.

    Returns
    -------
    Valued
        Value in 0-100; beyond the ends it is cut and flagged.

    Raises
    ------
    TypeError
        The figure is of another kind than the scale; documents are checked for this, so it is a programming fault.

    >>> from evaluators.tools.scales import PriceScale
    >>> value_of(PriceScale(worst=300, best=0), 75.0)
    Valued(value=75.0, clipped=False)
    """
    if isinstance(scale, GradeScale):
        return Valued(value=_grade_value(scale, figure), clipped=False)
    if isinstance(scale, YesNoScale):
        if not isinstance(figure, bool):
            raise TypeError(f"yes or no is needed, not {figure!r}")
        return Valued(value=BEST_VALUE if figure else 0.0, clipped=False)
    if isinstance(figure, bool | str):
        raise TypeError(f"a number is needed, not {figure!r}")
    return value_function(scale).value(figure)


def figure_at(scale: Scale, value: float) -> RawFigure:
    """Return the figure that is worth ``value``.

    Grades and yes/no give the first one worth at least ``value`` (the best one when none is); on a flat piece of a
    value function the end nearest to the worst figure. Values are cut to 0-100.
    """
    if isinstance(scale, GradeScale):
        reached = [grade.id for grade in scale.grades if grade.value >= value]
        return reached[0] if reached else scale.grades[-1].id
    if isinstance(scale, YesNoScale):
        return value > 0
    wanted = min(max(value, 0.0), BEST_VALUE)
    for (x, v), (next_x, next_v) in pairwise(_points(scale)):
        if wanted <= next_v:
            return x if next_v == v or wanted <= v else x + (next_x - x) * (wanted - v) / (next_v - v)
    return scale.best


def nearest_figure(scale: Scale, value: float) -> RawFigure:
    """Return the figure whose worth is nearest to ``value``; of two equally near grades the worse one."""
    if isinstance(scale, GradeScale):
        return min(scale.grades, key=lambda grade: abs(grade.value - value)).id
    if isinstance(scale, YesNoScale):
        return value > BEST_VALUE / 2
    return figure_at(scale, value)


def ends(scale: Scale) -> tuple[float, float]:
    """Return the lowest and highest value the scale can give."""
    if isinstance(scale, GradeScale):
        return scale.grades[0].value, scale.grades[-1].value
    return 0.0, BEST_VALUE


def midpoint(scale: Scale) -> float:
    """Return the value that stands for an unknown figure: the middle of the scale."""
    low, high = ends(scale)
    return (low + high) / 2


def _points(scale: MeasuredScale) -> list[tuple[float, float]]:
    inner = [(point.x, point.value) for point in scale.points]
    return [(scale.worst, 0.0), *inner, (scale.best, BEST_VALUE)]


def _grade_value(scale: GradeScale, figure: RawFigure) -> float:
    found = next((grade.value for grade in scale.grades if grade.id == figure), None)
    if found is None:
        raise TypeError(f"{figure!r} is no grade of the scale")
    return found
