"""Words that tables of tools and scores are understood by, in Finnish and English, and reading single cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from evaluators.documents import Label
from evaluators.tools.evidence import EvidenceKind

SCORE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "tool": ("tool", "työkalu", "vaihtoehto"),
    "criterion": ("criterion", "kriteeri"),
    "value": ("value", "arvo", "pisteet"),
    "low": ("low", "alaraja", "pienin"),
    "high": ("high", "yläraja", "suurin"),
    "kind": ("kind", "laji", "näytön laji"),
    "source": ("source", "lähde"),
    "seen": ("seen", "date", "päivä", "nähty"),
    "by": ("by", "evaluator", "arvioija"),
    "note": ("note", "huomautus"),
}
TOOL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "tool", "nimi", "työkalu", "vaihtoehto"),
    "vendor": ("vendor", "toimittaja", "valmistaja"),
    "note": ("note", "huomautus"),
}
KINDS: Mapping[str, EvidenceKind] = {
    "own trial": "own_trial",
    "oma kokeilu": "own_trial",
    "measured": "measured",
    "mitattu": "measured",
    "vendor": "vendor",
    "toimittaja": "vendor",
    "third party": "third_party",
    "kolmas osapuoli": "third_party",
    "ulkopuolinen": "third_party",
    "review": "review",
    "arvostelu": "review",
    "guess": "guess",
    "arvaus": "guess",
    "arvio": "guess",
}
YES = frozenset({"yes", "true", "kyllä", "on", "x", "1"})
NO = frozenset({"no", "false", "ei", "0"})
UNKNOWN = frozenset({"?", "unknown", "tuntematon", "ei tiedossa"})
QUOTE_ONLY = frozenset({"quote only", "vain tarjous", "vain tarjouksella", "tarjouksesta"})
_RANGE = re.compile(r"(?P<low>.*?[^\s\-\N{MINUS SIGN}])\s*(?:–|—|\.\.\.?|…|-)\s*(?P<high>\S.*)")
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[ T]00:00(?::00)?)?")
_FINNISH_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})")


@dataclass(frozen=True, slots=True)
class Names:
    """Things that a cell can name, by id or by a name in either language. A name that two share is no name."""

    by_word: Mapping[str, str]
    shown: tuple[str, ...]  # names as written, for messages

    def find(self, text: str) -> str | None:
        """Return the id of what ``text`` names, or ``None``."""
        return self.by_word.get(plain(text))


def names_of(things: Iterable[tuple[str, Label]]) -> Names:
    """Return what ids and labels can be named by."""
    found: dict[str, set[str]] = {}
    shown: list[str] = []
    for one, label in things:
        words = {one, label} if isinstance(label, str) else {one, label.fi, label.en}
        shown.append(label if isinstance(label, str) else label.fi)
        for word in words:
            found.setdefault(plain(word), set()).add(one)
    unique = {word: next(iter(ids)) for word, ids in found.items() if len(ids) == 1 and word}
    return Names(unique, tuple(shown))


def plain(text: str) -> str:
    """Return text as it is compared: without case, underscores and needless spaces."""
    return " ".join(text.casefold().replace("_", " ").split())


def kind_of(text: str) -> EvidenceKind | None:
    """Return the kind of evidence that a word names, or ``None``."""
    return KINDS.get(plain(text).replace("-", " "))


def yes_or_no(text: str) -> bool | None:
    """Return what a word answers, or ``None``."""
    word = plain(text)
    return True if word in YES else False if word in NO else None


def ends_of(text: str) -> tuple[str, str] | None:
    """Return the ends of a range such as ``100–150``, or ``None`` when the text is none."""
    found = _RANGE.fullmatch(text.strip())
    return (found["low"], found["high"]) if found else None


def day_of(text: str) -> date | None:
    """Return the day that ``2026-11-22`` or ``22.11.2026`` names, or ``None``."""
    found = _ISO_DAY.fullmatch(text.strip()) or _FINNISH_DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
