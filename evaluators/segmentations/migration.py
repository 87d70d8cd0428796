"""Migration between two dates: who stays, who moves by behaviour, who only ages, and the value that moves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import NotComputable
from evaluators.segmentations.partitions import Counts, Floats, Labels, checked_labels, contingency


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueMoved:
    """Value at the earlier date of the customers who stayed and moved; in the unit of the values given."""

    matrix: tuple[tuple[float, ...], ...]  # by earlier and later segment, shape (K, K)
    stayed: float  # of customers in the same segment
    aged: float  # of customers whose move is aging
    changed: float  # of customers who moved by behaviour
    at_stake: float  # of customers, aging or not, who moved to a segment whose customers were worth less on average
    left: float  # of customers without a segment at the later date


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """Moves of customers between segments from an earlier to a later date."""

    matrix: tuple[tuple[int, ...], ...]  # customers by earlier (row) and later (column) segment, shape (K, K)
    customers: int  # with a segment on both dates
    left: int  # with a segment on the earlier date only
    joined: int  # with a segment on the later date only
    stayed: int  # in the same segment
    aged: int  # moved as the rule intends with time alone
    changed: int  # moved by behaviour: customers - stayed - aged
    stay_rate: float  # stayed / customers
    chance_rate: float  # share that would stay if later segments were dealt at random
    kappa: float | None  # stay rate beyond chance, at most 1; None: everybody is in one segment by chance too
    kappa_error: float | None  # standard error over customers; None with kappa
    kappa_aging_apart: float | None  # the same where aging agrees too; None likewise, or no aging was marked
    kappa_aging_apart_error: float | None  # None with it
    value: ValueMoved | None  # None: no values were given


def migration(
    before: ArrayLike,
    after: ArrayLike,
    *,
    segments: int | None = None,
    intended: Collection[tuple[int, int]] = (),
    idle: ArrayLike | None = None,
    value: ArrayLike | None = None,
) -> Migration:
    """Return the moves of the same customers between two dates.

    A move is aging where its segments are among ``intended``, or where it leads to the segment in ``idle``. Kappa
    with aging apart counts such moves as agreement, in what is seen as in what chance gives (weighted kappa).

    Parameters
    ----------
    before, after : array_like of int, shape (n,)
        Labels of the customers at the earlier and the later date, -1 for none.
    segments : int, optional
        How many labels there are; the largest label tells, unless given.
    intended : collection of (int, int)
        Moves, from and to, that the rule intends with time.
    idle : array_like of int, shape (n,), optional
        Label that each customer would have at the later date had they done nothing since the earlier one, -1 for none.
    value : array_like, shape (n,), optional
        What each customer is worth at the earlier date.

    Raises
    ------
    NotComputable
        ``segments_no_customers``; ``migration_no_common`` where nobody has a segment on both dates.

    References
    ----------
    Cohen (1968), Psychol. Bull. 70:213-220. doi:10.1037/h0026256
    Fleiss, Cohen and Everitt (1969), Psychol. Bull. 72:323-327. doi:10.1037/h0028106
    """
    old, new = checked_labels(before), checked_labels(after, rows=len(np.asarray(before)))
    most = max(int(old.max()), int(new.max())) + 1
    size = most if segments is None else segments
    if size < most:
        raise ValueError(f"labels go up to {most - 1}, beyond {size} segments")
    both = (old >= 0) & (new >= 0)
    if not both.any():
        raise NotComputable("migration_no_common")
    waited = None if idle is None else checked_labels(idle, rows=len(old), empty=True)
    allowed = _allowed(old[both], size, intended, None if waited is None else waited[both])
    agreed = allowed[np.arange(len(allowed)), new[both]]
    matrix = _square(contingency(old, new), size)
    customers, stayed = int(both.sum()), int(np.trace(matrix))
    plain = _beyond_chance(np.eye(size, dtype=np.bool_)[old[both]], new[both])
    marked = bool(intended) or idle is not None
    apart = _beyond_chance(allowed, new[both]) if marked else (None, None)
    return Migration(
        matrix=tuple(tuple(row) for row in matrix.tolist()),
        customers=customers,
        left=int(((old >= 0) & (new < 0)).sum()),
        joined=int(((old < 0) & (new >= 0)).sum()),
        stayed=stayed,
        aged=int(agreed.sum()) - stayed,
        changed=customers - int(agreed.sum()),
        stay_rate=stayed / customers,
        chance_rate=float(matrix.sum(axis=1) @ matrix.sum(axis=0)) / customers**2,
        kappa=plain[0],
        kappa_error=plain[1],
        kappa_aging_apart=apart[0],
        kappa_aging_apart_error=apart[1],
        value=None if value is None else _value_moved(old, new, agreed, size, value),
    )


def _allowed(old: Labels, size: int, intended: Collection[tuple[int, int]], idle: Labels | None) -> NDArray[np.bool_]:
    """Return the later segments that each customer reaches without a change of behaviour, shape (n, K)."""
    rule = np.eye(size, dtype=np.bool_)
    for start, end in intended:
        rule[start, end] = True
    allowed = rule[old]
    if idle is not None:
        known = np.flatnonzero(idle >= 0)
        allowed[known, idle[known]] = True
    return allowed


def _square(matrix: Counts, size: int) -> Counts:
    rows, columns = matrix.shape
    return np.pad(matrix, ((0, size - rows), (0, size - columns)))


def _beyond_chance(allowed: NDArray[np.bool_], new: Labels) -> tuple[float | None, float | None]:
    """Return agreement beyond chance with its standard error, from what counts as agreement for each customer.

    The error is the spread of each customer's pull on kappa: by their own agreement, by what they could have agreed
    with, and by the later segment they add to chance.
    """
    agreed = allowed[np.arange(len(allowed)), new].astype(float)
    by_own = allowed @ (np.bincount(new, minlength=allowed.shape[1]) / len(new))
    by_later = allowed.mean(axis=0)[new]
    chance = float(by_own.mean())
    if 1 - chance <= 1e-12:
        return None, None
    kappa = (float(agreed.mean()) - chance) / (1 - chance)
    pull = agreed - agreed.mean() - (1 - kappa) * (by_own + by_later - 2 * chance)
    return kappa, float(np.sqrt((pull**2).mean() / len(new)) / (1 - chance))


def _value_moved(old: Labels, new: Labels, agreed: NDArray[np.bool_], size: int, value: ArrayLike) -> ValueMoved:
    """Add up what customers are worth by how they moved."""
    worth = np.asarray(value, dtype=float)
    if worth.shape != old.shape or not np.isfinite(worth).all():
        raise ValueError("values must be finite numbers, one per customer")
    both = (old >= 0) & (new >= 0)
    start, end, moved = old[both], new[both], worth[both]
    matrix = np.bincount(start * size + end, weights=moved, minlength=size * size).reshape(size, size)
    means = _means(old, worth, size)
    down = means[end] < means[start]
    return ValueMoved(
        matrix=tuple(tuple(row) for row in matrix.tolist()),
        stayed=float(np.trace(matrix)),
        aged=float(moved[agreed & (start != end)].sum()),
        changed=float(moved[~agreed].sum()),
        at_stake=float(moved[down].sum()),
        left=float(worth[(old >= 0) & (new < 0)].sum()),
    )


def _means(old: Labels, worth: Floats, size: int) -> Floats:
    """Return the mean worth by earlier segment, shape (K,); not a number for a segment that was empty."""
    counts = np.bincount(old[old >= 0], minlength=size)
    sums = np.bincount(old[old >= 0], weights=worth[old >= 0], minlength=size)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
