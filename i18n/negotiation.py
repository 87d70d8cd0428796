"""Which language a visitor gets: the one chosen, else the browser's first that we speak, else Finnish."""

from __future__ import annotations

from i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Language

LANGUAGE_COOKIE = "puntari_language"


def negotiated(chosen: str | None, accepted: str | None) -> Language:
    """Return the language for a visitor.

    Parameters
    ----------
    chosen : str or None
        Value of the language cookie.
    accepted : str or None
        The ``Accept-Language`` header, or a single browser locale.

    Examples
    --------
    >>> negotiated(None, "sv-FI,en;q=0.8,fi;q=0.9"), negotiated("en", "fi"), negotiated("de", "")
    ('fi', 'en', 'fi')
    """
    if chosen in LANGUAGES:
        return next(language for language in LANGUAGES if language == chosen)
    wishes = sorted((_wish(part) for part in (accepted or "").split(",")[:30]), key=lambda wish: -wish[0])
    for quality, name in wishes:
        if quality > 0 and name in LANGUAGES:
            return next(language for language in LANGUAGES if language == name)
    return DEFAULT_LANGUAGE


def _wish(part: str) -> tuple[float, str]:
    name, _, rest = part.strip().partition(";")
    quality = rest.strip().removeprefix("q=")
    try:
        weight = float(quality) if quality else 1.0
    except ValueError:
        weight = 0.0
    return (weight if 0 <= weight <= 1 else 0.0), name.strip().split("-")[0].lower()
