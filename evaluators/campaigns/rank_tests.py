"""Ranks from value histograms: support for a comparison of means, never the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import two_sided
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.errors import NotComputable

Floats = NDArray[np.float64]

CONTINUITY = 0.5  # of U: it moves in steps


@dataclass(frozen=True, slots=True, kw_only=True)
class RankComparison:
    """How often a customer of the variant is above one of the control."""

    u: float  # pairs the variant wins, a tie counting half
    superiority: float  # the same as a share of all pairs, 0..1; 0.5 is no difference
    standard_error: float  # of that share, from both arms' placements; 0 where the arms do not overlap
    p_value: float  # two-sided, normal, corrected for ties and continuity
    method: str = "mann_whitney"


def mann_whitney(control: ValueCounts, variant: ValueCounts) -> RankComparison:
    """Compare two arms by ranks, exactly from how often each value occurs.

    More customers above is not more revenue: a few large orders can carry the mean the other way.

    Parameters
    ----------
    control, variant : ValueCounts
        At least one customer each.

    Returns
    -------
    RankComparison
        p is 1 where all values are equal.

    Raises
    ------
    NotComputable
        ``too_few_customers``.

    References
    ----------
    Mann and Whitney (1947), Ann. Math. Stat. 18:50-60. doi:10.1214/aoms/1177730491
    DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44:837-845. doi:10.2307/2531595
    """
    n0, n1 = control.n, variant.n
    if not n0 or not n1:
        raise NotComputable("too_few_customers", customers=min(n0, n1), minimum=1)
    below = _placements(variant, control)
    superiority = float(variant.counts @ below) / n1
    ties = control.merge(variant).counts.astype(float)
    variance = _null_variance(n0, n1, ties)
    u = superiority * n0 * n1
    gap = max(abs(u - n0 * n1 / 2) - CONTINUITY, 0.0)
    return RankComparison(
        u=u,
        superiority=superiority,
        standard_error=sqrt(
            _spread(variant, below, superiority) + _spread(control, 1 - _placements(control, variant), superiority)
        ),
        p_value=two_sided(gap / sqrt(variance)) if len(ties) > 1 else 1.0,
    )


def stratified_ranks(pairs: Sequence[tuple[ValueCounts, ValueCounts]]) -> RankComparison:
    """Compare two arms by ranks within each of several strata, such as sends; one stratum is ``mann_whitney``.

    Van Elteren's test: each stratum's U counts by 1 / (customers + 1), which is locally best where the strata show
    the same shift. The superiority is the mean over the strata by customers, so no pair crosses a stratum.

    Parameters
    ----------
    pairs : sequence of (control, variant)
        At least one customer each.

    Raises
    ------
    NotComputable
        ``no_trials`` without strata; ``too_few_customers``.

    References
    ----------
    van Elteren (1960), Bull. Inst. Int. Stat. 37:351-361
    """
    if not pairs:
        raise NotComputable("no_trials")
    found = [mann_whitney(control, variant) for control, variant in pairs]
    if len(found) == 1:
        return found[0]
    sizes = np.array([(control.n, variant.n) for control, variant in pairs], dtype=float)
    customers, products = sizes.sum(axis=1), sizes.prod(axis=1)
    null = np.array([_null_variance(a.n, b.n, a.merge(b).counts.astype(float)) for a, b in pairs])
    u = np.array([one.u for one in found])
    gap, variance = float(((u - products / 2) / (customers + 1)).sum()), float((null / (customers + 1) ** 2).sum())
    shares = customers / customers.sum()
    return RankComparison(
        u=float(u.sum()),
        superiority=float(shares @ [one.superiority for one in found]),
        standard_error=sqrt(float(shares**2 @ [one.standard_error**2 for one in found])),
        p_value=two_sided(gap / sqrt(variance)) if variance > 0 else 1.0,
        method="van_elteren",
    )


def _null_variance(n0: int, n1: int, ties: Floats) -> float:
    """Return the variance of U when the arms do not differ; ties: customers of each value, both arms."""
    n = float(n0 + n1)
    return n0 * n1 / 12 * ((n + 1) - float((ties**3 - ties).sum()) / (n * (n - 1)))


def _placements(arm: ValueCounts, other: ValueCounts) -> Floats:
    """Return for each of the arm's values the share of the other arm below it, ties counting half."""
    running = np.concatenate([[0], np.cumsum(other.counts)])
    under = running[np.searchsorted(other.values, arm.values, side="left")]
    up_to = running[np.searchsorted(other.values, arm.values, side="right")]
    return np.asarray((under + up_to) / 2 / other.n)


def _spread(arm: ValueCounts, placements: Floats, mean: float) -> float:
    """Return the variance of the arm's mean placement; 0 for one customer, whose spread nothing tells."""
    return float(arm.counts @ (placements - mean) ** 2) / max(arm.n - 1, 1) / arm.n
