"""A report as a tagged PDF on A4. User text travels as data, so it can never become markup."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from i18n import formats, texts
from reports.blocks import Block, Bullets, Explanation, Facts, Figure, Heading, Report, Sentence, Table
from reports.drawing import svg
from reports.html import TEMPLATES

MOST_ROWS = 300  # rows and columns of one table; the spreadsheet holds all of them
MOST_COLUMNS = 10
_WIDE = 7  # columns from which on figures share the width evenly, so that names keep their room
_FONT = "Libertinus Serif"  # carried by the typesetter, so that every machine sets the same page
_SIZE = 10.5  # points
_ONE_PAGE_SIZES = (11.0, 10.4, 9.8, 9.2, 8.6, 8.0, 7.4, 6.8)
_DRAWING_WIDTH = 620
_LONG_WORD = re.compile(r"[^\s\u00a0]{24,}")
_BREAK = "\u200b"  # a place where a line may break, without a mark


def render(report: Report) -> bytes:
    """Return the report as a PDF.

    Only a temporary folder with the template, the texts and the drawings is readable while it is set.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="puntari-report-") as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes((TEMPLATES / "report.typ").read_bytes())
        data = _data(report, root)
        for size in _ONE_PAGE_SIZES if report.one_page else (_SIZE,):
            text = json.dumps({**data, "size": size}, ensure_ascii=False)
            (root / "report.json").write_text(text, encoding="utf-8")
            if not report.one_page or _pages(root) == 1:
                break
        made: bytes = typst.compile(
            root / "report.typ", root=root, package_path=root, package_cache_path=root, pdf_standards=["ua-1"]
        )
    return made


def _pages(root: Path) -> int:
    import typst

    found = typst.query(
        root / "report.typ",
        "<pages>",
        field="value",
        one=True,
        root=root,
        package_path=root,
        package_cache_path=root,
    )
    return int(json.loads(found))


def _data(report: Report, root: Path) -> dict[str, Any]:
    figures = [block for block in report.blocks if isinstance(block, Figure)]
    for number, figure in enumerate(figures, 1):
        drawing = svg(figure, _DRAWING_WIDTH, font=_FONT)
        (root / f"figure-{number}.svg").write_text(drawing, encoding="utf-8")
    numbers = {id(figure): number for number, figure in enumerate(figures, 1)}
    t = texts(report.language)
    return {
        "title": report.title,
        "language": report.language,
        "font": _FONT,
        "page_of": t("report.page"),
        "blocks": [_block(block, numbers, report.language) for block in report.blocks],
        "footer": list(report.footer),
        "tight": report.one_page,
    }


def _block(block: Block, figures: dict[int, int], language: str) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"type": "heading", "text": _breakable(block.text), "level": block.level}
    if isinstance(block, Sentence):
        kind = "verdict" if block.look else "sentence"
        text = _breakable(block.text)
        return {"type": kind, "text": text, "tone": block.tone.value, "label": block.label, "look": block.look}
    if isinstance(block, Bullets):
        return {"type": "bullets", "items": [_breakable(item) for item in block.items], "numbered": block.numbered}
    if isinstance(block, Facts):
        items = [[_breakable(part) for part in (one.label, one.value, one.explanation)] for one in block.items]
        return {"type": "facts", "items": items}
    if isinstance(block, Table):
        return _table(block, language)
    if isinstance(block, Figure):
        file = f"figure-{figures[id(block)]}.svg"
        return {"type": "figure", "file": file, "alt": block.alt, "caption": _breakable(block.caption)}
    return _explanation(block)


def _explanation(block: Explanation) -> dict[str, Any]:
    parts = {"title": block.title, "text": block.text, "formula": block.formula, "source": block.source}
    return {"type": "explanation", **{name: _breakable(text) for name, text in parts.items()}}


def _table(table: Table, language: str) -> dict[str, Any]:
    columns = table.columns[:MOST_COLUMNS]
    rows = [[_breakable(cell.text) for cell in row[:MOST_COLUMNS]] for row in table.rows[:MOST_ROWS]]
    marks = [[cell.mark for cell in row[:MOST_COLUMNS]] for row in table.rows[:MOST_ROWS]]
    return {
        "type": "table",
        "caption": _breakable(table.caption),
        "columns": [_breakable(column.text) for column in columns],
        "numeric": [column.numeric for column in columns],
        "even": len(columns) >= _WIDE,
        "shares": [_share(table, place) for place in range(len(columns))],
        "rows": rows,
        "marks": marks,
        "hidden": hidden_text(table, language, MOST_ROWS, MOST_COLUMNS),
        "key": [[column.text, column.explanation] for column in columns if column.explanation],
    }


def _share(table: Table, place: int) -> float:
    """Return how much of the width a column of text gets beside the others."""
    longest = max((len(row[place].text) for row in table.rows[:MOST_ROWS]), default=0)
    if table.columns[place].numeric:
        return 1.0
    return 2.5 if longest > 60 else 1.8 if longest > 16 else 1.4


def hidden_text(table: Table, language: str, rows: int, columns: int) -> str:
    """Say how many rows and columns a table does not show; empty when it shows all."""
    t = texts(language)
    said = []
    for key, rest in (("rows", len(table.rows) - rows), ("columns", len(table.columns) - columns)):
        if rest > 0:
            said.append(t.plural(f"report.more_{key}", rest, n=formats.number(rest, language, 0)))
    return " ".join(said)


def _breakable(text: str) -> str:
    """Let long words, for example web addresses, break after punctuation and every twelve characters."""
    return _LONG_WORD.sub(lambda word: _BREAK.join(re.findall(r"[^/.?&=_-]{1,12}[/.?&=_-]*|[/.?&=_-]+", word[0])), text)
