"""Putting things with ids into a document's lists and taking them out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypeVar

from evaluators.documents import Label, Part, text_of
from evaluators.errors import NotFound

LONGEST_ID = 48
_OTHER = re.compile(r"[^a-z0-9]+")


class Identified(Protocol):
    """Something with an id of its own."""

    @property
    def id(self) -> str:
        """The id."""


T = TypeVar("T", bound=Identified)


def placed(parts: Sequence[T], part: T) -> tuple[T, ...]:
    """Return the parts with one replaced where it stands, or added at the end."""
    if any(one.id == part.id for one in parts):
        return tuple(part if one.id == part.id else one for one in parts)
    return (*parts, part)


def without(parts: Sequence[T], part_id: str) -> tuple[T, ...]:
    """Return the parts without one.

    Raises
    ------
    NotFound
        ``part_unknown`` when there is none with this id.
    """
    required(parts, part_id)
    return tuple(one for one in parts if one.id != part_id)


def required(parts: Sequence[T], part_id: str) -> T:
    """Return the part with this id, raising as ``without`` does."""
    for one in parts:
        if one.id == part_id:
            return one
    raise NotFound("part_unknown", id=part_id[:80], available=[one.id for one in parts])


def fields_of(part: Part) -> dict[str, Any]:
    """Return a part's fields, to be changed and checked again."""
    return {name: getattr(part, name) for name in type(part).model_fields}


def free_id(name: Label, taken: Collection[str], *, otherwise: str) -> str:
    """Return a readable id made from a name, different from those taken; ``otherwise`` when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", text_of(name, "en")).encode("ascii", "ignore").decode().casefold()
    start = _OTHER.sub("-", plain).strip("-")[:LONGEST_ID].strip("-") or otherwise
    found, number = start, 1
    while found in taken:
        number += 1
        found = f"{start}-{number}"
    return found
