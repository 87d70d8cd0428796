"""A measured criterion of every segmentation between what chance gives and the best attainable."""

from __future__ import annotations

from evaluators.segmentations.criteria.scoring import MeasuredCriterion
from reports.charts.theme import ACCENT, INK, MOST_TOOLS, Spec, chart, names_axis
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.raw import FINE, SHARES, is_marked, mark_text, raw_range, raw_text

_STEP = 33  # pixels of a row


def criterion_chart(words: MeasuredWords, code: str) -> Spec | None:
    """Return a row for each segmentation: null, range of chance, value with its interval, ceiling.

    ``None`` where no value was measured. A value that is no better than chance is a hollow circle, another one a full
    diamond.
    """
    rows = [
        _row(words, one.candidate, found.measured)
        for one in words.shown
        if (found := one.criterion(code)) is not None and _is_drawn(found.measured)
    ][:MOST_TOOLS]
    if not rows:
        return None
    _turn_inwards(rows)
    x = _axis(code)
    y = names_axis([row["name"] for row in rows])
    tooltip = [
        {"field": field, "type": "nominal", "title": words.t(f"segmentation_column.{field}")}
        for field in ("name", "text", "range", "null_text", "chance_text", "ceiling_text", "points")
    ]
    layers = [
        _bar(x, y, ("null", "ceiling"), {"height": 4, "color": INK, "opacity": 0.35}, tooltip),
        _bar(x, y, ("chance_low", "chance_high"), {"height": 18, "color": INK, "opacity": 0.3}, tooltip),
        _tick(x, y, "null", {"thickness": 2, "size": 18}),
        _tick(x, y, "ceiling", {"thickness": 4, "size": 22}),
        {
            "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 3},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "tooltip": tooltip},
        },
        _points(x, y, "!datum.chance", {"shape": "diamond", "filled": True, "size": 110}, tooltip),
        _points(x, y, "datum.chance", {"shape": "circle", "filled": False, "size": 80, "strokeWidth": 2}, tooltip),
        _label(x, y, "!datum.chance", {"align": "center"}),
        _label(x, y, "datum.chance && !datum.late", {"align": "left", "dx": -4}),
        _label(x, y, "datum.chance && datum.late", {"align": "right", "dx": 4}),
    ]
    return chart(words.language, rows, layers, height={"step": _STEP})


def _is_drawn(one: MeasuredCriterion) -> bool:
    return one.raw is not None and one.null is not None and one.ceiling is not None and not is_marked(one)


def _row(words: MeasuredWords, candidate: str, one: MeasuredCriterion) -> Spec:
    raw = one.raw or 0.0
    text = raw_text(words, one.code, raw)
    return {
        "name": words.candidate(candidate),
        "value": raw,
        "text": text,
        "label": mark_text(words, one) or text,
        "low": raw if one.interval is None else one.interval.low,
        "high": raw if one.interval is None else one.interval.high,
        "range": raw_range(words, one.code, one.interval),
        "null": one.null,
        "null_text": raw_text(words, one.code, one.null or 0.0),
        "ceiling": one.ceiling,
        "ceiling_text": raw_text(words, one.code, one.ceiling or 0.0),
        "chance_low": one.null if one.null_interval is None else one.null_interval.low,
        "chance_high": one.null if one.null_interval is None else one.null_interval.high,
        "chance_text": raw_range(words, one.code, one.null_interval),
        "chance": one.better_than_chance is False,
        "points": words.t("cell.unknown") if one.score is None else words.points(100 * one.score),
    }


def _turn_inwards(rows: list[Spec]) -> None:
    """Note which values are far along the scale: words beside them go towards the middle, or they would be cut."""
    ends = [row[name] for row in rows for name in ("null", "value", "ceiling")]
    middle = (min(ends) + max(ends)) / 2
    for row in rows:
        row["late"] = row["value"] > middle


def _axis(code: str) -> Spec:
    share = {"format": ".0%"} if code in SHARES else {}
    return {
        "field": "value",
        "type": "quantitative",
        "title": None,  # what the figure is stands in the caption, which has room for it
        "scale": {"zero": code not in FINE, "nice": True},
        "axis": {"labelFlush": False, "tickCount": 6, **share},
    }


def _bar(x: Spec, y: Spec, ends: tuple[str, str], look: Spec, tooltip: list[Spec]) -> Spec:
    return {
        "mark": {"type": "bar", **look},
        "encoding": {"x": {**x, "field": ends[0]}, "x2": {"field": ends[1]}, "y": y, "tooltip": tooltip},
    }


def _tick(x: Spec, y: Spec, field: str, look: Spec) -> Spec:
    return {"mark": {"type": "tick", "color": INK, **look}, "encoding": {"x": {**x, "field": field}, "y": y}}


def _label(x: Spec, y: Spec, holds: str, look: Spec) -> Spec:
    return {
        "transform": [{"filter": holds}],
        "mark": {"type": "text", "dy": -14, "color": INK, "fontWeight": "bold", "fontSize": 11, **look},
        "encoding": {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}},
    }


def _points(x: Spec, y: Spec, holds: str, look: Spec, tooltip: list[Spec]) -> Spec:
    return {
        "transform": [{"filter": holds}],
        "mark": {"type": "point", "color": ACCENT, "opacity": 1, **look},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }
