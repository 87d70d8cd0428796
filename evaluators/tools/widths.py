"""How uncertain a statement is: half-width by kind, confidence and age; stale and weak flags."""

from __future__ import annotations

from datetime import date

from evaluators.tools.facts import Confidence
from evaluators.tools.settings import EvidenceWidths

DAYS_IN_YEAR = 365.25

_MEASURED = frozenset({"own_trial", "measured"})
_VENDOR = frozenset({"vendor", "repo", "regulator", "plugin_directory"})
_DATED = frozenset({"dataset", "transcription", "partner", "reseller", "mirror", "third_party", "review"})
_RIVAL = frozenset({"competitor"})
_KINDS_OF_WEAK = _RIVAL | {"guess"}


def half_width(kind: str, confidence: Confidence, seen: date | None, *, as_of: date, widths: EvidenceWidths) -> float:
    """Return the half-width that a statement gets in the simulation.

    Parameters
    ----------
    kind : str
        Evidence kind or source kind of a catalogue fact.
    confidence : {"high", "medium", "low"}
        Low confidence is never narrower than ``widths.weak``.
    seen : date or None
        When it was read. Third parties' statements without a date count as weak.
    as_of : date
        Day that ages are counted to.
    widths : EvidenceWidths
        The document's settings.

    Returns
    -------
    float
        Points on the 0-100 value scale; for money the same number is read as per cent of the amount.
    """
    base = _base(kind, seen, widths)
    if confidence == "low":
        base = max(base, widths.weak)
    return min(base + widths.per_year * max(0.0, age_years(seen, as_of) - 1), max(widths.most, 0.0))


def _base(kind: str, seen: date | None, widths: EvidenceWidths) -> float:
    if kind in _MEASURED:
        return widths.measured
    if kind in _VENDOR:
        return widths.vendor
    if kind in _DATED:
        return widths.dated if seen else max(widths.dated, widths.weak)
    return widths.weak if kind in _RIVAL else widths.guess


def age_years(seen: date | None, as_of: date) -> float:
    """Return the age in years; 0 when undated or dated after ``as_of``."""
    return max(0.0, (as_of - seen).days / DAYS_IN_YEAR) if seen else 0.0


def is_stale(seen: date | None, *, as_of: date, widths: EvidenceWidths, needs_date: bool = False) -> bool:
    """Tell whether a statement is older than the limit, or undated where a date is needed (amounts of money)."""
    return needs_date if seen is None else (as_of - seen).days > widths.stale_after_days


def is_weak(kind: str, confidence: Confidence) -> bool:
    """Tell whether a statement is a guess, a rival's or of low confidence."""
    return confidence == "low" or kind in _KINDS_OF_WEAK


def day_of(seen: str) -> date | None:
    """Return the first day that ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` can mean, or ``None``.

    The first day is the careful reading: the statement is then at most as fresh as said.

    >>> day_of("2026-05")
    datetime.date(2026, 5, 1)
    """
    parts = seen.split("-")
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        return None
    year, month, day = [int(part) for part in parts] + [1] * (3 - len(parts))
    try:
        return date(year, month, day)
    except ValueError:
        return None
