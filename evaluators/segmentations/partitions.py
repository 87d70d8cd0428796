"""Partitions of customers: labels checked, counted against each other, and how far two of them agree."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import NotComputable

Labels = NDArray[np.int64]  # segment 0..K-1 of each customer; -1: in no segment
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

UNASSIGNED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two partitions of the same customers agree; the names of the segments do not matter."""

    rows: int  # customers with a segment in both
    left_out: int  # customers without a segment in either
    rand: float  # share of pairs of customers that both partitions treat alike, 0..1
    adjusted_rand: float  # 0: as by chance, 1: the same partition; may be negative
    mutual_information: float  # nats
    normalised_information: float  # mutual information by the mean of the two entropies, 0..1
    adjusted_information: float  # 0: as by chance, 1: the same partition


def checked_labels(labels: ArrayLike, *, rows: int | None = None, empty: bool = False) -> Labels:
    """Return labels as integers, one per customer.

    Raises
    ------
    ValueError
        Where they are not whole numbers from -1 up, not one row, or not as many as ``rows``.
    NotComputable
        ``segments_no_customers`` where nobody has a segment, unless ``empty``.
    """
    given = np.asarray(labels)
    if given.ndim != 1 or not np.issubdtype(given.dtype, np.integer):
        raise ValueError(f"labels must be one row of whole numbers, not {given.dtype} of shape {given.shape}")
    if rows is not None and len(given) != rows:
        raise ValueError(f"{rows} labels are needed, not {len(given)}")
    seen = given.astype(np.int64)
    if (seen < UNASSIGNED).any():
        raise ValueError("labels must be -1 or more")
    if not empty and not (seen >= 0).any():
        raise NotComputable("segments_no_customers")
    return seen


def segment_sizes(labels: Labels) -> Counts:
    """Return customers of each segment, shape (K,); 0 where a label below the largest is not used."""
    return np.bincount(labels[labels >= 0]).astype(np.int64)


def at_least_two(labels: Labels) -> Counts:
    """Return the sizes of segments, of which two or more have customers.

    Raises
    ------
    NotComputable
        ``segments_only_one``.
    """
    sizes = segment_sizes(labels)
    if (sizes > 0).sum() < 2:
        raise NotComputable("segments_only_one", customers=int(sizes.sum()))
    return sizes


def contingency(first: Labels, second: Labels) -> Counts:
    """Return customers by segment of either partition, shape (K of the first, K of the second).

    Customers without a segment in either are left out.

    >>> contingency(np.array([0, 0, 1, -1]), np.array([1, 0, 1, 1])).tolist()
    [[1, 1], [0, 1]]
    """
    if first.shape != second.shape:
        raise ValueError(f"partitions of {len(first)} and {len(second)} customers cannot be compared")
    rows, columns = int(first.max(initial=-1)) + 1, int(second.max(initial=-1)) + 1
    both = (first >= 0) & (second >= 0)
    cells = np.bincount(first[both] * columns + second[both], minlength=rows * columns)
    return cells.reshape(rows, columns).astype(np.int64)


def agreement(first: ArrayLike, second: ArrayLike) -> Agreement:
    """Return how far two partitions agree, over customers that have a segment in both.

    Parameters
    ----------
    first, second : array_like of int, shape (n,)
        Labels 0..K-1, -1 for no segment.

    Raises
    ------
    NotComputable
        ``segments_no_customers`` where no customer has a segment in both.

    References
    ----------
    Hubert and Arabie (1985), J. Classification 2:193-218. doi:10.1007/BF01908075
    Vinh, Epps and Bailey (2010), J. Mach. Learn. Res. 11:2837-2854.
    """
    one, other = checked_labels(first), checked_labels(second)
    table = contingency(one, other)
    rows = int(table.sum())
    if not rows:
        raise NotComputable("segments_no_customers")
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    information = mutual_information(table)
    entropies = (entropy(table.sum(axis=1)) + entropy(table.sum(axis=0))) / 2
    expected = _expected_information(table)
    return Agreement(
        rows=rows,
        left_out=len(one) - rows,
        rand=_rand(table),
        adjusted_rand=adjusted_rand(table),
        mutual_information=information,
        normalised_information=information / entropies if entropies > 0 else 1.0,
        adjusted_information=_adjusted_information(information, entropies, expected),
    )


def adjusted_rand(table: Counts) -> float:
    """Return the adjusted Rand index of a table of two partitions; 1 where both have no choice.

    >>> round(adjusted_rand(np.array([[2, 1, 0], [0, 3, 1], [1, 0, 2]])), 9)
    0.204545455
    """
    cells, rows, columns, all_pairs = _pairs(table)
    chance = rows * columns / all_pairs if all_pairs else 0.0
    attainable = (rows + columns) / 2 - chance
    return (cells - chance) / attainable if attainable else 1.0


def _pairs(table: Counts) -> tuple[float, float, float, float]:
    """Return pairs of customers within a cell, a row, a column and in all."""

    def within(sizes: Counts) -> float:
        counted = sizes.astype(float)
        return float((counted * (counted - 1) / 2).sum())

    return within(table), within(table.sum(axis=1)), within(table.sum(axis=0)), within(table.sum(keepdims=True))


def _rand(table: Counts) -> float:
    cells, rows, columns, all_pairs = _pairs(table)
    return (all_pairs + 2 * cells - rows - columns) / all_pairs if all_pairs else 1.0


def entropy(sizes: ArrayLike) -> float:
    """Return the entropy of a mix given by counts, nats.

    >>> round(entropy([1, 1, 0]), 4)
    0.6931
    """
    counted = np.asarray(sizes, dtype=float)
    shares = counted[counted > 0] / counted.sum()
    return max(float(-(shares * np.log(shares)).sum()), 0.0)


def mutual_information(table: Counts) -> float:
    """Return what one partition tells of the other, nats, from their table."""
    found = entropy(table.sum(axis=1)) + entropy(table.sum(axis=0)) - entropy(table)
    return max(found, 0.0)


def _adjusted_information(information: float, entropies: float, expected: float) -> float:
    attainable = entropies - expected
    if abs(attainable) <= 1e-12 * max(entropies, 1.0):
        return 1.0  # both are one segment, or every customer is a segment
    return (information - expected) / attainable


def _expected_information(table: Counts) -> float:
    """Return the mutual information expected of random partitions with these sizes of segments."""
    from scipy.special import gammaln

    rows, columns = table.sum(axis=1), table.sum(axis=0)
    n = int(table.sum())
    total = 0.0
    for a in rows.tolist():
        for b in columns.tolist():
            shared = np.arange(max(a + b - n, 1), min(a, b) + 1, dtype=float)
            logs = (
                gammaln(a + 1)
                + gammaln(b + 1)
                + gammaln(n - a + 1)
                + gammaln(n - b + 1)
                - gammaln(n + 1)
                - gammaln(shared + 1)
                - gammaln(a - shared + 1)
                - gammaln(b - shared + 1)
                - gammaln(n - a - b + shared + 1)
            )
            told = shared / n * (np.log(shared) + log(n) - log(a) - log(b))
            total += float((told * np.exp(logs)).sum())
    return total


def fixed_order(*columns: ArrayLike) -> Labels:
    """Return places that sort customers by their values, so that the order of a file changes nothing.

    Customers that are alike in every column keep their places among themselves: they cannot be told apart.

    Parameters
    ----------
    *columns : array_like, shape (n,) or (n, features)
        Numbers or texts; the first counts first.

    >>> fixed_order([2.0, 1.0, 2.0], [1, 0, 0]).tolist()
    [1, 2, 0]
    """
    keys = [key for column in map(np.asarray, columns) for key in (column.T if column.ndim == 2 else [column])]
    return np.lexsort(keys[::-1]).astype(np.int64)
