"""Covariates known before the assignment: are they alike in all arms?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import Moments, Summary, merged
from evaluators.campaigns.balance import ALARM, NOTE, Tier, tier_of
from evaluators.errors import EvaluationError, NotComputable

Floats = NDArray[np.float64]

LEAST_OWN = 1e-10  # share of a covariate's variance under which the others are taken to determine it


@dataclass(frozen=True, slots=True, kw_only=True)
class Imbalance:
    """How alike one covariate is over the arms."""

    tier: Tier  # note or alarm by the p-value
    p_value: float | None  # that all arms are alike; None: the covariate does not vary
    standardised: tuple[float | None, ...]  # per variant: its mean less the control's over the deviation;
    # None: the means differ and nothing varies within
    largest: float | None  # largest absolute standardised difference; None when one has no limit
    method: str  # welch_anova | anova | chi_square | constant | separated


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

    The squared distances of the arms' means in the pooled covariance, weighted by customers: with two arms
    Hotelling's exact test, with more its chi-square limit. Covariates that others determine count once.

    Parameters
    ----------
    arms : sequence of Moments
        Of the same covariates; at least two arms.

    Returns
    -------
    float or None
        None: no covariate varies within the arms.

    Raises
    ------
    EvaluationError
        ``too_few_arms``.
    NotComputable
        ``too_few_customers`` when there are not more customers than arms and covariates.

    References
    ----------
    Hotelling (1931), Ann. Math. Stat. 2:360-378. doi:10.1214/aoms/1177732979
    Hansen & Bowers (2008), Stat. Sci. 23:219-236. doi:10.1214/08-STS254
    """
    from scipy.special import chdtrc, fdtrc

    if len(arms) < 2:
        raise EvaluationError("too_few_arms", count=len(arms), minimum=2)
    if any(arm.n == 0 for arm in arms):
        raise NotComputable("no_trials")
    within = np.asarray(sum(arm.products for arm in arms))
    total, overall = sum(arm.n for arm in arms), merged(arms).means
    roots = np.sqrt(within.diagonal())
    varying = roots > 0
    if not varying.any():
        return None
    scaled = within[np.ix_(varying, varying)] / np.outer(roots[varying], roots[varying])
    sizes, axes = np.linalg.eigh(scaled)
    clear = sizes > LEAST_OWN * len(sizes)
    rank, degrees = int(clear.sum()), total - len(arms)
    if degrees - rank + 1 < 1:
        raise NotComputable("too_few_customers", customers=total, minimum=len(arms) + rank)
    turned = axes[:, clear] / np.sqrt(sizes[clear])
    gaps = np.array([(arm.means - overall)[varying] / roots[varying] for arm in arms]) @ turned
    distance = float(np.array([arm.n for arm in arms]) @ (gaps**2).sum(axis=1)) * degrees
    if len(arms) == 2:
        left = degrees - rank + 1
        return float(fdtrc(rank, left, distance * left / (rank * degrees)))
    return float(chdtrc(rank * (len(arms) - 1), distance))


def _standardised(control: Summary, variant: Summary) -> float | None:
    gap = variant.mean - control.mean
    deviation = math.sqrt((control.variance + variant.variance) / 2)
    if deviation == 0:
        return None if gap else 0.0
    return gap / deviation


def _welch_anova(arms: Sequence[Summary]) -> float:
    """Return the p-value that all means are equal, each arm with its own variance."""
    from scipy.special import fdtrc

    count = len(arms)
    weights = np.array([1 / arm.mean_variance for arm in arms])
    means, sizes = np.array([arm.mean for arm in arms]), np.array([arm.n for arm in arms])
    shares = weights / weights.sum()
    between = float(weights @ (means - shares @ means) ** 2) / (count - 1)
    rest = float(((1 - shares) ** 2 / (sizes - 1)).sum())
    statistic = between / (1 + 2 * (count - 2) * rest / (count**2 - 1))
    return float(fdtrc(count - 1, (count**2 - 1) / (3 * rest), statistic))


def _anova(arms: Sequence[Summary]) -> float:
    """Return the p-value that all means are equal, with one variance for all arms."""
    from scipy.special import fdtrc

    means, sizes = np.array([arm.mean for arm in arms]), np.array([arm.n for arm in arms])
    within = float(sum((arm.n - 1) * arm.variance for arm in arms))
    between = float(sizes @ (means - sizes @ means / sizes.sum()) ** 2)
    left = int(sizes.sum()) - len(arms)
    return float(fdtrc(len(arms) - 1, left, between / (len(arms) - 1) / (within / left)))


def _largest(differences: Floats) -> float | None:
    """Return the difference farthest from 0; None where one has no limit."""
    if not np.all(np.isfinite(differences)):
        return None
    return float(differences[np.argmax(np.abs(differences))])


def _imbalance(
    p_value: float | None, standardised: tuple[float | None, ...], method: str, alarm: float, note: float
) -> Imbalance:
    known = [abs(one) for one in standardised if one is not None]
    return Imbalance(
        tier=tier_of(p_value, alarm, note),
        p_value=p_value,
        standardised=standardised,
        largest=max(known) if len(known) == len(standardised) else None,
        method=method,
    )
