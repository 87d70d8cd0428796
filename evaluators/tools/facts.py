"""A sourced statement about a tool, as the catalogue holds it and a document freezes it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import JsonValue

from evaluators.documents import Id, Part, Text

Confidence = Literal["high", "medium", "low"]


class Topic(StrEnum):
    """What a fact is about."""

    PRICING = "pricing"
    FREE_TIER = "free_tier"
    FREE_TRIAL = "free_trial"
    SUPPORT = "support"
    INTEGRATIONS = "integrations"
    EASE_OF_USE = "ease_of_use"
    REVIEWS = "reviews"
    SEGMENTATION = "segmentation"
    PERSONALIZATION = "personalization"
    AB_TESTING = "ab_testing"
    PRIVACY_EU = "privacy_eu"
    LANGUAGES = "languages"


class SourceKind(StrEnum):
    """Who states a fact."""

    VENDOR = "vendor"
    REPO = "repo"
    REGULATOR = "regulator"
    PLUGIN_DIRECTORY = "plugin_directory"
    DATASET = "dataset"
    TRANSCRIPTION = "transcription"
    PARTNER = "partner"
    RESELLER = "reseller"
    MIRROR = "mirror"
    MEASURED = "measured"
    COMPETITOR = "competitor"
    THIRD_PARTY = "third_party"


class Fact(Part):
    """One statement with its source. A topic without facts is unknown, never "no"."""

    id: Id  # unique within the tool, stable between catalogue versions
    topic: Topic
    value: dict[str, JsonValue]  # a field that is absent is unknown; false means that a source says no
    note: Text = ""
    source_url: Text = ""
    seen: Text = ""  # YYYY, YYYY-MM or YYYY-MM-DD; empty: the page showed no date
    source_kind: SourceKind
    confidence: Confidence


class CatalogueTool(Part):
    """A real product with what is known about it."""

    id: Id
    name: Text
    vendor: Text
    url: Text = ""
    country: Text | None = None  # ISO 3166 code; None: unknown
    country_source_url: Text = ""
    category: tuple[Id, ...] = ()
    deployment: tuple[Id, ...] = ()  # saas, self_host, desktop, server, private_cloud, warehouse_native
    open_source_licence: Text | None = None
    note: Text = ""  # remark on the licence, or why something is left out
    summary_en: Text = ""
    summary_fi: Text = ""
    facts: tuple[Fact, ...] = ()

    def about(self, topic: Topic) -> tuple[Fact, ...]:
        """Return the facts on one topic, in catalogue order."""
        return tuple(fact for fact in self.facts if fact.topic == topic)


class Catalogue(Part):
    """All shipped tools and the version they carry."""

    version: Text
    tools: tuple[CatalogueTool, ...]

    def tool(self, tool_id: str) -> CatalogueTool | None:
        """Return the tool with this id, or ``None``."""
        return next((tool for tool in self.tools if tool.id == tool_id), None)
