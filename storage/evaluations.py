"""Evaluations and their history: every state is kept, undo and redo move along it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select, update

from evaluators.errors import EvaluationError, NotFound
from storage.hashes import checked, sha256_of
from storage.records import Draft, Evaluation, Listed, Revision, Standing, Version
from storage.schema import evaluation as evaluations
from storage.schema import revision as revisions
from storage.schema import version as versions


class Evaluations:
    """What can be done with evaluations inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, evaluation_id: str, kind: str, draft: Draft, *, at: datetime, project: str | None = None) -> None:
        """Keep a new evaluation; its document becomes revision 1."""
        row = {"id": evaluation_id, "kind": kind, "project": project, "head": 1, "tip": 1, "revisions": 1}
        self._connection.execute(insert(evaluations).values(**row, created_at=at, updated_at=at, deleted_at=None))
        self._write(evaluation_id, 1, None, draft, at, side=False)

    def get(self, evaluation_id: str) -> Evaluation:
        """Return where an evaluation stands.

        Raises
        ------
        NotFound
            ``evaluation_unknown``.
        """
        row = self._connection.execute(select(evaluations).where(evaluations.c.id == evaluation_id)).one_or_none()
        if row is None:
            raise NotFound("evaluation_unknown", id=evaluation_id[:80])
        return _evaluation(row)

    def standing(self, evaluation_id: str) -> Standing:
        """Return an evaluation with its head, what undo and redo would do, and its newest saved version."""
        found = self.get(evaluation_id)
        head = self.revision(evaluation_id, found.head)
        saved = self._version(
            select(versions).where(versions.c.evaluation == evaluation_id).order_by(versions.c.number.desc()).limit(1)
        )
        return Standing(
            evaluation=found,
            head=head,
            redo=self._child_towards(found.id, found.head, found.tip),
            can_undo=head.parent is not None and self._kept(evaluation_id, head.parent),
            version=saved,
        )

    def revision(self, evaluation_id: str, number: int) -> Revision:
        """Return one state, checked against its hash.

        Raises
        ------
        NotFound
            ``revision_unknown`` when it was never made or is no longer kept.
        EvaluationError
            ``database_damaged`` when the text is not what was written.
        """
        statement = select(revisions).where(revisions.c.evaluation == evaluation_id, revisions.c.number == number)
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("revision_unknown", revision=number)
        values = row._asdict()
        checked(values["document"], values["sha256"], place=f"revision {evaluation_id} {number}")
        return Revision(**{**values, "side": bool(values["side"])})

    def append(self, evaluation_id: str, parent: int, draft: Draft, *, at: datetime, side: bool = False) -> int:
        """Write a new state and, unless it is a side revision, make it the head; return its number."""
        move = (
            update(evaluations)
            .where(evaluations.c.id == evaluation_id)
            .values(revisions=evaluations.c.revisions + 1)
            .returning(evaluations.c.revisions)
        )
        number: int = self._connection.execute(move).scalar_one()
        self._write(evaluation_id, number, parent, draft, at, side=side)
        if not side:
            self._set(evaluation_id, head=number, tip=number, updated_at=at)
        return number

    def move_head(self, evaluation_id: str, number: int, *, at: datetime) -> None:
        """Show another state; redo leads back along the same line."""
        self._set(evaluation_id, head=number, updated_at=at)

    def prune(self, evaluation_id: str, keep: int) -> int:
        """Forget unsaved states beyond the newest ``keep``; saved versions, head and tip stay. Return how many went."""
        found = self.get(evaluation_id)
        saved = select(versions.c.revision).where(versions.c.evaluation == evaluation_id)
        newest = (
            select(revisions.c.number)
            .where(revisions.c.evaluation == evaluation_id, revisions.c.number.not_in(saved))
            .order_by(revisions.c.number.desc())
        )
        oldest_kept = self._connection.execute(newest.offset(keep - 1).limit(1)).scalar_one_or_none()
        if oldest_kept is None:
            return 0
        gone = delete(revisions).where(
            revisions.c.evaluation == evaluation_id,
            revisions.c.number < oldest_kept,
            revisions.c.number.not_in(saved),
            revisions.c.number.not_in([found.head, found.tip]),
        )
        return self._connection.execute(gone).rowcount

    def set_deleted(self, evaluation_id: str, at: datetime | None) -> None:
        """Put an evaluation away, or bring it back with ``None``."""
        self.get(evaluation_id)
        self._set(evaluation_id, deleted_at=at)

    def set_project(self, evaluation_id: str, project: str | None) -> None:
        """Put an evaluation into a project, or take it out with ``None``."""
        self.get(evaluation_id)
        self._set(evaluation_id, project=project)

    def listed(self, *, deleted: bool = False, project: str | None = None) -> tuple[Listed, ...]:
        """Return all evaluations, newest change first, without reading documents."""
        joined = and_(revisions.c.evaluation == evaluations.c.id, revisions.c.number == evaluations.c.head)
        statement = (
            select(evaluations, revisions.c.summary, revisions.c.sha256)
            .join(revisions, joined)
            .where(evaluations.c.deleted_at.is_not(None) if deleted else evaluations.c.deleted_at.is_(None))
            .order_by(evaluations.c.updated_at.desc(), evaluations.c.id)
        )
        if project is not None:
            statement = statement.where(evaluations.c.project == project)
        rows = self._connection.execute(statement)
        return tuple(Listed(evaluation=_evaluation(row), summary=row.summary, sha256=row.sha256) for row in rows)

    def add_version(self, evaluation_id: str, revision: int, label: str, *, at: datetime) -> int:
        """Save a revision under the next number; return the number."""
        last = select(func.max(versions.c.number)).where(versions.c.evaluation == evaluation_id)
        number = (self._connection.execute(last).scalar_one() or 0) + 1
        row = {"evaluation": evaluation_id, "number": number, "revision": revision, "label": label, "at": at}
        self._connection.execute(insert(versions).values(**row))
        return number

    def versions(self, evaluation_id: str) -> tuple[Version, ...]:
        """Return the saved versions, first to last."""
        statement = _with_hash().where(versions.c.evaluation == evaluation_id).order_by(versions.c.number)
        return tuple(Version(**row._asdict()) for row in self._connection.execute(statement))

    def version(self, evaluation_id: str, number: int) -> Version:
        """Return one saved version.

        Raises
        ------
        NotFound
            ``version_unknown`` with the numbers that exist.
        """
        saved = self.versions(evaluation_id)
        for one in saved:
            if one.number == number:
                return one
        raise NotFound("version_unknown", number=number, available=[one.number for one in saved])

    def _version(self, statement: Select[tuple[object, ...]]) -> Version | None:
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else self.version(row.evaluation, row.number)

    def _write(
        self, evaluation_id: str, number: int, parent: int | None, draft: Draft, at: datetime, *, side: bool
    ) -> None:
        self._connection.execute(
            insert(revisions).values(
                evaluation=evaluation_id,
                number=number,
                parent=parent,
                document=draft.document,
                sha256=sha256_of(draft.document),
                summary=draft.summary,
                at=at,
                action=draft.action,
                side=int(side),
            )
        )

    def _set(self, evaluation_id: str, **values: object) -> None:
        self._connection.execute(update(evaluations).where(evaluations.c.id == evaluation_id).values(**values))

    def _kept(self, evaluation_id: str, number: int) -> bool:
        statement = select(revisions.c.number).where(
            revisions.c.evaluation == evaluation_id, revisions.c.number == number
        )
        return self._connection.execute(statement).one_or_none() is not None

    def _child_towards(self, evaluation_id: str, head: int, tip: int) -> int | None:
        """Return the state after ``head`` on the way to ``tip``."""
        if head == tip:
            return None
        statement = select(revisions.c.number, revisions.c.parent).where(
            revisions.c.evaluation == evaluation_id, revisions.c.number <= tip
        )
        parents = {row.number: row.parent for row in self._connection.execute(statement)}
        step: int | None = tip
        while step is not None and parents.get(step) != head:
            step = parents.get(step)
        return step


def _with_hash() -> Select[tuple[object, ...]]:
    joined = and_(revisions.c.evaluation == versions.c.evaluation, revisions.c.number == versions.c.revision)
    return select(versions, revisions.c.sha256).join(revisions, joined)


def _evaluation(row: Row[tuple[object, ...]]) -> Evaluation:
    return Evaluation(
        id=row.id,
        kind=row.kind,
        project=row.project,
        head=row.head,
        tip=row.tip,
        revisions=row.revisions,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )


def damaged(connection: Connection) -> list[str]:
    """Return the places whose text is not what was written, or whose references lead nowhere."""
    problems: list[str] = []
    for row in connection.execute(select(revisions.c.evaluation, revisions.c.number)).all():
        try:
            Evaluations(connection).revision(row.evaluation, row.number)
        except EvaluationError:
            problems.append(f"revision {row.evaluation} {row.number}")
    whole = select(evaluations.c.id).where(
        ~select(revisions.c.number)
        .where(revisions.c.evaluation == evaluations.c.id, revisions.c.number == evaluations.c.head)
        .exists()
    )
    return problems + [f"evaluation {row.id}" for row in connection.execute(whole)]
