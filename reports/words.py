"""What every report says in a language, whatever it is about: names that are safe to show, figures, lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property

from evaluators.documents import Label, Language, text_of
from i18n import Texts, formats, texts
from reports.blocks import TableCell

LONGEST_NAME = 80
_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def capital(text: str) -> str:
    """Return text with a capital first letter, for a label or the start of a sentence."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return text with a small first letter, for within a sentence; an abbreviation stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def plain(text: str, longest: int | None = None) -> str:
    """Return user text on one line without control and direction characters, shortened with an ellipsis."""
    kept = "".join(_harmless(char) for char in text)
    line = " ".join(kept.split(" ")).strip()
    if longest is not None and len(line) > longest:
        return line[: longest - 1].rstrip() + "…"
    return line


def _harmless(char: str) -> str:
    if char in "\t\r\n\u2028\u2029":
        return " "
    return "" if unicodedata.category(char) in {"Cc", "Cs"} or unicodedata.bidirectional(char) in _DIRECTIONS else char


def distinct(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give an unnamed thing its id and a name that stands twice a number, so that no two rows merge."""
    found: dict[str, str] = {}
    for identifier, name in names:
        base = name or identifier
        unique, number = base, 1
        while unique in found.values():
            number += 1
            unique = f"{base} ({number})"
        found[identifier] = unique
    return found


def money_digits(amount: float) -> int:
    """Return how many decimals an amount is shown with: cents below a hundred, and only when there are any."""
    return 2 if abs(amount) < 100 and round(amount, 2) != round(amount) else 0


class Words:
    """Words and figures of one language."""

    language: Language

    @cached_property
    def t(self) -> Texts:
        """Texts of the language."""
        return texts(self.language)

    def label(self, label: Label, longest: int | None = LONGEST_NAME) -> str:
        """Return a document's text in the language, fit to be shown."""
        return plain(text_of(label, self.language), longest)

    def join(self, items: Sequence[str], longest: int = 6) -> str:
        """Return a list in a sentence; beyond ``longest`` items the rest is counted."""
        if len(items) > longest:
            rest = len(items) - longest
            items = [*items[:longest], self.t.plural("list.more", rest, n=self.count(rest))]
        return formats.join(list(items), self.language)

    def count(self, number: float) -> str:
        """Return a whole number with separators."""
        return formats.number(number, self.language, 0)

    def number(self, number: float, digits: int | None = None) -> str:
        """Return a number with this many decimals, or as many as it has."""
        return formats.number(number, self.language, digits)

    def share(self, share: float) -> str:
        """Return a share as per cent; never 0 or 100 when it is not exactly that."""
        if 0 < share < 0.005:
            return self.t("share.under", share=formats.percent(0.01, self.language))
        if 0.995 < share < 1:
            return self.t("share.over", share=formats.percent(0.99, self.language))
        return formats.percent(share, self.language)

    def share_cell(self, share: float | None) -> TableCell:
        """Return a table cell of a share."""
        if share is None:
            return self.unknown_cell()
        return TableCell(text=self.share(share), number=share, style="percent")

    def count_cell(self, number: float) -> TableCell:
        """Return a table cell of a whole number."""
        return TableCell(text=self.count(number), number=number)

    def unknown_cell(self, key: str = "cell.unknown") -> TableCell:
        """Return a table cell that says in words that nothing is known."""
        return TableCell(text=self.t(key), mark="unknown")
