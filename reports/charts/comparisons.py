"""The methods' ranks side by side."""

from __future__ import annotations

from i18n import formats
from reports.charts.theme import ACCENT, INK, MOST_TOOLS, Spec, chart, names_axis
from reports.context import Context


def methods_chart(context: Context) -> Spec:
    """Return each tool's place by each method; the better the place, the deeper the cell."""
    t = context.t
    computed = [] if context.result.methods is None else context.result.methods.rankings
    tools = context.ranking[:MOST_TOOLS]
    values: list[Spec] = []
    for one in computed:
        for index, score in enumerate(tools if one.ranks is not None else ()):
            rank = one.ranks[index] if one.ranks is not None else 0.0
            text = formats.number(rank, context.language, 0 if rank == round(rank) else 1)
            method = t(f"term.{one.method}")
            values.append({"name": context.name(score.tool), "method": method, "rank": rank, "text": text})
    x = {
        "field": "method",
        "type": "nominal",
        "sort": [t(f"term.{one.method}") for one in computed],
        "title": None,
        "axis": {"labelAngle": -35, "labelAlign": "right", "labelOverlap": False, "grid": False},
    }
    y = names_axis([context.name(score.tool) for score in tools])
    depth = {"domain": [1, max(2, len(context.ranking))], "range": [0.6, 0.04]}
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("column.tool")},
        {"field": "method", "type": "nominal", "title": t("column.method")},
        {"field": "text", "type": "nominal", "title": t("column.rank")},
    ]
    opacity = {"field": "rank", "type": "quantitative", "legend": None, "scale": depth}
    cells = {
        "mark": {"type": "rect", "color": ACCENT, "cornerRadius": 3},
        "encoding": {"x": x, "y": y, "opacity": opacity, "tooltip": tooltip},
    }
    figures = {
        "mark": {"type": "text", "color": INK},
        "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}},
    }
    return chart(context.language, values, [cells, figures], height={"step": 32})
