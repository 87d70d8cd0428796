"""Looking as often as one likes: the asymptotic confidence sequence, what it costs, and the mixture SPRT beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.looks import crossing_probabilities
from evaluators.errors import EvaluationError, NotComputable
from evaluators.results import Interval

Floats = NDArray[np.float64]

METHOD = "asymptotic_confidence_sequence"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixtureLook:
    """One look of the mixture sequential probability ratio test."""

    likelihood_ratio: float  # mixture over no effect, at this look
    p_value: float  # always valid: never rises from look to look


def sequence_scale(planned_customers: float, alpha: float = 0.05) -> float:
    """Return rho, which makes the sequence narrowest near the planned number of customers.

    References
    ----------
    Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Ann. Stat. 52:2613-2640. doi:10.1214/24-AOS2408 and
    arXiv 2103.06476
    """
    if not planned_customers > 0:
        raise EvaluationError("not_above_zero", value=planned_customers)
    return math.sqrt(_planned_term(alpha) / planned_customers)


def sequence_half_width(
    standard_error: float, customers: float, *, planned_customers: float, alpha: float = 0.05
) -> float:
    """Return half the width of the confidence sequence after some customers.

    se sqrt(N) sqrt(2 (N rho^2 + 1) / (N^2 rho^2) ln(sqrt(N rho^2 + 1) / alpha))

    Parameters
    ----------
    standard_error : float
        Of the estimate now.
    customers : float
        Customers now, all arms together, above 0.
    planned_customers : float
        Customers at which the sequence is tuned to be narrowest; fixed before the data.
    alpha : float
        1 less the confidence that holds at all looks together.
    """
    if not customers > 0:
        raise NotComputable("no_customers")
    share = customers * sequence_scale(planned_customers, alpha) ** 2
    return standard_error * float(_limit(np.array(share), alpha))


def confidence_sequence(
    value: float,
    standard_error: float,
    customers: float,
    *,
    planned_customers: float,
    confidence: float = 0.95,
) -> Estimate:
    """Return an estimate with an interval and a p-value that hold however often one looks.

    Parameters
    ----------
    value, standard_error : float
        Estimate now; large samples, since the sequence is asymptotic.
    customers, planned_customers : float
        All arms together.
    confidence : float

    Returns
    -------
    Estimate
        The p-value is the smallest alpha whose sequence, tuned as this one, leaves zero out at this look; over
        several looks the least of them holds.
    """
    alpha = 1 - confidence
    half = sequence_half_width(standard_error, customers, planned_customers=planned_customers, alpha=alpha)
    return Estimate(
        value=value,
        standard_error=standard_error,
        interval=Interval(low=value - half, high=value + half),
        p_value=_always_valid_p(value, standard_error, customers * sequence_scale(planned_customers, alpha) ** 2),
        method=METHOD,
    )


def sequence_limits(information: ArrayLike, alpha: float = 0.05) -> Floats:
    """Return the limits on |Z| at shares of the planned information, shape (k,)."""
    return _limit(np.asarray(information, dtype=float) * _planned_term(alpha), alpha)


def sequence_power(drift: float, *, looks: int = 20, alpha: float = 0.05) -> float:
    """Return how often the sequence leaves zero out by the planned end, looking equally often.

    Parameters
    ----------
    drift : float
        Effect over its standard error at the planned end; 0 gives the false alarms by then.
    looks : int

    >>> round(sequence_power(0.0), 2), round(sequence_power(2.8), 2)
    (0.01, 0.49)
    """
    if looks < 1:
        raise EvaluationError("no_looks")
    shares = np.arange(1, looks + 1) / looks
    return float(crossing_probabilities(shares, sequence_limits(shares, alpha), drift).sum())


def mixture_sprt(
    effects: Sequence[float], variances: Sequence[float], *, mixing_variance: float
) -> tuple[MixtureLook, ...]:
    """Return the mixture sequential probability ratio test of no effect, for comparison.

    Parameters
    ----------
    effects, variances : sequence of float, shape (k,)
        Estimate and its variance at each look so far.
    mixing_variance : float
        Variance of the effects that one reckons with, above 0; fixed before the data.

    References
    ----------
    Johari, Koomen, Pekelis & Walsh (2022), Oper. Res. 70:1806-1821. doi:10.1287/opre.2021.2135
    """
    estimates, spreads = np.asarray(effects, dtype=float), np.asarray(variances, dtype=float)
    if not mixing_variance > 0:
        raise EvaluationError("not_above_zero", value=mixing_variance)
    if not np.all(spreads > 0):
        raise NotComputable("no_variation")
    total = spreads + mixing_variance
    logs = 0.5 * (np.log(spreads / total) + estimates**2 * mixing_variance / (spreads * total))
    p_values = np.exp(-np.maximum(np.maximum.accumulate(logs), 0.0)) if len(logs) else logs
    with np.errstate(over="ignore"):
        ratios = np.minimum(np.exp(logs), np.finfo(float).max)
    return tuple(
        MixtureLook(likelihood_ratio=ratio, p_value=p)
        for ratio, p in zip(ratios.tolist(), p_values.tolist(), strict=True)
    )


def _planned_term(alpha: float) -> float:
    """Return N* rho^2."""
    if not 0 < alpha < 1:
        raise EvaluationError("share_outside", value=alpha, low=0, high=1)
    return -2 * math.log(alpha) + math.log(1 - 2 * math.log(alpha))


def _limit(share: Floats, alpha: float) -> Floats:
    """Return the limit on |Z| where ``share`` is N rho^2."""
    return np.asarray(np.sqrt(2 * (share + 1) / share * np.log(np.sqrt(share + 1) / alpha)))


def _always_valid_p(value: float, standard_error: float, share: float) -> float:
    if standard_error == 0:
        raise NotComputable("no_variation")
    z = value / standard_error
    return min(1.0, math.exp(0.5 * math.log1p(share) - 0.5 * z * z * share / (share + 1)))
