"""From a code with facts to a sentence: faults, notes and problems are codes everywhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from i18n.catalogue import texts
from i18n.formats import date_text, join, moment_text, number
from i18n.parsing import ParsedNumber

LONGEST_FACT = 300


def sentence(prefix: str, code: str, facts: Mapping[str, object], language: str) -> str:
    """Return the sentence of ``<prefix>.<code>`` with its facts formatted for the language.

    Raises
    ------
    KeyError
        No sentence under that key, or a fact that the sentence names is missing.
    """
    return texts(language)(f"{prefix}.{code}", **{name: fact_text(value, language) for name, value in facts.items()})


def error_sentence(code: str, facts: Mapping[str, object], language: str) -> str:
    """Return what a user is told about a fault: its own sentence, or a general one that names the code."""
    if texts(language).has(f"error.{code}"):
        return sentence("error", code, facts, language)
    return texts(language)("app.fault", code=code)


def number_problem(parsed: ParsedNumber, language: str) -> str:
    """Return why a typed number was not read, with both readings when it is ambiguous; empty when it was read."""
    if parsed.problem is None:
        return ""
    readings = {f"choice_{index}": number(value, language, None) for index, value in enumerate(parsed.choices, start=1)}
    return texts(language)(f"input.{parsed.problem}", **readings)


def fact_text(value: object, language: str) -> str:
    """Return one fact as text: figures, dates and lists in the language's form, long text cut."""
    t = texts(language)
    if value is None:
        return t("word.none")
    if isinstance(value, bool):
        return t("word.yes" if value else "word.no")
    if isinstance(value, int | float):
        return number(value, language, 0 if isinstance(value, int) else None)
    if isinstance(value, datetime):
        return moment_text(value, language)
    if isinstance(value, date):
        return date_text(value, language)
    if isinstance(value, Mapping):
        return ": ".join(fact_text(part, language) for part in value.values())
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        parts = [fact_text(part, language) for part in value]
        return join(parts, language) if parts else t("word.none")
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_FACT else text[: LONGEST_FACT - 1] + "…"
