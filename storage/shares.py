"""Shared links: frozen snapshots that are found by the hash of their token alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from evaluators.errors import NotFound
from storage.hashes import checked, sha256_of
from storage.records import Share
from storage.schema import share as shares


class Shares:
    """What can be done with shares inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, share: Share, *, token: str) -> None:
        """Keep a snapshot. Of the token only its hash is written."""
        self._connection.execute(
            insert(shares).values(
                id=share.id,
                token_sha256=sha256_of(token),
                evaluation=share.evaluation,
                revision=share.revision,
                document=share.document,
                document_sha256=sha256_of(share.document),
                result=share.result,
                result_sha256=sha256_of(share.result),
                language=share.language,
                show_names=int(share.show_names),
                published_at=share.published_at,
                expires_at=share.expires_at,
                revoked_at=share.revoked_at,
                views=share.views,
            )
        )

    def find(self, token: str) -> Share:
        """Return the snapshot behind a token, whatever its state.

        Raises
        ------
        NotFound
            ``share_unknown``.
        EvaluationError
            ``database_damaged`` when the snapshot is not what was written.
        """
        return self._one(select(shares).where(shares.c.token_sha256 == sha256_of(token)))

    def get(self, share_id: str) -> Share:
        """Return a snapshot by its own id, raising as ``find`` does."""
        return self._one(select(shares).where(shares.c.id == share_id))

    def of(self, evaluation_id: str) -> tuple[Share, ...]:
        """Return an evaluation's snapshots, newest first."""
        statement = select(shares).where(shares.c.evaluation == evaluation_id)
        rows = self._connection.execute(statement.order_by(shares.c.published_at.desc(), shares.c.id))
        return tuple(_share(row) for row in rows)

    def count_view(self, share_id: str) -> None:
        """Add one to how often a snapshot was opened."""
        self._connection.execute(update(shares).where(shares.c.id == share_id).values(views=shares.c.views + 1))

    def revoke(self, share_id: str, *, at: datetime) -> None:
        """Withdraw a snapshot; the first moment stands."""
        self._connection.execute(
            update(shares).where(shares.c.id == share_id, shares.c.revoked_at.is_(None)).values(revoked_at=at)
        )

    def _one(self, statement: object) -> Share:
        row = self._connection.execute(statement).one_or_none()  # type: ignore[call-overload]
        if row is None:
            raise NotFound("share_unknown")
        return _share(row)


def _share(row: Row[tuple[object, ...]]) -> Share:
    place = f"share {row.id}"
    return Share(
        id=row.id,
        evaluation=row.evaluation,
        revision=row.revision,
        document=checked(row.document, row.document_sha256, place=place),
        result=checked(row.result, row.result_sha256, place=place),
        language=row.language,
        show_names=bool(row.show_names),
        published_at=row.published_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        views=row.views,
    )
