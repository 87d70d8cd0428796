"""Backing up everything that is kept, and taking a backup back."""

from __future__ import annotations

from pathlib import Path

from services.keeping import store
from services.results import forget_results


def backup(path: Path) -> None:
    """Write a whole, checked copy of the database, also while others use it.

    Raises
    ------
    EvaluationError
        ``backup_target_exists``, ``backup_damaged``, ``file_unwritable`` or ``backup_needs_own_tool``.
    """
    from storage import backups

    backups.backup(store(), path)


def restore(path: Path) -> Path:
    """Put a backup in the database's place; return where the state before was put.

    Raises
    ------
    EvaluationError
        ``backup_not_found``, ``backup_damaged``, ``database_newer`` or ``backup_needs_own_tool``.
    """
    from storage import backups

    kept = backups.restore(store(), path)
    forget_results()
    return kept


def verify(path: Path | None = None) -> list[str]:
    """Read everything and compare it with its hashes; return what is wrong in the database.

    Parameters
    ----------
    path : Path or None
        A backup to read instead; what is wrong with it is raised.

    Raises
    ------
    EvaluationError
        ``backup_not_found``, ``backup_damaged`` or ``database_newer``.
    """
    from settings import settings
    from storage import backups

    if path is not None:
        backups.check(path, settings())
        return []
    return backups.damaged(store())
