"""From cells to what the arms are compared by: counts, summaries and moments of chosen sends and segments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluators.campaigns.aggregates import Moments, Proportion, Summary, merged
from evaluators.campaigns.cells import CLUSTER_CUSTOMERS, Cell, CellTable
from evaluators.campaigns.design import Metric
from evaluators.campaigns.segment_effects import Outcome, SegmentPair, size
from evaluators.errors import NotComputable


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """One metric's cells, ready to be taken apart by send, variant and segment."""

    cells: tuple[Cell, ...]  # of sends that measured the metric in every cell
    metric: Metric  # of clusters: a ratio to their customers
    clusters: bool = False  # moments are over clusters that were dealt whole

    @property
    def sends(self) -> tuple[str, ...]:
        """Sends in the order of the cells."""
        return tuple(dict.fromkeys(cell.send for cell in self.cells))

    @property
    def segments(self) -> tuple[str, ...]:
        """Segments that have customers, in the order of the cells."""
        return tuple(dict.fromkeys(cell.segment for cell in self.cells if cell.segment is not None))

    def within(self, segment: str) -> Arms:
        """Return the cells of one segment."""
        return self.only(cell for cell in self.cells if cell.segment == segment)

    def only(self, cells: Iterable[Cell]) -> Arms:
        """Return the same metric on some of the cells."""
        return replace(self, cells=tuple(cells))

    def among(self, segments: Collection[str]) -> Arms:
        """Return the cells of several segments."""
        return Arms(cells=tuple(cell for cell in self.cells if cell.segment in segments), metric=self.metric)

    def outcome(self, variant: str, send: str | None = None) -> Outcome:
        """Return a variant's customers as counts or a summary.

        Raises
        ------
        NotComputable
            ``spread_unknown`` for a mean whose sums of squares are not known.
        """
        chosen = [cell for cell in self.cells if cell.variant == variant and send in (None, cell.send)]
        if self.metric.kind == "proportion":
            return _proportion(chosen, self.metric.id)
        if not chosen:
            return Summary(0, 0.0, 0.0)
        return merged(picked(cell.moments, (self.metric.id,)) for cell in chosen).summary(self.metric.id)

    def moments(self, variant: str, names: Sequence[str], send: str | None = None) -> Moments:
        """Return a variant's moments of several metrics or covariates.

        Raises
        ------
        NotComputable
            ``spread_unknown`` where products are not known.
        """
        chosen = [cell for cell in self.cells if cell.variant == variant and send in (None, cell.send)]
        found = merged([Moments.empty(names), *(picked(cell.moments, names) for cell in chosen)])
        if not found.knows(*names):
            raise NotComputable("spread_unknown", metric=self.metric.id)
        return found

    def moments_by_send(self, control: str, variant: str, names: Sequence[str]) -> tuple[tuple[Moments, Moments], ...]:
        """Return both arms' moments in the sends that have customers in both; raises as ``moments``."""
        pairs = ((self.moments(control, names, send), self.moments(variant, names, send)) for send in self.sends)
        return tuple((before, after) for before, after in pairs if before.n and after.n)

    def pairs_by_send(self, control: str, variant: str) -> tuple[SegmentPair, ...]:
        """Return the sends that have customers in both arms, each as a stratum of its own."""
        pairs = (
            SegmentPair(segment=send, control=self.outcome(control, send), variant=self.outcome(variant, send))
            for send in self.sends
        )
        return tuple(pair for pair in pairs if size(pair.control) and size(pair.variant))

    def pairs_by_segment(self, control: str, variant: str, segments: Iterable[str]) -> tuple[SegmentPair, ...]:
        """Return segments with all sends put together; a segment without customers has empty arms."""
        parts = ((segment, self.within(segment)) for segment in segments)
        return tuple(
            SegmentPair(segment=segment, control=part.outcome(control), variant=part.outcome(variant))
            for segment, part in parts
        )


def arms_of(table: CellTable, metric: Metric) -> Arms:
    """Return a metric's cells; a send that lacks the metric in some cell is left out.

    Of clusters every metric is a ratio of sums, per customer, so that neither a cluster's size nor how alike its
    customers are makes the difference look surer than it is.
    """
    clusters = table.of_clusters
    if clusters and metric.kind != "ratio":
        metric = metric.model_copy(update={"kind": "ratio", "denominator": CLUSTER_CUSTOMERS, "highest": None})
    needed = {metric.id, metric.denominator} - {None}
    lacking = {cell.send for cell in table.cells if needed - set(cell.moments.names)}
    cells = tuple(cell for cell in table.cells if cell.send not in lacking)
    return Arms(cells=cells, metric=metric, clusters=clusters)


def names_of(metric: Metric) -> tuple[str, ...]:
    """Return the names of what a metric is worked out from: itself, and the denominator of a ratio."""
    return (metric.id,) if metric.denominator is None else (metric.id, metric.denominator)


def picked(moments: Moments, names: Sequence[str]) -> Moments:
    """Return the moments of some of the names."""
    places = [moments.names.index(name) for name in names]
    return Moments(tuple(names), moments.n, moments.means[places], moments.products[np.ix_(places, places)])


def units(cells: Iterable[Cell], variant: str) -> int:
    """Return how many customers, or clusters where those were dealt whole, a variant has."""
    return sum(cell.moments.n for cell in cells if cell.variant == variant)


def customers(cells: Iterable[Cell], variant: str) -> int:
    """Return how many customers a variant has."""
    return sum(cell.customers for cell in cells if cell.variant == variant)


def _proportion(cells: Sequence[Cell], metric: str) -> Proportion:
    events = sum(round(cell.moments.n * float(cell.moments.means[cell.moments.names.index(metric)])) for cell in cells)
    return Proportion(events, sum(cell.moments.n for cell in cells))
