"""One term per thing: the glossary's second names stand in no Finnish text."""

from __future__ import annotations

import re

import pytest

from i18n import texts
from tests.architecture.source import ROOT

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| English")
]


def test_the_table_is_read():
    assert len(ROWS) > 20
    assert all(len(row) == 3 and row[0] and row[1] for row in ROWS)
    assert len({row[0] for row in ROWS}) == len({row[1] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("avoided", sorted(word.strip() for row in ROWS if row[2] for word in row[2].split(",")))
def test_no_second_name(avoided):
    pattern = re.compile(rf"\b{re.escape(avoided)}", re.IGNORECASE)
    found = [
        key
        for key, message in texts("fi").messages.items()
        if any(pattern.search(form) for form in ((message,) if isinstance(message, str) else message))
    ]
    assert not found


@pytest.mark.parametrize("term", [row[1] for row in ROWS])
def test_terms_are_in_use(term):
    """A term that no text uses is not the project's word for it (inflected forms count by their stem)."""
    stem = term.split()[0][:5].casefold()
    assert any(stem in str(message).casefold() for message in texts("fi").messages.values())
