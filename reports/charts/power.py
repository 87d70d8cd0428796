"""Power curves: the chance of finding an effect with the customers at hand, by the effect's size."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.campaigns.plan_results import PowerCurve, PowerPoint
from reports.campaigns.context import PlanWords
from reports.charts.theme import ACCENT, INK, Spec, chart

HEIGHT = 300  # pixels
MOST_SEGMENTS = 4  # the largest ones are drawn; the table holds all of them
_DASHES = ([1, 0], [7, 4], [2, 3], [12, 4], [10, 3, 2, 3])  # whole list, then segments: told apart without colour


def power_chart(words: PlanWords, curves: Sequence[PowerCurve]) -> Spec:
    """Return the curves of the whole list and of the largest segments, with the power and effect that are wished for.

    Parameters
    ----------
    words : PlanWords
    curves : sequence of PowerCurve
        At least one, as ``power_curves`` gives them.
    """
    drawn = drawn_curves(curves)
    names = [_name(words, curve) for curve in drawn]
    scale = _scale(words)
    furthest = scale * max(abs(point.effect) for point in drawn[0].points)
    values = [
        row
        for curve in drawn
        for point in curve.points
        if (row := _row(words, curve, point, scale))["effect"] <= furthest
    ]
    x, y = _axes(words, furthest)
    tooltip = [
        {"field": name, "type": "nominal", "title": words.t(f"plan_power.{name}")}
        for name in ("name", "effect_text", "relative_text", "power_text")
    ]
    dash: Spec = {
        "field": "name",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": [list(one) for one in _DASHES[: len(names)]]},
        "legend": _legend() if len(names) > 1 else None,
    }
    lines = [
        _line("datum.whole", ACCENT, 3, x, y, dash, tooltip),
        _line("!datum.whole", INK, 1.8, x, y, dash, tooltip),
    ]
    rules = [*_wished_power(words, furthest), *_wished_effect(words, drawn, scale, furthest)]
    return chart(words.language, values, [*rules, *lines], height=HEIGHT)


def drawn_curves(curves: Sequence[PowerCurve]) -> list[PowerCurve]:
    """Return the curve of the whole list and those of the largest segments, largest first."""
    whole = [curve for curve in curves if curve.segment is None]
    segments = sorted((curve for curve in curves if curve.segment is not None), key=lambda curve: -curve.customers)
    return [*whole, *segments[:MOST_SEGMENTS]]


def _name(words: PlanWords, curve: PowerCurve) -> str:
    name = words.t("plan_list.whole") if curve.segment is None else words.name(curve.segment, "segment")
    return name if curve.segment is None or name != words.t("plan_list.whole") else f"{name} (2)"


def _scale(words: PlanWords) -> float:
    """Return what an effect is drawn in: percentage points for a share, otherwise the metric's unit."""
    metric = words.result.metric
    return 100.0 if metric is not None and words.metric(metric).kind == "proportion" else 1.0


def _row(words: PlanWords, curve: PowerCurve, point: PowerPoint, scale: float) -> Spec:
    metric = words.result.metric or ""
    return {
        "name": _name(words, curve),
        "whole": curve.segment is None,
        "effect": scale * abs(point.effect),
        "power": point.power,
        "effect_text": words.effect(metric, point.effect),
        "relative_text": words.t("cell.unknown") if point.relative is None else words.relative(point.relative),
        "power_text": words.share(point.power),
    }


def _axes(words: PlanWords, furthest: float) -> tuple[Spec, Spec]:
    key = "plan_power.axis_points" if _scale(words) == 100 else "plan_power.axis_unit"
    x = {
        "field": "effect",
        "type": "quantitative",
        "title": words.t(key),
        "scale": {"domain": [0, furthest], "nice": False},
        "axis": {"tickCount": 6},
    }
    y = {
        "field": "power",
        "type": "quantitative",
        "title": words.t("plan_power.axis"),
        "scale": {"domain": [0, 1]},
        "axis": {"values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": ".0%"},
    }
    return x, y


def _legend() -> Spec:
    return {
        "title": None,
        "symbolType": "stroke",
        "symbolSize": 900,
        "symbolStrokeWidth": 2,
        "symbolStrokeColor": INK,
    }


def _line(test: str, colour: str, width: float, x: Spec, y: Spec, dash: Spec, tooltip: list[Spec]) -> Spec:
    return {
        "transform": [{"filter": test}],
        "mark": {"type": "line", "color": colour, "strokeWidth": width, "interpolate": "monotone"},
        "encoding": {
            "x": x,
            "y": y,
            "strokeDash": dash,
            "detail": {"field": "name", "type": "nominal"},
            "tooltip": tooltip,
        },
    }


def _wished_power(words: PlanWords, furthest: float) -> list[Spec]:
    """Return a level line at the power wished for, named at its right end."""
    power = words.design.errors.power
    text = words.t("plan_power.wished", power=words.share(power))
    data = {"values": [{"effect": furthest, "power": power, "text": text}]}
    y = {"field": "power", "type": "quantitative"}
    word = {"type": "text", "align": "right", "dx": -2, "dy": 10, "color": INK, "fontStyle": "italic"}
    return [
        {"data": data, "mark": {"type": "rule", "strokeDash": [2, 3], "color": INK}, "encoding": {"y": y}},
        {
            "data": data,
            "mark": word,
            "encoding": {
                "x": {"field": "effect", "type": "quantitative"},
                "y": y,
                "text": {"field": "text", "type": "nominal"},
            },
        },
    ]


def _wished_effect(words: PlanWords, drawn: Sequence[PowerCurve], scale: float, furthest: float) -> list[Spec]:
    """Return an upright line at the smallest effect worth having; its name stands where the curves are not."""
    wanted = scale * (words.design.money.smallest_effect or 0.0)
    if not 0 < wanted <= furthest:
        return []
    nearest = min(drawn[0].points, key=lambda point: abs(scale * abs(point.effect) - wanted))
    above = nearest.power < 0.5
    data = {"values": [{"effect": wanted, "power": 1 if above else 0.02, "text": words.t("plan_power.smallest")}]}
    x = {"field": "effect", "type": "quantitative"}
    side: Spec = {"align": "right", "dx": -5} if wanted > furthest / 2 else {"align": "left", "dx": 5}
    word = {"type": "text", **side, "baseline": "top" if above else "bottom", "color": INK, "fontStyle": "italic"}
    y = {"field": "power", "type": "quantitative"}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeDash": [2, 3], "strokeWidth": 1.5, "color": INK},
            "encoding": {"x": x},
        },
        {
            "data": data,
            "mark": word,
            "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}},
        },
    ]
