"""Decision projects: a name and a goal; evaluations say themselves which project they belong to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from evaluators.errors import NotFound
from storage.records import Project
from storage.schema import project as projects


class Projects:
    """What can be done with projects inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, project_id: str, name: str, goal: str, *, at: datetime) -> None:
        """Keep a new project."""
        row = {"id": project_id, "name": name, "goal": goal, "created_at": at, "updated_at": at}
        self._connection.execute(insert(projects).values(**row))

    def get(self, project_id: str) -> Project:
        """Return a project.

        Raises
        ------
        NotFound
            ``project_unknown``.
        """
        row = self._connection.execute(select(projects).where(projects.c.id == project_id)).one_or_none()
        if row is None:
            raise NotFound("project_unknown", id=project_id[:80])
        return Project(**row._asdict())

    def listed(self) -> tuple[Project, ...]:
        """Return all projects, newest change first."""
        rows = self._connection.execute(select(projects).order_by(projects.c.updated_at.desc(), projects.c.id))
        return tuple(Project(**row._asdict()) for row in rows)

    def change(self, project_id: str, name: str, goal: str, *, at: datetime) -> None:
        """Give a project another name and goal."""
        self.get(project_id)
        self._connection.execute(
            update(projects).where(projects.c.id == project_id).values(name=name, goal=goal, updated_at=at)
        )
