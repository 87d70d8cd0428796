"""What sending by a rule brings, beside one variant for everybody."""

from __future__ import annotations

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.results import PolicyReading
from evaluators.results import Interval
from reports.campaigns.context import TestWords
from reports.campaigns.worths import departs, less_is_better, value_text
from reports.charts.marks import row_axis
from reports.charts.theme import ACCENT, INK, Spec, chart

_BEYOND = 0.45  # room for figures, a share of what the bars take


def policy_chart(words: TestWords) -> Spec | None:
    """Return bars of a customer's worth under each way of sending, with intervals; ``None`` where none is known."""
    policy = words.result.policy
    rows = _values(words, policy) if policy else []
    if policy is None or not rows:
        return None
    share = not policy.in_money and words.metric(policy.metric).kind == "proportion"
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "title": words.t("policy.axis_money" if policy.in_money else "policy.axis"),
        "scale": {"domain": _reach(rows), "nice": False},
        "axis": {"labelFlush": False, **({"format": "~%"} if share else {})},
    }
    y = row_axis([row["name"] for row in rows])
    tooltip = [
        {"field": "name", "type": "nominal", "title": words.t("effects.col_rule")},
        {"field": "text", "type": "nominal", "title": words.t("effects.col_value_each")},
        {"field": "range", "type": "nominal", "title": words.t("effects.col_interval")},
    ]
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.6}, "color": ACCENT, "opacity": 0.45},
        "encoding": {"x": {**x, "stack": None}, "y": y, "tooltip": tooltip},
    }
    ends = {
        "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
    }
    tips = [
        {
            "mark": {"type": "tick", "color": INK, "thickness": 2, "size": 10},
            "encoding": {"x": {**x, "field": end}, "y": y},
        }
        for end in ("low", "high")
    ]
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 7, "color": INK, "fontWeight": "bold"},
        "encoding": {"x": {**x, "field": "high"}, "y": y, "text": {"field": "text", "type": "nominal"}},
    }
    return chart(words.language, rows, [bars, ends, *tips, texts], height={"step": 38})


def _reach(rows: list[Spec]) -> list[float]:
    """Return the axis from 0, or the lowest limit, to beyond the highest: figures stand there."""
    low, high = min(0.0, *(row["low"] for row in rows)), max(0.0, *(row["high"] for row in rows))
    return [low, high + _BEYOND * (high - low)]


def _values(words: TestWords, policy: PolicyReading) -> list[Spec]:
    """Return the control, the best single variant, the user's rule, the chosen one and its honest value."""
    chosen, own, honest = policy.chosen, policy.own, policy.cross_fitted
    single = chosen or own
    found: list[tuple[str, Estimate | None]] = [
        ("control", policy.control),
        ("single", single.single_value if single else None),
        ("own", own.value if own else None),
        ("chosen", chosen.value if chosen and departs(chosen) else None),
        ("honest", honest.value if honest else None),
    ]
    return [_row(words, policy, kind, one) for kind, one in found if one]


def _row(words: TestWords, policy: PolicyReading, kind: str, one: Estimate) -> Spec:
    sign = -1.0 if less_is_better(words, policy) else 1.0
    around = one.interval or Interval(low=one.value, high=one.value)
    low, high = sorted((sign * around.low, sign * around.high))
    text = value_text(words, policy, one.value)
    ends = " – ".join(value_text(words, policy, sign * end) for end in (low, high))
    name = words.t(f"policy.bar_{kind}")
    return {"name": name, "value": sign * one.value, "low": low, "high": high, "text": text, "range": ends}
