"""The segmentation document: question, customers' fields, candidates, criteria, weights, judgements, targets."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.documents import Document, Finite, Id, Label, Part, Text, known_ids, unique_ids
from evaluators.segmentations.candidates import Candidate, needed_fields
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.segmentation_settings import SegmentationSettings
from evaluators.segmentations.selection_parts import Selection, Target
from evaluators.segmentations.source import DataSource
from evaluators.tools.document import Criterion, Evaluator, Group
from evaluators.tools.evidence import Evidence
from evaluators.tools.scales import NumberScale, Scale
from evaluators.tools.weighting import Weighting

Code = Literal["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "D1", "D2", "E1", "E2", "F1", "F2", "G1", "G2"]
SHOWN: frozenset[Code] = frozenset({"A2", "C1"})
"""Measured and shown, never scored: A2 is the flattering twin of A1, C1 compares like with like only."""
Strategy = Literal["undifferentiated", "selective", "concentrated"]


class SegmentationCriterion(Criterion):
    """What segmentations are weighed by: measured where it has a code, judged by people where it has none."""

    code: Code | None = None
    scale: Scale = NumberScale(worst=0, best=1)  # of a measured one: 0 what chance gives, 1 the best attainable

    @model_validator(mode="after")
    def _fits_what_is_measured(self) -> Self:
        if self.rule is not None:
            raise ValueError("rule: only tools have facts that a rule reads")
        if self.code is None:
            return self
        if self.code in SHOWN:
            raise ValueError(f"code: {self.code} is shown beside the others and cannot be weighed")
        if not isinstance(self.scale, NumberScale) or (self.scale.worst, self.scale.best) != (0, 1):
            raise ValueError("scale: a measured criterion runs from 0 to 1")
        return self


class PlannedAction(Part):
    """What one segment of a candidate would be given."""

    candidate: Id
    segment: Id
    offer: Text = ""
    channel: Text = ""
    goal: Text = ""


class SegmentNaming(Part):
    """What people call one segment of a candidate, instead of the proposed name."""

    candidate: Id
    segment: Id
    name: Text


class CampaignEffect(Part):
    """What a campaign test showed in one segment of a candidate, in money per customer."""

    candidate: Id
    segment: Id
    customers: Annotated[int, Field(ge=1, le=1_000_000_000)]
    effect: Finite
    standard_error: Annotated[Finite, Field(gt=0)]
    source: Text = ""


class SegmentationEvaluation(Document):
    """Which way of segmenting the customers is best for this team?"""

    kind: Literal["segmentation-evaluation"] = "segmentation-evaluation"
    schema_version: Literal[1] = 1
    question: Label = ""
    as_of: date  # ages of judgements are counted to this day
    strategy: Strategy = "selective"
    data: DataSource = DataSource()
    fields: Annotated[tuple[CustomerField, ...], Field(max_length=1_000)] = ()
    candidates: Annotated[tuple[Candidate, ...], Field(max_length=50)] = ()
    groups: Annotated[tuple[Group, ...], Field(max_length=100)] = ()
    criteria: Annotated[tuple[SegmentationCriterion, ...], Field(max_length=100)] = ()
    weighting: Weighting = Weighting()
    evaluators: Annotated[tuple[Evaluator, ...], Field(max_length=100)] = ()
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=50_000)] = ()  # on judged criteria; tool: the candidate
    names: Annotated[tuple[SegmentNaming, ...], Field(max_length=2_000)] = ()
    actions: Annotated[tuple[PlannedAction, ...], Field(max_length=2_000)] = ()
    effects: Annotated[tuple[CampaignEffect, ...], Field(max_length=2_000)] = ()
    selection: Selection = Selection()
    targets: Annotated[tuple[Target, ...], Field(max_length=50)] = ()
    settings: SegmentationSettings = SegmentationSettings()

    @model_validator(mode="after")
    def _ids_are_unique_and_known(self) -> Self:
        fields = unique_ids("fields", [one.id for one in self.fields])
        candidates = unique_ids("candidates", [one.id for one in self.candidates])
        people = unique_ids("evaluators", [one.id for one in self.evaluators])
        for candidate in self.candidates:
            known_ids(f"candidates.{candidate.id}.fields", needed_fields(candidate), fields)
        self._check_criteria()
        self._check_evidence(candidates, people)
        for place, parts in self._of_segments().items():
            known_ids(f"{place}.candidate", {one.candidate for one in parts}, candidates)
            unique_ids(place, [f"{one.candidate}/{one.segment}" for one in parts])
        known_ids("selection.candidate", {self.selection.candidate} - {None}, candidates)  # type: ignore[arg-type]
        known_ids("selection.scores.by", {one.by for one in self.selection.scores if one.by}, people)
        if self.strategy == "concentrated" and len(self.targets) > 1:
            raise ValueError("targets: a concentrated strategy has one target segment")
        if self.strategy == "undifferentiated" and self.targets:
            raise ValueError("targets: an undifferentiated strategy has no target segment")
        return self

    def _of_segments(self) -> dict[str, tuple[SegmentNaming | PlannedAction | CampaignEffect | Target, ...]]:
        return {"names": self.names, "actions": self.actions, "effects": self.effects, "targets": self.targets}

    def _check_criteria(self) -> None:
        groups = unique_ids("groups", [one.id for one in self.groups])
        criteria = unique_ids("criteria", [one.id for one in self.criteria])
        if clash := groups & criteria:
            raise ValueError(f"the same id for a group and a criterion: {', '.join(sorted(clash))}")
        known_ids("criteria.group", {one.group for one in self.criteria if one.group}, groups)
        unique_ids("criteria.code", [one.code for one in self.criteria if one.code])

    def _check_evidence(self, candidates: set[str], people: set[str]) -> None:
        unique_ids("evidence", [one.id for one in self.evidence])
        judged = {one.id: one.scale for one in self.criteria if one.code is None}
        known_ids("evidence.tool", {one.tool for one in self.evidence}, candidates)
        known_ids("evidence.criterion", {one.criterion for one in self.evidence}, set(judged))
        known_ids("evidence.by", {one.by for one in self.evidence if one.by}, people)
        for index, entry in enumerate(self.evidence):
            if problem := entry.problem_on(judged[entry.criterion]):
                raise ValueError(f"evidence.{index}: {problem}")

    def candidate(self, candidate_id: str) -> Candidate | None:
        """Return the candidate with this id, or ``None``."""
        return next((one for one in self.candidates if one.id == candidate_id), None)

    def criterion(self, criterion_id: str) -> SegmentationCriterion | None:
        """Return the criterion with this id, or ``None``."""
        return next((one for one in self.criteria if one.id == criterion_id), None)

    def field(self, field_id: str) -> CustomerField | None:
        """Return the field with this id, or ``None``."""
        return next((one for one in self.fields if one.id == field_id), None)
