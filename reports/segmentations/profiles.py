"""How each segment of one segmentation differs from all customers, field by field, and what follows for its name.

A segment's bar stands against the overall line of the same field. Marker variables, in which a segment stands out, are
set apart; the others stay pale (Dolnicar, Gruen and Leisch 2018, ch. 8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from evaluators.segmentations.results import CandidateFound, SegmentFound
from evaluators.segmentations.rules.names import STANDS_OUT
from i18n import formats
from reports.segmentations.context import SegmentationWords
from reports.segmentations.small import seen

MOST_FIELDS = 15  # of one picture; the segmentation's own first, then those that tell most
ABSOLUTE, RELATIVE = 0.25, 0.5
"""Differences of a share from the overall one, in shares and relative to it, from which it marks a segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """One field of one segment, on a scale of shares."""

    field: str
    label: str
    value: float  # 0..1: share of those who say yes or are of the category; of a number, place among all customers
    overall: float  # the same of all customers
    inside: str  # the label within a sentence
    text: str  # the value as a reader meets it: a number's mean, or a share
    is_share: bool  # of an answer or a category; False: a number, whose text is its mean
    marker: bool  # the segment stands out here

    @property
    def higher(self) -> bool:
        """Whether the segment lies above all customers."""
        return self.value > self.overall


def profile_rows(words: SegmentationWords, one: SegmentFound, fields: Sequence[str]) -> list[ProfileRow]:
    """Return a segment's rows, in the order of the fields; a field without a value in the segment is left out."""
    rows = (_number(words, one, field) or _category(words, one, field) for field in fields)
    return [row for row in rows if row is not None]


def told_fields(words: SegmentationWords, found: CandidateFound) -> list[str]:
    """Return the fields that the segments of a candidate are told by, like ones next to each other."""
    own = words.document.candidate(found.candidate)
    first = [] if own is None else [name for name in dict.fromkeys(own.reads()) if _distances(found, name)]
    others = {name for one in seen(found) for name in (*one.profile.numbers, *one.profile.categories)} - set(first)
    ranked = sorted(others, key=lambda name: (-max(map(abs, _distances(found, name).values()), default=0.0), name))
    return _alike(found, (first + ranked)[:MOST_FIELDS])


def markers(words: SegmentationWords, found: CandidateFound, one: SegmentFound) -> list[ProfileRow]:
    """Return the rows in which a segment stands out, the most first."""
    rows = [row for row in profile_rows(words, one, told_fields(words, found)) if row.marker]
    return sorted(rows, key=lambda row: -abs(row.value - row.overall))


def _number(words: SegmentationWords, one: SegmentFound, field: str) -> ProfileRow | None:
    level = one.profile.numbers.get(field)
    if level is None:
        return None
    known = words.document.field(field)
    if known is not None and known.kind == "yes_no":
        overall = min(max(level.mean - 2 * (level.ridit - 0.5), 0.0), 1.0)  # a yes/no ridit is 1/2 + (own - overall)/2
        return ProfileRow(
            field=field,
            label=words.field(field),
            inside=words.inside(field),
            value=level.mean,
            overall=overall,
            text=formats.percent(level.mean, words.language),
            is_share=True,
            marker=_is_marker(level.mean, overall),
        )
    return ProfileRow(
        field=field,
        label=words.field(field),
        inside=words.inside(field),
        value=level.ridit,
        overall=0.5,
        text=_figure(words, level.mean),
        is_share=False,
        marker=abs(level.ridit - 0.5) >= STANDS_OUT,
    )


def _category(words: SegmentationWords, one: SegmentFound, field: str) -> ProfileRow | None:
    level = one.profile.categories.get(field)
    if level is None:
        return None
    value = words.label(level.value)
    return ProfileRow(
        field=field,
        label=words.t("segmentation_profile.category", field=words.field(field), value=value),
        inside=words.t("segmentation_profile.category", field=words.inside(field), value=value),
        is_share=True,
        value=level.share,
        overall=level.overall_share,
        text=formats.percent(level.share, words.language),
        marker=_is_marker(level.share, level.overall_share),
    )


def _is_marker(value: float, overall: float) -> bool:
    gap = abs(value - overall)
    return gap >= ABSOLUTE or (overall > 0 and gap / overall >= RELATIVE)


def _figure(words: SegmentationWords, value: float) -> str:
    digits = 0 if abs(value) >= 100 or value == round(value) else 1 if abs(value) >= 10 else 2
    return formats.number(value, words.language, digits)


def _distances(found: CandidateFound, field: str) -> dict[str, float]:
    """Return how far each segment lies from all customers on a field, by segment."""
    places: dict[str, float] = {}
    for one in seen(found):
        if field in one.profile.numbers:
            places[one.segment] = one.profile.numbers[field].ridit - 0.5
        elif field in one.profile.categories:
            level = one.profile.categories[field]
            places[one.segment] = (level.share - level.overall_share) / 2
    return places


def _alike(found: CandidateFound, fields: Sequence[str]) -> list[str]:
    """Return fields so that each is followed by the one of the rest that parts the segments most alike."""
    places: Mapping[str, dict[str, float]] = {field: _distances(found, field) for field in fields}

    @cache
    def apart(first: str, second: str) -> float:
        names = places[first].keys() | places[second].keys()
        return sum((places[first].get(name, 0.0) - places[second].get(name, 0.0)) ** 2 for name in names)

    ordered, rest = list(fields[:1]), list(fields[1:])
    while rest:
        following = min(rest, key=lambda name: apart(ordered[-1], name))
        ordered.append(following)
        rest.remove(following)
    return ordered
