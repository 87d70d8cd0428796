"""Gap statistic: are segments tighter than they come out of customers without any? Advice on K, not a score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import ArrayLike

from evaluators.errors import NotComputable
from evaluators.segmentations.internal_indices import squares_within
from evaluators.segmentations.partitions import Floats, Labels, fixed_order
from evaluators.segmentations.stability import Progress

FitClusters = Callable[[Floats, int, np.random.Generator], Labels]

DRAWS = 50  # sets of customers without segments


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Gap at one number of segments."""

    clusters: int
    log_squares: float  # ln of the sum of squares within segments
    expected: float  # the same, mean over customers without segments
    gap: float  # expected - log_squares; larger: tighter than without segments
    error: float  # standard error of the gap, simulation included


@dataclass(frozen=True, slots=True, kw_only=True)
class GapStatistic:
    """Gaps of K = 1 up, and the number of segments they advise."""

    gaps: tuple[Gap, ...]
    advised: int | None  # least K with gap(K) >= gap(K+1) - error(K+1); None: the gap still rises at the last K


def gap_statistic(
    values: ArrayLike,
    fit: FitClusters,
    *,
    most: int,
    rng: np.random.Generator,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> GapStatistic:
    """Return the gap statistic of K = 1..most; the reference is uniform in the box along the principal components.

    Parameters
    ----------
    values : array_like, shape (n, features)
        Finite; the order of rows changes nothing.
    fit : callable
        From rows, K and a generator to labels of the rows; called for K of two and more.
    most : int
        Largest K, at least 2.
    rng : numpy.random.Generator
    draws : int
        Reference sets, at least 2.
    progress : callable, optional
        Told the share that is done, 0..1; may raise to stop.

    Raises
    ------
    NotComputable
        ``segments_above_distinct`` where K reaches the number of different rows, and nothing is left within segments.

    References
    ----------
    Tibshirani, Walther and Hastie (2001), J. R. Stat. Soc. B 63:411-423. doi:10.1111/1467-9868.00293
    """
    if most < 2 or draws < 2:
        raise ValueError(f"at least two segments and two draws are needed, not {most} and {draws}")
    table = np.asarray(values, dtype=float)
    table = table[fixed_order(table)]
    distinct = len(np.unique(table, axis=0))
    if distinct <= most:
        raise NotComputable("segments_above_distinct", segments=most, distinct=distinct)
    streams = rng.spawn(draws + 1)
    seen = _logs(table, fit, most, streams[0])
    reference = np.empty((draws, most))
    for draw, stream in enumerate(streams[1:]):
        reference[draw] = _logs(_uniform_box(table, stream), fit, most, stream)
        if progress is not None:
            progress((draw + 1) / draws)
    expected = reference.mean(axis=0)
    errors = reference.std(axis=0, ddof=1) * sqrt(1 + 1 / draws)
    gaps = tuple(
        Gap(
            clusters=place + 1,
            log_squares=float(seen[place]),
            expected=float(expected[place]),
            gap=float(expected[place] - seen[place]),
            error=float(errors[place]),
        )
        for place in range(most)
    )
    return GapStatistic(gaps=gaps, advised=_advised(gaps))


def _advised(gaps: tuple[Gap, ...]) -> int | None:
    for here, after in pairwise(gaps):
        if here.gap >= after.gap - after.error:
            return here.clusters
    return None


def _logs(table: Floats, fit: FitClusters, most: int, rng: np.random.Generator) -> Floats:
    """Return ln of the sum of squares within 1..most segments."""
    found = [log(squares_within(table, np.zeros(len(table), dtype=np.int64)))]
    found += [log(squares_within(table, fit(table, clusters, rng))) for clusters in range(2, most + 1)]
    return np.array(found)


def _uniform_box(table: Floats, rng: np.random.Generator) -> Floats:
    """Draw as many rows, uniform in the box around the data along their principal components."""
    centre = table.mean(axis=0)
    _, _, axes = np.linalg.svd(table - centre, full_matrices=False)
    along = (table - centre) @ axes.T
    drawn = rng.uniform(along.min(axis=0), along.max(axis=0), size=along.shape)
    return np.asarray(drawn @ axes + centre)
