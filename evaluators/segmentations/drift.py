"""Whether segments are still what they were when a package was made, and which customers have moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from evaluators.errors import NotComputable
from evaluators.segmentations.migration import Migration, migration
from evaluators.segmentations.package import SegmentPackage
from evaluators.segmentations.package_parts import FEWEST_TOLD
from evaluators.segmentations.shift import Shift, shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The mix of segments at making and now."""

    before: tuple[int | None, ...]  # customers by segment at making; None: too few to be told
    after: tuple[int, ...]  # customers by segment now
    rest_before: int  # without a segment at making, or in one that was too small to be told
    rest_after: int  # the same now, the same segments counted in
    shift: Shift | None  # over the segments whose count is told, in their order, then the rest; None: see reason
    reason: str | None  # error code
    tolerated: float  # PSI under which nobody is alarmed

    @property
    def sounds(self) -> bool:
        """Whether the mix has moved by more than chance explains, and by more than is tolerated."""
        return self.shift is not None and self.shift.beyond_chance and self.shift.psi >= self.tolerated


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Customers of an earlier file of labels, now."""

    rows: int  # of the earlier file
    unknown: int  # of them in a segment that the package does not have
    found: Migration | None  # None: see reason
    reason: str | None  # error code


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLabels:
    """What became of new customers, in numbers. For the user alone, so small groups are shown as they are."""

    counts: tuple[int, ...]  # customers by segment, in the order of the package
    unassigned: int  # customers whom the package has no segment for: something it reads is missing
    without_id: int  # rows left out, since they name no customer
    checksum: str  # of the way
    drift: Drift
    moves: Moves | None = None  # None: no earlier labels were given

    @property
    def customers(self) -> int:
        """All of them, with a segment or without."""
        return sum(self.counts) + self.unassigned


def drift(
    package: SegmentPackage,
    counts: Sequence[int],
    unassigned: int,
    *,
    confidence: float = 0.95,
    tolerated: float = 0.0,
) -> Drift:
    """Compare the mix at making with that of new customers, against what chance alone moves.

    Parameters
    ----------
    counts : sequence of int
        New customers by segment, in the order of the package.
    unassigned : int
        New customers without a segment.
    confidence : float
        That no change stays silent, in (0, 1).
    tolerated : float
        PSI under which nobody is alarmed: among very many customers chance explains next to nothing.
    """
    told = [one.customers for one in package.segments]
    rest = unassigned + sum(now for now, before in zip(counts, told, strict=True) if before is None)
    before = [one for one in told if one is not None]
    after = [now for now, one in zip(counts, told, strict=True) if one is not None]
    compared = 0 if package.rest == 0 and rest < FEWEST_TOLD else rest  # so few would not have been told then either
    found, reason = None, None
    try:
        found = shift([*before, package.rest], [*after, compared], confidence=confidence)
    except NotComputable as fault:
        reason = fault.code
    return Drift(
        before=tuple(told),
        after=tuple(counts),
        rest_before=package.rest,
        rest_after=rest,
        shift=found,
        reason=reason,
        tolerated=tolerated,
    )


def moves(package: SegmentPackage, before: ArrayLike, after: ArrayLike, *, rows: int, unknown: int) -> Moves:
    """Return who moved between an earlier file of labels and now.

    Parameters
    ----------
    before, after : array_like of int, shape (n,)
        Labels of everybody who stands in either file; -1 for none.
    rows, unknown : int
        Rows of the earlier file, and those of them in a segment that the package does not have.
    """
    places = {one.id: place for place, one in enumerate(package.segments)}
    intended = {(places[move.before], places[move.after]) for move in package.aging}
    found, reason = None, None
    try:
        found = migration(before, after, segments=len(package.segments), intended=intended)
    except NotComputable as fault:
        reason = fault.code
    return Moves(rows=rows, unknown=unknown, found=found, reason=reason)
