"""Joining two people's edits of one document: what only one has touched is taken, what both have is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_ABSENT = object()
_KEYS = (
    ("id",),
    ("tool", "must_have"),
    ("first", "second"),
    ("currency", "seen"),
    ("candidate", "segment"),
    ("segment", "criterion", "by"),
    ("before", "after"),
)
_OPTIONAL = "by"  # nobody in particular


def merged(base: Any, mine: Any, theirs: Any) -> tuple[Any, list[str]]:
    """Return the three-way merge of JSON values and the places that both have changed differently.

    Objects are merged field by field and lists of things with ids thing by thing; any other list is one value. The
    merge is only of use when no place is named.
    """
    places: list[str] = []
    return _merged(base, mine, theirs, (), places), places


def _merged(base: Any, mine: Any, theirs: Any, path: tuple[str, ...], places: list[str]) -> Any:
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    if isinstance(base, dict) and isinstance(mine, dict) and isinstance(theirs, dict):
        return _objects(base, mine, theirs, path, places)
    if isinstance(base, list) and isinstance(mine, list) and isinstance(theirs, list):
        keys = _keys(base, mine, theirs)
        if keys is not None:
            return _lists(base, mine, theirs, keys, path, places)
    places.append(".".join(path) or "document")
    return mine


def _objects(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], path: tuple[str, ...], places: list[str]
) -> dict[str, Any]:
    joined = {}
    for name in dict.fromkeys([*theirs, *mine]):
        value = _merged(
            base.get(name, _ABSENT), mine.get(name, _ABSENT), theirs.get(name, _ABSENT), (*path, name), places
        )
        if value is not _ABSENT:
            joined[name] = value
    return joined


def _lists(
    base: list[Any], mine: list[Any], theirs: list[Any], keys: tuple[str, ...], path: tuple[str, ...], places: list[str]
) -> list[Any]:
    by_key = [{_key(item, keys): item for item in items} for items in (base, mine, theirs)]
    order = _order(*(list(items) for items in by_key))
    if order is None:
        places.append(".".join((*path, "order")))
        return mine
    joined = []
    for key in order:
        first, second, third = (items.get(key, _ABSENT) for items in by_key)
        value = _merged(first, second, third, (*path, "/".join(key)), places)
        if value is not _ABSENT:
            joined.append(value)
    return joined


def _keys(*lists: Sequence[Any]) -> tuple[str, ...] | None:
    """Return the fields that tell the items of all lists apart, or ``None``."""
    for keys in _KEYS:
        if all(_told_apart(items, keys) for items in lists):
            return keys
    return None


def _told_apart(items: Sequence[Any], keys: tuple[str, ...]) -> bool:
    if not all(isinstance(item, dict) and all(_tells(item, key) for key in keys) for item in items):
        return False
    return len({_key(item, keys) for item in items}) == len(items)


def _tells(item: dict[str, Any], key: str) -> bool:
    return isinstance(item.get(key), str) or (key == _OPTIONAL and key in item and item[key] is None)


def _key(item: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item[key] or "" for key in keys)


def _order(
    base: list[tuple[str, ...]], mine: list[tuple[str, ...]], theirs: list[tuple[str, ...]]
) -> list[tuple[str, ...]] | None:
    """Return all keys in one order: the one that was changed; ``None`` when both have reordered differently."""
    if _common(mine, theirs) == _common(theirs, mine) or _common(mine, base) == _common(base, mine):
        skeleton, added = list(theirs), mine
    elif _common(theirs, base) == _common(base, theirs):
        skeleton, added = list(mine), theirs
    else:
        return None
    for place, key in enumerate(added):
        if key not in skeleton:
            before = added[place - 1] if place else None
            skeleton.insert(skeleton.index(before) + 1 if before in skeleton else 0, key)
    return skeleton


def _common(keys: list[tuple[str, ...]], others: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    known = set(others)
    return [key for key in keys if key in known]
