"""Uploaded data sets: what is kept where. The rows are in a file of their own, never in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from evaluators.errors import NotFound
from storage.records import Dataset
from storage.schema import dataset as datasets


class Datasets:
    """What can be done with data sets inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, dataset: Dataset) -> None:
        """Keep a new data set."""
        self._connection.execute(
            insert(datasets).values(
                id=dataset.id,
                sha256=dataset.sha256,
                name=dataset.name,
                rows=dataset.rows,
                columns=dataset.columns,
                bytes=dataset.bytes,
                created_at=dataset.created_at,
                deleted_at=dataset.deleted_at,
            )
        )

    def get(self, dataset_id: str) -> Dataset:
        """Return a data set that is kept.

        Raises
        ------
        NotFound
            ``dataset_unknown``.
        """
        statement = select(datasets).where(datasets.c.id == dataset_id, datasets.c.deleted_at.is_(None))
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("dataset_unknown", file=dataset_id[:80])
        return Dataset(**row._asdict())

    def find(self, sha256: str) -> Dataset | None:
        """Return the data set with a hash, if it is kept."""
        statement = select(datasets).where(datasets.c.sha256 == sha256, datasets.c.deleted_at.is_(None))
        row = self._connection.execute(statement.order_by(datasets.c.created_at, datasets.c.id)).first()
        return None if row is None else Dataset(**row._asdict())

    def listed(self) -> tuple[Dataset, ...]:
        """Return all that are kept, newest first."""
        statement = select(datasets).where(datasets.c.deleted_at.is_(None))
        rows = self._connection.execute(statement.order_by(datasets.c.created_at.desc(), datasets.c.id))
        return tuple(Dataset(**row._asdict()) for row in rows)

    def delete(self, dataset_id: str, *, at: datetime) -> None:
        """Mark as deleted; that it was here stays known, what was in it does not."""
        self._connection.execute(
            update(datasets).where(datasets.c.id == dataset_id).values(deleted_at=at, name="", columns="[]")
        )
