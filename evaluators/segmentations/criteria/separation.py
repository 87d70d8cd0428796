"""A2: how far the outcomes of segments lie apart on the customers at hand; shown beside A1, never scored twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluators.errors import NotComputable
from evaluators.segmentations.criteria.outcome_table import checked_outcome
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured, unassigned_note
from evaluators.segmentations.criteria.segments import assigned_only, segments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Share of the outcome's variance between segments, in the sample."""

    eta_squared: float  # 0..1; grows with the number of segments by chance alone
    omega_squared: float  # corrected for that; may be a little below 0
    criterion: MeasuredCriterion  # A2, without a score


def separation(labels: ArrayLike, outcome: ArrayLike) -> Separation:
    """Return eta squared and omega squared of the segments that customers are in.

    omega2 = (SSB - (K - 1) MSW) / (SST + MSW), MSW = SSW / (n - K).

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: left out.
    outcome : array_like, shape (n,)

    Raises
    ------
    NotComputable
        ``outcome_constant``; ``too_few_for_separation`` without more customers than segments.

    References
    ----------
    Hays (1963), Statistics for Psychologists, ch. 12
    """
    segments = segments_of(labels, rows=len(np.asarray(outcome)))
    given = checked_outcome(outcome, rows=len(segments.codes))
    inside = assigned_only(segments)
    codes, values = segments.codes[inside], given[inside]
    n, count = len(values), segments.count
    if n <= count:
        raise NotComputable("too_few_for_separation", customers=n, segments=count)
    centred = values - values.mean()
    total = float(centred @ centred)
    if not total > 0:
        raise NotComputable("outcome_constant", rows=n)
    sums = np.bincount(codes, weights=centred, minlength=count)
    between = float((sums**2 / segments.sizes).sum())
    within = (total - between) / (n - count)
    omega = (between - (count - 1) * within) / (total + within)
    criterion = measured(
        "A2", omega, null=0.0, ceiling=1.0, notes=unassigned_note(segments.unassigned, len(given)), scored=False
    )
    return Separation(eta_squared=between / total, omega_squared=omega, criterion=criterion)
