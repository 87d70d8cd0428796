"""The one block model of every report. Text is plain text everywhere: each renderer escapes it for its medium."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from evaluators.documents import Language


class Tone(StrEnum):
    """How a sentence is set."""

    LEAD = "lead"  # the verdict
    PLAIN = "plain"
    MUTED = "muted"  # method, small print
    GOOD = "good"
    WARNING = "warning"
    OPEN = "open"  # too close to call: neither good nor bad


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is the report's title."""

    text: str
    level: Literal[1, 2, 3] = 2
    anchor: str = ""  # stable id for links and tests, the same in both languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One or a few sentences."""

    text: str
    tone: Tone = Tone.PLAIN
    label: str = ""  # a verdict's level in a word or two, set beside it
    look: Literal["", "clear", "leads", "close", "open", "single", "none"] = ""  # a verdict's level, for its look


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """Short items."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One labelled figure."""

    label: str
    value: str
    explanation: str = ""  # plain words for a technical label


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A few labelled figures side by side."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell: the text as shown and, for spreadsheets, the figure behind it."""

    text: str
    number: float | None = None  # None: text only
    mark: Literal["", "good", "warning", "muted", "unknown"] = ""  # never carried by colour alone: the text says it too
    style: Literal["number", "percent"] = (
        "number"  # how a spreadsheet shows the figure; a percentage is kept as a share
    )
    digits: int = 0  # decimals shown, so that a spreadsheet shows the same digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's heading and how it is set."""

    text: str
    numeric: bool = False
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption that names what it shows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    name: str  # short, stable, for sheet and file names


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart as a Vega-Lite specification, with a sentence that says what it shows."""

    spec: dict[str, Any]
    alt: str
    caption: str = ""
    name: str = ""
    height: int = 300  # pixels at 700 wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A method or term in plain words, folded away on a screen."""

    title: str
    text: str
    formula: str = ""
    source: str = ""


Block = Heading | Sentence | Bullets | Facts | Table | Figure | Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A titled list of blocks in one language."""

    title: str
    language: Language
    blocks: tuple[Block, ...]
    footer: tuple[str, ...] = field(default=())  # document hash, version, date, seed
    one_page: bool = False  # must fit one A4: set closer, and smaller when it has to be
