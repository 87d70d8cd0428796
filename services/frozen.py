"""Results as JSON and back, to the last digit and type: what is shared stays as it was when it was published.

Every object says what it is (``"is"``), so that nothing is guessed on the way back: a date is not taken for text,
a whole number not for a decimal. Only the types that a result of its kind is made of are ever made.

A result type may gain fields that have a default, and its fields may not be renamed or lost: links that were
published before would no longer open. ``tests/services`` keeps a result of the first version to prove it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from evaluators.documents import LocalText, Part
from evaluators.errors import DocumentError
from evaluators.kinds import KINDS, AnyResult, result_type
from evaluators.notes import Note
from evaluators.tools import facts

FORMAT = 1
_KIND = "is"
_FIRST_KIND = "tool-evaluation"  # of results that were written before there were others
_IN_FACTS = (facts.SourceKind, facts.Topic)  # codes that notes speak of
_PARTS: dict[str, type[Part]] = {"Fact": facts.Fact, "LocalText": LocalText}


@cache
def types_of(kind: str) -> dict[str, type]:
    """Return the dataclasses, parts of documents and codes that results of a kind are made of, by name."""
    found: dict[str, type] = {}
    waiting: list[type] = [result_type(kind), Note, *_IN_FACTS]
    while waiting:
        one = waiting.pop()
        if found.get(one.__name__) is one:
            continue
        if one.__name__ in found:
            raise TypeError(f"two types of a result are named {one.__name__}")
        found[one.__name__] = one
        if is_dataclass(one):
            waiting += [part for hint in get_type_hints(one).values() for part in _classes(hint)]
    return found


def _classes(hint: Any) -> list[type]:
    """Return the dataclasses, parts of documents and enumerations in an annotation."""
    inner = get_args(hint)
    if inner:
        return [found for one in inner for found in _classes(one)]
    is_one = isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, StrEnum | Part))
    return [hint] if is_one else []


def frozen_text(result: AnyResult) -> str:
    """Return a result as JSON.

    Raises
    ------
    TypeError, ValueError
        When the result holds what a result may not hold: an unknown type, nan or an infinity.
    """
    kind = next(one for one in KINDS if type(result) is result_type(one))
    content = {"format": FORMAT, "kind": kind, "result": _plain(result, types_of(kind))}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def thawed(text: str) -> AnyResult:
    """Return the result that ``frozen_text`` wrote.

    Raises
    ------
    DocumentError
        ``document_version_unknown`` when a newer program wrote it.
    """
    content = json.loads(text)
    if content["format"] != FORMAT:
        raise DocumentError("document_version_unknown", version=str(content["format"]), newest=FORMAT)
    kind = content.get("kind", _FIRST_KIND)
    result = _alive(content["result"], types_of(kind))
    if not isinstance(result, result_type(kind)):
        raise TypeError(f"a result of a {kind} is needed, not {type(result).__name__}")
    return result


def _plain(value: Any, types: dict[str, type]) -> Any:
    if isinstance(value, StrEnum):
        return {_KIND: _known(value, types), "value": value.value}
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, float):  # an array's element: the same digits
        return float(value)
    if isinstance(value, datetime):
        return {_KIND: "datetime", "value": value.isoformat()}
    if isinstance(value, date):
        return {_KIND: "date", "value": value.isoformat()}
    if isinstance(value, tuple):
        return [_plain(item, types) for item in value]
    if isinstance(value, list):
        return {_KIND: "list", "value": [_plain(item, types) for item in value]}
    if isinstance(value, Mapping):
        return {_KIND: "mapping", "value": {str(key): _plain(item, types) for key, item in value.items()}}
    if isinstance(value, Part):
        return {_KIND: _known(value, types), "value": value.model_dump(mode="json")}
    if is_dataclass(value):
        return {_KIND: _known(value, types)} | {
            field.name: _plain(getattr(value, field.name), types) for field in fields(value)
        }
    raise TypeError(f"{type(value).__name__} cannot be part of a result")


def _known(value: object, types: dict[str, type]) -> str:
    name = type(value).__name__
    if (types | _PARTS).get(name) is not type(value):
        raise TypeError(f"{name} cannot be part of a result")
    return name


def _alive(value: Any, types: dict[str, type]) -> Any:
    if isinstance(value, list):
        return tuple(_alive(item, types) for item in value)
    if not isinstance(value, dict):
        return value
    rest = dict(value)
    kind = rest.pop(_KIND)
    if kind == "datetime":
        return datetime.fromisoformat(rest["value"])
    if kind == "date":
        return date.fromisoformat(rest["value"])
    if kind == "list":
        return [_alive(item, types) for item in rest["value"]]
    if kind == "mapping":
        return {key: _alive(item, types) for key, item in rest["value"].items()}
    if kind in _PARTS:
        return _PARTS[kind].model_validate(rest["value"])
    found = types[kind]
    if issubclass(found, StrEnum):
        return found(rest["value"])
    if issubclass(found, Part):
        return found.model_validate(rest["value"])
    return found(**{name: _alive(item, types) for name, item in rest.items()})
