"""Matching a table's columns with those that are known, and saying what is wrong with a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from data.score_words import plain
from evaluators.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one row, as an error code with its facts."""

    code: str
    facts: Mapping[str, object]


class RowFault(Exception):
    """A row cannot be used."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.problem = Problem(code=code, facts=facts)


def known_column(name: str, words: Mapping[str, Sequence[str]]) -> str | None:
    """Return which known column a heading is, or ``None``."""
    return next((column for column, spellings in words.items() if plain(name) in spellings), None)


def matched(columns: Sequence[str], words: Mapping[str, Sequence[str]], required: Collection[str]) -> dict[str, int]:
    """Return the place of each known column.

    Raises
    ------
    DataError
        ``columns_missing``, ``columns_unknown`` or ``column_meant_twice``, with what is there and what is known.
    """
    found = [known_column(name, words) for name in columns]
    unknown = [name for name, column in zip(columns, found, strict=True) if column is None]
    missing = [column for column in required if column not in found]
    if missing:
        raise DataError(
            "columns_missing", missing=missing, unknown=unknown, available=list(columns), expected=list(words)
        )
    if unknown:
        raise DataError("columns_unknown", unknown=unknown, available=list(columns), expected=list(words))
    return places([column for column in found if column is not None], columns)


def places(found: Sequence[str], columns: Sequence[str]) -> dict[str, int]:
    """Return the place of each column, raising ``column_meant_twice`` when two headings mean the same."""
    for place, column in enumerate(found):
        if column in found[:place]:
            raise DataError("column_meant_twice", column=columns[place])
    return {column: place for place, column in enumerate(found)}
