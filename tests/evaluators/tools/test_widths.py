"""Half-widths by kind, confidence and age."""

from __future__ import annotations

from datetime import date

import pytest

from evaluators.tools.evidence import EvidenceKind
from evaluators.tools.facts import SourceKind
from evaluators.tools.settings import EvidenceWidths
from evaluators.tools.widths import day_of, half_width, is_stale, is_weak

AS_OF = date(2026, 11, 22)
FRESH = date(2026, 10, 1)
WIDTHS = EvidenceWidths()


@pytest.mark.parametrize(
    ("kind", "confidence", "width"),
    [
        ("own_trial", "high", 5),
        ("measured", "medium", 5),
        ("vendor", "high", 10),
        ("repo", "high", 10),
        ("transcription", "medium", 15),
        ("review", "medium", 15),
        ("competitor", "medium", 25),
        ("vendor", "low", 25),
        ("guess", "medium", 30),
        ("guess", "low", 30),
    ],
)
def test_width_of_fresh_evidence(kind, confidence, width):
    assert half_width(kind, confidence, FRESH, as_of=AS_OF, widths=WIDTHS) == width


def test_age_adds_only_beyond_the_first_year_and_stops_at_the_most():
    def aged(days: float) -> float:
        seen = date.fromordinal(AS_OF.toordinal() - round(days))
        return half_width("vendor", "high", seen, as_of=AS_OF, widths=WIDTHS)

    assert aged(365) == 10
    assert aged(3 * 365.25) == pytest.approx(20, abs=0.02)
    assert aged(30 * 365.25) == 40


def test_third_parties_without_a_date_are_weak_and_vendors_are_not():
    assert half_width("third_party", "medium", None, as_of=AS_OF, widths=WIDTHS) == 25
    assert half_width("vendor", "high", None, as_of=AS_OF, widths=WIDTHS) == 10


def test_every_kind_of_evidence_and_source_has_its_own_place():
    guess = half_width("guess", "medium", FRESH, as_of=AS_OF, widths=WIDTHS)
    kinds = {*(str(kind) for kind in SourceKind), *EvidenceKind.__args__} - {"guess"}
    assert all(half_width(kind, "medium", FRESH, as_of=AS_OF, widths=WIDTHS) < guess for kind in kinds)


def test_stale_and_weak():
    assert is_stale(date(2025, 11, 21), as_of=AS_OF, widths=WIDTHS)
    assert not is_stale(date(2025, 11, 22), as_of=AS_OF, widths=WIDTHS)
    assert is_stale(None, as_of=AS_OF, widths=WIDTHS, needs_date=True)
    assert not is_stale(None, as_of=AS_OF, widths=WIDTHS)
    assert is_weak("competitor", "high")
    assert is_weak("vendor", "low")
    assert not is_weak("review", "medium")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", date(2026, 1, 1)),
        ("2026-05", date(2026, 5, 1)),
        ("2026-05-31", date(2026, 5, 31)),
        ("", None),
        ("undated", None),
        ("2026-02-30", None),
        ("2026-1-1-1", None),
    ],
)
def test_day_of(text, day):
    assert day_of(text) == day
