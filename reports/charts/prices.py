"""Price against value: the value axis leaves price out, a line joins the tools that nothing beats in both."""

from __future__ import annotations

from evaluators.tools.results import Price
from reports.charts.theme import ACCENT, INK, Spec, chart
from reports.context import Context

Box = tuple[float, float, float, float]
_PLACES = {  # alignment and shift of a name beside its point
    "right above": ("left", 9, -9),
    "right below": ("left", 9, 11),
    "left above": ("right", -9, -9),
    "left below": ("right", -9, 11),
}
_LONGEST_LABEL = 140  # pixels
_LABELLED = 10  # beyond this only the tools on the frontier carry their names


def price_value_chart(context: Context) -> Spec:
    """Return the ranked tools with a known price as points with their price ranges."""
    t = context.t
    values, most = _rows(context)
    x = {
        "field": "price",
        "type": "quantitative",
        "title": t("money.axis_price", currency=context.currency),
        "scale": {"domain": [0, most]},
        "axis": {"format": ",.0f", "tickCount": 5},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": t("money.axis_value"),
        "scale": {"domain": [0, 104]},
        "axis": {"values": [0, 25, 50, 75, 100], "format": ".0f"},
    }
    shared = {"x": x, "y": y}
    ranges = {
        "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.4, "color": INK},
        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
    }
    frontier = {
        "transform": [{"filter": "datum.efficient"}],
        "mark": {"type": "line", "color": ACCENT, "strokeDash": [5, 4], "interpolate": "step-after"},
        "encoding": {**shared, "order": {"field": "price", "type": "quantitative"}},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("column.tool")},
        {"field": "price_text", "type": "nominal", "title": t("column.a_month")},
        {"field": "value_text", "type": "nominal", "title": t("column.value_without_price")},
    ]
    layers: list[Spec] = [ranges, frontier, *_points(shared, tooltip), *_names(shared)]
    budget = context.document.need.budget_month
    return chart(context.language, values, [*_budget(context, budget, most), *layers], height=300)


def _points(shared: Spec, tooltip: list[Spec]) -> list[Spec]:
    """Return filled points on the frontier and hollow ones elsewhere."""
    looks = (("datum.efficient", ACCENT, True), ("!datum.efficient", INK, False))
    return [
        {
            "transform": [{"filter": test}],
            "mark": {"type": "point", "size": 90, "color": colour, "filled": filled, "opacity": 1, "strokeWidth": 2},
            "encoding": {**shared, "tooltip": tooltip},
        }
        for test, colour, filled in looks
    ]


def _names(shared: Spec) -> list[Spec]:
    """Return the names in four layers: beside their point, to the right or left, above or below it."""
    return [
        {
            "transform": [{"filter": f"datum.place == '{place}'"}],
            "mark": {"type": "text", "align": align, "dx": dx, "dy": dy, "limit": _LONGEST_LABEL, "color": INK},
            "encoding": {**shared, "text": {"field": "label", "type": "nominal"}},
        }
        for place, (align, dx, dy) in _PLACES.items()
    ]


def _placed(rows: list[Spec], most: float) -> None:
    """Give each name the first place where it covers no other name or point; dearest tools look left first."""
    taken = [_box(row["price"] / most, row["value"], 10, 10, 0, 0) for row in rows]
    for row in rows:
        order = list(_PLACES) if row["price"] <= most / 2 else sorted(_PLACES)
        width = min(_LONGEST_LABEL, 6.5 * len(row["label"]))
        boxes = {place: _name_box(row, most, width, place) for place in order}
        free = [place for place in order if not any(_meet(boxes[place], other) for other in taken)]
        row["place"] = (free or order)[0]
        taken.append(boxes[row["place"]])


def _name_box(row: Spec, most: float, width: float, place: str) -> Box:
    align, dx, dy = _PLACES[place]
    return _box(row["price"] / most, row["value"], width, 12, dx + (width if align == "left" else -width) / 2, dy)


def _box(across: float, value: float, width: float, height: float, dx: float, dy: float) -> Box:
    """Return left, right, top and bottom in pixels of a plot 600 by 300."""
    x, y = 600 * across + dx, 300 * (1 - value / 104) + dy
    return x - width / 2, x + width / 2, y - height / 2, y + height / 2


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _budget(context: Context, budget: float | None, most: float) -> list[Spec]:
    """Return the budget as a dashed upright line with its name and amount."""
    if budget is None:
        return []
    values = {"values": [{"budget": budget, "text": context.t("money.budget_line", budget=context.money(budget))}]}
    x = {"field": "budget", "type": "quantitative"}
    rule = {"data": values, "mark": {"type": "rule", "strokeDash": [2, 3], "strokeWidth": 1.5, "color": INK}}
    side = {"align": "right", "dx": -5} if budget > most / 2 else {"align": "left", "dx": 5}
    word = {"type": "text", **side, "baseline": "top", "color": INK, "fontStyle": "italic"}
    return [
        {**rule, "encoding": {"x": x}},
        {"data": values, "mark": word, "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "text"}}},
    ]


def _rows(context: Context) -> tuple[list[Spec], float]:
    """Return the points and the right end of the price axis."""
    prices = {price.tool: price for price in context.result.prices}
    shown = [price for score in context.ranking if (price := prices[score.tool]).point is not None]
    ends = [price.high if price.high is not None else price.point or 0.0 for price in shown]
    most = 1.08 * max([*ends, context.document.need.budget_month or 0.0, 1.0])
    rows = [_row(context, price, len(shown)) for price in shown]
    _placed(rows, most)
    return rows, most


def _row(context: Context, price: Price, count: int) -> Spec:
    point = price.point or 0.0
    name = context.name(price.tool)
    return {
        "name": name,
        "label": name if price.efficient or count <= _LABELLED else "",
        "price": point,
        "low": point if price.low is None else price.low,
        "high": point if price.high is None else price.high,
        "value": price.value_without_price,
        "efficient": price.efficient,
        "price_text": context.money(point),
        "value_text": context.points(price.value_without_price),
    }
