"""Folds and samples dealt at random, and one thread for fits that must be repeatable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import NotComputable

Ints = NDArray[np.int64]

FOLDS = 10
SAMPLE_ROWS = 50_000  # rows above which models are fitted to a sample


def deal_folds(rows: int, *, rng: np.random.Generator, folds: int = FOLDS, strata: ArrayLike | None = None) -> Ints:
    """Deal rows to folds at random, sizes equal within one; with strata, each stratum's rows spread evenly too.

    Parameters
    ----------
    rows : int
        n, in a fixed order (``partitions.fixed_order``).
    rng : numpy.random.Generator
    folds : int
        At least 2.
    strata : array_like of int, shape (n,), optional
        Numbered by first appearance (``segments_of``), or the folds depend on the names of segments.

    Returns
    -------
    ndarray of int, shape (n,)
        Fold of each row, 0..folds-1.

    Raises
    ------
    NotComputable
        ``too_few_for_folds`` when there are fewer rows than folds.
    """
    if rows < folds:
        raise NotComputable("too_few_for_folds", customers=rows, folds=folds)
    order = rng.permutation(rows)
    if strata is not None:
        order = order[np.argsort(np.asarray(strata)[order], kind="stable")]
    fold = np.empty(rows, dtype=np.int64)
    fold[order] = np.arange(rows) % folds
    return fold


def sampled_rows(rows: int, *, rng: np.random.Generator, limit: int = SAMPLE_ROWS) -> Ints:
    """Return the positions of a random sample of at most ``limit`` rows, in rising order; all of them if they fit."""
    if rows <= limit:
        return np.arange(rows, dtype=np.int64)
    return np.sort(rng.choice(rows, size=limit, replace=False)).astype(np.int64)


def whole_seed(rng: np.random.Generator) -> int:
    """Draw a seed for a library that takes whole numbers."""
    return int(rng.integers(2**31 - 1))


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold fits to one thread: small ones are faster so on shared processors, and sums are added in one order."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

    with threadpool_limits(limits=1):
        yield
