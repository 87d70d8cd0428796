"""Were the customers divided as planned? Sample ratio mismatch, and covariates that should be alike in all arms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import Moments, Summary
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Imbalance:
    """How alike one covariate is over the arms."""

    tier: Tier  # note or alarm by the p-value
    p_value: float | None  # that all arms are alike; None: the covariate does not vary
    standardised: tuple[float | None, ...]  # per variant: its mean less the control's over the deviation;
    # None: the means differ and nothing varies within
    largest: float | None  # largest absolute standardised difference; None when one has no limit
    method: str  # welch_anova | anova | chi_square | constant | separated


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
        tier=_tier(p_value, alarm, note),
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


def covariate_balance(arms: Sequence[Summary], *, alarm: float = ALARM, note: float = NOTE) -> Imbalance:
    """Compare a numeric covariate, known before assignment, over the arms.

    Standardised by the root of the mean of both arms' variances; tested by Welch's analysis of variance, which with
    two arms is Welch's test, or by the classic one where an arm does not vary.

    Parameters
    ----------
    arms : sequence of Summary
        Control first; at least two customers each.

    Raises
    ------
    EvaluationError
        ``too_few_arms``.
    NotComputable
        ``too_few_customers``.

    References
    ----------
    Austin (2009), Stat. Med. 28:3083-3107. doi:10.1002/sim.3697
    Welch (1951), Biometrika 38:330-336. doi:10.1093/biomet/38.3-4.330
    """
    if len(arms) < 2:
        raise EvaluationError("too_few_arms", count=len(arms), minimum=2)
    control = arms[0]
    spreads = [arm.mean_variance for arm in arms]
    standardised = tuple(_standardised(control, arm) for arm in arms[1:])
    if not any(spreads):
        alike = all(arm.mean == control.mean for arm in arms)
        return _imbalance(None if alike else 0.0, standardised, "constant" if alike else "separated", alarm, note)
    if all(spreads):
        return _imbalance(_welch_anova(arms), standardised, "welch_anova", alarm, note)
    return _imbalance(_anova(arms), standardised, "anova", alarm, note)


def category_balance(counts: ArrayLike, *, alarm: float = ALARM, note: float = NOTE) -> Imbalance:
    """Compare a covariate in classes, known before assignment, over the arms.

    Parameters
    ----------
    counts : array_like, shape (arms, classes)
        Customers; control first.

    Returns
    -------
    Imbalance
        Tested by chi-square over the classes that occur; the standardised difference of a variant is the largest
        over the classes, with its sign.

    Raises
    ------
    EvaluationError
        ``too_few_arms``.
    NotComputable
        ``no_trials`` when an arm is empty.
    """
    from scipy.special import chdtrc

    table = np.asarray(counts, dtype=float)
    if len(table) < 2:
        raise EvaluationError("too_few_arms", count=len(table), minimum=2)
    table = table[:, table.sum(axis=0) > 0]
    sizes = table.sum(axis=1, keepdims=True)
    if not np.all(sizes > 0):
        raise NotComputable("no_trials")
    shares = table / sizes
    gaps, spread = shares[1:] - shares[0], (shares * (1 - shares))
    deviation = np.sqrt((spread[1:] + spread[0]) / 2)
    standard = np.divide(gaps, deviation, out=np.where(gaps == 0, 0.0, np.nan), where=deviation > 0)
    standardised = tuple(_largest(row) for row in standard)
    if table.shape[1] < 2:
        return _imbalance(None, standardised, "constant", alarm, note)
    expected = sizes * table.sum(axis=0) / table.sum()
    chi_square = float(((table - expected) ** 2 / expected).sum())
    p_value = float(chdtrc((len(table) - 1) * (table.shape[1] - 1), chi_square))
    return _imbalance(p_value, standardised, "chi_square", alarm, note)


def joint_balance(arms: Sequence[Moments]) -> float | None:
    """Return the p-value that no covariate tells the arms apart, all of them together.

    n-weighted squared distances of the arms' means in the pooled covariance (Hotelling and Lawley's trace), chi-square;
    covariates that others determine are counted once.

    Parameters
    ----------
    arms : sequence of Moments
        Of the same covariates; at least two arms.

    Returns
    -------
    float or None
        None: no covariate varies.

    References
    ----------
    Hansen & Bowers (2008), Stat. Sci. 23:219-236. doi:10.1214/08-STS254
    """
