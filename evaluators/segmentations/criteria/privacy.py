"""G2: what a segmentation costs in privacy, and whether a segment and a filter together point at few people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluators.errors import DataError, NotComputable
from evaluators.notes import Note, Severity
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured
from evaluators.segmentations.criteria.segments import segments_of

LEAST_PEOPLE = 20  # customers that a segment within a filter has to hold


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPrivacy:
    """How sensitive one field is."""

    name: str
    points: float  # sensitivity, 0 or more, on the scale of the whole list
    special: bool = False  # special category of personal data (GDPR, article 9)
    inferred: bool = False  # guessed from other data, not given
    basis: str = ""  # ground for using it, in the user's words; empty: none named

    @property
    def needs_basis(self) -> bool:
        """Whether the field may not be used as things stand."""
        return (self.special or self.inferred) and not self.basis.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestCell:
    """The fewest customers that one segment and one value of a filter have in common."""

    field: str
    customers: int  # of the smallest cell that has any
    small_cells: int  # cells with customers, but under the least number
    cells: int  # cells with customers


def privacy_cost(
    used: Sequence[str],
    offered: Sequence[FieldPrivacy],
    *,
    smallest: Sequence[SmallestCell] = (),
    least: int = LEAST_PEOPLE,
) -> MeasuredCriterion:
    """Measure G2: 1 - sensitivity points of the fields used / points of all fields offered.

    Parameters
    ----------
    used : sequence of str
        Fields that the segmentation reads; each counts once.
    offered : sequence of FieldPrivacy
        All fields that the candidates could have read.
    smallest : sequence of SmallestCell
        From ``smallest_cells``; remarked on, not scored.
    least : int

    Raises
    ------
    DataError
        ``privacy_field_unknown`` for a used field that was not offered.
    NotComputable
        ``no_sensitivity_points`` where no field has points.
    """
    points = {one.name: one.points for one in offered}
    if unknown := sorted(set(used) - set(points)):
        raise DataError("privacy_field_unknown", fields=tuple(unknown), available=tuple(sorted(points)))
    whole = sum(points.values())
    if not whole > 0:
        raise NotComputable("no_sensitivity_points")
    notes = tuple(
        Note(
            code="segment_filter_small",
            severity=Severity.WARNING,
            facts={"field": one.field, "customers": one.customers, "minimum": least, "count": one.small_cells},
        )
        for one in smallest
        if one.small_cells
    )
    return measured("G2", 1 - sum(points[one] for one in set(used)) / whole, null=0.0, ceiling=1.0, notes=notes)


def smallest_cells(
    labels: ArrayLike, filters: Mapping[str, ArrayLike], *, least: int = LEAST_PEOPLE
) -> tuple[SmallestCell, ...]:
    """Count the customers of each segment within each value of each filter (k-anonymity of segment and filter).

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: a group of its own, since it can be filtered too.
    filters : mapping of str to array_like, shape (n,)
        Fields that lists are narrowed by, such as municipality or age band; values compare as texts.
    least : int

    References
    ----------
    Sweeney (2002), Int. J. Uncertain. Fuzziness Knowl.-Based Syst. 10:557-570. doi:10.1142/S0218488502001648
    """
    segments = segments_of(labels)
    found = []
    for name in sorted(filters):
        values = np.asarray(filters[name])
        if values.shape != segments.codes.shape:
            raise ValueError(f"filter {name} needs {len(segments.codes)} values, not of shape {values.shape}")
        texts, at = np.unique(values.astype(str), return_inverse=True)
        counts = np.bincount((segments.codes + 1) * len(texts) + at)
        full = counts[counts > 0]
        found.append(
            SmallestCell(
                field=name,
                customers=int(full.min()),
                small_cells=int((full < least).sum()),
                cells=len(full),
            )
        )
    return tuple(found)
