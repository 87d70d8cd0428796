"""One method as the Methods page explains it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One explained method."""

    id: str  # texts are methods.<id>.title, .plain, .when and .mind
    formula: str  # LaTeX
    sources: tuple[str, ...]  # citations with DOI or address where there is one; empty: an own default


Section = tuple[str, tuple[Method, ...]]  # its heading is methods.section.<name>
