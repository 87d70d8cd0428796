"""What every result carries: where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A closed range."""

    low: float
    high: float

    def rounded(self, digits: int) -> Interval:
        """Return the range with both ends rounded."""
        return Interval(low=round(self.low, digits), high=round(self.high, digits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What must be the same for the digits to be the same."""

    document_hash: str  # sha256 of the canonical JSON
    schema_version: int
    package_version: str
    seed: int
    draws: int  # simulated cases
    as_of: date  # day that ages of evidence are counted to
    catalogue_version: str  # empty: nothing came from the catalogue
    methods: tuple[str, ...]  # method names, main one first
