"""Places in simulated cases, and how far each weight may move alone."""

from __future__ import annotations

from reports.charts.theme import ACCENT, INK, MOST_TOOLS, Spec, chart, names_axis
from reports.context import Context

_PLACES = 5  # places drawn one by one; the rest stand together
_DEEPEST = 0.6  # opacity of a sure place, so that the figure upon it still reads


def acceptability_chart(context: Context) -> Spec:
    """Return the share of simulated cases in which each tool takes each place."""
    t = context.t
    tools = context.ranking[:MOST_TOOLS]
    places = _places(context)
    values: list[Spec] = []
    for score in tools:
        shares = list(score.rank_acceptability[: len(places)])
        shares[-1] += sum(score.rank_acceptability[len(places) :])
        for place, share in zip(places, shares, strict=True):
            name = context.name(score.tool)
            values.append({"name": name, "place": place, "share": min(1.0, share), "text": context.share(share)})
    y = names_axis([context.name(score.tool) for score in tools])
    x = {
        "field": "place",
        "type": "nominal",
        "sort": places,
        "title": t("acceptability.axis"),
        "axis": {"labelAngle": 0, "orient": "top", "grid": False},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("column.tool")},
        {"field": "place", "type": "nominal", "title": t("column.rank")},
        {"field": "text", "type": "nominal", "title": t("column.share")},
    ]
    cells = {
        "mark": {"type": "rect", "color": ACCENT, "cornerRadius": 3},
        "encoding": {"x": x, "y": y, "opacity": _opacity("share", [0, 1]), "tooltip": tooltip},
    }
    figures = {
        "mark": {"type": "text", "color": INK},
        "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}},
    }
    return chart(context.language, values, [cells, figures], height={"step": 32})


def _opacity(field: str, domain: list[float]) -> Spec:
    scale = {"domain": domain, "range": [0.04, _DEEPEST]}
    return {"field": field, "type": "quantitative", "legend": None, "scale": scale}


def _places(context: Context) -> list[str]:
    count = len(context.ranking)
    if count <= _PLACES:
        return [context.t("place.short", place=context.count(place + 1)) for place in range(count)]
    single = [context.t("place.short", place=context.count(place + 1)) for place in range(_PLACES - 1)]
    return [*single, context.t("place.or_lower", place=context.count(_PLACES))]


def stability_chart(context: Context) -> Spec:
    """Return each weight within the range that keeps the leader."""
    t = context.t
    weights = sorted(context.result.criteria, key=lambda one: -one.weight)[:MOST_TOOLS]
    values: list[Spec] = [
        {
            "name": context.name(one.criterion),
            "weight": one.weight,
            "low": one.stable.low,
            "high": one.stable.high,
            "text": f"{context.share(one.stable.low)} – {context.share(one.stable.high)}",
            "weight_text": context.share(one.weight),
        }
        for one in weights
        if one.stable is not None
    ]
    y = names_axis([context.name(one.criterion) for one in weights])
    x = {
        "field": "low",
        "type": "quantitative",
        "title": t("stability.axis"),
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("column.criterion")},
        {"field": "weight_text", "type": "nominal", "title": t("column.weight")},
        {"field": "text", "type": "nominal", "title": t("stability.range")},
    ]
    ranges = {
        "mark": {"type": "bar", "height": 10, "cornerRadius": 5, "color": ACCENT, "opacity": 0.35},
        "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "tooltip": tooltip},
    }
    now = {
        "mark": {"type": "tick", "color": INK, "thickness": 3, "size": 20},
        "encoding": {"x": {"field": "weight", "type": "quantitative"}, "y": y},
    }
    return chart(context.language, values, [ranges, now], height={"step": 28})
