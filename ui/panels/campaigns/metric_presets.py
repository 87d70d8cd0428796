"""What campaigns are usually measured by, ready to be taken into use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypedDict

from evaluators.campaigns.design import Design, Metric
from evaluators.documents import LocalText
from i18n import texts
from ui.panels.edits import made, new_id


class Preset(TypedDict, total=False):
    """How a ready metric is counted."""

    kind: Literal["proportion", "mean", "ratio", "rating"]
    better: Literal["more", "less"]
    highest: int
    money: bool  # counted in the plan's currency


PRESETS: dict[str, Preset] = {
    "bought": {"kind": "proportion"},
    "revenue": {"kind": "mean", "money": True},
    "orders": {"kind": "mean"},
    "visited": {"kind": "proportion"},
    "clicked": {"kind": "proportion"},
    "opened": {"kind": "proportion"},
    "engaged": {"kind": "proportion"},
    "satisfaction": {"kind": "rating", "highest": 5},
    "nps": {"kind": "rating", "highest": 10},
    "unsubscribed": {"kind": "proportion", "better": "less"},
    "complained": {"kind": "proportion", "better": "less"},
}
OWN: dict[str, Preset] = {
    "own_share": {"kind": "proportion"},
    "own_mean": {"kind": "mean"},
    "own_rating": {"kind": "rating", "highest": 5},
    "own_ratio": {"kind": "ratio"},
}
HARMS = ("unsubscribed", "complained")  # what a campaign must not make worse
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def both(key: str) -> LocalText:
    """Return a shipped text in both languages."""
    return LocalText(fi=texts("fi")(key), en=texts("en")(key))


def preset_metric(preset: str, design: Design) -> Metric:
    """Return a new metric after a preset; a ratio is to the first metric that can be divided by."""
    given = (PRESETS | OWN)[preset]
    taken = {metric.id for metric in design.metrics}
    extra: dict[str, Any] = {key: given[key] for key in ("better", "highest") if key in given}
    if given.get("money"):
        currency = design.money.currency
        extra["unit"] = SYMBOLS.get(currency, currency)
    if given["kind"] == "ratio":
        extra["denominator"] = next((metric.id for metric in design.metrics if divides(metric)), None)
    known = preset in PRESETS and preset not in taken
    return made(
        Metric,
        id=preset if known else new_id("metric"),
        name=both(f"campaign_page.metric.{preset}"),
        kind=given["kind"],
        **extra,
    )


def divides(metric: Metric) -> bool:
    """Say whether a metric can stand under a ratio."""
    return metric.kind in ("mean", "proportion")


def offered(design: Design) -> list[str]:
    """Return the presets that a design does not have yet."""
    taken = {metric.id for metric in design.metrics}
    own = [one for one in OWN if one != "own_ratio" or any(divides(metric) for metric in design.metrics)]
    return [*(one for one in PRESETS if one not in taken), *own]


def explained(metric: Metric, say: Callable[[str], str]) -> str:
    """Return what to know of a metric before it is trusted; empty when there is nothing."""
    return say(f"campaign_page.metric.{metric.id}.note") if metric.id in ("opened", "nps", "satisfaction") else ""
