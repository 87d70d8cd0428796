"""A store of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from settings import Settings
from storage.records import Draft
from storage.store import Store

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database in a folder that does not exist yet."""
    made = Store(Settings(data_dir=tmp_path / "data", busy_seconds=1))
    yield made
    made.close()


def draft(text: str) -> Draft:
    """A draft; storage does not look into documents."""
    return Draft(document=text, summary="{}")
