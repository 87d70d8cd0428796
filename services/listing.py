"""My evaluations: what a list shows, without reading a single document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from evaluators.documents import Label
from evaluators.tools.results import Level
from services.documents import read_summary
from services.keeping import store
from services.results import known_result
from storage.records import Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationHead:
    """An evaluation in a list."""

    id: str
    title: Label
    kind: str
    updated_at: datetime
    project_id: str | None
    tools: int  # how many are compared
    level: Level | None  # how far the leader is ahead; None: not worked out since the program started
    leader: Label | None  # name of the tool that leads; None: none does, or not worked out
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
    result = known_result(row.sha256)
    leader = result.verdict.leader if result else None
    return EvaluationHead(
        id=row.evaluation.id,
        title=summary.title,
        kind=row.evaluation.kind,
        updated_at=row.evaluation.updated_at,
        project_id=row.evaluation.project,
        tools=len(summary.tools),
        level=result.verdict.level if result else None,
        leader=summary.tools.get(leader) if leader else None,
        decision=summary.tools.get(summary.decision) if summary.decision else None,
        decided_on=summary.decided_on,
        follow_up_on=summary.follow_up_on,
        deleted_at=row.evaluation.deleted_at,
    )
