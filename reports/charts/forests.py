"""A forest of segments: each one's effect as observed and as best guessed from all of them."""

from __future__ import annotations

from evaluators.campaigns.results import SegmentsReading
from evaluators.campaigns.segment_tests import SegmentTest
from evaluators.campaigns.shrinkage import ShrunkenEffect
from reports.campaigns.context import TestWords
from reports.charts.marks import MOST_ROWS, drawn, effect_axis, lines, row_axis, scale_of
from reports.charts.theme import ACCENT, INK, Spec, chart

_STEP = 40  # pixels of a segment
_KINDS = ("raw", "shrunken")
UNPLANNED = "* "  # stands before a segment that the plan does not name: a mark that survives a shortened label


def forest_chart(words: TestWords, reading: SegmentsReading) -> Spec:
    """Return raw and shrunken effects of each segment with their intervals, zero and the effect on all customers."""
    shown = [test for test in reading.tests if test.estimate][:MOST_ROWS]
    shrunken = {one.segment: one for one in reading.shrinkage.effects} if reading.shrinkage else {}
    values = [row for test in shown for row in _rows(words, reading.metric, test, shrunken.get(test.segment))]
    labels = [words.t(f"forest.{kind}") for kind in _KINDS]
    x = effect_axis(words, reading.metric)
    shared: Spec = {
        "y": row_axis([_name(words, test) for test in shown]),
        "yOffset": {"field": "kind", "type": "nominal", "sort": list(_KINDS)},
    }
    shape = {
        "field": "label",
        "type": "nominal",
        "title": None,
        "scale": {"domain": labels, "range": ["circle", "diamond"]},
        "legend": {
            "symbolStrokeWidth": 1.5,
            "symbolStrokeColor": INK,
            "symbolFillColor": INK,
            "orient": "top",
            "symbolSize": 80,
        },
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": words.t("effects.col_segment")},
        {"field": "label", "type": "nominal", "title": words.t("effects.col_figure")},
        {"field": "text", "type": "nominal", "title": words.t("effects.col_effect")},
        {"field": "range", "type": "nominal", "title": words.t("effects.col_interval")},
    ]
    layers: list[Spec] = [lines(_lines(words, reading))]
    for kind, colour, width in (("raw", INK, 1.5), ("shrunken", ACCENT, 4)):
        only = [{"filter": f"datum.kind == '{kind}'"}]
        span = {"type": "rule", "color": colour, "strokeWidth": width, "opacity": 0.6}
        mark = {"type": "point", "size": 80, "color": colour, "filled": True, "opacity": 1}
        ends = {**shared, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "tooltip": tooltip}
        layers.append({"transform": only, "mark": span, "encoding": ends})
        layers.append({"transform": only, "mark": mark, "encoding": {**shared, "x": x, "shape": shape}})
    return chart(words.language, values, layers, height={"step": _STEP, "for": "position"})


def _rows(words: TestWords, metric: str, test: SegmentTest, shrunken: ShrunkenEffect | None) -> list[Spec]:
    name, found = _name(words, test), test.estimate
    rows: list[Spec] = []
    if found:
        rows.append({"name": name, "kind": "raw", **drawn(words, metric, found.value, found.interval)})
    if shrunken:
        rows.append({"name": name, "kind": "shrunken", **drawn(words, metric, shrunken.shrunken, shrunken.interval)})
    return [{**row, "label": words.t(f"forest.{row['kind']}")} for row in rows]


def _name(words: TestWords, test: SegmentTest) -> str:
    return words.name(test.segment, "segment") if test.planned else f"{UNPLANNED}{words.name(test.segment, 'segment')}"


def _lines(words: TestWords, reading: SegmentsReading) -> list[tuple[str, float]]:
    found = [(words.t("effects.zero"), 0.0)]
    overall = next(
        (
            one.estimate.value
            for one in words.result.effects
            if (one.metric, one.variant) == (reading.metric, reading.variant) and one.estimate
        ),
        reading.heterogeneity.common,
    )
    if overall is not None:
        found.append((words.t("forest.overall"), scale_of(words, reading.metric) * overall))
    return found
