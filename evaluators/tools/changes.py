"""Freezing catalogue facts into a document, and what the catalogue says differently since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evaluators.tools.document import Tool, ToolEvaluation
from evaluators.tools.facts import Catalogue, CatalogueTool, Fact, Topic

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One fact that the catalogue no longer states as the document froze it."""

    tool: str  # the tool's id in the document
    fact: str  # the fact's id within the tool
    topic: Topic
    kind: Kind
    before: Fact | None  # as frozen; None: added
    after: Fact | None  # as the catalogue states it now; None: removed


def frozen_tool(tool: CatalogueTool) -> Tool:
    """Return the alternative that a catalogue tool becomes in a document, with its facts frozen."""
    return Tool(
        id=tool.id,
        name=tool.name,
        catalogue_id=tool.id,
        vendor=tool.vendor,
        deployment=tool.deployment,
        open_source_licence=tool.open_source_licence,
        facts=tool.facts,
    )


def changed_facts(document: ToolEvaluation, catalogue: Catalogue) -> tuple[FactChange, ...]:
    """Compare the document's frozen facts with the catalogue, by tool and fact id.

    A reworded note alone is no change. A tool that has left the catalogue has all its facts removed. A tool of the
    team's own is never compared.

    Returns
    -------
    tuple of FactChange
        Tools in the document's order; within a tool what was frozen first, then what is new.
    """
    known = {tool.id: tool for tool in catalogue.tools}
    return tuple(
        change
        for tool in document.tools
        if tool.catalogue_id is not None
        for change in _changes(tool, known.get(tool.catalogue_id))
    )


def _changes(tool: Tool, current: CatalogueTool | None) -> list[FactChange]:
    before = {fact.id: fact for fact in tool.facts}
    after = {fact.id: fact for fact in current.facts} if current else {}
    found = [
        _change(tool.id, fact, "changed" if fact.id in after else "removed", fact, after.get(fact.id))
        for fact in tool.facts
        if _differs(fact, after.get(fact.id))
    ]
    added = [_change(tool.id, fact, "added", None, fact) for fact in after.values() if fact.id not in before]
    return found + added


def _differs(before: Fact, after: Fact | None) -> bool:
    return after is None or before.model_copy(update={"note": after.note}) != after


def _change(tool: str, stated: Fact, kind: Kind, before: Fact | None, after: Fact | None) -> FactChange:
    return FactChange(tool=tool, fact=stated.id, topic=stated.topic, kind=kind, before=before, after=after)
