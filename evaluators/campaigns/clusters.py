"""Clusters that are assigned whole: how many more customers they need."""

from __future__ import annotations

from dataclasses import dataclass

from evaluators.campaigns.sample_size import SampleSize, whole
from evaluators.errors import EvaluationError


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteredSize:
    """Customers and clusters (stores, households) that a comparison needs when clusters are assigned whole."""

    design_effect: float  # times the customers of a test of single customers
    control: float  # customers of the control, not rounded
    variant: float  # customers of the variant, not rounded
    control_clusters: int
    variant_clusters: int


def design_effect(cluster_size: float, icc: float, *, size_variation: float = 0.0) -> float:
    """Return how many times more customers are needed when whole clusters are assigned: 1 + ((1 + cv^2) m - 1) icc.

    Parameters
    ----------
    cluster_size : float
        Mean customers of a cluster, at least 1.
    icc : float
        Intraclass correlation in 0..1: share of the variance that lies between clusters.
    size_variation : float
        Coefficient of variation of the clusters' sizes; 0 when they are equal.

    References
    ----------
    Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research, ch. 5
    Eldridge, Ashby & Kerry (2006), Int. J. Epidemiol. 35:1292-1300. doi:10.1093/ije/dyl129

    >>> round(design_effect(25, 0.02), 12)
    1.48
    """
    if not 0 <= icc <= 1:
        raise EvaluationError("share_outside", value=icc, low=0, high=1)
    if cluster_size < 1:
        raise EvaluationError("cluster_too_small", value=cluster_size)
    return 1 + ((1 + size_variation**2) * cluster_size - 1) * icc


def clustered(size: SampleSize, cluster_size: float, icc: float, *, size_variation: float = 0.0) -> ClusteredSize:
    """Return a sample size for clusters that are assigned whole."""
    effect = design_effect(cluster_size, icc, size_variation=size_variation)
    control, variant = size.control * effect, size.variant * effect
    return ClusteredSize(
        design_effect=effect,
        control=control,
        variant=variant,
        control_clusters=whole(control / cluster_size),
        variant_clusters=whole(variant / cluster_size),
    )
