"""A report as one HTML file: no scripts, nothing fetched, readable on a phone and on paper."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from i18n import formats, texts
from reports.blocks import Block, Column, Figure, Heading, Report, Table, TableCell
from reports.charts.theme import NARROW, WIDE

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent / "templates"
MOST_ROWS = 500  # rows of one table; the spreadsheet holds all of them
CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_LONGEST_WORD = 24
_LONG = 6  # headings from which on a report gets a list of contents
_DOTS = {"clear": 3, "leads": 2, "close": 1, "open": 0}


def render(report: Report) -> str:
    """Return the report as a complete HTML document."""
    headings = [block for block in report.blocks if isinstance(block, Heading) and block.level == 2 and block.anchor]
    return _template().render(
        report=report,
        contents_title=texts(report.language)("report.contents"),
        policy=CONTENT_POLICY,
        contents=headings if len(headings) > _LONG else [],
        kind=_kind,
        drawings=_drawings,
        hidden=lambda table: _hidden(table, report.language),
        rows=lambda table: table.rows[:MOST_ROWS],
        dots=_dots,
        long=_is_long,
        classes=_classes,
        style=(TEMPLATES / "report.css").read_text(encoding="utf-8"),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")


def _kind(block: Block) -> str:
    return type(block).__name__


def _drawings(figure: Figure, place: int) -> list[tuple[str, str]]:
    """Return a wide and a narrow drawing with the class that shows one of them."""
    from markupsafe import Markup

    from reports.drawing import svg

    sizes = (("wide", WIDE), ("narrow", NARROW))
    # Markup: ``svg`` is a tree of known elements and attributes that was serialised with its texts escaped.
    return [(name, Markup(svg(figure, width, prefix=f"f{place}{name[0]}-"))) for name, width in sizes]  # noqa: S704


def _is_long(text: str) -> bool:
    """Say whether a word is so long that it has to break anywhere."""
    return any(len(word) > _LONGEST_WORD for word in text.split())


def _classes(cell: TableCell, column: Column) -> Markup:
    """Return a cell's class attribute: how it is set and what it is marked with."""
    from markupsafe import Markup

    tests = (("number", column.numeric), (cell.mark, bool(cell.mark)), ("long", _is_long(cell.text)))
    names = [name for name, holds in tests if holds]
    return Markup(' class="{}"').format(" ".join(names)) if names else Markup("")


def _hidden(table: Table, language: str) -> str:
    """Say how many rows are left out; empty when all are shown."""
    rest = len(table.rows) - MOST_ROWS
    if rest <= 0:
        return ""
    return texts(language).plural("report.more_rows", rest, n=formats.number(rest, language, 0))


def _dots(look: str) -> str:
    """Return a small gauge of how far the leader is ahead; empty where nothing is compared."""
    filled = _DOTS.get(look)
    return "" if filled is None else "●" * filled + "○" * (3 - filled)
