"""Arms of clusters that were dealt whole: figures per customer, with errors from the spread between clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from evaluators.campaigns.aggregates import Estimate, Moments
from evaluators.campaigns.means import satterthwaite, t_estimate
from evaluators.campaigns.ratios import ratio_of_sums
from evaluators.errors import NotComputable


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterDifference:
    """Variant's ratio less the control's."""

    value: float
    error: float  # standard error, above 0
    degrees: float  # of freedom, from the clusters: few clusters need a wide interval


def cluster_difference(sends: Sequence[tuple[Moments, Moments]], numerator: str, denominator: str) -> ClusterDifference:
    """Return the difference of ratios of sums over clusters; several sends are strata, weighted by the denominator.

    Parameters
    ----------
    sends : sequence of (control, variant)
        Moments over clusters, each metric the sum over a cluster's customers; at least two clusters in an arm.
    numerator, denominator : str
        Names; with the clusters' customers as the denominator the ratio is a figure per customer.

    Raises
    ------
    NotComputable
        ``no_trials``; ``too_few_clusters``; ``denominator_empty``; ``no_variation``.

    References
    ----------
    Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research, ch. 6
    Deng, Knoblich and Lu (2018), KDD 2018:233-242. doi:10.1145/3219819.3219919
    """
    if not sends:
        raise NotComputable("no_trials")
    for arm in (arm for pair in sends for arm in pair):
        if arm.n < 2:
            raise NotComputable("too_few_clusters", clusters=arm.n, minimum=2)
    sizes = [sum(arm.n * arm.summary(denominator).mean for arm in pair) for pair in sends]
    gaps, variances, degrees = [], [], []
    for (control, variant), size in zip(sends, sizes, strict=True):
        share = size / fsum(sizes) if size > 0 else 0.0
        before, after = (ratio_of_sums(arm, numerator, denominator) for arm in (control, variant))
        gaps.append(share * (after.value - before.value))
        variances += [share**2 * before.variance, share**2 * after.variance]
        degrees += [control.n - 1, variant.n - 1]
    freedom = satterthwaite(variances, degrees)
    return ClusterDifference(value=fsum(gaps), error=sqrt(fsum(variances)), degrees=freedom)


def compare_clusters(
    sends: Sequence[tuple[Moments, Moments]], numerator: str, denominator: str, *, confidence: float = 0.95
) -> Estimate:
    """Compare two arms of clusters: delta method over clusters, Student's t with the clusters' degrees of freedom.

    Parameters and errors are those of ``cluster_difference``.

    Returns
    -------
    Estimate
        Method ``cluster_delta``; variant - control.
    """
    found = cluster_difference(sends, numerator, denominator)
    return t_estimate(found.value, found.error, found.degrees, "cluster_delta", confidence=confidence)
