"""Prediction strength: do segments learnt from one half of the customers hold together those learnt from the other?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluators.errors import NotComputable
from evaluators.segmentations.partitions import Labels, checked_labels, contingency
from evaluators.segmentations.stability import Progress, Refit, error_of_mean

SPLITS = 20  # random halvings of the customers
THRESHOLD = 0.8  # of the source: 0.8 to 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionStrength:
    """Share of pairs of customers of the weakest segment that the other half's segments keep together."""

    values: tuple[float, ...]  # 0..1 of each split in which some segment had two customers
    mean: float | None  # None: no such split
    error: float | None  # standard error of the mean over splits; None below two of them


def prediction_strength(
    refit: Refit,
    customers: int,
    *,
    rng: np.random.Generator,
    splits: int = SPLITS,
    order: ArrayLike | None = None,
    progress: Progress | None = None,
) -> PredictionStrength:
    """Return the prediction strength of a way of segmenting, with two-fold splits.

    Both halves take turns as the one that is predicted; a split's value is the mean of the two.

    Parameters
    ----------
    refit : callable
        Learns from some customers and labels all; the number of segments is its own.
    customers : int
        How many there are, at least four.
    rng : numpy.random.Generator
    splits : int
        At least one.
    order : array_like of int, shape (n,), optional
        Places in an order that the file's order does not change.
    progress : callable, optional
        Told the share that is done, 0..1; may raise to stop.

    Raises
    ------
    NotComputable
        ``stability_few_customers``.

    References
    ----------
    Tibshirani and Walther (2005), J. Comput. Graph. Stat. 14:511-528. doi:10.1198/106186005X59243
    """
    if customers < 4:
        raise NotComputable("stability_few_customers", customers=customers, minimum=4)
    places = np.arange(customers) if order is None else np.asarray(order, dtype=np.int64)
    values = []
    for split, stream in enumerate(rng.spawn(splits)):
        shuffled = places[stream.permutation(customers)]
        halves = shuffled[: customers // 2], shuffled[customers // 2 :]
        labels = [checked_labels(refit(half, stream), rows=customers, empty=True) for half in halves]
        turns = [_weakest(labels[own][halves[own]], labels[1 - own][halves[own]]) for own in range(2)]
        known = [turn for turn in turns if turn is not None]
        values += [sum(known) / len(known)] if known else []
        if progress is not None:
            progress((split + 1) / splits)
    found = np.array(values)
    return PredictionStrength(
        values=tuple(values), mean=float(found.mean()) if values else None, error=error_of_mean(found)
    )


def largest_predicted(strengths: Mapping[int, PredictionStrength], *, threshold: float = THRESHOLD) -> int:
    """Return the largest number of segments whose prediction strength, with its error, reaches the threshold.

    Parameters
    ----------
    strengths : mapping from K to PredictionStrength
    threshold : float
        In (0, 1].

    Returns
    -------
    int
        1 where no number of segments reaches it: a single segment always predicts itself.
    """
    reached = [
        clusters
        for clusters, one in strengths.items()
        if one.mean is not None and one.mean + (one.error or 0.0) >= threshold
    ]
    return max(reached, default=1)


def _weakest(own: Labels, other: Labels) -> float | None:
    """Return the least share of pairs of an own segment that the other labels keep together; None without pairs."""
    sizes = np.bincount(own[own >= 0])
    paired = sizes > 1
    if not paired.any():
        return None
    cells = contingency(own, other).astype(float)
    together = (cells * (cells - 1)).sum(axis=1)
    return float((together[paired] / (sizes[paired] * (sizes[paired] - 1.0))).min())
