"""What the editors of criteria, weights and judgements ask of a step, whether it weighs tools or segmentations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from evaluators.tools.document import Criterion, Rule
from evaluators.tools.evidence import EvidenceKind
from evaluators.tools.results import ToolResult
from evaluators.weighed import Weighed
from i18n import Texts
from reports.context import Context
from services.evaluations import Opened


class WeighingPage(Protocol):
    """A step of an evaluation whose alternatives are weighed by criteria."""

    opened: Opened
    t: Texts  # in words that fit the alternatives
    advanced: bool
    criterion_type: type[Criterion]  # of the document's criteria
    scale_types: Sequence[str]  # that people's own criteria may have
    rules: Sequence[Rule]  # that work a criterion out; empty: there are none
    evidence_kinds: Sequence[EvidenceKind]
    folds_groups: bool  # weights within a group open on request

    @property
    def document(self) -> Weighed:
        """The document as this tab has it."""

    @property
    def names(self) -> Context:
        """Names of everything in the document, each different from its neighbours, evaluators shown."""

    @property
    def live(self) -> ToolResult | None:
        """The ranking with few draws; ``None`` when there is none, which is said where this is asked."""

    def about(self, result: ToolResult | None) -> Context:
        """Return names and figures in words for a ranking; names alone need none."""

    def live_sentence(self, result: ToolResult) -> str:
        """Return a ranking's answer as one sentence."""

    def left_out(self, result: ToolResult) -> list[str]:
        """Say what is not ranked, and why."""

    def scale_name(self, criterion: Criterion) -> str:
        """Return how a criterion is found out, in a word or two."""

    def scale_ends(self, criterion: Criterion) -> tuple[str, str]:
        """Return the worst and the best end of a criterion's scale in words."""


def page_of(opened: Opened, advanced: bool) -> WeighingPage:
    """Return the step of an evaluation of either kind."""
    from reports.segmentations.ranking import ranking_texts
    from ui import state
    from ui.panels.page import Page
    from ui.panels.segmentations.page import SegmentationPage

    if opened.document.kind == "tool-evaluation":
        return Page(opened, state.words(), advanced)
    return SegmentationPage(opened, ranking_texts(state.language()), advanced)
