"""Message catalogues: every ``locale/<language>/<domain>.po`` merged, read once at first use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Language = Literal["fi", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "en")
DEFAULT_LANGUAGE: Language = "fi"
LOCALE_FOLDER = Path(__file__).resolve().parent / "locale"

Message = str | tuple[str, str]  # text, or its forms for one and for many


class CatalogueFault(Exception):
    """A shipped catalogue breaks its own rules: a key twice, an empty or unfinished text."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of one language under their symbolic keys."""

    language: Language
    messages: Mapping[str, Message]

    def __call__(self, key: str, **values: str | int) -> str:
        """Return the text of ``key`` with its named placeholders filled in.

        Values are text that is already formatted (or whole numbers that need no separators).

        Raises
        ------
        KeyError
            No such key, or a placeholder without its value.
        """
        message = self.messages[key]
        if not isinstance(message, str):
            raise KeyError(f"{key} has a form for one and for many: use plural()")
        return _filled(message, values)

    def plural(self, key: str, count: int, **values: str | int) -> str:
        """Return the form of ``key`` that goes with ``count``: the first for one, the second otherwise."""
        message = self.messages[key]
        if isinstance(message, str):
            raise KeyError(f"{key} has a single form")
        return _filled(message[0 if count == 1 else 1], values)

    def has(self, key: str) -> bool:
        """Say whether ``key`` has a text."""
        return key in self.messages


def texts(language: str) -> Texts:
    """Return the texts of a language, read at first use."""
    return _texts(as_language(language))


def as_language(value: str | None) -> Language:
    """Return the language that ``value`` names, or the default one."""
    return next((language for language in LANGUAGES if language == value), DEFAULT_LANGUAGE)


@cache
def _texts(language: Language) -> Texts:
    merged: dict[str, Message] = {}
    for path in catalogue_files(language):
        for key, message in messages_in(path):
            if key in merged:
                raise CatalogueFault(f"{path.name} ({language}): {key} stands in two places")
            merged[key] = message
    return Texts(language, MappingProxyType(merged))


def catalogue_files(language: Language) -> list[Path]:
    """Return the catalogue files of a language, in order of their names."""
    return sorted((LOCALE_FOLDER / language).glob("*.po"))


def messages_in(path: Path) -> Iterator[tuple[str, Message]]:
    """Yield the keys and texts of one catalogue file.

    Raises
    ------
    CatalogueFault
        The file cannot be read, a key stands in it twice, or a text is empty or marked fuzzy.
    """
    from babel.messages.pofile import PoFileError, read_po

    _refuse_doubled(path)
    try:
        with path.open("rb") as file:
            entries = list(read_po(file, locale=path.parent.name, charset="utf-8", abort_invalid=True))
    except (PoFileError, ValueError) as fault:
        raise CatalogueFault(f"{path.name} ({path.parent.name}): {fault}") from fault
    for entry in entries:
        if not entry.id:
            continue
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))
        if entry.fuzzy or not all(forms):
            raise CatalogueFault(f"{path.name} ({path.parent.name}): {key} has no finished text")
        yield key, forms[0] if isinstance(entry.id, str) else (forms[0], forms[-1])


def _refuse_doubled(path: Path) -> None:
    """Find a key written twice, which the catalogue reader would merge in silence."""
    seen: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith('msgid "') and line != 'msgid ""':
            if line in seen:
                raise CatalogueFault(f"{path.name} ({path.parent.name}): {line[7:-1]} stands in two places")
            seen.add(line)


def _filled(message: str, values: Mapping[str, str | int]) -> str:
    wrong = [name for name, value in values.items() if not isinstance(value, str | int)]
    if wrong:
        raise TypeError(f"format {', '.join(wrong)} for the language first")
    return message.format(**values)
