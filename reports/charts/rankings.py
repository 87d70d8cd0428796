"""Ranking as stacked contributions, and the simulated range of each score."""

from __future__ import annotations

from reports.charts.theme import ACCENT, INK, MOST_TOOLS, REST, SERIES, Spec, chart, names_axis, points_axis
from reports.context import Context

_BEYOND = 112  # room for the score beside the longest bar


def ranking_chart(context: Context) -> Spec:
    """Return bars of contributions, best tool first; each part carries its criterion's number from the legend."""
    t = context.t
    parts = _parts(context)
    labels = [label for label, _ in parts]
    series = [REST if label == _rest_label(context) else SERIES[place] for place, label in enumerate(labels)]
    order = [context.name(score.tool) for score in context.ranking[:MOST_TOOLS]]
    y = names_axis(order)
    colour = {
        "field": "part",
        "type": "nominal",
        "title": None,
        "sort": labels,
        "scale": {"domain": labels, "range": [fill for fill, _ in series]},
    }
    x = {"field": "start", **points_axis(t("ranking.axis"), _BEYOND)}
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("column.tool")},
        {"field": "part", "type": "nominal", "title": t("column.criterion")},
        {"field": "text", "type": "nominal", "title": t("column.contribution")},
    ]
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.72}, "stroke": "#ffffff", "strokeWidth": 1},
        "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "color": colour, "tooltip": tooltip},
    }
    numbers = {
        "transform": [{"filter": "datum.number && datum.end - datum.start >= 4"}],
        "mark": {"type": "text", "fontSize": 11},
        "encoding": {
            "x": {"field": "middle", "type": "quantitative"},
            "y": y,
            "text": {"field": "number", "type": "nominal"},
            "color": {"field": "ink", "type": "nominal", "scale": None},
        },
    }
    totals = {
        "transform": [{"filter": "datum.total"}],
        "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": "bold", "color": INK},
        "encoding": {
            "x": {"field": "end", "type": "quantitative"},
            "y": y,
            "text": {"field": "total", "type": "nominal"},
        },
    }
    return chart(context.language, _rows(context, parts, series), [bars, numbers, totals], height={"step": 34})


def _rest_label(context: Context) -> str:
    return context.t("ranking.rest")


def _parts(context: Context) -> list[tuple[str, list[int]]]:
    """Return the legend: criteria by weight, the lightest together when there are more than there are colours."""
    criteria = context.result.criteria
    order = sorted(range(len(criteria)), key=lambda index: -criteria[index].weight)
    own = order if len(order) <= len(SERIES) else order[: len(SERIES) - 1]
    parts = [(f"{number} {context.name(criteria[index].criterion)}", [index]) for number, index in enumerate(own, 1)]
    rest = order[len(own) :]
    return [*parts, (_rest_label(context), rest)] if rest else parts


def _rows(context: Context, parts: list[tuple[str, list[int]]], series: list[tuple[str, str]]) -> list[Spec]:
    rows: list[Spec] = []
    for score in context.ranking[:MOST_TOOLS]:
        start = 0.0
        for place, (label, indexes) in enumerate(parts):
            value = sum(score.contributions[index] for index in indexes)
            last = place == len(parts) - 1
            rows.append(
                {
                    "name": context.name(score.tool),
                    "part": label,
                    "start": start,
                    "end": start + value,
                    "middle": start + value / 2,
                    "text": context.points(value),
                    "number": "" if label == _rest_label(context) else str(place + 1),
                    "ink": series[place][1],
                    "total": context.points(score.score) if last else "",
                }
            )
            start += value
    return rows


def ranges_chart(context: Context) -> Spec:
    """Return the simulated 5-95 % range of each score with its median and the score at the point figures."""
    t = context.t
    scores = context.ranking[:MOST_TOOLS]
    values: list[Spec] = [
        {
            "name": context.name(score.tool),
            "low": score.low,
            "median": score.median,
            "high": score.high,
            "score": score.score,
            "text": f"{context.points(score.low)} – {context.points(score.high)}",
            "median_text": context.points(score.median),
            "score_text": context.points(score.score),
        }
        for score in scores
    ]
    y = names_axis([context.name(score.tool) for score in scores])
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("column.tool")},
        {"field": "text", "type": "nominal", "title": t("column.range")},
        {"field": "median_text", "type": "nominal", "title": t("column.median")},
        {"field": "score_text", "type": "nominal", "title": t("column.score")},
    ]
    x = {"field": "low", **points_axis(t("ranges.axis"))}
    bars = {
        "mark": {"type": "bar", "height": 10, "cornerRadius": 5, "color": ACCENT, "opacity": 0.35},
        "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "tooltip": tooltip},
    }
    medians = {
        "mark": {"type": "tick", "color": ACCENT, "thickness": 3, "size": 20},
        "encoding": {"x": {"field": "median", "type": "quantitative"}, "y": y},
    }
    points = {
        "mark": {"type": "point", "shape": "diamond", "size": 60, "color": INK, "filled": False, "strokeWidth": 1.5},
        "encoding": {"x": {"field": "score", "type": "quantitative"}, "y": y},
    }
    return chart(context.language, values, [bars, medians, points], height={"step": 28})
