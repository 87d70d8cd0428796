"""The seam between data and statistics: moments per send, variant and segment, and what was counted on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.design import Metric

CLUSTER_CUSTOMERS = "cluster_customers"
"""Metric id of a cluster's customers: cells that hold it are of clusters, and its metrics are sums per cluster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Customers of one variant in one segment of one send."""

    send: str
    variant: str
    segment: str | None  # None: not segmented, or the value is missing
    moments: Moments  # customers, means and centred products of metrics and covariates, those that are needed
    histograms: Mapping[str, tuple[tuple[float, int], ...]] = field(
        default_factory=dict
    )  # metric to (value, customers)

    @property
    def customers(self) -> int:
        """Customers, also where the moments are over clusters of them."""
        names = self.moments.names
        if CLUSTER_CUSTOMERS not in names:
            return self.moments.n
        return round(self.moments.n * float(self.moments.means[names.index(CLUSTER_CUSTOMERS)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Counts that the checks need and moments do not hold. ``None``: could not be counted on these data."""

    send: str
    rows: int  # in the file, or in the table
    customers: int  # distinct
    duplicates: int | None  # rows beyond the first of a customer in the same variant
    in_two_variants: int | None  # customers, left out of the cells
    unmatched_outcomes: int | None  # outcome rows of nobody in the assignment
    unknown_variant: int  # rows whose variant is not in the design, those held out not among them
    outcome_before_exposure: int | None
    outside_window: int | None  # outcomes before the send or after the window
    missing_outcomes: Mapping[str, int] | None  # by variant
    top_share: Mapping[str, float] | None  # metric to the share of its sum in the top 0.1 % of customers
    id_predicts_variant: float | None  # p of a test that the order of ids tells the variant
    fingerprint: str | None  # sha256 of the data; None: typed in
    held_out: int = 0  # rows of customers kept apart from the test when the list was dealt
    exposure_days: tuple[int, int] | None = None  # from the first exposure to the last, and those of them with any
    cluster_columns: tuple[str, ...] = ()  # columns whose every value has one variant only, as if dealt whole


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTable:
    """All cells of a test. Empty cells are left out; arms that nobody got are missing."""

    metrics: tuple[str, ...]
    covariates: tuple[str, ...]
    cells: tuple[Cell, ...]
    audits: tuple[Audit, ...]  # one per send

    @property
    def of_clusters(self) -> bool:
        """Whether the cells are over clusters that were dealt whole, not over customers."""
        return any(CLUSTER_CUSTOMERS in cell.moments.names for cell in self.cells)


def related(metrics: Iterable[Metric], covariates: Sequence[str], *, clusters: bool) -> frozenset[frozenset[str]]:
    """Return the pairs of different names whose products are worked with; no other pair's need be known.

    A ratio goes with its denominator, a metric of another kind with every covariate that it is adjusted for, and
    covariates with one another. Over clusters every metric is a ratio, to the clusters' customers if to nothing else.
    """
    found = {frozenset(pair) for pair in combinations(covariates, 2)}
    for metric in metrics:
        if metric.denominator is not None:
            partners: Iterable[str] = (metric.denominator,)
        else:
            partners = (CLUSTER_CUSTOMERS,) if clusters else covariates
        found |= {frozenset({metric.id, partner}) for partner in partners}
    return frozenset(found)
