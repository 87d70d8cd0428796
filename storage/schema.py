"""The tables. A change here needs a migration in ``migrations/versions`` and its name in ``HEAD``."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

HEAD = "0002"  # newest migration


class Moment(TypeDecorator[datetime]):
    """A moment in UTC as ISO 8601 text with microseconds: sorts as it reads, the same in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write a moment that knows its time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read a moment."""
        return None if value is None else datetime.fromisoformat(value)


class Packed(TypeDecorator[str]):
    """Long text, compressed: a document shrinks to about a sixth."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Compress."""
        return None if value is None else zlib.compress(value.encode(), level=3)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Unpack; what cannot be unpacked reads as empty, which its hash then shows."""
        try:
            return None if value is None else zlib.decompress(value).decode()
        except (zlib.error, UnicodeDecodeError):
            return ""


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

project = Table(
    "project",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("goal", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    sqlite_strict=True,
)

evaluation = Table(
    "evaluation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("project", Text, ForeignKey("project.id"), index=True),
    Column("head", Integer, nullable=False),
    Column("tip", Integer, nullable=False),
    Column("revisions", Integer, nullable=False),  # highest revision number given so far
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("deleted_at", Moment),
    CheckConstraint("head BETWEEN 1 AND revisions AND tip BETWEEN 1 AND revisions", name="head"),
    sqlite_strict=True,
)

revision = Table(
    "revision",
    metadata,
    Column("evaluation", Text, ForeignKey("evaluation.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("parent", Integer),
    Column("document", Packed, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("action", Text, nullable=False),
    Column("side", Integer, nullable=False),
    CheckConstraint("side IN (0, 1)", name="side"),
    sqlite_strict=True,
)

version = Table(
    "version",
    metadata,
    Column("evaluation", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["evaluation", "revision"], ["revision.evaluation", "revision.number"]),
    sqlite_strict=True,
)

share = Table(
    "share",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("evaluation", Text, ForeignKey("evaluation.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("document", Packed, nullable=False),
    Column("document_sha256", Text, nullable=False),
    Column("result", Packed, nullable=False),
    Column("result_sha256", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("show_names", Integer, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("views", Integer, nullable=False),
    sqlite_strict=True,
)

dataset = Table(
    "dataset",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("columns", Text, nullable=False),  # JSON
    Column("bytes", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("deleted_at", Moment),
    sqlite_strict=True,
)

Index("ix_version_revision", version.c.evaluation, version.c.revision)
