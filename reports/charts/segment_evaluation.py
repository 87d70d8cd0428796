"""The segment evaluation plot: how attractive a segment is to us against how attractive we are to it."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sqrt

from reports.charts.theme import ACCENT, INK, Spec, chart, names_axis
from reports.segmentations.context import SegmentationWords

_HEIGHT, _STEP, _GAP = 360, 30, 3  # pixels
_END = 115.0  # of the axes, with room for a bubble and its name
_NEAR, _LINE = 25.0, 5.0  # points within which names would touch, and the height of a name
_SIZES = (120, 2600)  # square pixels of the smallest and the largest bubble
_BEYOND = 118  # room for a name beside a bubble at the end


def evaluation_chart(words: SegmentationWords, rows: Sequence[Spec]) -> Spec:
    """Return bubbles as large as the segments: targets full, the others hollow, those that are out crossed.

    Parameters
    ----------
    words : SegmentationWords
    rows : sequence of dict
        name, attractiveness and competitiveness (0-100), size (0..1), state (target, open or out), crossed, state_text,
        points.
    """
    most = max((row["size"] for row in rows), default=0.0) or 1.0
    x = _axis("attractiveness", words.t("segmentation_choosing.attractiveness"))
    y = _axis("competitiveness", words.t("segmentation_choosing.competitiveness"))
    tooltip = _tooltip(words)
    size = {
        "field": "size",
        "type": "quantitative",
        "legend": None,
        "scale": {"domain": [0, most], "range": list(_SIZES)},
    }
    layers: list[Spec] = [
        {
            "transform": [{"filter": f"datum.state == '{state}'"}],
            "mark": {"type": "point", "shape": "circle", "color": ACCENT, **look},
            "encoding": {"x": x, "y": y, "size": size, "tooltip": tooltip},
        }
        for state, look in (
            ("target", {"filled": True, "opacity": 0.55}),
            ("open", {"filled": False, "opacity": 1, "strokeWidth": 2}),
            ("out", {"filled": False, "opacity": 0.7, "strokeWidth": 1.5, "strokeDash": [4, 3]}),
        )
    ]
    crosses = {
        "transform": [{"filter": "datum.crossed"}],
        "mark": {
            "type": "point",
            "shape": "cross",
            "size": 90,
            "color": INK,
            "filled": True,
            "opacity": 1,
            "angle": 45,
        },
        "encoding": {"x": x, "y": y},
    }
    names = {
        "mark": {"type": "text", "baseline": "bottom", "color": INK, "fontSize": 11, "fontWeight": "bold"},
        "encoding": {"x": x, "y": {**y, "field": "above"}, "text": {"field": "name", "type": "nominal"}},
    }
    return chart(words.language, _named(rows, most), [*layers, crosses, names], height=_HEIGHT)


def _named(rows: Sequence[Spec], most: float) -> list[Spec]:
    """Return the rows with the place of each name: just above its bubble, or above the name that stands there."""
    placed: list[Spec] = []
    for row in sorted(rows, key=lambda row: float(_above(row, most))):
        above = _above(row, most)
        for other in placed:
            near = abs(other["attractiveness"] - row["attractiveness"]) < _NEAR
            above = max(above, other["above"] + _LINE) if near and abs(other["above"] - above) < _LINE else above
        placed.append({**row, "above": above})
    return placed


def _above(row: Spec, most: float) -> float:
    """Return the place on the upright axis just above a bubble."""
    small, large = _SIZES
    radius = sqrt((small + (large - small) * row["size"] / most) / pi)
    return float(row["competitiveness"] + (radius + _GAP) * _END / _HEIGHT)


def attractiveness_chart(words: SegmentationWords, rows: Sequence[Spec]) -> Spec:
    """Return bars of attractiveness alone, where nobody has judged how well we would do in the segments."""
    y = names_axis([row["name"] for row in rows])
    x: Spec = {
        **_axis("attractiveness", words.t("segmentation_choosing.attractiveness")),
        "scale": {"domain": [0, _BEYOND]},
        "stack": None,
    }
    bars: list[Spec] = [
        {
            "transform": [{"filter": holds}],
            "mark": {"type": "bar", "height": {"band": 0.62}, **look},
            "encoding": {"x": x, "y": y, "tooltip": _tooltip(words)},
        }
        for holds, look in (
            ("datum.state == 'target'", {"color": ACCENT, "opacity": 0.85}),
            ("datum.state != 'target'", {"color": INK, "opacity": 0.25}),
        )
    ]
    figures = {
        "mark": {"type": "text", "align": "left", "dx": 6, "color": INK, "fontSize": 11},
        "encoding": {"x": x, "y": y, "text": {"field": "points", "type": "nominal"}},
    }
    return chart(words.language, list(rows), [*bars, figures], height={"step": _STEP})


def _axis(field: str, title: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, _END]},
        "axis": {"values": [0, 25, 50, 75, 100], "format": ".0f", "labelFlush": False},
    }


def _tooltip(words: SegmentationWords) -> list[Spec]:
    return [
        {"field": "name", "type": "nominal", "title": words.t("segmentation_column.segment")},
        {"field": "points", "type": "nominal", "title": words.t("segmentation_column.points")},
        {"field": "state_text", "type": "nominal", "title": words.t("segmentation_column.state")},
    ]
