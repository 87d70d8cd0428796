"""Numbers, money, dates and lists as a Finn or an Englishman writes them. Babel is imported at first use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from i18n.catalogue import as_language

if TYPE_CHECKING:
    from babel import Locale

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
SPACE = "\N{NO-BREAK SPACE}"
_MOST_DECIMALS = 6


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale("fi", "FI") if as_language(language) == "fi" else Locale("en", "GB")


def number(x: float, language: str, digits: int | None = 1) -> str:
    """Return a number with separators and exactly ``digits`` decimals (``None``: as many as it has, at most six).

    >>> number(1234.5, "en"), number(1234.5, "fi").replace(chr(160), " ")
    ('1,234.5', '1 234,5')
    """
    from babel.numbers import format_decimal

    return _minus(format_decimal(_rounded(x, digits), format=_pattern(digits), locale=_locale(language)))


def editable(x: float, language: str) -> str:
    """Return a number as a person would type it, so that ``parse_number`` reads the same number back.

    >>> editable(1234.5, "fi"), editable(1234.5, "en"), editable(12.345, "en"), editable(3.0, "en")
    ('1234,5', '1234.5', '12.3450', '3')
    """
    whole, _, decimals = f"{Decimal(repr(float(x))):f}".partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == 3 and len(whole.lstrip("-")) <= 3:
        decimals += "0"  # three decimals alone could be taken for thousands
    mark = "," if as_language(language) == "fi" else "."
    return _minus(f"{whole}{mark}{decimals}" if decimals else whole)


def percent(share: float, language: str, digits: int = 0) -> str:
    """Return a share in 0..1 as per cent.

    >>> percent(0.83, "en"), percent(0.83, "fi").replace(chr(160), " ")
    ('83%', '83 %')
    """
    from babel.numbers import format_percent

    pattern = _pattern(digits) + ("%" if as_language(language) == "en" else SPACE + "%")
    return _minus(format_percent(_rounded(share, digits + 2), format=pattern, locale=_locale(language)))


def money(amount: float, currency: str, language: str, digits: int | None = None) -> str:
    """Return an amount with its currency (``digits=None``: the currency's own number of decimals).

    >>> money(1234.5, "EUR", "en"), money(1234.5, "EUR", "fi").replace(chr(160), " ")
    ('€1,234.50', '1 234,50 €')
    """
    from babel.numbers import format_currency, get_currency_precision

    decimals = get_currency_precision(currency) if digits is None else digits
    figure = _pattern(decimals)
    pattern = f"¤{figure}" if as_language(language) == "en" else f"{figure}{SPACE}¤"
    text = format_currency(
        _rounded(amount, decimals), currency, format=pattern, locale=_locale(language), currency_digits=False
    )
    return _minus(text)


def date_text(day: date | datetime, language: str) -> str:
    """Return a day: 22.11.2026 in Finnish, 22 Nov 2026 in English.

    >>> date_text(date(2026, 11, 22), "fi"), date_text(date(2026, 11, 22), "en")
    ('22.11.2026', '22 Nov 2026')
    """
    from babel.dates import format_date

    return format_date(day, format="d.M.y" if as_language(language) == "fi" else "d MMM y", locale=_locale(language))


def moment_text(moment: datetime, language: str) -> str:
    """Return a day and the time of day to the minute.

    >>> moment_text(datetime(2026, 11, 22, 9, 5), "fi"), moment_text(datetime(2026, 11, 22, 9, 5), "en")
    ('22.11.2026 klo 9.05', '22 Nov 2026, 09:05')
    """
    day = date_text(moment, language)
    if as_language(language) == "fi":
        return f"{day} klo {moment.hour}.{moment.minute:02d}"
    return f"{day}, {moment.hour:02d}:{moment.minute:02d}"


def interval(low: float, high: float, language: str, digits: int | None = 1) -> str:
    """Return a range of two numbers; one number when both ends read the same.

    >>> interval(50, 150, "en", 0), interval(-3, 5, "en", 0)
    ('50–150', '−3…5')
    """
    first, last = number(low, language, digits), number(high, language, digits)
    if first == last:
        return first
    return first + (ELLIPSIS if MINUS in first + last else EN_DASH) + last


def join(items: Sequence[str], language: str) -> str:
    """Return the items as a list in a sentence.

    >>> join(["a", "b", "c"], "fi"), join(["a", "b", "c"], "en")
    ('a, b ja c', 'a, b and c')
    """
    from babel.lists import format_list

    return format_list(items, locale=_locale(language)) if items else ""


def points(x: float, language: str) -> str:
    """Return a score or weight on the 0-100 scale: one decimal, none when it is whole. No unit.

    >>> points(7.04, "fi"), points(7.36, "fi")
    ('7', '7,4')
    """
    return number(round(x, 1), language, 0 if round(x, 1) == round(x) else 1)


def _pattern(digits: int | None) -> str:
    if digits is None:
        return "#,##0." + "#" * _MOST_DECIMALS
    return "#,##0." + "0" * digits if digits else "#,##0"


def _rounded(x: float, digits: int | None) -> float:
    """Round to what is shown, so that a tiny negative number does not read as minus nought."""
    return round(x, _MOST_DECIMALS if digits is None else digits) + 0.0


def _minus(text: str) -> str:
    return text.replace("-", MINUS)
