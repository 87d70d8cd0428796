"""Two tables crossed: an explicit hybrid, such as behaviour by age."""

from __future__ import annotations

from collections.abc import Mapping

from evaluators.errors import DataError
from evaluators.segmentations.rules.conditions import AllOf, Rule
from evaluators.segmentations.rules.doctor import LARGEST_GRID, diagnose
from evaluators.segmentations.rules.domain import FieldDomain
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable

MOST_PAIRS = 60
LONGEST_ID = 64


def crossed_table(
    first: RuleTable, second: RuleTable, *, domains: Mapping[str, FieldDomain] | None = None
) -> RuleTable:
    """Return every pair of two tables' segments.

    A customer gets the pair of the two segments that the tables give; unassigned in either is unassigned.

    Parameters
    ----------
    first, second : RuleTable
        Each without lines that clash, unless their order decides.
    domains : mapping of FieldDomain, optional
        Possible values per field, for a table with an ``otherwise``.

    Raises
    ------
    DataError
        ``tables_too_large_to_cross``, or ``rules_clash`` when an exclusive table claims somebody twice.
    NotComputable
        ``rules_too_many_combinations``.
    """
    sizes = len(first.segments), len(second.segments)
    if sizes[0] * sizes[1] > MOST_PAIRS:
        raise DataError("tables_too_large_to_cross", first=sizes[0], second=sizes[1], limit=MOST_PAIRS)
    names = {
        (one.id, other.id): _id(one.id, other.id, place * sizes[1] + step)
        for place, one in enumerate(first.segments)
        for step, other in enumerate(second.segments)
    }
    others = _lines(second, domains)
    lines = tuple(
        RuleLine(segment=names[one, other], when=AllOf(all=(*_parts(rule), *_parts(further))))
        for one, rule in _lines(first, domains)
        for other, further in others
    )
    used = {line.segment for line in lines}
    segments = tuple(RuleSegment(id=name) for name in names.values() if name in used)
    return RuleTable(segments=segments, lines=lines)


def _id(first: str, second: str, place: int) -> str:
    joined = f"{first}-{second}"
    return joined if len(joined) <= LONGEST_ID else f"pair{place}"


def _parts(rule: Rule) -> tuple[Rule, ...]:
    return rule.all if isinstance(rule, AllOf) else (rule,)


def _lines(table: RuleTable, domains: Mapping[str, FieldDomain] | None) -> list[tuple[str, Rule]]:
    """Return a table's lines, with what falls to ``otherwise`` and ``unknown`` written out."""
    bare = RuleTable(mode=table.mode, segments=table.segments, lines=table.lines)
    found = diagnose(bare, domains=domains, most_holes=LARGEST_GRID)
    if table.mode == "exclusive" and not found.exclusive:
        clash = next(one for one in found.overlaps if not one.same_segment)
        raise DataError("rules_clash", first=clash.first + 1, second=clash.second + 1)
    taken_by = {"value": table.otherwise, "missing": table.unknown}
    left = [(segment, hole.when) for hole in found.holes if (segment := taken_by[hole.kind]) is not None]
    return [(line.segment, line.when) for line in table.lines] + left
