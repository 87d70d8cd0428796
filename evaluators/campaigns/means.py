"""Two means by Welch's test, and what it shares with other comparisons of means."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from evaluators.campaigns.aggregates import Estimate, Summary
from evaluators.errors import NotComputable
from evaluators.notes import Note
from evaluators.results import Interval


def satterthwaite(variances: Sequence[float], degrees: Sequence[float]) -> float:
    """Return the degrees of freedom of a sum of independent variances.

    Parameters
    ----------
    variances : sequence of float
        Estimated parts of the variance, each with the degrees of freedom it was estimated with.
    degrees : sequence of float
        Each above 0.

    Raises
    ------
    NotComputable
        ``no_variation`` where every part is zero.

    References
    ----------
    Satterthwaite (1946), Biometrics Bull. 2:110-114. doi:10.2307/3002019
    """
    largest = max(variances)
    if largest <= 0:
        raise NotComputable("no_variation")
    shares = [variance / largest for variance in variances]
    return sum(shares) ** 2 / sum(share**2 / one for share, one in zip(shares, degrees, strict=True))


def t_estimate(
    value: float, error: float, degrees: float, method: str, *, confidence: float, notes: tuple[Note, ...] = ()
) -> Estimate:
    """Return a difference with Student's test and interval.

    Parameters
    ----------
    value, error : float
        Difference and its standard error, above 0.
    degrees : float
        Degrees of freedom, above 0.
    method : str
    confidence : float
        Two-sided, in (0, 1).
    """
    from scipy.special import stdtr, stdtrit

    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be within 0..1, not {confidence}")
    reach = -float(stdtrit(degrees, (1 - confidence) / 2)) * error
    return Estimate(
        value=value,
        standard_error=error,
        interval=Interval(low=value - reach, high=value + reach),
        p_value=float(2 * stdtr(degrees, -abs(value / error))),
        method=method,
        notes=notes,
    )


def compare_means(control: Summary, variant: Summary, *, confidence: float = 0.95) -> Estimate:
    """Compare two means without taking the arms to vary alike.

    Revenue is compared per assigned customer, zeros kept.

    Parameters
    ----------
    control, variant : Summary
        At least two customers each.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Estimate
        Method ``welch``; variant - control in the metric's unit.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``no_variation`` where no customer differs from another within either arm.

    References
    ----------
    Welch (1947), Biometrika 34:28-35. doi:10.1093/biomet/34.1-2.28

    >>> round(compare_means(Summary(10, 0.75, 3.200556), Summary(10, 2.33, 4.009)).p_value, 4)
    0.0794
    """
    variances = (control.mean_variance, variant.mean_variance)
    degrees = satterthwaite(variances, (control.n - 1, variant.n - 1))
    gap = variant.mean - control.mean
    return t_estimate(gap, sqrt(sum(variances)), degrees, "welch", confidence=confidence)
