"""The generated campaign of the samples: an imaginary Finnish web shop, its customers, and what a message does to them.

Every customer has a lifecycle segment. Half of each segment, to the customer, gets nothing and half a message made
for the segment. What the message truly does is written below, so that what is read from the data can be held against
it. ``python -m data.samples.generator`` writes the file anew, the same to the last byte.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

SEED = 20_260_302
SENT_ON = date(2026, 3, 2)
WINDOW_DAYS = 14
FILE = Path(__file__).resolve().with_name("spring-campaign.csv.gz")
COLUMNS = (
    "customer",
    "lifecycle",
    "orders_before",
    "group",
    "sent_on",
    "visited",
    "bought",
    "revenue",
    "unsubscribed",
)


@dataclass(frozen=True, slots=True)
class Truth:
    """How the customers of one segment are, and what the message does to them."""

    segment: str
    customers: int
    orders_before: float  # mean, in the past year
    visits: float  # share who visit the shop without the message
    visits_gain: float  # added by the message
    buys: float  # share who buy without the message
    buys_gain: float  # added by the message; below 0: fewer buy
    basket: float  # median of an order, euros
    leaves: float  # share who unsubscribe because of the message


TRUTH = (
    Truth("loyal", 5_000, 6.0, 0.300, 0.020, 0.090, 0.000, 62.0, 0.002),
    Truth("occasional", 9_000, 1.8, 0.120, 0.055, 0.030, 0.022, 48.0, 0.003),
    Truth("potential", 6_000, 0.0, 0.060, 0.040, 0.010, 0.010, 39.0, 0.005),
    Truth("former", 4_000, 0.9, 0.040, 0.010, 0.008, -0.001, 44.0, 0.012),
)
SPREAD = 0.6  # of the logarithm of an order's size


def rows(seed: int = SEED) -> Iterator[tuple[str, ...]]:
    """Yield the customers as texts in the order of ``COLUMNS``, after the headings."""
    rng = np.random.default_rng(seed)
    yield COLUMNS
    number = 100_000
    for truth in TRUTH:
        got = np.zeros(truth.customers, dtype=bool)
        got[rng.permutation(truth.customers)[: truth.customers // 2]] = True
        orders = rng.poisson(truth.orders_before, truth.customers)
        visited = rng.random(truth.customers) < truth.visits + truth.visits_gain * got
        share = (truth.buys + truth.buys_gain * got) / (truth.visits + truth.visits_gain * got)
        bought = visited & (rng.random(truth.customers) < share)
        cents = np.round(100 * truth.basket * np.exp(SPREAD * rng.standard_normal(truth.customers))).astype(int)
        left = got & (rng.random(truth.customers) < truth.leaves)
        for place in range(truth.customers):
            number += 1
            yield (
                f"K{number}",
                truth.segment,
                str(orders[place]),
                "message" if got[place] else "nothing",
                SENT_ON.isoformat(),
                str(int(visited[place])),
                str(int(bought[place])),
                f"{cents[place] // 100}.{cents[place] % 100:02d}" if bought[place] else "0.00",
                str(int(left[place])),
            )


def true_effect(metric: str) -> float:
    """Return what the message truly does over all customers: share of buyers or visitors added, or unsubscribing."""
    added = {"bought": "buys_gain", "visited": "visits_gain", "unsubscribed": "leaves"}[metric]
    customers = sum(truth.customers for truth in TRUTH)
    return sum(truth.customers * float(getattr(truth, added)) for truth in TRUTH) / customers


def window_closed_on() -> date:
    """Return the day on which the last outcome was counted."""
    return SENT_ON + timedelta(days=WINDOW_DAYS)


def content() -> bytes:
    """Return the file: packed CSV."""
    text = "".join(",".join(row) + "\n" for row in rows())
    return gzip.compress(text.encode(), mtime=0)


if __name__ == "__main__":
    FILE.write_bytes(content())
