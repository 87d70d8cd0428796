"""The one look of all pictures: one accent, an ink that reads on light and dark, numbers in the reader's language."""

from __future__ import annotations

import json
from typing import Any

from evaluators.documents import Language

Spec = dict[str, Any]

ACCENT = "#0b6b66"
INK = "#75797d"  # reads on white and on near black; renderers that know the background replace it
LIGHT_INK, DARK_INK = "#1c2524", "#eaf0ee"  # ink on a light and on a dark background
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
DARK_ACCENT = "#2a9d94"  # single marks on a dark background
WIDE, NARROW = 680, 340  # pixels
MOST_TOOLS = 15  # tools drawn; tables hold all of them

# Colour, and the colour of text upon it. Dark and light alternate, so that neighbours differ without hue as well.
SERIES = (
    (ACCENT, "#ffffff"),
    ("#e3a04b", "#1c2524"),
    ("#5b4b8a", "#ffffff"),
    ("#93c6d6", "#1c2524"),
    ("#a63d63", "#ffffff"),
    ("#d3c067", "#1c2524"),
    ("#4d6a8f", "#ffffff"),
)
REST = ("#b4bbc1", "#1c2524")

_FINNISH = {
    "decimal": ",",
    "thousands": "\N{NO-BREAK SPACE}",
    "grouping": [3],
    "currency": ["", "\N{NO-BREAK SPACE}€"],
    "percent": "\N{NO-BREAK SPACE}%",
    "minus": "\N{MINUS SIGN}",
}


def chart(language: Language, values: list[Spec], layers: list[Spec], **more: Any) -> Spec:
    """Return a layered specification over ``values`` in the common look.

    Parameters
    ----------
    values : list of dict
        Rows under fixed field names; user text stands only in these values.
    layers : list of dict
        Marks with their encodings.
    **more
        Further top-level parts, for example a shared ``encoding``.
    """
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "transparent",
        "width": WIDE,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "layer": layers,
        "config": _config(language),
        **more,
    }


def _config(language: Language) -> Spec:
    return {
        "font": FONT,
        "aria": False,
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "labelColor": INK,
            "titleColor": INK,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titlePadding": 10,
            "labelPadding": 8,
            "gridColor": INK,
            "gridOpacity": 0.18,
            "labelLimit": 190,
        },
        "legend": {
            "labelColor": INK,
            "titleColor": INK,
            "labelFontSize": 12,
            "labelLimit": 300,
            "orient": "bottom",
            "columns": 2,
            "symbolType": "square",
            "symbolSize": 120,
            "symbolStrokeWidth": 0,
        },
        "text": {"color": INK, "fontSize": 12},
        **({"locale": {"number": _FINNISH}} if language == "fi" else {}),
    }


def sized(spec: Spec, width: int) -> Spec:
    """Return a specification drawn for a width in pixels; under 480 labels are shortened for a phone."""
    copy: Spec = json.loads(json.dumps(spec))
    copy["width"] = width
    if width < 480:
        copy["config"]["axis"]["labelLimit"] = 104
        copy["config"]["legend"] |= {"columns": 1, "labelLimit": width - 40}
        copy["config"]["axisX"] = {"tickCount": 4, "labelOverlap": True}
    return copy


def themed(spec: Spec, *, dark: bool, ink: str = "") -> Spec:
    """Return a specification with the ink, and for single marks the accent, that suit a light or dark background.

    A page whose background may change under a picture gives its own ``ink``, for example ``currentColor``.
    """
    copy: Spec = json.loads(json.dumps(spec))
    ink = ink or (DARK_INK if dark else LIGHT_INK)
    _recolour(copy, {INK: ink, ACCENT: DARK_ACCENT} if dark else {INK: ink})
    return copy


def _recolour(part: Spec, colours: dict[str, str]) -> None:
    """Replace colours everywhere but in the data and in series of colours, which carry their own text colour."""
    for key, value in part.items():
        if isinstance(value, str) and value in colours:
            part[key] = colours[value]
        elif isinstance(value, dict) and key != "data":
            _recolour(value, colours)
        elif key == "layer":
            for layer in value:
                _recolour(layer, colours)


def names_axis(order: list[str]) -> Spec:
    """Return a vertical axis of names in a given order."""
    axis = {"labelAlign": "right", "labelFlush": False, "grid": False}  # flush moves the first name off its row
    return {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": axis}


def points_axis(title: str, most: float = 100) -> Spec:
    """Return a horizontal axis of points from 0 to 100, with room for figures beyond it."""
    return {
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, most]},
        "axis": {"values": [0, 25, 50, 75, 100], "format": ".0f"},
    }
