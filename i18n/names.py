"""Countries, languages and dates of any precision in the reader's words. Babel is imported at first use."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from i18n.catalogue import LANGUAGES, as_language
from i18n.formats import date_text

_DATE = re.compile(r"(?<![\w-])(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?![\w-])")
_YEAR = re.compile(r"\d{4}")


def country(text: str, language: str) -> str | None:
    """Return the name of a country or region given by its ISO 3166 code or its English name; ``None``: no such place.

    >>> country("FR", "fi"), country("Canada", "fi"), country("Nowhere", "fi")
    ('Ranska', 'Kanada', None)
    """
    code = text if len(text) == 2 else _codes().get(text)
    return None if code is None else _territories(as_language(language)).get(code)


def language_name(code: str, language: str) -> str | None:
    """Return the name of a language given by its tag; ``None``: no such language.

    >>> language_name("pt-BR", "fi"), language_name("sv", "en"), language_name("?", "en")
    ('portugali (Brasilia)', 'Swedish', None)
    """
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code, sep="-").get_display_name(as_language(language))
    except (UnknownLocaleError, ValueError):
        return None


def partial_date(text: str, language: str) -> str | None:
    """Return YYYY, YYYY-MM or YYYY-MM-DD as a person writes it, as precisely as it was given; ``None``: no date.

    >>> partial_date("2026-05", "fi"), partial_date("2026-05-05", "en"), partial_date("2025", "fi")
    ('toukokuu 2026', '5 May 2026', '2025')
    """
    if _YEAR.fullmatch(text):
        return text
    found = _DATE.fullmatch(text)
    return None if found is None else _said(found, language)


def with_dates(text: str, language: str) -> str:
    """Return a text with every ISO date in it as a person writes it.

    >>> with_dates("since 2025-02-18", "en")
    'since 18 Feb 2025'
    """
    return _DATE.sub(lambda found: _said(found, language) or found[0], text)


def _said(found: re.Match[str], language: str) -> str | None:
    from babel.dates import format_date

    year, month, day = found.groups()
    try:
        if day:
            return date_text(date(int(year), int(month), int(day)), language)
        return format_date(date(int(year), int(month), 1), format="LLLL y", locale=as_language(language))
    except ValueError:
        return None


@cache
def _territories(language: str) -> dict[str, str]:
    from babel import Locale

    return dict(Locale(language).territories)


@cache
def _codes() -> dict[str, str]:
    """Codes under the names that countries have in English, the language in which facts are noted down."""
    english = next(language for language in LANGUAGES if language == "en")
    return {name: code for code, name in _territories(english).items()}
