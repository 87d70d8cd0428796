"""The generated web shop of the samples: an imaginary Finnish shop for pets, its customers, and what they go on to buy.

What is true of them is written in ``data.samples.shop_truth``, so that what is found can be held against it.
``python -m data.samples.shop_runner`` writes the files and the document anew, the same to the last byte.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.samples.shop_truth import (
    ANSWERED,
    AREAS,
    CATEGORIES,
    CUSTOMERS,
    DEALT,
    FADING,
    FAMILY_GAIN,
    FESTIVE,
    FESTIVE_MONTHS,
    FIRST_ON,
    FIRST_ORDER,
    FLAGS,
    GUEST_ORDERS,
    INCOME_TOLD,
    KINDS,
    LAST_ON,
    LATE_CUSTOMERS,
    LINE_SPREAD,
    NEWCOMER,
    OPINIONS,
    OWN_BASKET,
    OWN_RATE,
    POSTAL,
    REGULAR,
    RETURNED,
    SEASON,
    SEED,
    SPLIT_ON,
)

Whole = NDArray[np.int64]
CUSTOMER_COLUMNS = (
    "customer", "joined_on", "signup_channel", "webinar", "trial", "newsletter", "cart_abandoned", "interest_dog",
    "interest_cat", "interest_horse", "consent_email", "consent_sms", "age", "sex", "income", "education",
    "occupation", "family", "region", "postal_area", "device", "price_matters", "quality_matters", "allergy", "visits",
    "mail_opens",
)  # fmt: skip
ORDER_COLUMNS = ("order", "customer", "ordered_on", "category", "quantity", "amount")
RETURN_MARK = "R"
YEAR = 365.25


@dataclass(frozen=True, eq=False)
class Shop:
    """Everything that was dealt."""

    kinds: Mapping[str, str]  # hidden kind by customer: in none of the files
    customers: tuple[tuple[str, ...], ...]  # rows of the customer file
    orders: tuple[tuple[str, ...], ...]  # rows of the order file


@dataclass(frozen=True, slots=True)
class _Line:
    day: date
    order: int  # alike for the lines of one order
    customer: int  # -1: a guest
    category: str
    quantity: int
    cents: int


@cache
def shop(seed: int = SEED) -> Shop:
    """Deal the customers and let them buy."""
    rng = np.random.default_rng(seed)
    count = CUSTOMERS + LATE_CUSTOMERS
    kinds = rng.choice(len(KINDS), count, p=[one.share for one in KINDS])
    kinds[CUSTOMERS:] = NEWCOMER
    joined = _joined(rng, kinds)
    people = _people(rng, kinds)
    people["joined_on"] = [one.isoformat() for one in joined]
    people["customer"] = [f"A{one}" for one in rng.permutation(90_000)[:count] + 10_000]
    lines = _lines(rng, kinds, joined, [one == "children" for one in people["family"]])
    ids = people["customer"]
    return Shop(
        kinds={one: KINDS[kind].name for one, kind in zip(ids, kinds, strict=True)},
        customers=tuple(sorted(zip(*(people[name] for name in CUSTOMER_COLUMNS), strict=True))),
        orders=tuple(_numbered(rng, lines, ids)),
    )


def customer_file(seed: int = SEED) -> bytes:
    """Return the customers: packed CSV."""
    return _packed(CUSTOMER_COLUMNS, shop(seed).customers)


def order_file(seed: int = SEED) -> bytes:
    """Return the lines of orders: packed CSV."""
    return _packed(ORDER_COLUMNS, shop(seed).orders)


def _packed(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return gzip.compress(text.getvalue().encode(), mtime=0)


def _joined(rng: np.random.Generator, kinds: Whole) -> list[date]:
    """Return the days of joining: newcomers within half a year before the split, the last ones after it."""
    spans = np.full((len(kinds), 2), [1_670, 200])  # days before the split: earliest and latest
    spans[kinds == NEWCOMER] = (180, 1)
    spans[kinds == FADING] = (1_670, 300)
    spans[CUSTOMERS:] = (-1, -75)
    before = rng.integers(spans[:, 1], spans[:, 0], endpoint=True)
    return [SPLIT_ON - timedelta(days=int(one)) for one in before]


def _people(rng: np.random.Generator, kinds: Whole) -> dict[str, list[str]]:
    """Return the columns that customers are asked, and what the site and the mail count."""
    count = len(kinds)
    found = {name: [str(one) for one in _dealt(rng, shares, count)] for name, shares in DEALT.items()}
    found |= {name: ["yes" if one else "no" for one in rng.random(count) < yes] for name, yes in FLAGS.items()}
    found["region"] = [str(one) for one in _dealt(rng, AREAS, count)]
    found["postal_area"] = [POSTAL[one] for one in found["region"]]
    found["age"] = [str(one) for one in np.clip(np.round(rng.normal(46, 15, count)), 18, 88).astype(int)]
    told = rng.random(count) < INCOME_TOLD
    found["income"] = [one if there else "" for one, there in zip(found["income"], told, strict=True)]
    answered = rng.random(count) < ANSWERED
    for name, shares in OPINIONS.items():
        marks = rng.choice(5, count, p=shares) + 1
        found[name] = [str(mark) if there else "" for mark, there in zip(marks, answered, strict=True)]
    means = np.array([[one.visits, one.opens] for one in KINDS])[kinds]
    mailed = np.array(found["consent_email"]) == "yes"
    found["visits"] = [str(one) for one in rng.negative_binomial(2, 2 / (2 + means[:, 0]))]
    found["mail_opens"] = [str(one) for one in rng.negative_binomial(2, 2 / (2 + means[:, 1])) * mailed]
    return found


def _dealt(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> NDArray[Any]:
    return rng.choice(list(shares), count, p=list(shares.values()))


def _lines(rng: np.random.Generator, kinds: Whole, joined: Sequence[date], children: Sequence[bool]) -> list[_Line]:
    """Return the order lines of all customers and guests."""
    found: list[_Line] = []
    rates = rng.gamma(OWN_RATE, 1 / OWN_RATE, len(kinds))
    baskets = np.exp(OWN_BASKET * rng.standard_normal(len(kinds)))
    order = 0
    for place, kind in enumerate(kinds.tolist()):
        gain = FAMILY_GAIN if kind == REGULAR and children[place] else 1.0
        for day in _order_days(rng, kind, float(rates[place]), joined[place]):
            order += 1
            found += _order(rng, day, order, place, (kind, gain * float(baskets[place])))
    for place in rng.integers(0, (LAST_ON - FIRST_ON).days, GUEST_ORDERS, endpoint=True):
        order += 1
        found += _order(rng, FIRST_ON + timedelta(days=int(place)), order, -1, (FESTIVE, 1.0))
    return found


def _order_days(rng: np.random.Generator, kind: int, rate: float, joined: date) -> Iterator[date]:
    """Yield the days on which a customer orders: a thinned Poisson process from joining to leaving."""
    begins = max(joined, FIRST_ON)
    ends = min(_leaves(rng, kind, begins), LAST_ON)
    if joined >= FIRST_ON and rng.random() < FIRST_ORDER:
        yield joined
    most = max(SEASON) * KINDS[kind].festive
    span = max(0, (ends - begins).days)
    for days in rng.integers(0, span, rng.poisson(rate * KINDS[kind].orders * most * span / YEAR), endpoint=True):
        day = begins + timedelta(days=int(days))
        usual = SEASON[day.month - 1] * (KINDS[kind].festive if day.month in FESTIVE_MONTHS else 1.0)
        if rng.random() < usual / most:
            yield day


def _leaves(rng: np.random.Generator, kind: int, begins: date) -> date:
    """Return the day from which a customer buys no more: that of fading ones lies before the split."""
    if kind == FADING:
        least, most = (begins - FIRST_ON).days + 45, (SPLIT_ON - FIRST_ON).days - 30
        return FIRST_ON + timedelta(days=int(rng.integers(min(least, most), most, endpoint=True)))
    return begins + timedelta(days=int(rng.exponential(10 * YEAR)))


def _order(rng: np.random.Generator, day: date, order: int, customer: int, taste: tuple[int, float]) -> Iterator[_Line]:
    """Yield the lines of one order; ``taste`` is the kind and how large the customer's baskets are."""
    kind, basket = taste
    shares = [one[kind == FESTIVE] for one in CATEGORIES.values()]
    for _ in range(1 + min(3, int(rng.poisson(0.5)))):
        cents = round(100 * KINDS[kind].line * basket * float(np.exp(LINE_SPREAD * rng.standard_normal())))
        quantity = 1 + int(rng.random() < 0.2)
        yield _Line(day, order, customer, str(rng.choice(list(CATEGORIES), p=shares)), quantity, quantity * cents)


def _numbered(rng: np.random.Generator, lines: Sequence[_Line], ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the lines by day, orders numbered in that order, and some of them coming back within two weeks."""
    numbers: dict[int, int] = {}
    back = rng.random(len(lines)) < RETURNED
    after = rng.integers(2, 14, len(lines), endpoint=True)
    returns = [
        (one.day + timedelta(days=int(days)), one)
        for one, comes, days in zip(lines, back, after, strict=True)
        if comes and one.day + timedelta(days=int(days)) <= LAST_ON
    ]
    for one in sorted(lines, key=lambda one: (one.day, one.order)):
        numbers.setdefault(one.order, 100_000 + len(numbers))
    dated = [(one.day, "", one) for one in lines] + [(day, RETURN_MARK, one) for day, one in returns]
    for day, mark, one in sorted(dated, key=lambda each: (each[0], each[1], each[2].order)):
        sign = -1 if mark else 1
        money = f"{'-' if mark else ''}{one.cents // 100}.{one.cents % 100:02d}"
        customer = ids[one.customer] if one.customer >= 0 else ""
        number = f"{mark}{numbers[one.order]}"
        yield number, customer, day.isoformat(), one.category, str(sign * one.quantity), money
