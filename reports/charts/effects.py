"""Effects against what matters: nought, the smallest effect worth having, the largest harm that is put up with."""

from __future__ import annotations

from evaluators.campaigns.results import GuardrailReading
from evaluators.results import Interval
from reports.campaigns.context import TestWords
from reports.charts.marks import (
    MOST_ROWS,
    drawn,
    effect_axis,
    figures,
    lines,
    points,
    row_axis,
    scale_of,
    short_effect,
    spans,
)
from reports.charts.theme import Spec, chart

_STEP = 46  # pixels of a row with its figure above it


def interval_chart(words: TestWords) -> Spec:
    """Return each variant's effect on the primary metric with its interval, zero and the smallest worthwhile effect.

    A chart of nothing where no effect is known; harm has a picture of its own (``guardrail_chart``), for it is
    measured by other metrics.
    """
    primary = words.design.primary_metric
    metric = primary.id if primary else ""
    values: list[Spec] = [
        {"name": words.name(one.variant), **drawn(words, metric, one.estimate.value, one.estimate.interval)}
        for one in words.result.effects
        if one.metric == metric and one.estimate
    ][:MOST_ROWS]
    x = effect_axis(words, metric) if metric else {"field": "value", "type": "quantitative"}
    y = row_axis([row["name"] for row in values])
    marks = [("effects.zero", 0.0)]
    smallest = words.design.money.smallest_effect
    if primary and smallest:
        sign = 1.0 if primary.better == "more" else -1.0
        marks.append(("effects.smallest", sign * scale_of(words, metric) * smallest))
    found = lines([(words.t(key), at) for key, at in marks])
    layers = [found, spans(x, y, _tooltip(words, "effects.col_variant")), points(x, y), figures(x, y)]
    return chart(words.language, values, layers, height={"step": _STEP})


def guardrail_chart(words: TestWords) -> Spec | None:
    """Return every guardrail's harm as a share of the largest that is put up with; ``None`` where none is known."""
    values = [row for one in words.result.guardrails if (row := _harm(words, one))][:MOST_ROWS]
    if not values:
        return None
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "title": words.t("effects.harm_axis"),
        "scale": {"zero": False, "nice": True},
        "axis": {"format": ".0%", "labelFlush": False},
    }
    y = row_axis([row["name"] for row in values])
    found = lines([(words.t("effects.harm_none"), 0.0), (words.t("effects.harm_limit"), 1.0)])
    layers = [found, spans(x, y, _tooltip(words, "effects.col_metric")), points(x, y), figures(x, y)]
    return chart(words.language, values, layers, height={"step": _STEP})


def _harm(words: TestWords, one: GuardrailReading) -> Spec | None:
    if one.guardrail is None:
        return None
    found, several = one.guardrail, len(words.design.variants) > 2
    name = (
        f"{words.name(one.metric, 'metric')} · {words.name(one.variant)}"
        if several
        else words.name(one.metric, "metric")
    )
    sign = 1.0 if found.worse == "higher" else -1.0
    ends = sorted(sign * end / found.margin for end in (found.interval.low, found.interval.high))
    return {
        "name": name,
        "value": sign * found.difference / found.margin,
        "low": ends[0],
        "high": ends[1],
        "text": words.effect(one.metric, found.difference),
        "short": short_effect(words, one.metric, found.difference),
        "range": words.effect_range(one.metric, Interval(low=found.interval.low, high=found.interval.high)),
    }


def _tooltip(words: TestWords, name: str) -> list[Spec]:
    return [
        {"field": "name", "type": "nominal", "title": words.t(name)},
        {"field": "text", "type": "nominal", "title": words.t("effects.col_effect")},
        {"field": "range", "type": "nominal", "title": words.t("effects.col_interval")},
    ]
