"""Notes of a result as sentences: codes and facts come in, words in the reader's language go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from evaluators.notes import Note, Severity
from i18n import formats
from reports.blocks import Block, Sentence, Tone
from reports.words import LONGEST_NAME, Words, plain

GRAVEST_FIRST = (Severity.BLOCKING, Severity.WARNING, Severity.INFO)
TONES = {Severity.INFO: Tone.MUTED, Severity.WARNING: Tone.WARNING, Severity.BLOCKING: Tone.WARNING}


class NoteWords(Words):
    """Words that notes and their facts are told in; what they speak of says whose names and figures they are."""

    def note(self, note: Note) -> str:
        """Return a note as a sentence."""
        return self.t(f"note.{note.code}", **self.facts(note.facts))

    def notes(self, notes: Iterable[Note]) -> list[Block]:
        """Return notes as sentences, each once, the gravest first."""
        said: dict[str, Block] = {}
        for one in sorted(notes, key=lambda one: GRAVEST_FIRST.index(one.severity)):
            text = self.note(one)
            said.setdefault(text, Sentence(text=text, tone=TONES[one.severity]))
        return list(said.values())

    def facts(self, facts: Mapping[str, object]) -> dict[str, str | int]:
        """Return facts as text, by name."""
        return {name: self._fact(name, fact) for name, fact in facts.items()}

    def _fact(self, name: str, fact: object) -> str:
        """Return a fact as text: ids as names, figures in the language's form."""
        if isinstance(fact, bool):
            return self.t("answer.yes" if fact else "answer.no")
        if isinstance(fact, int):
            return self._whole(name, fact)
        if isinstance(fact, float):
            return self._figure(name, fact)
        if isinstance(fact, date):
            return formats.date_text(fact, self.language)
        if isinstance(fact, str):
            return self._named(name, fact)
        if isinstance(fact, list | tuple | set | frozenset):
            return self.join([self._fact(name, one) for one in fact])
        return self.t("cell.unknown") if fact is None else plain(str(fact), LONGEST_NAME)

    def _whole(self, name: str, fact: int) -> str:
        return self.count(fact)

    def _figure(self, name: str, fact: float) -> str:
        return formats.number(round(fact, 3), self.language, None)

    def _named(self, name: str, fact: str) -> str:
        return plain(fact, LONGEST_NAME)
