"""One segment against all customers, field by field, and the sizes and values of segments side by side."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.theme import ACCENT, INK, SERIES, Spec, chart, names_axis
from reports.segmentations.context import SegmentationWords
from reports.segmentations.profiles import ProfileRow

_STEP, _PAIR = 20, 40  # pixels of a field, and of a segment with two bars
_BEYOND = 1.3  # room for figures beside the longest bar


def profile_chart(words: SegmentationWords, rows: Sequence[ProfileRow]) -> Spec:
    """Return bars of a segment with the overall line of each field; marker variables are full and have their figure."""
    values: list[Spec] = [
        {
            "name": row.label,
            "value": row.value,
            "overall": row.overall,
            "text": row.text,
            "label": row.text if row.marker else "",
            "marker": row.marker,
            "overall_text": f"{round(100 * row.overall)}",
        }
        for row in rows
    ]
    y = names_axis([row.label for row in rows])
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "title": words.t("segmentation_profile.axis"),
        "scale": {"domain": [0, _BEYOND]},
        "axis": {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".0%", "labelFlush": False},
        "stack": None,
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": words.t("segmentation_column.field")},
        {"field": "text", "type": "nominal", "title": words.t("segmentation_column.segment")},
    ]
    layers: list[Spec] = [
        {
            "transform": [{"filter": holds}],
            "mark": {"type": "bar", "height": {"band": 0.62}, **look},
            "encoding": {"x": x, "y": y, "tooltip": tooltip},
        }
        for holds, look in (
            ("!datum.marker", {"color": INK, "opacity": 0.22}),
            ("datum.marker", {"color": ACCENT, "opacity": 0.85}),
        )
    ]
    overall = {
        "mark": {"type": "tick", "color": INK, "thickness": 3, "size": 18},
        "encoding": {"x": {**x, "field": "overall"}, "y": y},
    }
    figures = {
        "transform": [{"calculate": "max(datum.value, datum.overall)", "as": "end"}],
        "mark": {"type": "text", "align": "left", "dx": 7, "color": INK, "fontWeight": "bold", "fontSize": 11},
        "encoding": {
            "x": {"field": "end", "type": "quantitative"},
            "y": y,
            "text": {"field": "label", "type": "nominal"},
        },
    }
    return chart(words.language, values, [*layers, overall, figures], height={"step": _STEP})


def sizes_chart(words: SegmentationWords, rows: Sequence[Spec]) -> Spec:
    """Return two bars for each segment, its share of customers above its share of value.

    Parameters
    ----------
    words : SegmentationWords
    rows : sequence of dict
        name, kind (customers or value), share, text, and short for beside the bar.
    """
    kinds = [kind for kind in ("customers", "value") if any(row["kind"] == kind for row in rows)]
    labels = [words.t(f"segmentation_sizes.{kind}") for kind in kinds]
    values = [{**row, "label": words.t(f"segmentation_sizes.{row['kind']}")} for row in rows]
    most = max((row["share"] for row in rows), default=1.0)
    y = names_axis(list(dict.fromkeys(row["name"] for row in rows)))
    offset = {"field": "label", "type": "nominal", "sort": labels}
    x: Spec = {
        "field": "share",
        "type": "quantitative",
        "title": words.t("segmentation_sizes.axis"),
        "scale": {"domain": [min(0.0, *(row["share"] for row in rows)) if rows else 0.0, 1.35 * most], "nice": False},
        "axis": {"format": ".0%", "labelFlush": False, "tickCount": 6},
        "stack": None,
    }
    colour = {
        "field": "label",
        "type": "nominal",
        "title": None,
        "sort": labels,
        "scale": {"domain": labels, "range": [fill for fill, _ in SERIES[: len(labels)]]},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": words.t("segmentation_column.segment")},
        {"field": "label", "type": "nominal", "title": words.t("segmentation_column.what")},
        {"field": "text", "type": "nominal", "title": words.t("segmentation_column.value")},
    ]
    bars = {
        "mark": {"type": "bar"},
        "encoding": {"x": x, "y": y, "yOffset": offset, "color": colour, "tooltip": tooltip},
    }
    figures = {
        "mark": {"type": "text", "align": "left", "dx": 6, "color": INK, "fontSize": 11},
        "encoding": {"x": x, "y": y, "yOffset": offset, "text": {"field": "short", "type": "nominal"}},
    }
    return chart(words.language, values, [bars, figures], height={"step": _PAIR, "for": "position"})
