"""Notes of a result as sentences: codes and facts come in, words in the reader's language go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from evaluators.notes import Note, Severity
from i18n import formats
from reports.blocks import Block, Sentence, Tone
from reports.context import Context
from reports.words import LONGEST_NAME, plain

_TONES = {Severity.INFO: Tone.MUTED, Severity.WARNING: Tone.WARNING, Severity.BLOCKING: Tone.WARNING}
_SHARES = ("share", "probability", "acceptability", "growth")


def remark(context: Context, note: Note) -> str:
    """Return a note as a sentence; one on an evaluator's own weights says first whose they are."""
    text = context.t(f"note.{note.code}", **_values(context, note.facts))
    person = note.facts.get("evaluator")
    if not isinstance(person, str):
        return text
    name = context.evaluators.get(person) or plain(person, LONGEST_NAME)
    return context.t("remark.own_weights", evaluator=name, text=text)


def remarks(context: Context, notes: Iterable[Note]) -> list[Block]:
    """Return notes as sentences, each once, the gravest first."""
    order = [Severity.BLOCKING, Severity.WARNING, Severity.INFO]
    said: dict[str, Block] = {}
    for note in sorted(notes, key=lambda note: order.index(note.severity)):
        text = remark(context, note)
        said.setdefault(text, Sentence(text=text, tone=_TONES[note.severity]))
    return list(said.values())


def _values(context: Context, facts: Mapping[str, object]) -> dict[str, str | int]:
    return {name: _words(context, name, fact) for name, fact in facts.items()}


def _words(context: Context, name: str, fact: object) -> str:
    """Return a fact as text: ids as names, figures in the language's form."""
    if isinstance(fact, bool):
        return context.t("answer.yes" if fact else "answer.no")
    if isinstance(fact, int):
        return context.count(fact)
    if isinstance(fact, float):
        return context.share(fact) if name.endswith(_SHARES) else formats.number(round(fact, 3), context.language, None)
    if isinstance(fact, date):
        return formats.date_text(fact, context.language)
    if isinstance(fact, str):
        return context.name(fact)
    if isinstance(fact, list | tuple | set | frozenset):
        return context.join([_words(context, name, one) for one in fact])
    return context.t("cell.unknown") if fact is None else plain(str(fact), LONGEST_NAME)
