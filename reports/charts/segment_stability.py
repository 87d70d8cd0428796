"""How alike segments come out again: every repeat as a mark, the middle half as a bar, the median as a line."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.theme import ACCENT, INK, Spec, chart, names_axis
from reports.segmentations.context import SegmentationWords

_STEP = 34  # pixels of a row


def distributions_chart(
    words: SegmentationWords, rows: Sequence[tuple[str, Sequence[float]]], axis: str | None = None
) -> Spec:
    """Return a row of repeats for each name.

    Parameters
    ----------
    words : SegmentationWords
    rows : sequence of (str, sequence of float)
        A name and its values; without values it is not drawn.
    axis : str, optional
        Title of the axis, a short one: a caption has more room.
    """
    known = [(name, sorted(values)) for name, values in rows if len(values)]
    repeats: list[Spec] = [{"name": name, "value": value} for name, values in known for value in values]
    boxes: list[Spec] = [
        {
            "name": name,
            "low": at(values, 0.25),
            "median": at(values, 0.5),
            "high": at(values, 0.75),
            "text": words.decimal(at(values, 0.5)),
            "range": f"{words.decimal(at(values, 0.25))} … {words.decimal(at(values, 0.75))}",
        }
        for name, values in known
    ]
    y = names_axis([name for name, _ in known])
    least = min((values[0] for _, values in known), default=0.0)
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "title": axis,
        "scale": {"domain": [min(0.0, least), 1.0]},
        "axis": {"tickCount": 6, "labelFlush": False},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": words.t("segmentation_column.name")},
        {"field": "text", "type": "nominal", "title": words.t("segmentation_column.median")},
        {"field": "range", "type": "nominal", "title": words.t("segmentation_column.middle_half")},
    ]
    box = {
        "data": {"values": boxes},
        "mark": {"type": "bar", "height": 14, "cornerRadius": 4, "color": ACCENT, "opacity": 0.3},
        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "tooltip": tooltip},
    }
    ticks = {
        "mark": {"type": "tick", "color": INK, "thickness": 1, "size": 12, "opacity": 0.6},
        "encoding": {"x": x, "y": y},
    }
    median = {
        "data": {"values": boxes},
        "mark": {"type": "tick", "color": ACCENT, "thickness": 4, "size": 22},
        "encoding": {"x": {**x, "field": "median"}, "y": y, "tooltip": tooltip},
    }
    return chart(words.language, repeats, [box, ticks, median], height={"step": _STEP})


def at(values: Sequence[float], share: float) -> float:
    """Return a quantile of sorted values, between the nearest two.

    >>> at([0.0, 1.0], 0.25), at([3.0], 0.5)
    (0.25, 3.0)
    """
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return float(values[below] + (place - below) * (values[above] - values[below]))
