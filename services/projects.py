"""Decision projects: a goal, the evaluations that serve it, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from evaluators.errors import DocumentError
from evaluators.projects import DecisionProject
from services import clock
from services.documents import new_id
from services.keeping import store
from services.listing import EvaluationHead, listed

NextStep = Literal[
    "choose_tool",
    "decide_tool",
    "choose_segments",
    "lock_plan",
    "read_results",
    "follow_up",
    "wait_for_follow_up",
    "done",
]
NAME_LENGTH, GOAL_LENGTH = 200, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedProject:
    """A project with its evaluations."""

    id: str
    name: str
    goal: str
    evaluations: tuple[EvaluationHead, ...]  # newest change first
    updated_at: datetime
    next_step: NextStep
    next_evaluation: str | None  # evaluation that the next step is taken in; None: a new one
    follow_up_on: date | None  # earliest day to look back at a decision; None: none set


def create_project(name: str, goal: str = "") -> str:
    """Keep a new project; return its id.

    Raises
    ------
    DocumentError
        ``project_name_empty``.
    """
    project_id = new_id()
    with store().writing() as work:
        work.projects.add(project_id, _name(name), _text(goal, GOAL_LENGTH), at=clock.now())
    return project_id


def change_project(project_id: str, name: str, goal: str) -> None:
    """Give a project another name and goal.

    Raises
    ------
    NotFound
        ``project_unknown``.
    DocumentError
        ``project_name_empty``.
    """
    with store().writing() as work:
        work.projects.change(project_id, _name(name), _text(goal, GOAL_LENGTH), at=clock.now())


def projects() -> tuple[OpenedProject, ...]:
    """Return all projects, newest change first."""
    with store().reading() as work:
        rows = work.projects.listed()
    heads = listed()
    return tuple(
        _opened(row.id, row.name, row.goal, row.updated_at, tuple(head for head in heads if head.project_id == row.id))
        for row in rows
    )


def open_project(project_id: str) -> OpenedProject:
    """Return one project.

    Raises
    ------
    NotFound
        ``project_unknown``.
    """
    with store().reading() as work:
        row = work.projects.get(project_id)
    return _opened(row.id, row.name, row.goal, row.updated_at, listed(project_id=project_id))


def put_into_project(evaluation_id: str, project_id: str | None) -> None:
    """Put an evaluation into a project, or take it out with ``None``.

    Raises
    ------
    NotFound
        ``project_unknown`` or ``evaluation_unknown``.
    """
    with store().writing() as work:
        if project_id is not None:
            work.projects.get(project_id)
        work.evaluations.set_project(evaluation_id, project_id)


def project_document(project_id: str) -> DecisionProject:
    """Return a project as a document: name, goal and the ids of its evaluations by kind."""
    project = open_project(project_id)
    kinds = sorted({head.kind for head in project.evaluations})
    ids = {kind: tuple(head.id for head in project.evaluations if head.kind == kind) for kind in kinds}
    return DecisionProject(title=project.name, name=project.name, goal=project.goal, evaluations=ids)


def _opened(
    project_id: str, name: str, goal: str, updated_at: datetime, heads: tuple[EvaluationHead, ...]
) -> OpenedProject:
    step, evaluation = _next(heads, clock.today())
    return OpenedProject(
        id=project_id,
        name=name,
        goal=goal,
        evaluations=heads,
        updated_at=max([updated_at, *(head.updated_at for head in heads)]),
        next_step=step,
        next_evaluation=evaluation,
        follow_up_on=min((head.follow_up_on for head in heads if head.follow_up_on), default=None),
    )


def _next(heads: tuple[EvaluationHead, ...], today: date) -> tuple[NextStep, str | None]:
    """Return what is next: an overdue look back first, then an open choice, then what has to wait."""
    if not heads:
        return "choose_tool", None
    due = [head for head in heads if head.follow_up_on and head.follow_up_on <= today]
    if due:
        return "follow_up", min(due, key=lambda head: head.follow_up_on or today).id
    undecided = [head for head in heads if head.kind == "tool-evaluation" and head.decision is None]
    if undecided:
        return "decide_tool", undecided[0].id
    unsettled = [head for head in heads if head.kind == "segmentation-evaluation" and not head.settled]
    if unsettled:
        return "choose_segments", unsettled[0].id
    plans = [head for head in heads if head.kind == "campaign-plan"]
    open_plans = [head for head in plans if not head.locked]
    if open_plans:
        return "lock_plan", open_plans[0].id
    if plans and not any(head.kind == "campaign-test" for head in heads):
        return "read_results", plans[0].id
    later = [head for head in heads if head.follow_up_on]
    return ("wait_for_follow_up", later[0].id) if later else ("done", None)


def _name(name: str) -> str:
    kept = _text(name, NAME_LENGTH)
    if not kept:
        raise DocumentError("project_name_empty")
    return kept


def _text(text: str, limit: int) -> str:
    return text.replace("\x00", "").strip()[:limit]
