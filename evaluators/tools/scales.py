"""Scales that a criterion can be measured on. Every scale has fixed ends, worth 0 and 100."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.documents import Finite, Id, Label, Part

Value = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class BreakPoint(Part):
    """A point of a piecewise linear value function between the ends."""

    x: Finite  # in the scale's unit
    value: Value


class _Measured(Part):
    worst: Finite
    best: Finite
    points: tuple[BreakPoint, ...] = ()  # between worst and best, ordered from worst to best; empty: a straight line

    @model_validator(mode="after")
    def _ends_differ_and_points_rise(self) -> Self:
        if self.worst == self.best:
            raise ValueError("worst and best of a scale must differ")
        ends = [(self.worst, 0.0), *((point.x, point.value) for point in self.points), (self.best, 100.0)]
        sign = 1 if self.best > self.worst else -1
        steps = list(pairwise(ends))
        if any(sign * (b[0] - a[0]) <= 0 or b[1] < a[1] for a, b in steps):
            raise ValueError("points must run from worst to best with rising values")
        return self


class NumberScale(_Measured):
    """A measured number with a unit, for example minutes or per cent."""

    type: Literal["number"] = "number"
    unit: Label = ""


class CountScale(_Measured):
    """How many, for example named integrations."""

    type: Literal["count"] = "count"
    worst: Finite = 0
    best: Finite = 10


class StarsScale(_Measured):
    """Stars from reviews or people."""

    type: Literal["stars"] = "stars"
    worst: Finite = 1
    best: Finite = 5


class PriceScale(_Measured):
    """Money a month in the scenario's currency, averaged over the scenario's years; less is better."""

    type: Literal["price"] = "price"
    worst: Finite = 300
    best: Finite = 0


class Grade(Part):
    """One verbal grade and what it is worth."""

    id: Id
    name: Label
    value: Value


class GradeScale(Part):
    """Words in order from worst to best, each with an editable value."""

    type: Literal["grades"] = "grades"
    grades: Annotated[tuple[Grade, ...], Field(min_length=2, max_length=20)]

    @model_validator(mode="after")
    def _grades_rise(self) -> Self:
        values = [grade.value for grade in self.grades]
        if values != sorted(values) or values[0] == values[-1]:
            raise ValueError("grades must rise in value from worst to best")
        if len({grade.id for grade in self.grades}) != len(self.grades):
            raise ValueError("grade ids must differ")
        return self


class YesNoScale(Part):
    """Yes is worth 100, no 0."""

    type: Literal["yes_no"] = "yes_no"


MeasuredScale = NumberScale | CountScale | StarsScale | PriceScale
Scale = Annotated[
    NumberScale | CountScale | StarsScale | PriceScale | GradeScale | YesNoScale, Field(discriminator="type")
]
