"""Choosing target segments: what they are weighed by, what people say of them, and which are chosen."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.documents import Finite, Id, Label, Part, Text, known_ids, unique_ids
from evaluators.tools.weighting import Points

Measure = Literal["customers", "share", "value", "value_share", "mean_value", "reachable", "stability", "outcome"]
"""What a segment is measured by: customers; their share; their value, its share and its mean, in money; the share that
can be reached; how surely the segment comes back in resampled customers; the mean outcome after the split."""


class SegmentCriterion(Part):
    """What segments are weighed by: measured, or judged on 0 to 100 by people."""

    id: Id
    name: Label = ""
    measure: Measure | None = None  # None: judged
    axis: Literal["attractiveness", "competitiveness"] = "attractiveness"
    points: Points = 1.0  # weight among the criteria of the same axis
    minimum: Finite | None = None  # in the measure's unit, or of 0 to 100: a segment below is left out; None: no limit


class SegmentScore(Part):
    """What somebody says of one segment on a judged criterion."""

    segment: Id
    criterion: Id
    value: Annotated[float, Field(ge=0, le=100)]
    by: Id | None = None  # evaluator; None: the team
    note: Text = ""


class Selection(Part):
    """How target segments are chosen within one candidate."""

    candidate: Id | None = None  # None: the one that the ranking puts first
    criteria: Annotated[tuple[SegmentCriterion, ...], Field(max_length=50)] = ()
    scores: Annotated[tuple[SegmentScore, ...], Field(max_length=10_000)] = ()

    @model_validator(mode="after")
    def _scores_are_on_judged_criteria(self) -> Self:
        unique_ids("criteria", [one.id for one in self.criteria])
        judged = {one.id for one in self.criteria if one.measure is None}
        known_ids("scores.criterion", {one.criterion for one in self.scores}, judged)
        unique_ids("scores", [f"{one.segment}/{one.criterion}/{one.by or ''}" for one in self.scores])
        return self


class Target(Part):
    """A segment that is chosen."""

    candidate: Id
    segment: Id
    reason: Text = ""
