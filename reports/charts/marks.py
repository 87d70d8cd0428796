"""What the pictures of effects share: an axis in the metric's unit, lines to read an interval against, intervals."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.results import Interval
from reports.campaigns.context import DesignWords
from reports.campaigns.worths import bare_effect
from reports.charts.theme import ACCENT, INK, Spec

MOST_ROWS = 20  # rows drawn; tables hold all of them
_LONGEST_FIGURE = 12  # characters beside a point
_DASHES: list[list[int]] = [[1, 0], [6, 4], [2, 3]]


def scale_of(words: DesignWords, metric: str) -> float:
    """Return what a metric's figures are multiplied by in a picture: shares are drawn in percentage points."""
    return 100.0 if words.metric(metric).kind == "proportion" else 1.0


def effect_axis(words: DesignWords, metric: str, field: str = "value") -> Spec:
    """Return an axis of differences from the control."""
    unit = "points" if words.metric(metric).kind == "proportion" else "unit"
    return {
        "field": field,
        "type": "quantitative",
        "title": words.t(f"effects.axis_{unit}"),
        "scale": {"zero": False, "nice": True},
        "axis": {"labelFlush": False, "tickCount": 8},
    }


def drawn(words: DesignWords, metric: str, value: float, interval: Interval | None) -> Spec:
    """Return a row's figures in the picture's unit; an effect without an interval is a point alone."""
    scale = scale_of(words, metric)
    around = interval or Interval(low=value, high=value)
    return {
        "value": scale * value,
        "low": scale * around.low,
        "high": scale * around.high,
        "text": words.effect(metric, value),
        "short": short_effect(words, metric, value),
        "range": words.effect_range(metric, interval) if interval else words.t("cell.unknown"),
    }


def short_effect(words: DesignWords, metric: str, value: float) -> str:
    """Return an effect fit to stand within a picture; nothing where a unit makes it too long."""
    text = bare_effect(words, metric, value)
    return text if len(text) <= _LONGEST_FIGURE else ""


def lines(found: Sequence[tuple[str, float]], channel: str = "x") -> Spec:
    """Return straight lines to read against, told apart by their dashes in a legend of their own.

    Parameters
    ----------
    found : sequence of (str, float)
        What a line means, and where it lies on the axis; at most three.
    channel : {"x", "y"}
        Which axis.
    """
    names = [name for name, _ in found]
    return {
        "data": {"values": [{"line": name, "at": at} for name, at in found]},
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
        "encoding": {
            channel: {"field": "at", "type": "quantitative"},
            "strokeDash": {
                "field": "line",
                "type": "nominal",
                "title": None,
                "scale": {"domain": names, "range": _DASHES[: len(names)]},
                "legend": {"symbolType": "stroke", "symbolStrokeWidth": 1.5, "symbolStrokeColor": INK},
            },
        },
    }


def row_axis(order: list[str]) -> Spec:
    """Return a vertical axis of names in a given order, a name's figures possibly side by side."""
    axis = {"labelAlign": "right", "grid": False}
    return {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": axis}


def spans(x: Spec, y: Spec, tooltip: list[Spec]) -> Spec:
    """Return intervals as soft bars."""
    return {
        "mark": {"type": "bar", "height": 10, "cornerRadius": 5, "color": ACCENT, "opacity": 0.35},
        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "tooltip": tooltip},
    }


def points(x: Spec, y: Spec) -> Spec:
    """Return estimates as diamonds."""
    return {
        "mark": {"type": "point", "shape": "diamond", "size": 80, "color": ACCENT, "filled": True, "opacity": 1},
        "encoding": {"x": x, "y": y},
    }


def figures(x: Spec, y: Spec) -> Spec:
    """Return the estimates in words above their points."""
    return {
        "mark": {"type": "text", "dy": -14, "color": INK, "fontWeight": "bold"},
        "encoding": {"x": x, "y": y, "text": {"field": "short", "type": "nominal"}},
    }
