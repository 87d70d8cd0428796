"""The rule doctor's repair: the same segments from lines that take everybody, and nobody twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from evaluators.errors import NotComputable
from evaluators.segmentations.rules.boxes import box_rule, boxes
from evaluators.segmentations.rules.conditions import Columns
from evaluators.segmentations.rules.doctor import LARGEST_GRID, matches
from evaluators.segmentations.rules.domain import FieldDomain, axes, cells_in, domains_of, examples
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable


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
        Id of the segment for those whom no line takes; added when it is new. An ``otherwise`` of the table stays.
    unknown : str, optional
        Id of the segment for those whom no line takes while a value is missing. None: they stay unassigned.
    columns, domains : optional
        As in ``diagnose``: what kind of values the fields can have.

    Raises
    ------
    NotComputable
        ``rules_too_many_combinations``.
    """
    otherwise, unknown = table.otherwise or rest, table.unknown or unknown
    lines = tuple(_lines(table, {**(domains_of(columns) if columns else {}), **(domains or {})}))
    used = {line.segment for line in lines} | {otherwise, unknown}
    known = {segment.id for segment in table.segments}
    new = [one for one in dict.fromkeys((otherwise, unknown)) if one is not None and one not in known]
    segments = (*(one for one in table.segments if one.id in used), *(RuleSegment(id=one) for one in new))
    return RuleTable(mode="exclusive", segments=segments, lines=lines, otherwise=otherwise, unknown=unknown)


def _lines(table: RuleTable, domains: Mapping[str, FieldDomain]) -> Iterator[RuleLine]:
    found = axes(table, domains)
    if cells_in(found) > LARGEST_GRID:
        raise NotComputable("rules_too_many_combinations", limit=LARGEST_GRID, fields=list(table.fields()))
    shape = tuple(len(axis.atoms) for axis in found)
    claims = matches(table, examples(found))
    taken = np.zeros(claims.shape[1:], dtype=bool)
    for line, true in zip(table.lines, claims, strict=True):
        own = true & ~taken
        if (own == true).all() and true.any():
            yield line
        else:
            for box in boxes(own.reshape(shape), found):
                yield RuleLine(segment=line.segment, when=box_rule(box, found))
        taken |= true
