"""Segment selection: what knocks a segment out, and where the others lie on the segment evaluation plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluators.segmentations.selection_parts import Measure, SegmentCriterion, SegmentScore, Selection

BEST = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentFigure:
    """A segment on one criterion."""

    criterion: str
    raw: float | None  # in the measure's unit; judged: mean of what was said; None: not known
    value: float | None  # 0-100: measured ones relative to the largest segment; None with raw


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentPlace:
    """A segment among the others."""

    segment: str
    figures: tuple[SegmentFigure, ...]  # in the order of the criteria
    knocked_out: tuple[str, ...]  # criteria whose minimum it does not reach
    attractiveness: float | None  # weighted mean of what is known, 0-100; None: nothing is known
    competitiveness: float | None  # likewise
    covered: float  # share of all points that rests on something known


Measures = Mapping[str, Mapping[Measure, float | None]]
"""By segment, in the order of labels: what is measured of it."""


def segment_places(selection: Selection, segments: Measures) -> tuple[SegmentPlace, ...]:
    """Return every segment's place, in the order given.

    A missing figure is left out of the mean, never counted as zero; ``covered`` tells how much was.

    References
    ----------
    Dolnicar, Gruen & Leisch (2018), Market Segmentation Analysis, ch. 8. doi:10.1007/978-981-10-8818-6
    """
    if not selection.criteria:
        return ()
    largest = {
        one.id: max((abs(each.get(one.measure) or 0.0) for each in segments.values()), default=0.0)
        for one in selection.criteria
        if one.measure is not None
    }
    return tuple(_place(selection, segment, found, largest) for segment, found in segments.items())


def _place(
    selection: Selection, segment: str, found: Mapping[Measure, float | None], largest: Mapping[str, float]
) -> SegmentPlace:
    said = [one for one in selection.scores if one.segment == segment]
    figures = tuple(_figure(one, found, said, largest.get(one.id, 0.0)) for one in selection.criteria)
    pairs = list(zip(selection.criteria, figures, strict=True))
    points = sum(one.points for one in selection.criteria)
    known = sum(one.points for one, figure in pairs if figure.value is not None)
    return SegmentPlace(
        segment=segment,
        figures=figures,
        knocked_out=tuple(
            one.id
            for one, figure in pairs
            if one.minimum is not None and figure.raw is not None and figure.raw < one.minimum
        ),
        attractiveness=_mean([pair for pair in pairs if pair[0].axis == "attractiveness"]),
        competitiveness=_mean([pair for pair in pairs if pair[0].axis == "competitiveness"]),
        covered=known / points if points else 0.0,
    )


def _figure(
    criterion: SegmentCriterion,
    found: Mapping[Measure, float | None],
    said: Sequence[SegmentScore],
    largest: float,
) -> SegmentFigure:
    if criterion.measure is None:
        raw = _judged([one for one in said if one.criterion == criterion.id])
        return SegmentFigure(criterion=criterion.id, raw=raw, value=raw)
    measured = found.get(criterion.measure)
    if measured is None:
        return SegmentFigure(criterion=criterion.id, raw=None, value=None)
    share = measured / largest if largest > 0 else 0.0
    return SegmentFigure(criterion=criterion.id, raw=measured, value=BEST * min(max(share, 0.0), 1.0))


def _judged(said: Sequence[SegmentScore]) -> float | None:
    if not said:
        return None
    return sum(one.value for one in said) / len(said)


def _mean(pairs: Sequence[tuple[SegmentCriterion, SegmentFigure]]) -> float | None:
    known = [(one.points, figure.value) for one, figure in pairs if figure.value is not None]
    whole = sum(points for points, _ in known)
    return sum(points * value for points, value in known) / whole if whole else None
