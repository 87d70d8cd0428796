"""The known truth of the generated web shop: the hidden kinds of its customers, and what has nothing to do with them.

Four hidden kinds decide how often somebody buys, when, and whether at all from some day on:

- regulars buy the year round and hardly ever leave;
- festive customers buy in November and December, and seldom otherwise;
- newcomers joined within half a year, look around a lot and buy now and then;
- fading customers bought as often as regulars until they left, each on a day of the time that the log covers.

The kind is in no file. It shows in behaviour alone: in recency, orders and money, in visits and opened mail. Age, sex,
income, education, occupation, postal area, device, interests, goals and opinions are dealt without regard to it. One
thing is both: regulars with children in the family have larger baskets, so that a lifecycle divided by family tells a
little more of what follows than the lifecycle alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 20_260_801
FIRST_ON, SPLIT_ON, LAST_ON = date(2025, 2, 1), date(2026, 8, 1), date(2026, 10, 30)
"""The log's first day, the first day of the outcome, and the last day of both."""
WINDOW_DAYS = (LAST_ON - SPLIT_ON).days + 1
EARLIER_ON = SPLIT_ON - timedelta(days=WINDOW_DAYS)
CUSTOMERS, LATE_CUSTOMERS = 3_000, 60  # joined before the split; and after it
GUEST_ORDERS = 250  # without a customer
RETURNED = 0.02  # share of lines that come back
FAMILY_GAIN = 1.7  # times a regular's basket where there are children
OWN_RATE, OWN_BASKET, LINE_SPREAD = 4.0, 0.35, 0.45
"""Shape of the gamma by which customers' rates differ; spread of the logarithms of their baskets, and of lines."""
SEASON = (0.9, 0.9, 1.0, 1.0, 1.1, 1.0, 0.8, 0.9, 1.0, 1.0, 1.2, 1.4)  # times everybody's orders, by month
FESTIVE_MONTHS = (11, 12)
FIRST_ORDER = 0.7  # share who buy on the day they join


@dataclass(frozen=True, slots=True)
class Kind:
    """One hidden kind of customers."""

    name: str
    share: float  # of all customers
    orders: float  # a year, while they stay
    festive: float  # times as many in November and December
    line: float  # median of an order line, euros
    visits: float  # to the site in the 90 days before the split, mean
    opens: float  # of mail in as long, mean, of those who get any


KINDS = (
    Kind("regular", 0.30, 6.0, 1.0, 24.0, 9.0, 7.0),
    Kind("festive", 0.28, 1.4, 6.0, 30.0, 2.0, 3.0),
    Kind("newcomer", 0.20, 2.4, 1.0, 20.0, 12.0, 5.0),
    Kind("fading", 0.22, 6.0, 1.0, 24.0, 1.0, 1.0),
)
REGULAR, FESTIVE, NEWCOMER, FADING = range(4)
CATEGORIES: Mapping[str, tuple[float, float]] = {
    "food": (0.42, 0.15), "treats": (0.20, 0.10), "toys": (0.12, 0.15), "care": (0.12, 0.05), "gear": (0.10, 0.10),
    "gifts": (0.04, 0.45),
}  # fmt: skip
"""Shares of order lines: usually, and of festive customers."""
AREAS = {
    "Uusimaa": 0.32, "Varsinais-Suomi": 0.10, "Pirkanmaa": 0.11, "Pohjois-Pohjanmaa": 0.09, "Keski-Suomi": 0.06,
    "Pohjois-Savo": 0.06, "Satakunta": 0.05, "Kanta-Häme": 0.04, "Päijät-Häme": 0.05, "Lappi": 0.04,
    "Etelä-Pohjanmaa": 0.04, "Pohjanmaa": 0.04,
}  # fmt: skip
POSTAL = {
    "Uusimaa": "00", "Varsinais-Suomi": "20", "Pirkanmaa": "33", "Pohjois-Pohjanmaa": "90", "Keski-Suomi": "40",
    "Pohjois-Savo": "70", "Satakunta": "28", "Kanta-Häme": "13", "Päijät-Häme": "15", "Lappi": "96",
    "Etelä-Pohjanmaa": "60", "Pohjanmaa": "65",
}  # fmt: skip
"""First two digits of the postal codes of each region's largest town."""
DEALT = {
    "signup_channel": {"checkout": 0.45, "social media": 0.25, "webinar": 0.10, "friend": 0.12, "fair": 0.08},
    "sex": {"female": 0.62, "male": 0.36, "other": 0.02},
    "income": {"under 20k": 0.18, "20k-40k": 0.38, "40k-60k": 0.27, "over 60k": 0.17},
    "education": {"basic": 0.14, "secondary": 0.42, "bachelor": 0.26, "master": 0.18},
    "occupation": {"clerk": 0.22, "manager": 0.10, "trade": 0.20, "care": 0.16, "teacher": 0.08, "student": 0.09,
                   "retired": 0.15},
    "family": {"single": 0.34, "couple": 0.28, "children": 0.38},
    "device": {"mobile": 0.58, "desktop": 0.32, "tablet": 0.10},
}  # fmt: skip
"""Categories dealt to everybody alike, with their shares."""
FLAGS = {
    "webinar": 0.12, "trial": 0.18, "newsletter": 0.42, "cart_abandoned": 0.15, "interest_dog": 0.55,
    "interest_cat": 0.45, "interest_horse": 0.08, "consent_email": 0.78, "consent_sms": 0.31, "allergy": 0.09,
}  # fmt: skip
"""Yes or no, dealt to everybody alike, with the share of yes."""
OPINIONS = {"price_matters": (0.10, 0.15, 0.25, 0.30, 0.20), "quality_matters": (0.05, 0.10, 0.25, 0.35, 0.25)}
"""Answers from 1 to 5, dealt to everybody alike, with their shares."""
ANSWERED, INCOME_TOLD = 0.55, 0.70  # share who answered the survey; and who told their income
