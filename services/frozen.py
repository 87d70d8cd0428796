"""Results as JSON and back, to the last digit and type: what is shared stays as it was when it was published.

Every object says what it is (``"is"``), so that nothing is guessed on the way back: a date is not taken for text,
a whole number not for a decimal. Only the types listed here are ever made.

A result type may gain fields that have a default, and its fields may not be renamed or lost: links that were
published before would no longer open. ``tests/services`` keeps a result of the first version to prove it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from evaluators import notes, results
from evaluators.documents import LocalText, Part
from evaluators.errors import DocumentError
from evaluators.tools import facts
from evaluators.tools import results as tool_results
from evaluators.tools.results import ToolResult

FORMAT = 1
_KIND = "is"


def _types(*modules: object) -> dict[str, type]:
    found = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    return {one.__name__: one for one in found if is_dataclass(one) or issubclass(one, StrEnum)}


_TYPES = _types(notes, results, facts, tool_results)
_PARTS: dict[str, type[Part]] = {"Fact": facts.Fact, "LocalText": LocalText}


def frozen_text(result: ToolResult) -> str:
    """Return a result as JSON.

    Raises
    ------
    TypeError, ValueError
        When the result holds what a result may not hold: an unknown type, nan or an infinity.
    """
    content = {"format": FORMAT, "result": _plain(result)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def thawed(text: str) -> ToolResult:
    """Return the result that ``frozen_text`` wrote.

    Raises
    ------
    DocumentError
        ``document_version_unknown`` when a newer program wrote it.
    """
    content = json.loads(text)
    if content["format"] != FORMAT:
        raise DocumentError("document_version_unknown", version=str(content["format"]), newest=FORMAT)
    result = _alive(content["result"])
    if not isinstance(result, ToolResult):
        raise TypeError(f"a ToolResult is needed, not {type(result).__name__}")
    return result


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return {_KIND: _known(value), "value": value.value}
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, float):  # an array's element: the same digits
        return float(value)
    if isinstance(value, datetime):
        return {_KIND: "datetime", "value": value.isoformat()}
    if isinstance(value, date):
        return {_KIND: "date", "value": value.isoformat()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, list):
        return {_KIND: "list", "value": [_plain(item) for item in value]}
    if isinstance(value, Mapping):
        return {_KIND: "mapping", "value": {str(key): _plain(item) for key, item in value.items()}}
    if isinstance(value, Part):
        return {_KIND: _known(value), "value": value.model_dump(mode="json")}
    if is_dataclass(value):
        return {_KIND: _known(value)} | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be part of a result")


def _known(value: object) -> str:
    name = type(value).__name__
    if (_TYPES | _PARTS).get(name) is not type(value):
        raise TypeError(f"{name} cannot be part of a result")
    return name


def _alive(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_alive(item) for item in value)
    if not isinstance(value, dict):
        return value
    rest = dict(value)
    kind = rest.pop(_KIND)
    if kind == "datetime":
        return datetime.fromisoformat(rest["value"])
    if kind == "date":
        return date.fromisoformat(rest["value"])
    if kind == "list":
        return [_alive(item) for item in rest["value"]]
    if kind == "mapping":
        return {key: _alive(item) for key, item in rest["value"].items()}
    if kind in _PARTS:
        return _PARTS[kind].model_validate(rest["value"])
    found = _TYPES[kind]
    if issubclass(found, StrEnum):
        return found(rest["value"])
    return found(**{name: _alive(item) for name, item in rest.items()})
