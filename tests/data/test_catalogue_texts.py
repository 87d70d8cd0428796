"""Every id that the catalogue and the documents use has a name in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from data.catalogue import load_catalogue
from evaluators.tools.evidence import EvidenceKind
from evaluators.tools.facts import Confidence, SourceKind, Topic
from evaluators.tools.need import MustHaveKind
from i18n import LANGUAGES, texts
from i18n.catalogue import LOCALE_FOLDER, messages_in


def used_keys() -> Iterator[str]:
    tools = load_catalogue().tools
    yield from (f"topic.{topic}" for topic in Topic)
    yield from (f"source_kind.{kind}" for kind in SourceKind)
    yield from (f"confidence.{confidence}" for confidence in get_args(Confidence))
    yield from (f"category.{category}" for tool in tools for category in tool.category)
    yield from (f"deployment.{deployment}" for tool in tools for deployment in tool.deployment)
    for tool in tools:
        for fact in tool.about(Topic.SEGMENTATION):
            types = fact.value.get("types", [])
            assert isinstance(types, list)
            yield from (f"segments_on.{one}" for one in types)
    yield from (f"must_have.{kind}" for kind in get_args(MustHaveKind))
    yield from (f"evidence_kind.{kind}" for kind in get_args(EvidenceKind))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_used_id_is_named_and_nothing_else(language: str):
    named = {key for key, _ in messages_in(LOCALE_FOLDER / language / "catalogue.po")}
    assert named == set(used_keys())


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_within_an_area_differ(language: str):
    t = texts(language)
    keys = sorted(set(used_keys()))
    for area in {key.split(".")[0] for key in keys}:
        names = [t(key) for key in keys if key.startswith(f"{area}.")]
        assert len(set(names)) == len(names)
