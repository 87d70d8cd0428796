"""Looking through the catalogue: what a filter finds, what stays open, what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from data.catalogue import Attribution, load_attributions, load_catalogue
from evaluators.errors import DataError, NotFound
from evaluators.tools import changes
from evaluators.tools.changes import FactChange, frozen_tool
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.facts import Catalogue, CatalogueTool, Topic
from evaluators.tools.need import MustHave, MustHaveKind, Need

COMPARED = 5  # tools that fit side by side
MEETS: tuple[MustHaveKind, ...] = (
    "eu_hosting",
    "data_processing_agreement",
    "finnish_support",
    "finnish_language",
    "free_trial",
    "free_tier",
    "built_in_ab_testing",
    "real_time_segments",
    "api",
    "open_source",
    "self_hosting",
)
"""Must-haves that the catalogue can be searched by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a tool has to be. Within a field one of the ids is enough; every field and every ``meets`` must hold."""

    text: str = ""  # in name, vendor or summary
    categories: tuple[str, ...] = ()
    segments_on: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    meets: tuple[MustHaveKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoices:
    """Ids that occur in the catalogue, in alphabetical order."""

    categories: tuple[str, ...]
    segments_on: tuple[str, ...]
    deployments: tuple[str, ...]
    meets: tuple[MustHaveKind, ...]


def catalogue() -> Catalogue:
    """Return the shipped catalogue."""
    return load_catalogue()


def attributions() -> tuple[Attribution, ...]:
    """Return the sources that must be named where their rows are shown."""
    return load_attributions()


def catalogue_tool(tool_id: str) -> CatalogueTool:
    """Return one tool.

    Raises
    ------
    NotFound
        ``catalogue_tool_unknown``.
    """
    found = load_catalogue().tool(tool_id)
    if found is None:
        raise NotFound("catalogue_tool_unknown", tool=tool_id[:80])
    return found


def search(filters: Filters) -> tuple[CatalogueTool, ...]:
    """Return the tools that are known to pass all filters, in catalogue order."""
    return tuple(tool for tool in _candidates(filters) if all(_answer(tool.id, one) == "yes" for one in filters.meets))


def unknown_for(filters: Filters) -> tuple[CatalogueTool, ...]:
    """Return the tools that may pass: nothing says no, but on some must-have or segment type nothing is known."""
    sure = {tool.id for tool in search(filters)}
    return tuple(
        tool
        for tool in _candidates(filters, unknown_too=True)
        if tool.id not in sure and all(_answer(tool.id, one) != "no" for one in filters.meets)
    )


@cache
def filter_choices() -> FilterChoices:
    """Return what can be filtered by."""
    tools = load_catalogue().tools
    return FilterChoices(
        categories=tuple(sorted({one for tool in tools for one in tool.category})),
        segments_on=tuple(sorted({one for tool in tools for one in segment_types(tool)})),
        deployments=tuple(sorted({one for tool in tools for one in tool.deployment})),
        meets=MEETS,
    )


def compare(tool_ids: tuple[str, ...]) -> tuple[CatalogueTool, ...]:
    """Return up to five tools to show side by side.

    Raises
    ------
    DataError
        ``too_many_compared``.
    NotFound
        ``catalogue_tool_unknown``.
    """
    wanted = tuple(dict.fromkeys(tool_ids))
    if len(wanted) > COMPARED:
        raise DataError("too_many_compared", count=len(wanted), limit=COMPARED)
    return tuple(catalogue_tool(tool_id) for tool_id in wanted)


def changed_facts(document: ToolEvaluation) -> tuple[FactChange, ...]:
    """Return what the catalogue says differently from the facts that the document froze."""
    return changes.changed_facts(document, load_catalogue())


def segment_types(tool: CatalogueTool) -> frozenset[str]:
    """Return what a tool is known to segment on."""
    from evaluators.tools.rules.counting import segmentation_types

    found = [segmentation_types(fact) for fact in tool.about(Topic.SEGMENTATION)]
    return frozenset(one for types in found for one in types)


def _candidates(filters: Filters, *, unknown_too: bool = False) -> tuple[CatalogueTool, ...]:
    return tuple(tool for tool in load_catalogue().tools if _passes(tool, filters, unknown_too=unknown_too))


def _passes(tool: CatalogueTool, filters: Filters, *, unknown_too: bool) -> bool:
    words = filters.text.casefold().split()
    text = " ".join((tool.name, tool.vendor, tool.summary_fi, tool.summary_en)).casefold()
    types = segment_types(tool) if filters.segments_on else frozenset()
    silent = unknown_too and not types
    return (
        all(word in text for word in words)
        and (not filters.categories or bool(set(filters.categories) & set(tool.category)))
        and (not filters.deployments or bool(set(filters.deployments) & set(tool.deployment)))
        and (not filters.segments_on or silent or bool(set(filters.segments_on) & types))
    )


def _answer(tool_id: str, kind: MustHaveKind) -> str:
    return _answers()[tool_id, kind]


@cache
def _answers() -> dict[tuple[str, str], str]:
    """Answer every must-have for every tool by the same rules as in an evaluation."""
    from evaluators.tools.must_haves import findings

    must_haves = tuple(MustHave(id=kind, kind=kind) for kind in MEETS)
    tools = tuple(frozen_tool(tool) for tool in load_catalogue().tools)
    everything = ToolEvaluation(as_of=date.min, tools=tools, need=Need(must_haves=must_haves))
    return {(finding.tool, finding.must_have): finding.answer for finding in findings(everything)}
