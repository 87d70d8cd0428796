"""Catalogue pricing facts: which rows can be compared with the scenario, and what they cost (rule ``price``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from evaluators.tools.facts import Fact, Topic
from evaluators.tools.need import Scenario
from evaluators.tools.rules.texts import number_in, says, words_in
from evaluators.tools.tariffs import MONTHS, Step, Tariff, tax_factor

VERSION = 1  # grows whenever the same facts would give another price

_FLAT = {"month": 1.0, "organisation/month": 1.0, "year": 1 / MONTHS, "organisation/year": 1 / MONTHS}
_PER_SEAT = {"user/month": 1.0, "seat/month": 1.0, "user/year": 1 / MONTHS, "seat/year": 1 / MONTHS}
_HISTORY = r"\b(earlier|legacy|old|other source)\b"
_USAGE = (
    r"\b(events?|hits|page ?views|tracked users|active users?|MTU|MAU|sessions|credits|requests|visitors|usage"
    r"|leads|messages)\b"
)
_INDICATION = r"\bcontract"
_SIZED = r"\b(contacts?|subscribers?|profiles?|e-?mails?|tier)\b"
_EXTRA_COST = r"not included|self-hosted"
_NUMBER = r"(\d[\d,]*)"
_CONTACTS = rf"{_NUMBER} (?:(?:active|marketing) )*(?:contacts|subscribers|profiles)|profiles: {_NUMBER} included"
_SENDS = rf"{_NUMBER} e-?mails\b"
_SEATS = rf"{_NUMBER} (?:seats|users)\b"
_LEAST_SEATS = rf"at least {_NUMBER} (?:seats|users)\b"
_SET_UP = rf"one-off onboarding {_NUMBER}"
_TWO_SIZES = r"\d\s*/\s*\d[\d,]* (?:contacts|subscribers|profiles)"


class RowUse(StrEnum):
    """What a pricing row is good for."""

    BOUNDED = "bounded"  # an amount or a range for a stated use
    OPEN = "open"  # an entry price: the least it can cost
    QUOTE_ONLY = "quote_only"  # no price is published
    USAGE = "usage"  # by a unit that the scenario does not have
    BESIDE = "beside"  # history, free tiers, indications, mixed plans: shown, never compared
    NONE = "none"  # no amount: a billing rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A pricing fact read against the scenario."""

    fact: Fact
    use: RowUse
    plan: str
    tariff: Tariff | None  # only for bounded and open rows
    without_hosting: bool = False  # the amount leaves out hosting and work


def rows_of(facts: tuple[Fact, ...], scenario: Scenario) -> tuple[Row, ...]:
    """Read a tool's pricing facts; other topics are passed over."""
    pricing = tuple(fact for fact in facts if fact.topic is Topic.PRICING)
    sized = any(_grows_with_use(fact) for fact in pricing)
    return tuple(_row(fact, scenario, tool_is_sized=sized) for fact in pricing)


def _grows_with_use(fact: Fact) -> bool:
    texts = words_in({key: fact.value.get(key) for key in ("basis", "billing", "plan")})
    return says(_SIZED, texts) or says(_USAGE, texts) or str(fact.value.get("per")) == "month per site"


def _row(fact: Fact, scenario: Scenario, *, tool_is_sized: bool) -> Row:
    use = _use(fact, tool_is_sized=tool_is_sized)
    plan = fact.value.get("plan")
    compared = use in {RowUse.BOUNDED, RowUse.OPEN}
    return Row(
        fact=fact,
        use=use,
        plan=plan if isinstance(plan, str) else "",
        tariff=_tariff(fact, scenario, use) if compared else None,
        without_hosting=compared and says(_EXTRA_COST, (_basis(fact),)),
    )


def _basis(fact: Fact) -> str:
    basis = fact.value.get("basis")
    return basis if isinstance(basis, str) else ""


def _use(fact: Fact, *, tool_is_sized: bool) -> RowUse:
    value, basis = fact.value, _basis(fact)
    low, high, per = number_in(fact, "low"), number_in(fact, "high"), str(value.get("per"))
    if value.get("quote_only") is True or says(r"quote only", (basis,)) or (low is None and per == "contract"):
        return RowUse.QUOTE_ONLY
    if low is None or (high is not None and high < low):
        return RowUse.NONE
    plan = str(value.get("plan") or "")
    if says(_HISTORY, (plan,)) or says(_INDICATION, (plan, basis)) or says(r"free tier", (basis,)):
        return RowUse.BESIDE
    if says(_TWO_SIZES, (basis,)) or says(r"one-off", (per,)):
        return RowUse.BESIDE
    if low == high == 0:  # nothing times any number of units is nothing
        return RowUse.OPEN if says(_EXTRA_COST, (basis,)) else RowUse.BOUNDED
    no_base_fee = low == 0 and high is None  # says nothing about what the use costs
    if no_base_fee or says(_USAGE, (basis,)) or per not in _FLAT | _PER_SEAT:
        return RowUse.USAGE
    if _sizes(fact) or (high is not None and per in _PER_SEAT):
        return RowUse.BOUNDED
    grows = tool_is_sized or says(_SIZED, (basis,))
    return RowUse.OPEN if high is None or grows else RowUse.BOUNDED


def _sizes(fact: Fact) -> dict[str, float]:
    """Return the contacts or e-mails a row includes; empty when it states none."""
    text = f"{fact.value.get('plan') or ''}; {_basis(fact)}"
    found = {"contacts": _figure(_CONTACTS, text), "sends": _figure(_SENDS, text)}
    return {by: size for by, size in found.items() if size}


def _figure(pattern: str, text: str) -> float | None:
    match = re.search(pattern, text, re.IGNORECASE)
    if match is None:
        return None
    digits = next(group for group in match.groups() if group is not None)
    return float(digits.replace(",", ""))


def _tariff(fact: Fact, scenario: Scenario, use: RowUse) -> Tariff:
    """Return the row as a tariff: its amount up to the included size, at most in proportion beyond it."""
    low = number_in(fact, "low") or 0.0
    stated_high = number_in(fact, "high")
    high = low if stated_high is None else stated_high
    per, basis = str(fact.value.get("per")), _basis(fact)
    sizes = _sizes(fact)
    included_seats = _figure(_SEATS, basis) if per in _FLAT else None
    over_seats = max(1.0, scenario.seats / included_seats) if included_seats else 1.0
    tax = tax_factor(scenario, included=False)
    paid_seats = max(float(scenario.seats), _figure(_LEAST_SEATS, basis) or 1.0) if per in _PER_SEAT else 1.0
    by = "contacts" if "contacts" in sizes or not sizes else "sends"
    currency = fact.value.get("currency")
    return Tariff(
        currency=currency if isinstance(currency, str) and low + high > 0 else scenario.currency,
        steps=(Step(up_to=sizes.get(by), low=low, high=high * over_seats),),
        by="contacts" if by == "contacts" else "sends",
        factor=(_FLAT | _PER_SEAT).get(per, 1.0) * paid_seats * tax,
        set_up=(_figure(_SET_UP, basis) or 0.0) * tax,
        open_ended=use is RowUse.OPEN,
    )


def plan_key(plan: str) -> str:
    """Return what tells plans apart: the name without remarks in brackets or after a comma."""
    return re.sub(r"\(.*?\)", "", plan).split(",")[0].strip().casefold()
