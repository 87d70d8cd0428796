"""Reading the words and lists inside a fact's value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from evaluators.tools.facts import Fact

LARGEST = 1e12  # amounts and counts beyond it are slips


def words_in(value: JsonValue) -> tuple[str, ...]:
    """Return every text inside a value, lists and objects included, in order."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(text for item in value for text in words_in(item))
    if isinstance(value, Mapping):
        return tuple(text for item in value.values() for text in words_in(item))
    return ()


def listed(fact: Fact, key: str) -> tuple[str, ...]:
    """Return the texts of a list field; empty when absent."""
    value = fact.value.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def says(pattern: str, texts: Iterable[str]) -> bool:
    """Tell whether any text matches a pattern, letter case aside."""
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts)


def number_in(fact: Fact, key: str) -> float | None:
    """Return a field's number, or ``None`` when it is absent, no number, below zero or beyond all reason."""
    value = fact.value.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= LARGEST else None


def flag(value: JsonValue) -> bool | None:
    """Return yes for ``true`` or a describing text, list or number, no for ``false``, ``None`` for unknown."""
    if value is None or isinstance(value, bool):
        return value
    return bool(value)


def agreed(answers: Iterable[bool | None]) -> bool | None:
    """Return the answer that all who know agree on; ``None`` when nobody knows or they disagree."""
    known = {answer for answer in answers if answer is not None}
    return known.pop() if len(known) == 1 else None
