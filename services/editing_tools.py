"""Edits of a document's tools: from the catalogue, one's own, out, and facts brought up to date."""

from __future__ import annotations

from collections.abc import Collection

from evaluators.documents import Label, revise, text_of
from evaluators.errors import DocumentError
from evaluators.tools.changes import frozen_tool
from evaluators.tools.document import Tool, ToolEvaluation
from evaluators.tools.facts import Catalogue, CatalogueTool
from services.parts import free_id, placed, without


def add_catalogue_tool(document: ToolEvaluation, tool: CatalogueTool, catalogue_version: str) -> ToolEvaluation:
    """Add a catalogue tool with its facts as they are now.

    Raises
    ------
    DocumentError
        ``tool_already_added``.
    """
    if any(one.catalogue_id == tool.id for one in document.tools):
        raise DocumentError("tool_already_added", tool=tool.name)
    tool_id = free_id(tool.id, {one.id for one in document.tools}, otherwise="tool")
    added = frozen_tool(tool).model_copy(update={"id": tool_id})
    versions = [*document.catalogue_version.split(", "), catalogue_version]
    seen = ", ".join(dict.fromkeys(version for version in versions if version))
    return revise(document, tools=(*document.tools, added), catalogue_version=seen)


def add_own_tool(document: ToolEvaluation, name: Label, vendor: str = "", note: str = "") -> ToolEvaluation:
    """Add a tool that the catalogue does not have.

    Raises
    ------
    DocumentError
        ``name_empty``.
    """
    if not text_of(name, "fi").strip():
        raise DocumentError("name_empty")
    tool_id = free_id(name, {one.id for one in document.tools}, otherwise="tool")
    values = {"id": tool_id, "name": name, "vendor": vendor, "note": note}
    return revise(document, tools=(*document.tools, values))


def put_tool(document: ToolEvaluation, tool: Tool) -> ToolEvaluation:
    """Add a tool, or replace the one with its id."""
    if not text_of(tool.name, "fi").strip():
        raise DocumentError("name_empty")
    return revise(document, tools=placed(document.tools, tool))


def remove_tool(document: ToolEvaluation, tool_id: str) -> ToolEvaluation:
    """Take a tool out with everything stated about it; raises ``part_unknown``."""
    need = document.need.model_copy(
        update={"answers": tuple(answer for answer in document.need.answers if answer.tool != tool_id)}
    )
    decision = document.decision
    return revise(
        document,
        tools=without(document.tools, tool_id),
        need=need,
        evidence=tuple(entry for entry in document.evidence if entry.tool != tool_id),
        quotes=tuple(entry for entry in document.quotes if entry.tool != tool_id),
        trials=tuple(entry for entry in document.trials if entry.tool != tool_id),
        reviews=tuple(entry for entry in document.reviews if entry.tool != tool_id),
        decision=None if decision is not None and decision.tool == tool_id else decision,
    )


def refresh_facts(
    document: ToolEvaluation, catalogue: Catalogue, tools: Collection[str] | None = None
) -> ToolEvaluation:
    """Take the catalogue's present facts for the named tools, or for all of them.

    A tool that has left the catalogue keeps its place and loses its facts, as ``changed_facts`` announced.
    """
    fresh = tuple(_fresh(tool, catalogue) if tools is None or tool.id in tools else tool for tool in document.tools)
    return revise(document, tools=fresh, catalogue_version=_version(document, catalogue, whole=tools is None))


def _fresh(tool: Tool, catalogue: Catalogue) -> Tool:
    if tool.catalogue_id is None:
        return tool
    current = catalogue.tool(tool.catalogue_id)
    if current is None:
        return tool.model_copy(update={"facts": ()})
    kept = {"id": tool.id, "name": tool.name, "note": tool.note}
    return frozen_tool(current).model_copy(update=kept)


def _version(document: ToolEvaluation, catalogue: Catalogue, *, whole: bool) -> str:
    if whole or not document.catalogue_version:
        return catalogue.version
    seen = [*document.catalogue_version.split(", "), catalogue.version]
    return ", ".join(dict.fromkeys(seen))
