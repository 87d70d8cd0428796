"""Global stability: how alike the segments come out when they are learnt again from resampled customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import NotComputable
from evaluators.notes import Note
from evaluators.segmentations.partitions import Floats, Labels, adjusted_rand, checked_labels, contingency

Progress = Callable[[float], None]
MatrixFit = Callable[[Floats, np.random.Generator], Callable[[Floats], Labels]]


def untold(share: float) -> None:
    """Tell nobody of progress."""


def rising(progress: Progress) -> Progress:
    """Tell progress that never goes back: work that turns out longer than thought stands still for a while."""
    most = 0.0

    def tell(share: float) -> None:
        nonlocal most
        most = max(most, share)
        progress(most)

    return tell


def within(progress: Progress, start: float, end: float) -> Progress:
    """Tell the progress of a part of the work as that of the whole, between two shares of it."""
    return lambda share: progress(start + (end - start) * share)


def part_of(progress: Progress, place: int, parts: int) -> Progress:
    """Tell the progress of one of several equal parts as that of the whole."""
    return within(progress, place / parts, (place + 1) / parts)


PAIRS = 50  # of bootstrap samples


class Refit(Protocol):
    """A way of segmenting that can be learnt again."""

    def __call__(self, rows: Labels, rng: np.random.Generator, /) -> Labels:
        """Learn segments from the customers at ``rows``, which may repeat, and return labels of all customers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BootstrapLabels:
    """All customers labelled by segmentations that were learnt from pairs of bootstrap samples."""

    labels: NDArray[np.int32]  # shape (pairs, 2, n)
    drawn: NDArray[np.bool_]  # shape (pairs, 2, n): who was in the sample

    @property
    def pairs(self) -> int:
        """Pairs of samples."""
        return len(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Agreement of segmentations learnt from two samples of the same customers."""

    values: tuple[float, ...]  # adjusted Rand index of each pair; empty: nothing was learnt again
    mean: float | None  # None with empty values
    error: float | None  # standard error of the mean from drawing few pairs; None below two pairs
    quartiles: tuple[float, float, float] | None  # 25, 50 and 75 %; the mean alone hides two answers
    notes: tuple[Note, ...] = ()


def matrix_refit(values: ArrayLike, fit: MatrixFit) -> Refit:
    """Return a way of segmenting customers that are rows of numbers.

    Parameters
    ----------
    values : array_like, shape (n, features)
    fit : callable
        From rows and a generator to a function that labels any rows.
    """
    table = np.asarray(values, dtype=float)

    def refit(rows: Labels, rng: np.random.Generator, /) -> Labels:
        return fit(table[rows], rng)(table)

    return refit


def bootstrap_labels(
    refit: Refit,
    customers: int,
    *,
    rng: np.random.Generator,
    pairs: int = PAIRS,
    order: ArrayLike | None = None,
    progress: Progress | None = None,
) -> BootstrapLabels:
    """Learn the segments again from pairs of bootstrap samples and label all customers each time.

    Every pair has its own stream of random numbers, so that more pairs leave the first ones as they were.

    Parameters
    ----------
    refit : callable
        Learns from some customers and labels all.
    customers : int
        How many there are, at least two.
    rng : numpy.random.Generator
    pairs : int
        At least one.
    order : array_like of int, shape (n,), optional
        Places in an order that the file's order does not change (``partitions.fixed_order``); samples are drawn in it.
    progress : callable, optional
        Told the share that is done, 0..1; may raise to stop.

    Raises
    ------
    NotComputable
        ``stability_few_customers``.
    """
    if customers < 2:
        raise NotComputable("stability_few_customers", customers=customers, minimum=2)
    if pairs < 1:
        raise ValueError(f"at least one pair is needed, not {pairs}")
    places = np.arange(customers) if order is None else np.asarray(order, dtype=np.int64)
    if len(places) != customers:
        raise ValueError(f"an order of {customers} customers is needed, not of {len(places)}")
    labels = np.empty((pairs, 2, customers), dtype=np.int32)
    drawn = np.zeros((pairs, 2, customers), dtype=np.bool_)
    for pair, stream in enumerate(rng.spawn(pairs)):
        for side in range(2):
            rows = places[stream.integers(0, customers, size=customers)]
            drawn[pair, side, rows] = True
            labels[pair, side] = checked_labels(refit(rows, stream), rows=customers, empty=True)
        if progress is not None:
            progress((pair + 1) / pairs)
    return BootstrapLabels(labels=labels, drawn=drawn)


def global_stability(bootstrap: BootstrapLabels) -> Stability:
    """Return the adjusted Rand index of each pair, with its mean and spread.

    A pair without a customer that has a segment in both counts as chance, 0: nothing was found again.

    References
    ----------
    Dolnicar and Leisch (2010), Marketing Letters 21:83-101. doi:10.1007/s11002-009-9083-4
    Hubert and Arabie (1985), J. Classification 2:193-218. doi:10.1007/BF01908075
    """
    labels = bootstrap.labels.astype(np.int64)
    tables = (contingency(first, second) for first, second in labels)
    values = np.array([adjusted_rand(table) if table.any() else 0.0 for table in tables])
    low, middle, high = (float(one) for one in np.quantile(values, [0.25, 0.5, 0.75]))
    return Stability(
        values=tuple(values.tolist()),
        mean=float(values.mean()),
        error=error_of_mean(values),
        quartiles=(low, middle, high),
    )


def stable_by_construction() -> Stability:
    """Return the stability of a rule that is never learnt again: no figure, but the words for it."""
    return Stability(values=(), mean=None, error=None, quartiles=None, notes=(Note(code="stable_by_construction"),))


def error_of_mean(values: Floats) -> float | None:
    """Return the standard error of a mean of independent draws; None below two of them."""
    return float(values.std(ddof=1)) / sqrt(len(values)) if len(values) > 1 else None
