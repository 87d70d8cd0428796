"""What every step is given: the evaluation, its texts and names, and its result while it is being edited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, get_args

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.tools.document import Criterion, Rule, ToolEvaluation
from evaluators.tools.evidence import EvidenceKind
from evaluators.tools.results import ToolResult
from i18n import Texts
from i18n.sentences import error_sentence
from reports import verdicts
from reports.context import Context, raw_text
from services import results
from services.evaluations import Opened
from settings import settings
from ui.panels.scale_editor import TYPES


@dataclass(frozen=True)
class Page:
    """The evaluation of tools that a step shows; a ``ui.panels.weighing.WeighingPage``."""

    opened: Opened
    t: Texts
    advanced: bool
    criterion_type: ClassVar[type[Criterion]] = Criterion
    scale_types: ClassVar[tuple[str, ...]] = TYPES
    rules: ClassVar[tuple[Rule, ...]] = get_args(Rule)
    evidence_kinds: ClassVar[tuple[EvidenceKind, ...]] = get_args(EvidenceKind)
    folds_groups: ClassVar[bool] = False

    @property
    def document(self) -> ToolEvaluation:
        """The document as this tab has it."""
        return self.opened.document

    @cached_property
    def live(self) -> ToolResult | None:
        """The result with few draws; ``None`` when it cannot be worked out, which is said where this is asked."""
        try:
            return results.live_result(self.document, settings().live_draws)
        except EvaluationError as fault:
            st.info(error_sentence(fault.code, fault.facts, self.t.language))
            return None

    @cached_property
    def names(self) -> Context:
        """Names of everything in the document, each different from its neighbours, evaluators shown."""
        return self.about(None)

    def about(self, result: ToolResult | None) -> Context:
        """Return names and figures in words for a result; names alone need none."""
        return Context(self.document, result, self.t.language, show_names=True)

    def live_sentence(self, result: ToolResult) -> str:
        """Return a ranking's answer as one sentence."""
        return verdicts.verdict_sentence(self.document, result, self.t.language)

    def left_out(self, result: ToolResult) -> list[str]:
        """Say what is not ranked, and why."""
        names = self.about(result).tools
        keys = {"budget": "page.live.excluded_budget"}
        return [
            self.t(keys.get(one.reason, "page.live.excluded_must_have"), tool=names[one.tool])
            for one in result.excluded
        ]

    def scale_name(self, criterion: Criterion) -> str:
        """Return how a criterion is found out, in a word or two."""
        return self.t(f"page.scale.{criterion.scale.type}")

    def scale_ends(self, criterion: Criterion) -> tuple[str, str]:
        """Return the worst and the best end of a criterion's scale in words."""
        return scale_ends(self.names, criterion)


def scale_ends(names: Context, criterion: Criterion) -> tuple[str, str]:
    """Return the worst and the best end of a scale in words."""
    scale = criterion.scale
    if scale.type == "grades":
        return names.label(scale.grades[0].name), names.label(scale.grades[-1].name)
    if scale.type == "yes_no":
        return names.t("word.no"), names.t("word.yes")
    return raw_text(names, scale, scale.worst), raw_text(names, scale, scale.best)
