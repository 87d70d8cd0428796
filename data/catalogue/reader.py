"""Reads the shipped catalogue: one TOML file for each tool, every fact with its source."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from evaluators.documents import Id, Part, Text, problems_of
from evaluators.errors import DataError
from evaluators.tools.facts import Catalogue, CatalogueTool, Fact, SourceKind, Topic

FOLDER = Path(__file__).resolve().parent
_TOPICS = tuple(topic.value for topic in Topic)
_SEEN = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_URL = re.compile(r"https?://[^\s<>\"]+")

P = TypeVar("P", bound=Part)


class Attribution(Part):
    """A source that must be named where its rows are shown."""

    id: Id
    name: Text
    url: Text
    licence: Text
    licence_url: Text
    source_kind: SourceKind  # its rows are the facts of this kind


@cache
def load_catalogue() -> Catalogue:
    """Return the shipped catalogue, read once.

    Raises
    ------
    DataError
        ``catalogue_broken`` with the file, the place in it and the reason.
    """
    return read_catalogue(FOLDER)


@cache
def load_attributions() -> tuple[Attribution, ...]:
    """Return the sources that have to be named, read once.

    Raises
    ------
    DataError
        ``catalogue_broken`` with the file, the place in it and the reason.
    """
    path = FOLDER / "catalogue.toml"
    return tuple(_checked(Attribution, entry, path, "attribution") for entry in _values(path).get("attribution", []))


def read_catalogue(folder: Path) -> Catalogue:
    """Read ``catalogue.toml`` and ``tools/*.toml`` of a folder, tools in order of their names.

    Raises
    ------
    DataError
        ``catalogue_broken`` with the file, the place in it and the reason.
    """
    head = folder / "catalogue.toml"
    version = _values(head).get("version")
    if not isinstance(version, str) or not version:
        raise _broken(head, "version", "a version is needed")
    tools = [read_tool(path) for path in sorted((folder / "tools").glob("*.toml"))]
    return Catalogue(version=version, tools=tuple(sorted(tools, key=lambda tool: tool.name.casefold())))


def read_tool(path: Path) -> CatalogueTool:
    """Read one tool's file.

    Raises
    ------
    DataError
        ``catalogue_broken`` with the file, the place in it and the reason.
    """
    values = _values(path)
    facts = [fact for topic in _TOPICS for fact in _facts(topic, values.pop(topic, []), path)]
    _refuse_doubled(facts, path)
    tool = _checked(CatalogueTool, {**values, "facts": facts}, path, "tool")
    if tool.id != path.stem:
        raise _broken(path, "id", f"must be {path.stem}, as the file is named")
    if not (tool.summary_en and tool.summary_fi):
        raise _broken(path, "summary", "both summaries are needed")
    for place, url in (("url", tool.url), ("country_source_url", tool.country_source_url)):
        if url and not _URL.fullmatch(url):
            raise _broken(path, place, "a web address is needed")
    return tool


def _facts(topic: str, entries: Any, path: Path) -> Iterable[Fact]:
    if not isinstance(entries, list):
        raise _broken(path, topic, f"write [[{topic}]] with two brackets")
    for number, entry in enumerate(entries, start=1):
        place = f"{topic} {number}"
        if not isinstance(entry, dict) or "topic" in entry:
            raise _broken(path, place, "a fact is a table without a topic of its own")
        fact = _checked(Fact, {**entry, "topic": topic}, path, place)
        if fact.seen and not _SEEN.fullmatch(fact.seen):
            raise _broken(path, f"{place}.seen", "write YYYY, YYYY-MM or YYYY-MM-DD")
        if not _URL.fullmatch(fact.source_url):
            raise _broken(path, f"{place}.source_url", "a web address is needed")
        yield fact


def _refuse_doubled(facts: list[Fact], path: Path) -> None:
    ids = [fact.id for fact in facts]
    doubled = sorted({one for one in ids if ids.count(one) > 1})
    if doubled:
        raise _broken(path, ", ".join(doubled), "the same fact id twice")


def _values(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise _broken(path, "file", str(fault)) from fault


def _checked(model: type[P], values: Any, path: Path, place: str) -> P:
    try:
        return model.model_validate(values)
    except ValidationError as fault:
        first = problems_of(fault)[0]
        raise _broken(path, f"{place}.{first['place']}", first["reason"]) from fault


def _broken(path: Path, place: str, reason: str) -> DataError:
    return DataError("catalogue_broken", file=path.name, place=place, reason=reason)
