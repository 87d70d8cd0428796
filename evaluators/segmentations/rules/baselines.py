"""What every segmentation has to beat: no segments at all, and segments dealt at random."""

from __future__ import annotations

import numpy as np

from evaluators.errors import DataError
from evaluators.segmentations.rules.rule_table import Labels


def no_segments(rows: int) -> Labels:
    """Return one segment for everybody."""
    return np.zeros(rows, dtype=np.int64)


def random_segments(rows: int, segments: int, *, rng: np.random.Generator) -> Labels:
    """Deal customers into segments of equal size, give or take one.

    Parameters
    ----------
    rows : int
        Customers, in the fixed order that all fitting uses.
    segments : int
        1 to ``rows``.
    rng : numpy.random.Generator

    Raises
    ------
    DataError
        ``segments_outside`` when there are fewer customers than segments, or no segment.
    """
    if not 1 <= segments <= rows:
        raise DataError("segments_outside", segments=segments, rows=rows)
    return rng.permutation(np.arange(rows, dtype=np.int64) % segments)
