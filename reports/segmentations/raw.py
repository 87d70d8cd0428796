"""Raw values of measured criteria in their own units: shares, money, counts, indices."""

from __future__ import annotations

from evaluators.results import Interval
from evaluators.segmentations.criteria.scoring import MeasuredCriterion
from i18n import formats
from reports.blocks import TableCell
from reports.segmentations.context import SegmentationWords

SHARES = frozenset({"A1", "A2", "A3", "D1", "D2", "E1", "F1", "F2", "G1", "G2"})
FINE = frozenset({"A1", "A2"})
"""Shares that are small: shown with a decimal."""
LESS_IS_BETTER = frozenset({"E2"})
BY_CONSTRUCTION, ONE_SEGMENT = "stable_by_construction", "single_segment"


def raw_text(words: SegmentationWords, code: str, value: float) -> str:
    """Return a raw value of a criterion in its unit."""
    if code in SHARES:
        return formats.percent(value, words.language, 1 if code in FINE else 0)
    if code == "A4":
        return words.money(value)
    return words.count(value) if code == "E2" else words.decimal(value)


def raw_cell(words: SegmentationWords, code: str, value: float | None) -> TableCell:
    """Return a table cell of a raw value; a dash where there is none."""
    if value is None:
        return TableCell(text="–", mark="muted")
    text = raw_text(words, code, value)
    if code in SHARES:
        return TableCell(text=text, number=value, style="percent", digits=1 if code in FINE else 0)
    digits = 0 if code == "E2" else 2
    return TableCell(text=text, number=value, digits=digits)


def raw_range(words: SegmentationWords, code: str, interval: Interval | None) -> str:
    """Return a range of raw values; a dash where there is none."""
    if interval is None:
        return formats.EN_DASH
    if code in SHARES:
        return words.share_range(interval, 1 if code in FINE else 0)
    ends = [raw_text(words, code, end) for end in (interval.low, interval.high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}{ends[1]}"


def has_note(one: MeasuredCriterion, code: str) -> bool:
    """Say whether a criterion carries a note."""
    return any(note.code == code for note in one.notes)


def is_marked(one: MeasuredCriterion) -> bool:
    """Say whether a score follows from what the segmentation is, so that no figure was measured."""
    return has_note(one, BY_CONSTRUCTION) or has_note(one, ONE_SEGMENT)


def mark_text(words: SegmentationWords, one: MeasuredCriterion) -> str:
    """Say in a few words what a score rests on where it is not plainly measured; empty otherwise."""
    if has_note(one, BY_CONSTRUCTION):
        return words.t("segmentation_mark.by_construction")
    if has_note(one, ONE_SEGMENT):
        return words.t("segmentation_mark.one_segment")
    if one.raw is None:
        return words.t("cell.unknown")
    return words.t("segmentation_mark.chance") if one.better_than_chance is False else ""
