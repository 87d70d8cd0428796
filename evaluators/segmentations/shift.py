"""Shift of the segment mix: PSI, shown against what it is by chance when nothing has changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluators.errors import NotComputable
from evaluators.notes import Note
from evaluators.segmentations.partitions import Floats

HALF = 0.5  # customer added to each segment where one is empty on one date only


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """How far the mix of segments has moved, and how far it moves by chance."""

    psi: float  # population stability index, at least 0
    by_segment: tuple[float, ...]  # what each segment adds to it, in the order given; 0 where empty on both dates
    before: int  # customers
    after: int  # customers
    null_mean: float  # PSI expected of two samples of these sizes from one mix
    null_limit: float  # PSI that such samples exceed by chance with probability 1 - confidence
    beyond_chance: bool  # psi over null_limit
    notes: tuple[Note, ...] = ()


def psi_by_segment(before: ArrayLike, after: ArrayLike) -> Floats:
    """Return each segment's part (q - p) ln(q / p) of the PSI; the PSI is their sum.

    Parameters
    ----------
    before, after : array_like, shape (K,)
        Shares or counts; a segment is empty in both or in neither.

    Raises
    ------
    NotComputable
        ``shift_no_customers`` where a mix has none.

    >>> round(float(psi_by_segment([0.25, 0.25, 0.25, 0.25], [0.3, 0.2, 0.35, 0.15]).sum()), 6)
    0.105003
    """
    old, new = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if old.shape != new.shape or old.ndim != 1:
        raise ValueError(f"the two mixes must have the same segments, not shapes {old.shape} and {new.shape}")
    if not (old.sum() > 0 and new.sum() > 0):
        raise NotComputable("shift_no_customers")
    used = (old > 0) | (new > 0)
    if ((old > 0) != (new > 0)).any():
        raise ValueError("a segment that is empty in one mix only has no finite part")
    parts = np.zeros(len(old))
    p, q = old[used] / old.sum(), new[used] / new.sum()
    parts[used] = (q - p) * np.log(q / p)
    return parts


def null_mean(segments: int, before: int, after: int) -> float:
    """Return the PSI expected of two samples of customers from one mix.

    References
    ----------
    Yurdakul (2018), Statistical properties of population stability index, Western Michigan University, diss. 3208.

    >>> round(null_mean(10, 1000, 800), 5)
    0.02025
    """
    return (segments - 1) * (1 / before + 1 / after)


def shift(before: ArrayLike, after: ArrayLike, *, confidence: float = 0.95) -> Shift:
    """Return the shift of a segment mix between two dates.

    The customary bands 0.1 and 0.25 know neither the number of customers nor of segments; the null does. It takes the
    customers of the two dates for separate samples: where many are the same, chance moves the mix less than it says.

    Parameters
    ----------
    before, after : array_like of int, shape (K,)
        Customers by segment.
    confidence : float
        Of the limit, in (0, 1).

    Raises
    ------
    NotComputable
        ``shift_no_customers`` where a date has none; ``segments_only_one``.

    References
    ----------
    Yurdakul (2018), Statistical properties of population stability index, Western Michigan University, diss. 3208.
    """
    from scipy.special import chdtri

    old, new = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    n_old, n_new = int(old.sum()), int(new.sum())
    if not (n_old and n_new):
        raise NotComputable("shift_no_customers")
    used = (old > 0) | (new > 0)
    segments = int(used.sum())
    if segments < 2:
        raise NotComputable("segments_only_one", customers=n_new)
    notes: tuple[Note, ...] = ()
    if ((old > 0) != (new > 0)).any():
        old, new = np.where(used, old + HALF, 0.0), np.where(used, new + HALF, 0.0)
        notes = (Note(code="shift_empty_segment"),)
    parts = psi_by_segment(old, new)
    limit = float(chdtri(segments - 1, 1 - confidence)) * (1 / n_old + 1 / n_new)
    return Shift(
        psi=float(parts.sum()),
        by_segment=tuple(parts.tolist()),
        before=n_old,
        after=n_new,
        null_mean=null_mean(segments, n_old, n_new),
        null_limit=limit,
        beyond_chance=float(parts.sum()) > limit,
        notes=notes,
    )
