"""What numbers, money, dates and lists look like in each language."""

from __future__ import annotations

from datetime import date

import pytest

from i18n.formats import date_text, interval, join, money, number, percent, points

NB = "\u00a0"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (number(1234.5, "fi"), f"1{NB}234,5"),
        (number(1234.5, "en"), "1,234.5"),
        (number(-0.5, "fi"), "\u22120,5"),
        (number(-0.04, "fi"), "0,0"),
        (number(12, "en", 0), "12"),
        (number(0.1 + 0.2, "en", None), "0.3"),
        (percent(0.12, "fi"), f"12{NB}%"),
        (percent(0.1234, "en", 1), "12.3%"),
        (percent(1, "fi"), f"100{NB}%"),
        (money(1234.5, "EUR", "fi"), f"1{NB}234,50{NB}€"),
        (money(1234.5, "EUR", "en"), "€1,234.50"),
        (money(99.6, "EUR", "fi", 0), f"100{NB}€"),
        (money(20, "USD", "fi"), f"20,00{NB}$"),
        (date_text(date(2026, 11, 22), "fi"), "22.11.2026"),
        (date_text(date(2026, 1, 2), "en"), "2 Jan 2026"),
        (interval(50, 150, "fi", 0), "50–150"),
        (interval(50.01, 50.02, "fi", 0), "50"),
        (join([], "fi"), ""),
        (join(["a"], "fi"), "a"),
        (join(["a", "b"], "fi"), "a ja b"),
        (join(["a", "b", "c"], "en"), "a, b and c"),
        (points(7.25, "fi"), "7,2"),
        (points(7, "en"), "7"),
    ],
)
def test_looks_like_this(made, expected):
    assert made == expected
