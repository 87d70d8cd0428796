"""Labels as criteria read them: checked, and numbered by first appearance so that names of segments change nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.segmentations.partitions import checked_labels

Ints = NDArray[np.int64]

UNASSIGNED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """A segmentation of n customers into segments that have at least one of them."""

    codes: Ints  # shape (n,): 0..K-1 in the order of first appearance; -1 unassigned
    labels: tuple[int, ...]  # label of each code as given, length K

    @property
    def count(self) -> int:
        """Segments that have customers, K."""
        return len(self.labels)

    @property
    def sizes(self) -> Ints:
        """Customers of each segment, shape (K,)."""
        return np.bincount(self.codes[self.codes >= 0], minlength=self.count).astype(np.int64)

    @property
    def unassigned(self) -> int:
        """Customers without a segment."""
        return int((self.codes < 0).sum())


def segments_of(labels: ArrayLike, *, rows: int | None = None) -> Segments:
    """Check labels and number them by first appearance.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        Any whole numbers from 0 for segments, -1 for unassigned; rows in a fixed order, see ``partitions.fixed_order``.
    rows : int, optional
        Length that the other columns have.

    Raises
    ------
    NotComputable
        ``segments_no_customers`` where nobody has a segment.

    >>> segments_of([7, 2, -1, 7]).codes.tolist()
    [0, 1, -1, 0]
    """
    given = checked_labels(labels, rows=rows)
    found, first, codes = np.unique(given, return_index=True, return_inverse=True)
    assigned = found >= 0
    order = np.argsort(np.where(assigned, first, len(given)), kind="stable")[: int(assigned.sum())]
    number = np.full(len(found), UNASSIGNED, dtype=np.int64)
    number[order] = np.arange(len(order))
    return Segments(number[codes], tuple(int(found[one]) for one in order))


def assigned_only(segments: Segments) -> NDArray[np.bool_]:
    """Return which customers have a segment, shape (n,)."""
    return np.asarray(segments.codes >= 0)
