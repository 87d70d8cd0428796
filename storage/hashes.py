"""Text kept with its sha256, so that damage is found when it is read."""

from __future__ import annotations

import hashlib

from evaluators.errors import EvaluationError


def sha256_of(text: str) -> str:
    """Return the sha256 of UTF-8 text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def checked(text: str, sha256: str, *, place: str) -> str:
    """Return ``text`` when it is what was written.

    Raises
    ------
    EvaluationError
        ``database_damaged`` with the place.
    """
    if sha256_of(text) != sha256:
        raise EvaluationError("database_damaged", problems=[place])
    return text
