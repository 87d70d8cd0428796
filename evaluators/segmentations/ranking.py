"""Candidates weighed by the engine that weighs tools: measured scores and judgements as its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evaluators.segmentations.criteria.scoring import MeasuredCriterion, place
from evaluators.segmentations.document import SegmentationCriterion, SegmentationEvaluation
from evaluators.segmentations.results import CandidateFound
from evaluators.tools.document import Criterion, Tool, ToolEvaluation
from evaluators.tools.evaluate import evaluate
from evaluators.tools.evidence import Evidence
from evaluators.tools.results import ToolResult

EXACT = frozenset({"D1", "D2", "F2", "G1", "G2"})
"""Counted on the customers at hand: their score is known exactly."""


def ranked(
    document: SegmentationEvaluation,
    found: Sequence[CandidateFound],
    *,
    draws: int | None = None,
    brief: bool = False,
) -> ToolResult:
    """Rank the candidates that have segments and are not knocked out.

    A measured criterion without a value gets no evidence, so the whole scale stays open and the ranks say so.

    Parameters
    ----------
    document : SegmentationEvaluation
    found : sequence of CandidateFound
    draws : int, optional
        Simulated cases; the document's own number otherwise.
    brief : bool
        Only what shows while a weight moves.

    Raises
    ------
    EvaluationError
        When the weights cannot be worked out.
    """
    return evaluate(as_tools(document, found), draws=draws, brief=brief)


def as_tools(document: SegmentationEvaluation, found: Sequence[CandidateFound]) -> ToolEvaluation:
    """Return the same question with candidates as tools and measures as evidence."""
    kept = {one.candidate: one for one in found if one.fault is None and not one.knocked_out}
    tools = tuple(
        Tool(id=one.id, name=one.name if one.name != "" else one.id) for one in document.candidates if one.id in kept
    )
    evidence = tuple(one for one in document.evidence if one.tool in kept)
    return ToolEvaluation(
        title=document.title,
        question=document.question,
        as_of=document.as_of,
        tools=tools,
        groups=document.groups,
        criteria=tuple(_criterion(one) for one in document.criteria),
        weighting=document.weighting,
        evaluators=document.evaluators,
        evidence=(*evidence, *_measured(document, tools, kept, {one.id for one in evidence})),
        settings=document.settings.decision,
    )


def _criterion(one: SegmentationCriterion) -> Criterion:
    return Criterion(id=one.id, name=one.name, description=one.description, scale=one.scale, group=one.group)


def _measured(
    document: SegmentationEvaluation, tools: Sequence[Tool], kept: dict[str, CandidateFound], taken: set[str]
) -> Iterable[Evidence]:
    number = 0
    for tool in tools:
        for criterion in document.criteria:
            found = kept[tool.id].criterion(criterion.code) if criterion.code else None
            if found is None or found.measured.score is None:
                continue
            number += 1
            while f"measured{number}" in taken:
                number += 1
            yield _evidence(document, f"measured{number}", tool.id, criterion.id, found.measured)


def _evidence(
    document: SegmentationEvaluation, name: str, tool: str, criterion: str, one: MeasuredCriterion
) -> Evidence:
    low, high = score_range(one) or (None, None)
    return Evidence(
        id=name,
        tool=tool,
        criterion=criterion,
        value=one.score,
        low=low,
        high=high,
        kind="measured",
        confidence="high",
        source=one.code,
        seen=document.as_of,
    )


def score_range(one: MeasuredCriterion) -> tuple[float, float] | None:
    """Return the 95 % range of a score; ``None`` where only the usual width of a measurement is known."""
    if one.score is None:
        return None
    if one.code in EXACT or _marked(one):
        return one.score, one.score
    if one.interval is None or one.null is None or one.ceiling is None:
        return None
    ends = [place(end, null=one.null, ceiling=one.ceiling) for end in (one.interval.low, one.interval.high)]
    return min(one.score, *ends), max(one.score, *ends)


def _marked(one: MeasuredCriterion) -> bool:
    return any(note.code in ("stable_by_construction", "single_segment") for note in one.notes)
