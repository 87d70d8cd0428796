"""A3: what share of the next period's value the best segments hold, when they hold a fifth of the customers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.errors import NotComputable
from evaluators.results import Interval
from evaluators.segmentations.criteria.nulls import LABEL_DRAWS, Codes, permuted_labels_null
from evaluators.segmentations.criteria.outcome_lift import REACH, remarks
from evaluators.segmentations.criteria.outcome_table import OutcomeTable, checked_outcome
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured
from evaluators.segmentations.criteria.segments import segments_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TARGETED = 0.20  # share of customers that is targeted


def targeting_gain(
    labels: ArrayLike,
    value: ArrayLike,
    folds: Ints,
    *,
    rng: np.random.Generator,
    share: float = TARGETED,
    draws: int = LABEL_DRAWS,
    progress: Callable[[float], None] | None = None,
) -> MeasuredCriterion:
    """Measure A3.

    Segments are ranked by their mean in the other folds; those on the edge of the share count pro rata, and so do
    those that tie. The ceiling is the same share for customers in perfect order. The interval is the delta method's
    for a ratio of sums, given the ranking.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: unassigned, ranked by the mean of all.
    value : array_like, shape (n,)
        Money of the window after the as-of date, as in A1.
    folds : ndarray of int, shape (n,)
    rng : numpy.random.Generator
        Permutes labels.
    share : float
        Of customers targeted, in (0, 1).
    draws : int
    progress : callable, optional

    Raises
    ------
    NotComputable
        ``no_value_to_target`` where all customers together bring nothing; ``outcome_constant``.
    """
    segments = segments_of(labels, rows=len(folds))
    given = checked_outcome(value, rows=len(folds))
    total = float(given.sum())
    if not total > 0:
        raise NotComputable("no_value_to_target")

    def statistic(codes: Codes) -> float:
        table = OutcomeTable.of(codes, given, folds, segments=segments.count, squares=0.0)  # not asked for
        return float((table.taken(share) * table.sums).sum()) / total

    parts = OutcomeTable.of(segments.codes, given, folds, segments=segments.count).taken(share)[folds, segments.codes]
    raw = float(parts @ given) / total
    reach = REACH * float(np.sqrt((((parts - raw) * given) ** 2).sum())) / total
    chance = permuted_labels_null(statistic, segments.codes, rng=rng, draws=draws, progress=progress)
    return measured(
        "A3",
        raw,
        null=share,
        ceiling=max(perfect_share(given, folds, share=share), share),
        null_interval=chance.interval,
        interval=Interval(low=raw - reach, high=raw + reach),
        notes=remarks(segments),
    )


def perfect_share(value: Floats, folds: Ints, *, share: float = TARGETED) -> float:
    """Return the share of value that the best customers hold, a share of each fold's, the last one pro rata.

    >>> perfect_share(np.array([8.0, 1.0, 1.0, 0.0, 0.0]), np.zeros(5, dtype=np.int64), share=0.3)
    0.85
    """
    held = 0.0
    for fold in range(int(folds.max()) + 1):
        ranked = np.sort(value[folds == fold])[::-1]
        taken = np.clip(share * len(ranked) - np.arange(len(ranked)), 0, 1)
        held += float(taken @ ranked)
    return held / float(value.sum())
