"""How far the leader is ahead, by the thresholds that the document holds."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.decision.acceptability import differs
from evaluators.notes import Note, Severity
from evaluators.tools.results import Changes, Exclusion, Level, Question, ToolScore, Verdict
from evaluators.tools.settings import Thresholds


def decide(
    ranking: Sequence[ToolScore],
    changes: Changes | None,
    questions: Sequence[Question],
    excluded: Sequence[Exclusion],
    thresholds: Thresholds,
    *,
    draws: int,
) -> Verdict:
    """Name the leader by first-rank acceptability and say how far it is ahead.

    A leader by simulation that is not the leader at the point figures is too close to call, and so is one whose
    lead over the next is inside the Monte-Carlo error.
    """
    if not ranking:
        out = {exclusion.tool for exclusion in excluded}
        note = Note(code="no_tool_left", severity=Severity.WARNING, facts={"excluded": len(out)})
        return _empty(Level.NONE, None, (note,) if out else ())
    if len(ranking) == 1:
        return _empty(Level.SINGLE, ranking[0].tool, ())
    by_share = sorted(ranking, key=lambda score: -score.rank_acceptability[0])
    leader, second = by_share[0], by_share[1]
    share, second_share = leader.rank_acceptability[0], second.rank_acceptability[0]
    points = changes.weight.points if changes and changes.weight else None
    point_leader = ranking[0].tool if ranking[0].tool != leader.tool else None
    tied = not differs(share, second_share, draws)
    notes = (Note(code="inside_simulation_error"),) if tied else ()
    level = Level.OPEN if tied or point_leader else _level(share, points, thresholds)
    return Verdict(
        level=level,
        leader=leader.tool,
        runner_up=second.tool,
        first_share=share,
        runner_up_share=second_share,
        error=leader.error,
        points_to_change=points,
        overturning=tuple(dict.fromkeys(question.criterion for question in questions if question.can_change)),
        point_leader=point_leader,
        notes=notes,
    )


def _level(share: float, points: float | None, thresholds: Thresholds) -> Level:
    if share >= thresholds.clear_acceptability:
        return Level.CLEAR
    if share >= thresholds.leads_acceptability and (points is None or points >= thresholds.leads_points):
        return Level.LEADS
    return Level.CLOSE if share >= thresholds.close_acceptability else Level.OPEN


def _empty(level: Level, leader: str | None, notes: tuple[Note, ...]) -> Verdict:
    return Verdict(
        level=level,
        leader=leader,
        runner_up=None,
        first_share=None,
        runner_up_share=None,
        error=None,
        points_to_change=None,
        overturning=(),
        point_leader=None,
        notes=notes,
    )
