"""Names for segments, proposed as codes from their rules and profiles; none may contradict the profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evaluators.segmentations.rules.conditions import AllOf, Condition, Rule
from evaluators.segmentations.rules.lifecycle import FORMER, LOYAL, POTENTIAL, Lifecycle
from evaluators.segmentations.rules.profiles import SegmentProfile
from evaluators.segmentations.rules.rfm import RfmFields
from evaluators.segmentations.rules.rule_table import RuleTable

Direction = Literal["high", "low"]
STANDS_OUT = 0.15  # distance of a mean ridit from one half
MOSTLY = 0.5  # share of a segment from which a category may name it
MORE_OFTEN = 1.2  # and how many times its overall share that is
USUAL_PARTS, MOST_PARTS = 2, 4
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePart:
    """One thing that a name says."""

    field: str
    code: Literal[
        "high", "low", "mostly", "ge", "gt", "le", "lt", "eq", "in", "not_in", "between", "missing", "present"
    ]
    values: tuple[float | str, ...] = ()  # what the field is compared with; the category of "mostly"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentName:
    """The proposed name of one segment."""

    label: int
    base: str | None  # a ready-made name such as "champions"; None: made of the parts
    parts: tuple[NamePart, ...]  # empty beside a base; empty without one: like everybody
    number: int | None  # tells apart those that nothing else does; None: the name is unique
    refused: tuple[str, ...]  # ready-made names that the profile contradicts


Said = tuple[str | None, frozenset[NamePart]]
"""A name whatever the order of its parts."""
Claims = Mapping[str, tuple[tuple[str, Direction], ...]]
"""For each ready-made name, the fields on which it says that a segment lies high or low."""


def rfm_claims(fields: RfmFields | None = None) -> Claims:
    """Return what the ready-made names of recency, frequency and monetary segments say."""
    chosen = fields or RfmFields()
    recent: tuple[str, Direction] = (chosen.recency, "low")
    away: tuple[str, Direction] = (chosen.recency, "high")
    often: tuple[str, Direction] = (chosen.frequency, "high")
    seldom: tuple[str, Direction] = (chosen.frequency, "low")
    much: tuple[str, Direction] = (chosen.monetary, "high")
    return {
        "champions": (recent, often, much),
        "loyal": (often,),
        "large_orders": (much,),
        "growing": (recent,),
        "newcomers": (recent, seldom),
        "cooling": (),
        "fading": (seldom,),
        "must_keep": (away, often, much),
        "at_risk": (away,),
        "dormant": (away,),
        "lost": (away, seldom),
    }


def lifecycle_claims(stages: Lifecycle | None = None) -> Claims:
    """Return what the names of the lifecycle's stages say."""
    chosen = stages or Lifecycle()
    return {
        FORMER: ((chosen.recency, "high"),),
        LOYAL: ((chosen.orders, "high"),),
        "occasional": (),
        POTENTIAL: ((chosen.orders, "low"),),
    }


def contradicts(profile: SegmentProfile, field: str, direction: Direction) -> bool:
    """Tell whether a segment lies on the other side of all customers than a name says."""
    level = profile.numbers.get(field)
    if level is None:
        return False
    return level.ridit < 0.5 - _SAME if direction == "high" else level.ridit > 0.5 + _SAME


def propose_names(
    found: Sequence[SegmentProfile], *, table: RuleTable | None = None, claims: Claims | None = None
) -> tuple[SegmentName, ...]:
    """Propose a name for every segment.

    A ready-made name stands unless the profile contradicts it; then what the segment's only rule says; then the
    fields on which it stands out most, more of them where two names would be the same.

    Parameters
    ----------
    found : sequence of SegmentProfile
        In the order of the labels.
    table : RuleTable, optional
        The rules behind the labels; None for clusters.
    claims : mapping, optional
        Ready-made names that the table's segment ids may be, from ``rfm_claims`` or ``lifecycle_claims``.
    """
    bases: list[str | None] = []
    refused: list[tuple[str, ...]] = []
    for profile in found:
        base = _base(profile, table, claims or {})
        kept = base is not None and not any(contradicts(profile, *claim) for claim in (claims or {})[base])
        bases.append(base if kept else None)
        refused.append(() if kept or base is None else (base,))
    everything = [
        () if base is not None else _parts(profile, table) for profile, base in zip(found, bases, strict=True)
    ]
    shown = _told_apart(bases, everything)
    numbers = _numbers(_said(bases, shown))
    return tuple(
        SegmentName(label=profile.label, base=base, parts=parts, number=number, refused=no)
        for profile, base, parts, number, no in zip(found, bases, shown, numbers, refused, strict=True)
    )


def _base(profile: SegmentProfile, table: RuleTable | None, claims: Claims) -> str | None:
    name = None if table is None else table.segments[profile.label].id
    return name if name in claims else None


def _parts(profile: SegmentProfile, table: RuleTable | None) -> tuple[NamePart, ...]:
    """Return all that can be said of a segment, the most telling first."""
    said = tuple(_from_rule(profile, table)) if table is not None else ()
    named = {part.field for part in said}
    return (*said, *(part for part in _from_profile(profile) if part.field not in named))


def _from_rule(profile: SegmentProfile, table: RuleTable) -> Iterator[NamePart]:
    name = table.segments[profile.label].id
    rules = [line.when for line in table.lines if line.segment == name]
    if len(rules) != 1 or name in (table.otherwise, table.unknown):
        return
    parts = tuple(_conjunction(rules[0]))
    for part in parts if all(isinstance(one, Condition) for one in parts) else ():
        if isinstance(part, Condition):
            compared = tuple(one for one in (part.value, part.upper, *part.values) if one is not None)
            yield NamePart(field=part.field, code=part.operator, values=compared)


def _conjunction(rule: Rule) -> Iterator[Rule]:
    """Yield the parts that all have to hold."""
    if isinstance(rule, AllOf):
        for part in rule.all:
            yield from _conjunction(part)
    else:
        yield rule


def _from_profile(profile: SegmentProfile) -> Iterator[NamePart]:
    told: list[tuple[float, NamePart]] = []
    for field, level in profile.numbers.items():
        distance = level.ridit - 0.5
        if abs(distance) >= STANDS_OUT:
            told.append((abs(distance), NamePart(field=field, code="high" if distance > 0 else "low")))
    for field, mostly in profile.categories.items():
        if mostly.share >= MOSTLY and mostly.share >= MORE_OFTEN * mostly.overall_share:
            lead = (mostly.share - mostly.overall_share) / 2
            told.append((lead, NamePart(field=field, code="mostly", values=(mostly.value,))))
    yield from (part for _, part in sorted(told, key=lambda pair: (-round(pair[0], 2), pair[1].field)))


def _told_apart(bases: Sequence[str | None], everything: Sequence[tuple[NamePart, ...]]) -> list[tuple[NamePart, ...]]:
    """Return as few parts of each name as tell the segments apart, up to the most that a name can bear."""
    lengths = [_least(parts) for parts in everything]
    for _ in range(MOST_PARTS):
        shown = [parts[:length] for parts, length in zip(everything, lengths, strict=True)]
        names = _said(bases, shown)
        lengths = [
            min(length + (names.count(name) > 1), max(MOST_PARTS, length), len(parts))
            for name, parts, length in zip(names, everything, lengths, strict=True)
        ]
    return [parts[:length] for parts, length in zip(everything, lengths, strict=True)]


def _least(parts: tuple[NamePart, ...]) -> int:
    """Return how many parts a name begins with: all that its rule says, or the usual number."""
    by_rule = sum(part.code not in ("high", "low", "mostly") for part in parts)
    return by_rule if by_rule else min(USUAL_PARTS, len(parts))


def _said(bases: Sequence[str | None], shown: Sequence[tuple[NamePart, ...]]) -> list[Said]:
    return [(base, frozenset(parts)) for base, parts in zip(bases, shown, strict=True)]


def _numbers(names: Sequence[Said]) -> list[int | None]:
    return [names[:place].count(name) + 1 if names.count(name) > 1 else None for place, name in enumerate(names)]
