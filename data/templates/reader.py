"""Reads criteria templates and example evaluations from TOML files beside this module."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from data.catalogue import load_catalogue
from evaluators.documents import Id, Language, LocalText, Part, problems_of
from evaluators.errors import DataError
from evaluators.tools.changes import frozen_tool
from evaluators.tools.document import Criterion, Group, ToolEvaluation
from evaluators.tools.need import MustHave
from evaluators.tools.weighting import Weighting

FOLDER = Path(__file__).resolve().parent
P = TypeVar("P", bound=Part)
_PLAIN_PLACES = ("evidence", "quotes", "trials", "reviews", "evaluators", "need.scenario", "need.answers")


class CriteriaTemplate(Part):
    """Criteria with scales, rules and starting weights, ready to be put into an evaluation."""

    id: Id
    name: LocalText
    description: LocalText
    groups: tuple[Group, ...] = ()
    criteria: tuple[Criterion, ...]
    weighting: Weighting
    must_haves: tuple[MustHave, ...] = ()


class Example(Part):
    """A finished evaluation to look at and change."""

    id: Id
    name: LocalText
    description: LocalText
    document: ToolEvaluation


@cache
def criteria_templates() -> tuple[CriteriaTemplate, ...]:
    """Return the shipped templates in the order of their files, read once.

    Raises
    ------
    DataError
        ``template_broken`` with the file, the place in it and the reason.
    """
    return tuple(_template(path) for path in sorted((FOLDER / "criteria").glob("*.toml")))


@cache
def examples(language: Language = "fi") -> tuple[Example, ...]:
    """Return the shipped example evaluations, read once for each language.

    The language decides the texts that a document keeps in one language only, such as sources and people's roles.
    Facts of the tools are frozen from the shipped catalogue.

    Raises
    ------
    DataError
        ``template_broken`` with the file, the place in it and the reason.
    """
    return tuple(_example(path, language) for path in sorted((FOLDER / "examples").glob("*.toml")))


@cache
def _library() -> dict[str, Any]:
    return _values(FOLDER / "library.toml")


def _template(path: Path) -> CriteriaTemplate:
    values = _values(path)
    criteria = [_criterion(entry, path) for entry in values.pop("criteria", [])]
    return _checked(CriteriaTemplate, {**values, "criteria": criteria}, path)


def _criterion(entry: dict[str, Any], path: Path) -> dict[str, Any]:
    """Fill an entry such as ``use = "price"`` from the library; what the entry says itself stands."""
    own = dict(entry)
    name = own.pop("use", None)
    shared = _library()["criteria"]
    if name is not None and name not in shared:
        raise _broken(path, f"criteria.{name}", f"not in the library: {', '.join(shared)}")
    filled = {**({"id": name, **shared[name]} if name else {}), **own}
    if isinstance(filled.get("scale"), str):
        scales = _library()["scales"]
        if filled["scale"] not in scales:
            raise _broken(path, f"scale {filled['scale']}", f"not in the library: {', '.join(scales)}")
        filled["scale"] = scales[filled["scale"]]
    return filled


def _example(path: Path, language: Language) -> Example:
    values = _values(path)
    head = {key: values.pop(key, None) for key in ("id", "name", "description")}
    name = values.pop("template", None)
    template = next((template for template in criteria_templates() if template.id == name), None)
    if template is None:
        raise _broken(path, "template", f"not a template: {name}")
    tools = [_tool(entry, path) for entry in values.pop("tools", [])]
    from_template = {key: getattr(template, key) for key in ("groups", "criteria", "weighting")}
    version = load_catalogue().version if any("catalogue_id" in tool for tool in tools) else ""
    document = {**from_template, **_in_one_language(values, language), "tools": tools, "catalogue_version": version}
    return _checked(Example, {**head, "document": document}, path)


def _tool(entry: dict[str, Any], path: Path) -> dict[str, Any]:
    """Freeze the facts of an entry that names a catalogue tool; an own tool stands as it is."""
    name = entry.get("catalogue_id")
    if name is None:
        return entry
    found = load_catalogue().tool(name)
    if found is None:
        raise _broken(path, f"tools.{name}", "not in the catalogue")
    return {**frozen_tool(found).model_dump(mode="json"), **entry}


def _in_one_language(values: dict[str, Any], language: Language) -> dict[str, Any]:
    """Take one language's text wherever the document holds plain text."""
    chosen = dict(values)
    for place in _PLAIN_PLACES:
        first, _, second = place.partition(".")
        if first not in chosen:
            continue
        if not second:
            chosen[first] = _plain(chosen[first], language)
        elif second in chosen[first]:
            chosen[first] = {**chosen[first], second: _plain(chosen[first][second], language)}
    return chosen


def _plain(value: Any, language: Language) -> Any:
    if isinstance(value, dict):
        if set(value) == {"fi", "en"}:
            return value[language]
        return {key: _plain(part, language) for key, part in value.items()}
    return [_plain(part, language) for part in value] if isinstance(value, list) else value


def _values(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise _broken(path, "file", str(fault)) from fault


def _checked(model: type[P], values: dict[str, Any], path: Path) -> P:
    try:
        return model.model_validate(values)
    except ValidationError as fault:
        first = problems_of(fault)[0]
        raise _broken(path, first["place"], first["reason"]) from fault


def _broken(path: Path, place: str, reason: str) -> DataError:
    return DataError("template_broken", file=path.name, place=place, reason=reason)
