"""The rule doctor's repair: the same segments from lines that take everybody, and nobody twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from evaluators.segmentations.rules.boxes import box_rule, boxes
from evaluators.segmentations.rules.conditions import Bools, Columns
from evaluators.segmentations.rules.doctor import matches, need_few_combinations
from evaluators.segmentations.rules.domain import Axis, FieldDomain, axes, domains_of, examples
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable, any_missing


def repair(
    table: RuleTable,
    *,
    rest: str,
    unknown: str | None = None,
    columns: Columns | None = None,
    domains: Mapping[str, FieldDomain] | None = None,
) -> RuleTable:
    """Return a complete and exclusive table that keeps the segment of everybody the first line gave one.

    Lines that claim nobody else's customers stay as they are. A line that overlaps earlier ones is cut down to what
    is left for it; where an earlier line takes all, it goes.

    Parameters
    ----------
    table : RuleTable
        Its earlier lines win.
    rest : str
        Id of the segment for those whom no line takes, if there can be any. An ``otherwise`` of the table stays.
    unknown : str, optional
        Id of the segment for those whom no line takes while a value is missing. None: they stay unassigned.
    columns, domains : optional
        As in ``diagnose``: what kind of values the fields can have.

    Raises
    ------
    NotComputable
        ``rules_too_many_combinations``.
    """
    found = axes(table, {**(domains_of(columns) if columns else {}), **(domains or {})})
    need_few_combinations(table, found)
    grid = examples(found)
    claims = matches(table, grid)
    left = np.asarray(~claims.any(axis=0), dtype=bool)
    lacking = any_missing(table, grid, len(left))
    otherwise = table.otherwise or (rest if (left & ~lacking).any() else None)
    unknown = table.unknown or (unknown if (left & lacking).any() else None)
    lines = tuple(_lines(table, found, claims))
    used = {line.segment for line in lines} | {otherwise, unknown}
    known = {segment.id for segment in table.segments}
    new = [one for one in dict.fromkeys((otherwise, unknown)) if one is not None and one not in known]
    segments = (*(one for one in table.segments if one.id in used), *(RuleSegment(id=one) for one in new))
    return RuleTable(mode="exclusive", segments=segments, lines=lines, otherwise=otherwise, unknown=unknown)


def _lines(table: RuleTable, found: tuple[Axis, ...], claims: Bools) -> Iterator[RuleLine]:
    shape = tuple(len(axis.atoms) for axis in found)
    taken = np.zeros(claims.shape[1:], dtype=bool)
    for line, true in zip(table.lines, claims, strict=True):
        own = true & ~taken
        if (own == true).all() and true.any():
            yield line
        else:
            for box in boxes(own.reshape(shape), found):
                yield RuleLine(segment=line.segment, when=box_rule(box, found))
        taken |= true
