"""The page on operations names every setting with its default."""

from __future__ import annotations

import re
from pathlib import Path

from settings import Settings

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "operations.md"


def test_every_setting_is_described_with_its_default():
    rows = dict(re.findall(r"^\| `PUNTARI_(\w+)` \| ([^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if name not in ("data_dir", "database_url"):
            assert rows[name.upper()].strip() == str(field.default)
