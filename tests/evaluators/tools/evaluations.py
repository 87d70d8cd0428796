"""Whole evaluations from a few figures, and what must hold of every result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from math import isfinite

from evaluators.tools.document import Criterion, Evaluator, Tool, ToolEvaluation
from evaluators.tools.evaluate import evaluate
from evaluators.tools.evidence import Evidence
from evaluators.tools.results import ToolResult, ToolScore
from evaluators.tools.scales import NumberScale, Scale
from evaluators.tools.settings import EvidenceWidths, Settings
from evaluators.tools.weighting import NodeWeights, Weighting
from tests.evaluators.tools.tool_documents import AS_OF

DRAWS = 2_000
NO_WIDTHS = EvidenceWidths(measured=0, vendor=0, dated=0, weak=0, guess=0, per_year=0, most=0)
EXACT = Settings(draws=DRAWS, widths=NO_WIDTHS)
UNCERTAIN = Settings(draws=DRAWS)
HUNDRED = NumberScale(worst=0, best=100)


def names(count: int, letter: str = "t") -> tuple[str, ...]:
    """t1, t2, ..."""
    return tuple(f"{letter}{place}" for place in range(1, count + 1))


def points(*given: float) -> Weighting:
    """Direct points for criteria c1, c2, ..."""
    return Weighting(top=NodeWeights(points=dict(zip(names(len(given), "c"), given, strict=True))))


def said(tool: str, criterion: str, value: object, **more: object) -> Evidence:
    """One own measurement of the day."""
    if value is None:
        more.setdefault("state", "known" if "low" in more else "unknown")
    by = more.get("by")
    more = {"id": "-".join(filter(None, (tool, criterion, by))), "kind": "measured", "seen": AS_OF} | more
    return Evidence(tool=tool, criterion=criterion, value=value, **more)


def evaluation(
    rows: Mapping[str, Sequence[object]],
    weights: Sequence[float] | Weighting = (),
    *,
    scales: Sequence[Scale] = (),
    **more: object,
) -> ToolEvaluation:
    """Tools in rows, criteria c1, c2, ... in columns on 0-100; ``None`` is an unknown."""
    width = max((len(row) for row in rows.values()), default=len(scales))
    criteria = names(width, "c")
    scales = scales or [HUNDRED] * width
    more = {"settings": EXACT} | more
    return ToolEvaluation(
        as_of=AS_OF,
        tools=[Tool(id=tool, name=tool) for tool in rows],
        criteria=more.pop("criteria", None)
        or [Criterion(id=one, name=one, scale=scale) for one, scale in zip(criteria, scales, strict=True)],
        weighting=weights if isinstance(weights, Weighting) else points(*weights),
        evidence=more.pop("evidence", None)
        or [said(tool, one, figure) for tool, row in rows.items() for one, figure in zip(criteria, row, strict=True)],
        **more,
    )


def people(*weightings: Weighting | None) -> list[Evaluator]:
    """Evaluators p1, p2, ..."""
    ids = names(len(weightings), "p")
    return [Evaluator(id=one, name=one, weighting=own) for one, own in zip(ids, weightings, strict=True)]


def sound(document: ToolEvaluation) -> ToolResult:
    """Evaluate, and check what must hold of every result."""
    result = evaluate(document)
    unfit = [place for place, figure in figures(result) if not isfinite(figure)]
    assert not unfit
    assert len(result.cells) == len(document.tools) * len(document.criteria)
    out = {exclusion.tool for exclusion in result.excluded}
    if document.criteria:
        assert {score.tool for score in result.ranking} == {tool.id for tool in document.tools} - out
    for score in result.ranking:
        assert abs(sum(score.rank_acceptability) - 1) < 1e-9
        assert abs(sum(score.contributions) - score.score) < 1e-9
    return result


def figures(part: object, place: str = "result") -> Iterator[tuple[str, float]]:
    """Yield every floating-point figure of a result with its place."""
    if isinstance(part, float):
        yield place, part
    elif is_dataclass(part):
        for field in fields(part):
            yield from figures(getattr(part, field.name), f"{place}.{field.name}")
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from figures(value, f"{place}.{key}")
    elif isinstance(part, Sequence) and not isinstance(part, str | bytes):
        for index, value in enumerate(part):
            yield from figures(value, f"{place}.{index}")


def by_tool(result: ToolResult) -> dict[str, ToolScore]:
    """Scores by tool."""
    return {score.tool: score for score in result.ranking}
