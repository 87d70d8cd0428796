"""Bringing the tables up to date, once, however many processes start together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from evaluators.errors import EvaluationError
from storage.schema import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent / "migrations"


def found_version(connection: Connection) -> str | None:
    """Return the migration that the database stands at; ``None``: an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(connection: Connection, keep_copy: Callable[[str], None]) -> None:
    """Apply the missing migrations inside the connection's transaction.

    Before tables that exist are changed, ``keep_copy`` is called with the migration that they stand at.

    Raises
    ------
    EvaluationError
        ``database_newer`` when the database stands at a migration that this program does not know.
    """
    found = found_version(connection)
    if found == HEAD:
        return
    from alembic import command
    from alembic.script import ScriptDirectory

    config = configuration(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise EvaluationError("database_newer", found=found, known=HEAD)
    if found is not None:
        keep_copy(found)
    command.upgrade(config, "head")


def configuration(connection: Connection) -> Config:
    """Return the migration tool's settings for one connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
