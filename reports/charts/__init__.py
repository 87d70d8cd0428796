"""Pictures as Vega-Lite specifications: plain dictionaries, no user text outside their data."""

from __future__ import annotations

from reports.charts.comparisons import methods_chart
from reports.charts.prices import price_value_chart
from reports.charts.rankings import ranges_chart, ranking_chart
from reports.charts.simulated import acceptability_chart, stability_chart
from reports.charts.theme import ACCENT, sized, themed

__all__ = [
    "ACCENT",
    "acceptability_chart",
    "methods_chart",
    "price_value_chart",
    "ranges_chart",
    "ranking_chart",
    "sized",
    "stability_chart",
    "themed",
]
