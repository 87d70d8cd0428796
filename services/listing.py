"""My evaluations: what a list shows, without reading a single document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from evaluators.documents import Label
from evaluators.kinds import AnyResult
from services.documents import read_summary
from services.keeping import store
from services.results import known_result
from storage.records import Listed

if TYPE_CHECKING:
    from evaluators.campaigns.results import Verdict
    from evaluators.tools.results import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationHead:
    """An evaluation in a list."""

    id: str
    title: Label
    kind: str
    updated_at: datetime
    project_id: str | None
    parts: int  # how many tools, candidates or variants are compared
    level: Level | None  # how far the leader is ahead; None: nothing ranked, or not worked out yet
    leader: Label | None  # tool or candidate that leads, or variant to ship; None: none, or not worked out
    leader_id: str | None  # its id, which the document names where ``leader`` is empty; None likewise
    verdict: Verdict | None  # of a campaign test; None: another kind, or not worked out
    locked: bool  # a campaign plan only: what is tested stands fast
    settled: bool  # a segmentation only: its target segments are chosen, or it is to have none
    decision: Label | None  # name of the tool that was chosen; None: not decided
    decided_on: date | None
    follow_up_on: date | None
    deleted_at: datetime | None


def listed(*, deleted: bool = False, project_id: str | None = None) -> tuple[EvaluationHead, ...]:
    """Return all evaluations, or those that were put away; newest change first."""
    with store().reading() as work:
        rows = work.evaluations.listed(deleted=deleted, project=project_id)
    return tuple(_head(row) for row in rows)


def _head(row: Listed) -> EvaluationHead:
    summary = read_summary(row.summary)
    level, verdict, leader = _answer(known_result(row.sha256))
    return EvaluationHead(
        id=row.evaluation.id,
        title=summary.title,
        kind=row.evaluation.kind,
        updated_at=row.evaluation.updated_at,
        project_id=row.evaluation.project,
        parts=len(summary.names),
        level=level,
        leader=summary.names.get(leader) if leader else None,
        leader_id=leader,
        verdict=verdict,
        locked=summary.locked,
        settled=summary.settled,
        decision=summary.names.get(summary.decision) if summary.decision else None,
        decided_on=summary.decided_on,
        follow_up_on=summary.follow_up_on,
        deleted_at=row.evaluation.deleted_at,
    )


def _answer(result: AnyResult | None) -> tuple[Level | None, Verdict | None, str | None]:
    """Return the level of a ranking, the verdict of a campaign test, and the id of what leads."""
    from evaluators.campaigns.results import CampaignResult
    from evaluators.segmentations.results import SegmentationResult
    from evaluators.tools.results import ToolResult

    if isinstance(result, SegmentationResult):
        result = result.ranking
    if isinstance(result, ToolResult):
        return result.verdict.level, None, result.verdict.leader
    if isinstance(result, CampaignResult):
        return None, result.decision.verdict, result.decision.variant
    return None, None, None
