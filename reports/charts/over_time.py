"""The effect as it built up from send to send or from day to day."""

from __future__ import annotations

from evaluators.campaigns.results import OverTime
from reports.campaigns.context import TestWords
from reports.charts.marks import drawn, effect_axis, lines
from reports.charts.theme import ACCENT, SERIES, Spec, chart

_SHAPES = ("circle", "diamond", "square", "triangle-up", "cross", "triangle-down", "triangle-right")
MOST_VARIANTS = len(_SHAPES)  # drawn; the table holds all of them


def over_time_chart(words: TestWords) -> Spec:
    """Return each variant's cumulative effect on the primary metric with its interval at each point."""
    shown = words.result.over_time[:MOST_VARIANTS]
    values = [row for one in shown for row in _rows(words, one)]
    labels = list(dict.fromkeys(row["label"] for row in values))
    metric, by_day = shown[0].metric, shown[0].by == "day"
    unit = "points" if words.metric(metric).kind == "proportion" else "unit"
    y = {**effect_axis(words, metric), "title": words.t(f"over_time.axis_{unit}")}
    x: Spec = {
        "field": "label",
        "type": "ordinal",
        "sort": labels,
        "title": words.t("over_time.axis_day" if by_day else "over_time.axis_send"),
        "axis": {"labelAngle": 0, "grid": False, "labelOverlap": True},
    }
    names = [words.name(one.variant) for one in shown]
    colours = [ACCENT, *(colour for colour, _ in SERIES[1:])][: len(names)]
    several = (
        {"legend": None}
        if len(names) == 1
        else {"legend": {"symbolStrokeWidth": 1.5, "symbolSize": 80, "orient": "top"}}
    )
    shared = {
        "x": x,
        "xOffset": {"field": "name", "type": "nominal", "sort": names},
        "color": _nominal(names, colours) | several,
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": words.t("effects.col_variant")},
        {"field": "label", "type": "nominal", "title": x["title"]},
        {"field": "text", "type": "nominal", "title": words.t("effects.col_effect")},
        {"field": "range", "type": "nominal", "title": words.t("effects.col_interval")},
    ]
    ends = {
        "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.45},
        "encoding": {**shared, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "tooltip": tooltip},
    }
    shape = _nominal(names, list(_SHAPES[: len(names)])) | several
    marks = {
        "mark": {"type": "point", "size": 70, "filled": True, "opacity": 1},
        "encoding": {**shared, "y": y, "shape": shape},
    }
    zero = lines([(words.t("effects.zero"), 0.0)], "y")
    return chart(words.language, values, [zero, ends, marks], height=260)


def _nominal(domain: list[str], range_: list[str]) -> Spec:
    scale = {"domain": domain, "range": range_}
    return {"field": "name", "type": "nominal", "title": None, "scale": scale}


def _rows(words: TestWords, one: OverTime) -> list[Spec]:
    return [
        {
            "name": words.name(one.variant),
            "label": point.label if one.by == "day" else words.count(number),
            **drawn(words, one.metric, point.estimate.value, point.estimate.interval),
        }
        for number, point in enumerate(one.points, 1)
        if point.estimate
    ]
