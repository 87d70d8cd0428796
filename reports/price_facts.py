"""A price of the catalogue as one phrase: the plan, the amount or range, per what, and when it was valid."""

from __future__ import annotations

import re

from pydantic import JsonValue

from i18n import Texts
from i18n.formats import EN_DASH, money, number
from reports.phrases import Phrase, date_said, figure_of, is_english, is_number, labelled, slug

OVERAGES = {"email_overage_per_1000", "profile_overage"}

_DETAILED = re.compile(r"(?P<name>[^,(]+)(?:, (?P<more>.+)| \((?P<aside>[^()]+)\))")


def price(left: dict[str, JsonValue], t: Texts) -> list[Phrase]:
    """Take what says the price and return it as one phrase, with the day it was valid as another."""
    text = _price_text(left, t)
    made = []
    if text:
        plan, rest = _plan(left.get("plan"))
        made.append(Phrase(text=t("fact.labelled", label=plan, value=text) if plan else text))
        if plan:
            del left["plan"]
        if rest:
            made.append(Phrase(text=labelled("detail", "", t).rstrip(), english=rest))
    overages = OVERAGES & set(left)
    currency = left.pop("currency", "") if overages else ""
    for name in sorted(overages):
        made.append(Phrase(text=labelled(name, _amount(left.pop(name), str(currency), t), t)))
    as_of = left.pop("as_of", None)
    if as_of == "undated":
        made.append(Phrase(text=t("fact.price.undated")))
    elif as_of is not None:
        made.append(Phrase(text=t("fact.price.as_of", date=date_said(str(as_of), t))))
    return made


def _plan(plan: JsonValue) -> tuple[str, str]:
    """Return a plan's name and what is added to it in English; no name where it is not told apart from prose."""
    if not isinstance(plan, str):
        return "", ""
    if not is_english(plan):
        return plan, ""
    parts = _DETAILED.fullmatch(plan)
    if parts is None or is_english(parts["name"]):
        return "", ""
    return parts["name"], parts["aside"] or parts["more"]


def _price_text(left: dict[str, JsonValue], t: Texts) -> str:
    per = _per(left.get("per"), t)
    if is_number(left.get("low")):
        currency = str(left.pop("currency", "") if not OVERAGES & set(left) else left.get("currency", ""))
        low, high = left.pop("low"), left.pop("high", None)
        price = _range(low, high, currency, t)
        left.pop("per", None)
        return t("fact.price.unit", price=price, per=per) if per else price
    if left.get("quote_only") is True:
        left.pop("quote_only")
        left.pop("per", None)
        return t("fact.price.on_request_per", per=per) if per else t("fact.price.on_request")
    if per:
        left.pop("per")
        return t("fact.price.unstated", per=per)
    return ""


def _per(unit: JsonValue, t: Texts) -> str:
    key = f"per.{slug(str(unit))}"
    return "" if unit is None else t(key) if t.has(key) else str(unit)


def _range(low: JsonValue, high: JsonValue, currency: str, t: Texts) -> str:
    """Return "from low", "low" or "low–high" with the currency said once."""
    first = _amount(low, currency, t)
    if not is_number(high):
        return t("fact.price.from", price=first)
    if low == high:
        return first
    last = _amount(high, currency, t)
    if t.language == "en":
        return first + EN_DASH + _figure(high, t)
    return _figure(low, t) + EN_DASH + last


def _amount(amount: JsonValue, currency: str, t: Texts) -> str:
    if not currency:
        return _figure(amount, t)
    return money(figure_of(amount), currency, t.language, _decimals(amount))


def _figure(amount: JsonValue, t: Texts) -> str:
    return number(figure_of(amount), t.language, _decimals(amount))


def _decimals(amount: JsonValue) -> int:
    """Return how many decimals an amount of money is shown with: none when whole, else two or as many as it has."""
    figure = figure_of(amount)
    return 0 if figure == int(figure) else max(2, len(f"{figure:.6f}".rstrip("0").partition(".")[2]))
