"""What a rule reads from facts, before it is laid on a criterion's scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evaluators.tools.facts import Fact, Topic
from evaluators.tools.scales import CountScale, GradeScale, NumberScale, PriceScale, Scale, StarsScale, YesNoScale
from evaluators.tools.scaling import RawFigure, nearest_figure, value_of


@dataclass(frozen=True, slots=True)
class Span:
    """A figure and how far it may reach. ``high`` ``None``: at least ``point``, no end known."""

    low: float
    point: float
    high: float | None

    def __post_init__(self) -> None:
        if not self.low <= self.point or (self.high is not None and self.high < self.point):
            raise ValueError(f"low <= point <= high must hold: {self}")


def exactly(figure: float) -> Span:
    """Return a span of one figure."""
    return Span(figure, figure, figure)


def between(low: float, high: float) -> Span:
    """Return a span with its middle as the point."""
    return Span(low, (low + high) / 2, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A statement in a rule's own terms; what fits the scale is used."""

    score: Span  # 0-100
    count: Span | None = None  # how many, for number and count scales
    stars: Span | None = None  # 1-5, for stars scales
    answer: bool | None = None  # for yes/no scales; None: the facts do not say
    grades: tuple[tuple[str, float], ...] = ()  # grade ids with their scores that a scale may use by name


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReading:
    """What a rule makes of a tool's facts."""

    each: tuple[tuple[Fact, Reading | None], ...]  # None: said in words or without a figure; shown without value
    together: Reading | None = None  # facts that complement each other, read as one; None: each stands alone


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDefinition:
    """One documented way from facts to readings."""

    name: str
    version: int  # grows whenever the same facts would give another reading
    topics: tuple[Topic, ...]
    read: Callable[[tuple[Fact, ...]], RuleReading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A reading on a criterion's scale."""

    raw: RawFigure | None  # None: only an interval is known
    raw_low: float | str | None
    raw_high: float | str | None
    low: float  # values, 0-100
    point: float
    high: float
    clipped: bool


def fit(reading: Reading, scale: Scale) -> Fitted | None:
    """Lay a reading on a scale; ``None`` when the scale asks something that the reading does not answer."""
    if isinstance(scale, YesNoScale):
        return None if reading.answer is None else _one_figure(scale, reading.answer)
    if isinstance(scale, PriceScale):
        return None
    if isinstance(scale, GradeScale):
        return _on_figures(scale, *(_grade(scale, reading, score) for score in _three(reading.score, 100.0)))
    span = _own_unit(reading, scale)
    if span is not None:
        return _on_figures(scale, *_three(span, scale.best))
    return _on_figures(scale, *(nearest_figure(scale, score) for score in _three(reading.score, 100.0)))


def _own_unit(reading: Reading, scale: CountScale | NumberScale | StarsScale) -> Span | None:
    if isinstance(scale, StarsScale):
        return reading.stars
    return reading.count if reading.count is not None and scale.best > scale.worst else None


def _three(span: Span, best: float) -> tuple[float, float, float]:
    high = max(best, span.point) if span.high is None else span.high
    return span.low, span.point, high


def _grade(scale: GradeScale, reading: Reading, score: float) -> str:
    own = {grade.id for grade in scale.grades}
    named = [grade_id for grade_id, worth in reading.grades if grade_id in own]
    if reading.grades and len(named) == len(reading.grades):
        return min(reading.grades, key=lambda pair: abs(pair[1] - score))[0]
    return str(nearest_figure(scale, score))


def _one_figure(scale: Scale, figure: RawFigure) -> Fitted:
    scaled = value_of(scale, figure)
    return Fitted(
        raw=figure, raw_low=None, raw_high=None, low=scaled.value, point=scaled.value, high=scaled.value,
        clipped=scaled.clipped,
    )  # fmt: skip


def _on_figures(scale: Scale, low: RawFigure, point: RawFigure, high: RawFigure) -> Fitted:
    if low == point == high:
        return _one_figure(scale, point)
    values = [value_of(scale, figure) for figure in (low, point, high)]
    least, most = min(v.value for v in values), max(v.value for v in values)
    return Fitted(
        raw=point,
        raw_low=None if isinstance(low, bool) else low,
        raw_high=None if isinstance(high, bool) else high,
        low=least,
        point=values[1].value,
        high=most,
        clipped=values[1].clipped,
    )
