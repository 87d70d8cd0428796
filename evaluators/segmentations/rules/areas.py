"""Postal codes put together to areas by how they begin, as one code alone has too few customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from evaluators.segmentations.rules.conditions import AnyOf, Rule, one_of
from evaluators.segmentations.rules.field_facts import FieldFacts, need_kind, need_spread
from evaluators.segmentations.rules.fields import MOST_SEGMENTS, SMALLEST_SHARE, band_table, category_table, level_table
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable

MOST_LISTED = 1_000  # codes that one condition names
LONGEST_START = 3
OTHER = "other"


def postal_table(facts: FieldFacts, codes: Mapping[str, int]) -> RuleTable:
    """Return areas by the beginning of the postal code.

    Parameters
    ----------
    facts : FieldFacts
        Texts, or numbers where a file's zeros in front were lost.
    codes : mapping of str to int
        Customers of every code; not used for numbers.

    Raises
    ------
    DataError
        ``field_empty`` or ``field_without_spread``.
    """
    if facts.kind != "category":
        cuts = _cuts(facts)
        return band_table(facts, cuts) if cuts else level_table(facts)
    need_spread(need_kind(facts, "category"))
    areas = _areas(codes)
    if not areas:
        return category_table(facts)
    lines = tuple(
        RuleLine(segment=f"area{place}", when=_listed(facts.field, members))
        for place, (_, members) in enumerate(areas, start=1)
    )
    segments = [RuleSegment(id=f"area{place}", name=name) for place, (name, _) in enumerate(areas, start=1)]
    rest = sum(len(members) for _, members in areas) < len(codes)
    if rest:
        segments.append(RuleSegment(id=OTHER))
    return RuleTable(
        mode="exclusive", segments=tuple(segments), lines=lines, otherwise=OTHER if rest else segments[-1].id
    )


def _areas(codes: Mapping[str, int]) -> list[tuple[str, list[str]]]:
    """Return the common beginnings, as short as tell customers apart, with the codes of each."""
    found: list[tuple[str, list[str]]] = []
    for length in range(1, LONGEST_START + 1):
        longer = _by_start(codes, length)
        found = longer or found
        if len(found) > 1:
            break
    return found


def _by_start(codes: Mapping[str, int], length: int) -> list[tuple[str, list[str]]]:
    everybody = sum(codes.values())
    members: dict[str, list[str]] = {}
    for code in sorted(codes):
        members.setdefault(code[:length], []).append(code)
    counts = {start: sum(codes[code] for code in own) for start, own in members.items()}
    common = [start for start in members if counts[start] >= SMALLEST_SHARE * everybody]
    kept = sorted(sorted(common, key=lambda start: -counts[start])[: MOST_SEGMENTS - 1])
    return [(start.ljust(max(len(code) for code in members[start]), "x"), members[start]) for start in kept]


def _listed(field: str, codes: Sequence[str]) -> Rule:
    starts = range(0, len(codes), MOST_LISTED)
    parts = tuple(one_of(field, tuple(codes[start : start + MOST_LISTED])) for start in starts)
    return parts[0] if len(parts) == 1 else AnyOf(any=parts)


def _cuts(facts: FieldFacts) -> list[float]:
    """Return where the first digit changes, ranges of few customers joined with the next."""
    need_spread(need_kind(facts, "number", "yes_no"))
    values = facts.sorted_values
    step = 10.0 ** (len(str(int(values[-1]))) - 1)
    cuts: list[float] = []
    start = 0
    for cut in np.arange(1, 10) * step:
        place = int(np.searchsorted(values, cut))
        if place - start >= SMALLEST_SHARE * len(values) <= len(values) - place:
            cuts.append(float(cut))
            start = place
    return cuts
