"""First tables: projects, evaluations with revisions and versions, shares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("share", "version", "revision", "evaluation", "project")
UNCHANGING = {  # what may never happen to a row, beside the columns that may change
    "revision": ("UPDATE",),
    "version": ("UPDATE", "DELETE"),
}


def upgrade() -> None:
    """Make the tables, and keep written history from being rewritten."""
    _project_and_evaluation()
    _history()
    _share()
    if op.get_bind().dialect.name == "sqlite":
        for table, verbs in UNCHANGING.items():
            for verb in verbs:
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def _project_and_evaluation() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("goal", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sqlite_strict=True,
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("project", sa.Text, sa.ForeignKey("project.id", name="fk_evaluation_project")),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("tip", sa.Integer, nullable=False),
        sa.Column("revisions", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
        sa.Column("deleted_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation"),
        sa.CheckConstraint(
            "head BETWEEN 1 AND revisions AND tip BETWEEN 1 AND revisions", name=op.f("ck_evaluation_head")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_evaluation_project", "evaluation", ["project"])


def _history() -> None:
    op.create_table(
        "revision",
        sa.Column("evaluation", sa.Text, sa.ForeignKey("evaluation.id", name="fk_revision_evaluation"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("parent", sa.Integer),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("side", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("evaluation", "number", name="pk_revision"),
        sa.CheckConstraint("side IN (0, 1)", name=op.f("ck_revision_side")),
        sqlite_strict=True,
    )
    op.create_table(
        "version",
        sa.Column("evaluation", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("evaluation", "number", name="pk_version"),
        sa.ForeignKeyConstraint(
            ["evaluation", "revision"],
            ["revision.evaluation", "revision.number"],
            name="fk_version_evaluation_revision",
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_version_revision", "version", ["evaluation", "revision"])


def _share() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("token_sha256", sa.Text, nullable=False),
        sa.Column("evaluation", sa.Text, sa.ForeignKey("evaluation.id", name="fk_share_evaluation"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("document_sha256", sa.Text, nullable=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
        sa.Column("result_sha256", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("show_names", sa.Integer, nullable=False),
        sa.Column("published_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text),
        sa.Column("revoked_at", sa.Text),
        sa.Column("views", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_share"),
        sa.UniqueConstraint("token_sha256", name="uq_share_token_sha256"),
        sqlite_strict=True,
    )
    op.create_index("ix_share_evaluation", "share", ["evaluation"])


def downgrade() -> None:
    """Drop everything."""
    for table in TABLES:
        op.drop_table(table)
