"""Values that cells counted customer by customer, as the metric's comparison takes them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evaluators.campaigns.cells import Cell
from evaluators.campaigns.heterogeneity_values import ValuesPair
from evaluators.campaigns.outcomes import Arms
from evaluators.campaigns.segment_effects import SegmentPair, size
from evaluators.campaigns.value_counts import ValueCounts


def counted_values(cells: Iterable[Cell], metric: str) -> ValueCounts:
    """Return how often each value of a metric occurs in cells, as they came; nothing of cells without a count."""
    pairs = [pair for cell in cells for pair in cell.histograms.get(metric, ())]
    return ValueCounts(np.array([value for value, _ in pairs]), np.array([n for _, n in pairs], dtype=np.int64))


def values_pair(part: Arms, pair: SegmentPair, control: str, variant: str) -> ValuesPair | None:
    """Return the values behind two arms of a mean, capped as the mean is; None where not all were counted.

    Parameters
    ----------
    part : Arms
        Cells that the pair is of.
    pair : SegmentPair
    control, variant : str
        Ids of the arms.
    """
    metric = part.metric
    if metric.kind != "mean" or part.clusters:
        return None
    found = []
    for arm, outcome in ((control, pair.control), (variant, pair.variant)):
        counts = counted_values((cell for cell in part.cells if cell.variant == arm), metric.id)
        if counts.n != size(outcome):
            return None
        found.append(counts if metric.cap is None else counts.capped(metric.cap))
    return ValuesPair(segment=pair.segment, control=found[0], variant=found[1])
