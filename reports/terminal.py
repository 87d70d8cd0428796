"""A report as plain text for a terminal, at most a hundred columns wide."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator

from i18n import texts
from reports.blocks import Block, Bullets, Column, Explanation, Facts, Figure, Heading, Report, Sentence, Table
from reports.pdf import hidden_text

WIDTH = 100
MOST_ROWS, MOST_COLUMNS = 40, 8  # of one table; the spreadsheet holds all of it
_NARROWEST = 6
_LONGEST_WORD = 28
_GAP = "  "


def render(report: Report) -> str:
    """Return the report as text. Control characters are left out, so that nothing in it steers the terminal."""
    lines = [line for block in report.blocks for line in _lines(block, report.language)]
    lines += ["", *(_wrapped(line) for line in report.footer)]
    return "\n".join(lines).strip("\n") + "\n"


def _lines(block: Block, language: str) -> Iterator[str]:
    if isinstance(block, Heading):
        text = _wrapped(block.text)
        yield from ("", text, ("=" if block.level == 1 else "-") * min(WIDTH, max(map(len, text.split("\n")))))
    elif isinstance(block, Sentence):
        yield from ("", _wrapped(f"[{block.label}] {block.text}" if block.label else block.text))
    elif isinstance(block, Bullets):
        yield ""
        for number, item in enumerate(block.items, 1):
            mark = f"{number}. " if block.numbered else "- "
            yield _wrapped(item, mark, " " * len(mark))
    elif isinstance(block, Facts):
        yield ""
        for fact in block.items:
            yield _wrapped(f"{fact.label}: {fact.value}")
    elif isinstance(block, Table):
        yield from _table(block, language)
    elif isinstance(block, Figure):
        yield from ("", _wrapped(f"({texts(language)('report.figure')}: {block.alt})"))
    else:
        yield from _explanation(block)


def _explanation(block: Explanation) -> Iterator[str]:
    parts = [f"{block.title}: {block.text}", block.formula, block.source]
    yield ""
    yield from (_wrapped(part, "  ", "  ") for part in parts if part)


def _wrapped(text: str, first: str = "", later: str = "") -> str:
    return textwrap.fill(safe(text), WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)


def safe(text: str) -> str:
    """Return text without control characters.

    >>> safe("a" + chr(27) + "[31mb")
    'a[31mb'
    """
    return "".join(char for char in text if char == " " or unicodedata.category(char) not in {"Cc", "Cs"})


def _table(table: Table, language: str) -> Iterator[str]:
    columns = table.columns[:MOST_COLUMNS]
    rows = [[_short(cell.text) for cell in row[:MOST_COLUMNS]] for row in table.rows[:MOST_ROWS]]
    heads = [safe(column.text) for column in columns]
    widths = _widths([heads, *rows])
    yield from ("", _wrapped(table.caption))
    yield from _row(heads, widths, columns)
    yield _GAP.join("-" * width for width in widths)
    for row in rows:
        yield from _row(row, widths, columns)
    if hidden := hidden_text(table, language, MOST_ROWS, MOST_COLUMNS):
        yield _wrapped(hidden)


def _short(text: str) -> str:
    """Return a cell's text with its longest words, such as addresses, cut; files hold them whole."""
    words = safe(text).split(" ")
    return " ".join(word if len(word) <= _LONGEST_WORD else word[: _LONGEST_WORD - 1] + "…" for word in words)


def _widths(rows: list[list[str]]) -> list[int]:
    """Return column widths that fit the line: the widest column that breaks no word gives way first."""
    places = range(len(rows[0]))
    widths = [max(_NARROWEST, *(len(row[place]) for row in rows)) for place in places]
    words = [max(len(word) for row in rows for word in (*row[place].split(), "")) for place in places]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > WIDTH and max(widths) > _NARROWEST:
        whole = [place for place in places if widths[place] > max(_NARROWEST, min(words[place], _LONGEST_WORD))]
        widths[max(whole or places, key=lambda place: widths[place])] -= 1
    return widths


def _row(cells: list[str], widths: list[int], columns: tuple[Column, ...]) -> Iterator[str]:
    parts = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for line in range(max(map(len, parts))):
        shown = [part[line] if line < len(part) else "" for part in parts]
        set_out = [
            text.rjust(width) if column.numeric else text.ljust(width)
            for text, width, column in zip(shown, widths, columns, strict=True)
        ]
        yield _GAP.join(set_out).rstrip()
