"""The documentation that promises something is held to it."""

from __future__ import annotations

import re
from types import UnionType
from typing import get_args

import pytest
from pydantic import BaseModel

from evaluators.kinds import KINDS
from evaluators.tools.document import ToolEvaluation
from tests.architecture.source import ROOT

FORMATS = (ROOT / "docs" / "document-formats.md").read_text(encoding="utf-8")


def _models_in(annotation: object) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, UnionType) and not get_args(annotation):
        return {annotation} if issubclass(annotation, BaseModel) else set()
    return set().union(*(_models_in(part) for part in get_args(annotation)))


def _parts(model: type[BaseModel], known: set[type[BaseModel]]) -> set[type[BaseModel]]:
    known.add(model)
    for field in model.model_fields.values():
        for part in _models_in(field.annotation) - known:
            _parts(part, known)
    return known


PARTS = sorted(
    (one for one in _parts(ToolEvaluation, set()) if one.__name__ != "LocalText"), key=lambda one: one.__name__
)


def _described() -> dict[str, list[str]]:
    sections = re.split(r"^### ", FORMATS, flags=re.MULTILINE)[1:]
    return {section.split("\n")[0]: re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE) for section in sections}


def test_every_part_is_described():
    assert sorted(_described()) == sorted(one.__name__ for one in PARTS)


@pytest.mark.parametrize("part", PARTS, ids=lambda one: one.__name__)
def test_every_field_is_described(part):
    assert sorted(_described()[part.__name__]) == sorted(part.model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_described(kind):
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*-formats.md")]
    edition = KINDS[kind].model_fields["schema_version"].default
    assert sum(f"\n## `{kind}`, version {edition}\n" in page for page in pages) == 1
    assert f"| `{kind}` |" in FORMATS


def test_links_in_the_readme_lead_somewhere():
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_pictures_in_the_readme_exist():
    for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / target).stat().st_size > 10_000
