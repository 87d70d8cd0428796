"""Stability of single segments: within a solution (SLSw, Jaccard) and across the number of segments (SLSa)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike

from evaluators.errors import NotComputable
from evaluators.segmentations.partitions import (
    Counts,
    Floats,
    Labels,
    checked_labels,
    contingency,
    entropy,
    segment_sizes,
)
from evaluators.segmentations.stability import BootstrapLabels, error_of_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentStability:
    """How surely one segment comes back when segments are learnt from other samples of customers."""

    segment: int  # label
    customers: int
    values: tuple[float, ...]  # 0..1 of each pair (SLSw) or sample (Jaccard) in which it could be looked for
    mean: float | None  # None: it could not be looked for
    median: float | None  # None with it
    error: float | None  # standard error of the mean from drawing few; None below two values


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentAcross:
    """How much of one segment comes from a single segment of the solution with one segment fewer."""

    segment: int  # label in the larger solution
    customers: int
    entropy: float  # of the smaller solution's labels among its customers, 0..1 of the most possible
    stability: float  # SLSa, 1 - entropy


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityAcross:
    """SLSa of every segment, and their mean weighted by customers."""

    segments: tuple[SegmentAcross, ...]  # those with customers, by label
    mean: float  # 0..1


def within_solution(labels: ArrayLike, bootstrap: BootstrapLabels) -> tuple[SegmentStability, ...]:
    """Return the segment level stability within the solution, SLSw, of each segment that has customers.

    In each pair the largest Jaccard share with a segment of either refitted solution is found on all customers,
    and the two are averaged.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        The solution that is judged.
    bootstrap : BootstrapLabels
        Of the same customers.

    References
    ----------
    Dolnicar and Leisch (2017), Marketing Letters 28:423-436. doi:10.1007/s11002-017-9423-8
    """
    original = checked_labels(labels, rows=bootstrap.labels.shape[2])
    refitted = bootstrap.labels.astype(np.int64)
    best = np.array([[_largest_jaccard(original, side) for side in pair] for pair in refitted])
    return _summaries(segment_sizes(original), best.mean(axis=1))


def jaccard_stability(labels: ArrayLike, bootstrap: BootstrapLabels) -> tuple[SegmentStability, ...]:
    """Return the clusterwise Jaccard stability of each segment that has customers.

    In each sample the segment and the refitted segments are compared on the distinct customers drawn. A sample without
    any customer of the segment says nothing of it and is passed over.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        The solution that is judged.
    bootstrap : BootstrapLabels
        Of the same customers; each sample of a pair counts by itself.

    References
    ----------
    Hennig (2007), Comput. Stat. Data Anal. 52:258-271. doi:10.1016/j.csda.2006.11.025
    """
    customers = bootstrap.labels.shape[2]
    original = checked_labels(labels, rows=customers)
    sizes = segment_sizes(original)
    values = np.full((2 * bootstrap.pairs, len(sizes)), np.nan)
    samples = zip(bootstrap.labels.reshape(-1, customers), bootstrap.drawn.reshape(-1, customers), strict=True)
    for place, (refitted, drawn) in enumerate(samples):
        kept = original[drawn]
        present = np.bincount(kept[kept >= 0], minlength=len(sizes)) > 0
        found = _largest_jaccard(kept, refitted[drawn].astype(np.int64))
        values[place, present] = found[present[: len(found)]]
    return _summaries(sizes, values)


def weakest(segments: Sequence[SegmentStability]) -> SegmentStability:
    """Return the segment with the lowest mean.

    Raises
    ------
    NotComputable
        ``segments_no_customers`` where no segment has a mean.
    """
    judged = [(one.mean, one.segment, one) for one in segments if one.mean is not None]
    if not judged:
        raise NotComputable("segments_no_customers")
    return min(judged, key=lambda each: each[:2])[2]


def across_solutions(smaller: ArrayLike, larger: ArrayLike) -> StabilityAcross:
    """Return the segment level stability across solutions, SLSa, of the larger of two solutions.

    Parameters
    ----------
    smaller, larger : array_like of int, shape (n,)
        Labels in the solutions with K - 1 and with K segments; customers without a segment in either are left out.

    Raises
    ------
    NotComputable
        ``stability_across_two`` where the smaller solution has a single segment: everybody comes from it.

    References
    ----------
    Dolnicar and Leisch (2017), Marketing Letters 28:423-436. doi:10.1007/s11002-017-9423-8
    """
    table = contingency(checked_labels(larger), checked_labels(smaller))
    sources = int((table.sum(axis=0) > 0).sum())
    if sources < 2:
        raise NotComputable("stability_across_two")
    segments = tuple(_across(segment, counts, sources) for segment, counts in enumerate(table) if counts.sum() > 0)
    total = sum(one.customers for one in segments)
    return StabilityAcross(segments=segments, mean=sum(one.stability * one.customers for one in segments) / total)


def _across(segment: int, counts: Counts, sources: int) -> SegmentAcross:
    mixed = entropy(counts) / log(sources)
    return SegmentAcross(segment=segment, customers=int(counts.sum()), entropy=mixed, stability=1 - mixed)


def _largest_jaccard(original: Labels, refitted: Labels) -> Floats:
    """Return for each original segment its largest Jaccard share with a refitted one; 0 without customers."""
    shared = contingency(original, refitted)
    ours = np.bincount(original[original >= 0], minlength=shared.shape[0])
    theirs = np.bincount(refitted[refitted >= 0], minlength=shared.shape[1])
    either = ours[:, None] + theirs[None, :] - shared
    return np.asarray((shared / np.maximum(either, 1)).max(axis=1, initial=0.0))


def _summaries(sizes: Counts, values: Floats) -> tuple[SegmentStability, ...]:
    """Sum up values of shape (draws, K); not a number where a segment could not be looked for."""
    return tuple(
        _summary(segment, int(sizes[segment]), values[:, segment]) for segment in np.flatnonzero(sizes).tolist()
    )


def _summary(segment: int, customers: int, values: Floats) -> SegmentStability:
    found = values[~np.isnan(values)]
    return SegmentStability(
        segment=segment,
        customers=customers,
        values=tuple(found.tolist()),
        mean=float(found.mean()) if len(found) else None,
        median=float(np.median(found)) if len(found) else None,
        error=error_of_mean(found),
    )
