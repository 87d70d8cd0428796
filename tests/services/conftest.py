"""What the tests of services share: a database of their own, and small documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from evaluators.tools.document import ToolEvaluation
from services import keeping
from services.results import forget_results
from settings import reset_settings


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PUNTARI_DATA_DIR", str(tmp_path / "data"))
    reset_settings()
    forget_results()
    yield
    keeping.close()
    reset_settings()


@pytest.fixture
def document() -> ToolEvaluation:
    """Two tools, two criteria, an evaluator, a few scores."""
    return ToolEvaluation.model_validate(
        {
            "title": "Which tool",
            "as_of": date(2026, 11, 22),
            "tools": [{"id": "alpha", "name": "Alpha"}, {"id": "beta", "name": {"fi": "Beeta", "en": "Beta"}}],
            "criteria": [
                {"id": "speed", "name": "Speed", "scale": {"type": "number", "worst": 0, "best": 100}},
                {
                    "id": "support",
                    "name": {"fi": "Tuki", "en": "Support"},
                    "scale": {
                        "type": "grades",
                        "grades": [
                            {"id": "poor", "name": {"fi": "heikko", "en": "poor"}, "value": 0},
                            {"id": "fair", "name": {"fi": "kohtalainen", "en": "fair"}, "value": 50},
                            {"id": "good", "name": {"fi": "hyvä", "en": "good"}, "value": 100},
                        ],
                    },
                },
            ],
            "weighting": {"top": {"points": {"speed": 60, "support": 40}}},
            "evaluators": [{"id": "it", "name": "IT"}],
            "evidence": [
                {"id": "e1", "tool": "alpha", "criterion": "speed", "value": 80, "kind": "measured"},
                {"id": "e2", "tool": "beta", "criterion": "speed", "value": 40, "kind": "measured"},
                {"id": "e3", "tool": "beta", "criterion": "support", "value": "good", "by": "it"},
            ],
            "settings": {"draws": 1000},
        }
    )
