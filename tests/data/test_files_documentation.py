"""The documented limits are the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.assignment import WORKBOOK_ROWS
from data.catalogue import load_catalogue
from data.readers import DEFAULT_LIMITS, PASTE_CHARACTERS
from data.table_files import TABLE_LIMITS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def grouped(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ")


@pytest.mark.parametrize(
    "row",
    [
        f"| file | {DEFAULT_LIMITS.file_bytes // 10**6} MB |",
        f"| unpacked workbook | {DEFAULT_LIMITS.unpacked_bytes // 10**6} MB, {DEFAULT_LIMITS.members} parts |",
        f"| {grouped(DEFAULT_LIMITS.rows)}, {DEFAULT_LIMITS.columns}, {grouped(DEFAULT_LIMITS.cells)} |",
        f"| {grouped(DEFAULT_LIMITS.cell_characters)}, {DEFAULT_LIMITS.header_characters} |",
        f"| pasted text | {grouped(PASTE_CHARACTERS)} characters |",
        f"| child: memory, processor, wall clock | {DEFAULT_LIMITS.memory_bytes >> 30} GiB, ",
        f" GiB, {DEFAULT_LIMITS.cpu_seconds} s, {DEFAULT_LIMITS.wall_seconds:.0f} s |",
        f"| unpacked | {TABLE_LIMITS.unpacked_bytes // 10**6} MB |",
        f"| {grouped(TABLE_LIMITS.rows)}, {TABLE_LIMITS.columns}, {grouped(TABLE_LIMITS.cells)} |",
        f"| {TABLE_LIMITS.memory_bytes >> 30} GiB, {TABLE_LIMITS.cpu_seconds} s, {TABLE_LIMITS.wall_seconds:.0f} s |",
        f"up to {grouped(WORKBOOK_ROWS)} rows, XLSX",
        f"| child: open files | {DEFAULT_LIMITS.open_files} |",
    ],
)
def test_limits_are_as_documented(row: str):
    assert row in (DOCS / "files.md").read_text(encoding="utf-8")


def test_the_catalogue_is_as_large_as_documented():
    catalogue = load_catalogue()
    facts = sum(len(tool.facts) for tool in catalogue.tools)
    text = (DOCS / "catalogue-format.md").read_text(encoding="utf-8")
    assert f"{len(catalogue.tools)} tools and {facts} facts in version {catalogue.version}" in text
