"""Were the customers divided as planned? Sample ratio mismatch, overall and per segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evaluators.errors import EvaluationError, NotComputable

Floats = NDArray[np.float64]

ALARM = 0.001  # p-value under which nothing else is believed
NOTE = 0.01  # p-value under which it is told
LEAST_EXPECTED = 5  # customers per arm under which the chi-square distribution is not used


class Tier(StrEnum):
    """How seriously a check is to be taken."""

    FINE = "fine"
    NOTE = "note"  # told, and nothing is blocked
    ALARM = "alarm"  # the verdict is blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRatio:
    """Customers of each arm against the plan."""

    tier: Tier
    p_value: float
    chi_square: float  # Pearson's, also where the p-value is exact
    degrees: int  # arms less one
    observed: tuple[int, ...]  # customers per arm, in the order given
    expected: tuple[float, ...]  # customers per arm by the plan
    method: str  # chi_square | exact_binomial


def sample_ratio(
    observed: Sequence[int], planned: Sequence[float], *, alarm: float = ALARM, note: float = NOTE
) -> SampleRatio:
    """Test the numbers of assigned customers against the planned shares.

    Count customers that were assigned (or delivered to), never openers or clickers: an outcome is no sample.

    Parameters
    ----------
    observed : sequence of int, shape (k,)
        Customers of every planned arm; an arm without rows is a 0 and not left out.
    planned : sequence of float, shape (k,)
        Planned shares or weights, above 0.
    alarm, note : float
        P-values under which it is an alarm or a note.

    Returns
    -------
    SampleRatio
        Chi-square; with under five customers expected in an arm, exact binomial tests, times the arms where there
        are more than two.

    Raises
    ------
    EvaluationError
        ``too_few_arms``; ``planned_share_missing`` when an arm has no planned share.
    NotComputable
        ``no_customers``.

    References
    ----------
    Fabijan, Gupchup, Gupta et al. (2019), KDD, 2156-2164. doi:10.1145/3292500.3330722

    >>> sample_ratio([821_588, 815_482], [1, 1]).tier.value
    'alarm'
    """
    from scipy.special import chdtrc

    counts, shares = np.asarray(observed, dtype=float), _shares(planned)
    if counts.shape != shares.shape or not np.all(counts >= 0):
        raise ValueError("one number of customers per planned arm is needed")
    if not counts.sum() > 0:
        raise NotComputable("no_customers")
    expected = counts.sum() * shares
    chi_square = float(((counts - expected) ** 2 / expected).sum())
    exact = bool(expected.min() < LEAST_EXPECTED)
    p_value = _exact_p(counts, shares) if exact else float(chdtrc(len(shares) - 1, chi_square))
    return SampleRatio(
        tier=tier_of(p_value, alarm, note),
        p_value=p_value,
        chi_square=chi_square,
        degrees=len(shares) - 1,
        observed=tuple(int(count) for count in counts),
        expected=tuple(expected.tolist()),
        method="exact_binomial" if exact else "chi_square",
    )


def segment_sample_ratios(
    observed: Mapping[str, Sequence[int]], planned: Sequence[float] | Mapping[str, Sequence[float]]
) -> dict[str, SampleRatio | None]:
    """Test each segment on its own; the p-values that count are divided by the number of segments.

    Parameters
    ----------
    observed : mapping of str to sequence of int
        Segment to customers per planned arm.
    planned : sequence of float, or mapping of str to it
        Planned shares, the same in all segments or each its own.

    Returns
    -------
    dict
        In the order given; None: the segment has no customers at all.
    """
    tested = sum(1 for counts in observed.values() if sum(counts) > 0)
    return {
        segment: sample_ratio(
            counts,
            planned[segment] if isinstance(planned, Mapping) else planned,
            alarm=ALARM / tested,
            note=NOTE / tested,
        )
        if sum(counts) > 0
        else None
        for segment, counts in observed.items()
    }


def smallest_imbalance(
    customers: int, planned: Sequence[float], *, power: float = 0.8, alarm: float = ALARM
) -> tuple[float | None, ...]:
    """Return the smallest fault of each arm's share that the sample-ratio test would find at this size.

    The other arms are taken to keep their proportions to one another.

    Parameters
    ----------
    customers : int
        All arms together.
    planned : sequence of float, shape (k,)
    power : float
        Probability of the alarm.
    alarm : float

    Returns
    -------
    tuple of float or None
        Share of all customers, above 0, for each arm; None: not even an arm that is empty would be found.

    >>> [round(fault, 4) for fault in smallest_imbalance(10_000, [1, 1])]
    [0.0207, 0.0207]
    """
    from scipy.special import chdtri, chndtrinc

    shares = _shares(planned)
    for share in (power, alarm):
        if not 0 < share < 1:
            raise EvaluationError("share_outside", value=share, low=0, high=1)
    if customers < 1:
        raise NotComputable("no_customers")
    degrees = len(shares) - 1
    away = float(chndtrinc(float(chdtri(degrees, alarm)), degrees, 1 - power))
    faults = np.sqrt(away * shares * (1 - shares) / customers)
    return tuple(float(fault) if fault < share else None for fault, share in zip(faults, shares, strict=True))


def tier_of(p_value: float | None, alarm: float = ALARM, note: float = NOTE) -> Tier:
    """Return how seriously a p-value of a check is to be taken; none at all is fine."""
    if p_value is None or p_value >= note:
        return Tier.FINE
    return Tier.ALARM if p_value < alarm else Tier.NOTE


def _shares(planned: Sequence[float]) -> Floats:
    """Return planned weights as shares that sum to 1."""
    weights = np.asarray(planned, dtype=float)
    if len(weights) < 2:
        raise EvaluationError("too_few_arms", count=len(weights), minimum=2)
    if not np.all((weights > 0) & np.isfinite(weights)):
        raise EvaluationError("planned_share_missing", arm=int(np.argmin(weights > 0)) + 1)
    return np.asarray(weights / weights.sum())


def _exact_p(counts: Floats, shares: Floats) -> float:
    """Return the smallest of the arms' exact binomial p-values, times the arms where there are more than two."""
    from scipy.stats import binomtest

    total = int(counts.sum())
    if len(shares) == 2:
        return float(binomtest(int(counts[0]), total, float(shares[0])).pvalue)
    each = [binomtest(int(count), total, float(share)).pvalue for count, share in zip(counts, shares, strict=True)]
    return min(float(min(each)) * len(each), 1.0)
