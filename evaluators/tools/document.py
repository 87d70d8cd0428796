"""The tool-evaluation document: need, tools, criteria, weights, evidence, settings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.documents import Document, Id, Label, Part, Text, known_ids, unique_ids
from evaluators.tools.evidence import Evidence, Quote, Review, Trial
from evaluators.tools.facts import Fact
from evaluators.tools.need import Need
from evaluators.tools.scales import Scale
from evaluators.tools.settings import Settings
from evaluators.tools.weighting import Weighting

Rule = Literal[
    "price",
    "ease_of_use",
    "support",
    "integrations",
    "segmentation",
    "personalization",
    "ab_testing",
    "privacy_eu",
    "finnish",
    "free_start",
    "reviews",
]
"""Which documented rule turns catalogue facts, quotes, trials and reviews into this criterion's cells."""


class Tool(Part):
    """An alternative. Catalogue facts are frozen here, so the same document gives the same result for ever."""

    id: Id
    name: Label
    catalogue_id: Id | None = None
    vendor: Text = ""
    deployment: tuple[Id, ...] = ()  # as in the catalogue; empty: unknown
    open_source_licence: Text | None = None  # None: proprietary or unknown
    facts: tuple[Fact, ...] = ()
    note: Text = ""


class Group(Part):
    """An upper-level criterion that holds others."""

    id: Id
    name: Label


class Criterion(Part):
    """What the tools are weighed by."""

    id: Id
    name: Label
    description: Label = ""
    scale: Scale
    group: Id | None = None
    rule: Rule | None = None


class Evaluator(Part):
    """A person who scores or weighs. Hidden in shares unless shown on purpose."""

    id: Id
    name: Text
    weighting: Weighting | None = None  # None: uses the common weights


class Decision(Part):
    """What was decided in the end."""

    tool: Id
    decided_on: date
    reason: Text = ""
    follow_up_on: date | None = None


class ToolEvaluation(Document):
    """Which tool, given criteria, weights, evidence, budget and several evaluators?"""

    kind: Literal["tool-evaluation"] = "tool-evaluation"
    schema_version: Literal[1] = 1
    question: Label = ""
    as_of: date  # ages of evidence are counted to this day
    catalogue_version: Text = ""
    need: Need = Need()
    tools: Annotated[tuple[Tool, ...], Field(max_length=500)] = ()
    groups: Annotated[tuple[Group, ...], Field(max_length=100)] = ()
    criteria: Annotated[tuple[Criterion, ...], Field(max_length=100)] = ()
    weighting: Weighting = Weighting()
    evaluators: Annotated[tuple[Evaluator, ...], Field(max_length=100)] = ()
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=50_000)] = ()
    quotes: Annotated[tuple[Quote, ...], Field(max_length=2_000)] = ()
    trials: Annotated[tuple[Trial, ...], Field(max_length=5_000)] = ()
    reviews: Annotated[tuple[Review, ...], Field(max_length=5_000)] = ()
    settings: Settings = Settings()
    decision: Decision | None = None

    @model_validator(mode="after")
    def _ids_are_unique_and_known(self) -> Self:
        tools = unique_ids("tools", [one.id for one in self.tools])
        groups = unique_ids("groups", [one.id for one in self.groups])
        criteria = unique_ids("criteria", [one.id for one in self.criteria])
        people = unique_ids("evaluators", [one.id for one in self.evaluators])
        clash = groups & criteria
        if clash:
            raise ValueError(f"the same id for a group and a criterion: {', '.join(sorted(clash))}")
        known_ids("criteria.group", {c.group for c in self.criteria if c.group}, groups)
        for name, entries in (("evidence", self.evidence), ("trials", self.trials), ("reviews", self.reviews)):
            unique_ids(name, [entry.id for entry in entries])
            known_ids(f"{name}.tool", {entry.tool for entry in entries}, tools)
        unique_ids("quotes", [one.id for one in self.quotes])
        known_ids("quotes.tool", {quote.tool for quote in self.quotes}, tools)
        known_ids("evidence.criterion", {entry.criterion for entry in self.evidence}, criteria)
        known_ids("evidence.by", {entry.by for entry in self.evidence if entry.by}, people)
        known_ids("trials.by", {trial.by for trial in self.trials if trial.by}, people)
        known_ids("need.answers.tool", {answer.tool for answer in self.need.answers}, tools)
        if self.decision:
            known_ids("decision.tool", {self.decision.tool}, tools)
        self._check_evidence_fits_scales()
        return self

    def _check_evidence_fits_scales(self) -> None:
        scales = {criterion.id: criterion.scale for criterion in self.criteria}
        for index, entry in enumerate(self.evidence):
            problem = entry.problem_on(scales[entry.criterion])
            if problem:
                raise ValueError(f"evidence.{index}: {problem}")

    def criterion(self, criterion_id: str) -> Criterion | None:
        """Return the criterion with this id, or ``None``."""
        return next((criterion for criterion in self.criteria if criterion.id == criterion_id), None)

    def tool(self, tool_id: str) -> Tool | None:
        """Return the tool with this id, or ``None``."""
        return next((tool for tool in self.tools if tool.id == tool_id), None)
