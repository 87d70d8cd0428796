"""Reads the criteria templates of segmentations from TOML files: what is weighed, and with which weights."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from evaluators.documents import Id, LocalText, Part, problems_of
from evaluators.errors import DataError
from evaluators.segmentations.document import SegmentationCriterion
from evaluators.segmentations.selection_parts import Selection
from evaluators.tools.document import Group
from evaluators.tools.weighting import NodeWeights, Points, Weighting

FOLDER = Path(__file__).resolve().parent / "segmentation"
LIBRARY = "library.toml"
P = TypeVar("P", bound=Part)


class SegmentationTemplate(Part):
    """Criteria with starting weights, ready to be put into an evaluation."""

    id: Id
    name: LocalText
    description: LocalText
    groups: tuple[Group, ...] = ()
    criteria: tuple[SegmentationCriterion, ...]
    weighting: Weighting


class _Written(Part):
    id: Id
    name: LocalText
    description: LocalText
    flat: bool = False  # True: no groups
    points: dict[Id, Points] = Field(min_length=1)  # criteria of the library with their weights, in this order
    names: dict[Id, LocalText] = {}  # instead of the library's


@cache
def segmentation_templates() -> tuple[SegmentationTemplate, ...]:
    """Return the shipped templates in the order of their files, read once.

    Raises
    ------
    DataError
        ``template_broken`` with the file, the place in it and the reason.
    """
    paths = sorted(path for path in FOLDER.glob("*.toml") if path.name != LIBRARY)
    return tuple(_template(path) for path in paths)


@cache
def segmentation_criteria(*, grouped: bool = False) -> tuple[SegmentationCriterion, ...]:
    """Return all criteria of the library to add to an evaluation, with or without the groups that they belong to."""
    return tuple(_criterion(name, grouped=grouped) for name in _library()["criteria"])


@cache
def segmentation_groups() -> tuple[Group, ...]:
    """Return all groups of the library."""
    return tuple(_group(name) for name in _library()["groups"])


@cache
def starting_selection() -> Selection:
    """Return what target segments are weighed by, to begin with."""
    return _checked(Selection, {"criteria": _library()["selection"]}, FOLDER / LIBRARY)


def _template(path: Path) -> SegmentationTemplate:
    written = _checked(_Written, _values(path), path)
    known = _library()["criteria"]
    if strange := sorted((set(written.points) | set(written.names)) - set(known)):
        raise _broken(path, f"points.{strange[0]}", f"not in the library: {', '.join(known)}")
    criteria = [_criterion(name, grouped=not written.flat) for name in written.points]
    criteria = [one.model_copy(update={"name": written.names.get(one.id, one.name)}) for one in criteria]
    used = dict.fromkeys(one.group for one in criteria if one.group)
    return SegmentationTemplate(
        id=written.id,
        name=written.name,
        description=written.description,
        groups=tuple(_group(name) for name in used),
        criteria=tuple(criteria),
        weighting=_weighting(written, criteria),
    )


def _weighting(written: _Written, criteria: list[SegmentationCriterion]) -> Weighting:
    """Give each group the points of its criteria together, and within it each criterion its own."""
    top: dict[str, float] = {}
    within: dict[str, dict[str, float]] = {}
    for one in criteria:
        points = written.points[one.id]
        top[one.group or one.id] = top.get(one.group or one.id, 0.0) + points
        if one.group:
            within.setdefault(one.group, {})[one.id] = points
    nodes = {group: NodeWeights(points=points) for group, points in within.items()}
    return Weighting(top=NodeWeights(points=top), within=nodes)


def _criterion(name: str, *, grouped: bool) -> SegmentationCriterion:
    path = FOLDER / LIBRARY
    entry: dict[str, Any] = {"id": name, **_library()["criteria"][name]}
    if not grouped:
        entry.pop("group", None)
    if isinstance(entry.get("scale"), str):
        entry["scale"] = _library()["scales"][entry["scale"]]
    return _checked(SegmentationCriterion, entry, path)


def _group(name: str) -> Group:
    return Group(id=name, name=LocalText.model_validate(_library()["groups"][name]))


@cache
def _library() -> dict[str, Any]:
    return _values(FOLDER / LIBRARY)


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
