"""A decision project: one goal, and the evaluations of every kind that serve it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from evaluators.documents import Document, Text

EvaluationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class DecisionProject(Document):
    """Which tool, which segmentation, which campaigns, for one goal."""

    kind: Literal["decision-project"] = "decision-project"
    schema_version: Literal[1] = 1
    name: Text
    goal: Text = ""
    evaluations: dict[str, tuple[EvaluationId, ...]] = {}  # ids by kind of document, newest change first
