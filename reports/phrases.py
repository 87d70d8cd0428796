"""What statements of the catalogue are put together from: phrases, marks of English, labels of fields, dates."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pydantic import JsonValue

from i18n import Texts
from i18n.formats import EN_DASH
from i18n.names import partial_date, with_dates

_ENGLISH = re.compile(r"(?<![\w@./-])(?:e-mails?|[a-z]{3,})(?:[-/][a-z]+)*(?![\w@/-]|\.\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A part of a statement: words of the reader's language, then what is quoted in English."""

    text: str
    english: str = ""


def plain(phrase: Phrase, t: Texts) -> str:
    """Return a phrase as text, with a mark before English in another language."""
    if not phrase.english:
        return phrase.text
    mark = "" if t.language == "en" else t("fact.in_english")
    return " ".join(part for part in (phrase.text, mark, phrase.english) if part)


def note_phrase(note: str) -> Phrase:
    """Return a catalogue note: English, its dates written out."""
    return Phrase(text="", english=with_dates(note, "en"))


def date_said(text: str, t: Texts) -> str:
    """Return a date of year, month or day precision in the reader's words; "undated" when there is none."""
    return (partial_date(text, t.language) or text) if text else t("page.undated")


def labelled(name: str, value: str, t: Texts) -> str:
    """Return a value after its field's name."""
    return t("fact.labelled", label=field_label(name, t), value=value)


def field_label(name: str, t: Texts) -> str:
    """Return a field's name in the reader's language; a plan's name and years stay as they are written."""
    key = f"field.{slug(name)}"
    return t(key) if name[:1].islower() and t.has(key) else name.replace("_", " ").replace("-", EN_DASH)


def is_english(text: str) -> bool:
    """Say whether a text holds ordinary English words, not only names, figures and addresses."""
    return bool(_ENGLISH.search(text))


def slug(text: str) -> str:
    """Return a catalogue word as the end of a text's key.

    >>> slug("service connection/month"), slug("E-mail")
    ('service_connection_month', 'e-mail')
    """
    return re.sub(r"[^a-z0-9-]+", "_", text.lower()).strip("_")


def figure_of(value: JsonValue) -> float:
    """Return a number of a fact; nan where it is none."""
    return float(value) if isinstance(value, int | float) else float("nan")


def is_number(value: JsonValue) -> bool:
    """Say whether a value is a finite number (yes and no are none)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
