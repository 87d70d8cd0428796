"""The gap at each number of segments, with its error and the number that it advises."""

from __future__ import annotations

from evaluators.segmentations.gap import GapStatistic
from reports.charts.theme import ACCENT, INK, Spec, chart
from reports.segmentations.context import SegmentationWords


def gap_chart(words: SegmentationWords, gap: GapStatistic) -> Spec:
    """Return the gap from one segment up; the advised number stands out by its shape and size."""
    t = words.t
    values: list[Spec] = [
        {
            "segments": one.clusters,
            "gap": one.gap,
            "low": one.gap - one.error,
            "high": one.gap + one.error,
            "text": words.decimal(one.gap),
            "error": words.decimal(one.error),
            "advised": one.clusters == gap.advised,
        }
        for one in gap.gaps
    ]
    x: Spec = {
        "field": "segments",
        "type": "ordinal",
        "title": t("segmentation_sizes_of_k.axis.segments"),
        "axis": {"labelAngle": 0, "grid": False},
    }
    y: Spec = {
        "field": "gap",
        "type": "quantitative",
        "title": t("segmentation_sizes_of_k.axis.gap"),
        "scale": {"zero": False},
        "axis": {"tickCount": 5},
    }
    tooltip = [
        {"field": "segments", "type": "ordinal", "title": t("segmentation_sizes_of_k.axis.segments")},
        {"field": "text", "type": "nominal", "title": t("segmentation_sizes_of_k.axis.gap")},
        {"field": "error", "type": "nominal", "title": t("segmentation_sizes_of_k.error")},
    ]
    line = {"mark": {"type": "line", "color": ACCENT, "strokeWidth": 2}, "encoding": {"x": x, "y": y}}
    spans = {
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    points = {
        "transform": [{"filter": "!datum.advised"}],
        "mark": {"type": "point", "shape": "circle", "size": 60, "color": ACCENT, "filled": True, "opacity": 1},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }
    advised = {
        "transform": [{"filter": "datum.advised"}],
        "mark": {"type": "point", "shape": "diamond", "size": 220, "color": ACCENT, "filled": True, "opacity": 1},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }
    return chart(words.language, values, [line, spans, points, advised], height=220)
