"""The rule doctor: holes, overlaps, lines and values that nobody reaches, and cuts through a crowd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evaluators.errors import NotComputable
from evaluators.notes import Note, Severity
from evaluators.segmentations.rules.boxes import box_rule, boxes
from evaluators.segmentations.rules.conditions import Bools, Columns, Rule, column, conditions_of, holds, is_text
from evaluators.segmentations.rules.domain import Axis, FieldDomain, axes, cells_in, domains_of, examples
from evaluators.segmentations.rules.rule_table import RuleTable, any_missing

LARGEST_GRID = 200_000  # combinations of ranges and values that are looked through
LARGEST_WORK = 20_000_000  # and combinations times lines
MOST_HOLES = 200  # named one by one
CROWD = 0.05  # share of customers at one value from which a cut beside it is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Customers that could come and whom no line takes."""

    when: Rule
    kind: Literal["value", "missing"]  # missing: only because a compared value is missing
    customers: int | None  # how many there are now; None: no data


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Two lines that claim the same customers."""

    first: int  # place of the earlier line, from 0
    second: int  # place of the later line
    same_segment: bool  # True: harmless, both name the same segment
    customers: int | None  # how many both claim now; None: no data


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedLine:
    """A line that takes nobody."""

    line: int  # place from 0
    reason: Literal["impossible", "shadowed", "nobody"]
    """impossible: no value meets it; shadowed: earlier lines take all; nobody: no customer meets it now."""
    earlier: tuple[int, ...] = ()  # the lines that stand before it and take its customers


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedValue:
    """A value that a field should take, such as a score, and that no customer has."""

    field: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Many customers have exactly the value at which a line cuts."""

    field: str
    value: float
    customers: int
    share: float  # of all customers


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What is wrong with a table of rules, for every customer that could come."""

    scope: Literal["all_values", "customers"]  # customers: too many combinations, so only those there are now
    cells: int | None  # combinations of ranges and values; None when the scope is the customers
    covered: int | None  # of them, those that a line takes
    several: int | None  # of them, those that two or more lines claim
    most_lines: int  # the most lines that claim one combination or customer
    holes: tuple[Hole, ...]  # at most as many as asked for; empty in the scope of customers, see uncovered
    uncovered: int | None  # customers whom no line and no "otherwise" takes, nothing missing; None: no data
    overlaps: tuple[Overlap, ...]
    unreached_lines: tuple[UnreachedLine, ...]
    unreached_segments: tuple[str, ...]  # segments that no line, "otherwise" or "unknown" can fill
    unreached_values: tuple[UnreachedValue, ...]
    ties: tuple[Tie, ...]
    complete: bool  # everybody without a missing value gets a segment
    exclusive: bool  # no two lines of different segments claim the same customer
    order_matters: bool  # another order of the lines would give somebody another segment
    notes: tuple[Note, ...] = ()


def diagnose(
    table: RuleTable,
    *,
    columns: Columns | None = None,
    domains: Mapping[str, FieldDomain] | None = None,
    most_holes: int = MOST_HOLES,
) -> Diagnosis:
    """Look through every combination of the values that a table tells apart.

    Parameters
    ----------
    table : RuleTable
    columns : mapping of ndarray, optional
        Customers, for counts and ties.
    domains : mapping of FieldDomain, optional
        Possible values per field, such as scores 1 to 5; otherwise anything of the kind found in ``columns``.
    most_holes : int
        How many holes are named one by one.

    Raises
    ------
    DataError
        ``rule_field_unknown`` or ``rule_field_kind``.
    NotComputable
        ``rules_too_many_combinations`` when there are no customers to look at instead.
    """
    found = axes(table, {**(domains_of(columns) if columns else {}), **(domains or {})})
    cells = cells_in(found)
    if columns is None:
        need_few_combinations(table, found)
    whole = _few_combinations(table, found)
    grid = examples(found) if whole else (columns or {})
    claims = matches(table, grid)
    now = (claims if not whole else matches(table, columns)) if columns else None
    covered = np.asarray(claims.any(axis=0), dtype=bool)
    open_cells = ~covered & (table.otherwise is None) & ~any_missing(table, grid, claims.shape[1])
    overlaps = _overlaps(table, claims, now)
    counts = claims.sum(axis=0)
    clash = any(not one.same_segment for one in overlaps)
    lines = _unreached_lines(claims, now)
    return Diagnosis(
        scope="all_values" if whole else "customers",
        cells=cells if whole else None,
        covered=int(covered.sum()) if whole else None,
        several=int((counts > 1).sum()) if whole else None,
        most_lines=int(counts.max(initial=0)),
        holes=_holes(table, found, covered, columns)[:most_holes] if whole else (),
        uncovered=_uncovered(table, columns, now),
        overlaps=overlaps,
        unreached_lines=lines,
        unreached_segments=_unreached_segments(table, lines),
        unreached_values=_unreached_values(found, columns),
        ties=_ties(table, columns),
        complete=not open_cells.any(),
        exclusive=not clash,
        order_matters=clash and table.mode == "ordered",
        notes=() if whole else (Note(code="rules_seen_on_customers", severity=Severity.WARNING),),
    )


def need_few_combinations(table: RuleTable, found: tuple[Axis, ...]) -> None:
    """Raise ``NotComputable`` where a table tells apart more combinations than can be looked through."""
    if not _few_combinations(table, found):
        raise NotComputable("rules_too_many_combinations", limit=LARGEST_GRID, fields=list(table.fields()))


def _few_combinations(table: RuleTable, found: tuple[Axis, ...]) -> bool:
    cells = cells_in(found)
    return cells <= LARGEST_GRID and cells * len(table.lines) <= LARGEST_WORK


def matches(table: RuleTable, columns: Columns) -> Bools:
    """Return which lines hold for whom, shape (lines, customers)."""
    rows = len(next(iter(columns.values()), (0,)))
    return np.array([holds(line.when, columns) for line in table.lines], dtype=bool).reshape(len(table.lines), rows)


def _holes(table: RuleTable, found: tuple[Axis, ...], covered: Bools, columns: Columns | None) -> tuple[Hole, ...]:
    shape = tuple(len(axis.atoms) for axis in found)
    lacking = any_missing(table, examples(found), len(covered))
    kinds: tuple[tuple[Literal["value", "missing"], Bools, str | None], ...] = (
        ("value", ~covered & ~lacking, table.otherwise),
        ("missing", ~covered & lacking, table.unknown),
    )
    holes: list[Hole] = []
    for kind, empty, taken_by in kinds:
        if taken_by is None and found:
            for box in boxes(empty.reshape(shape), found):
                rule = box_rule(box, found)
                customers = None if columns is None else int(holds(rule, columns).sum())
                holes.append(Hole(when=rule, kind=kind, customers=customers))
    return tuple(holes)


def _uncovered(table: RuleTable, columns: Columns | None, now: Bools | None) -> int | None:
    if now is None or columns is None:
        return None
    left = ~now.any(axis=0) & ~any_missing(table, columns, now.shape[1])
    return int(left.sum()) if table.otherwise is None else 0


def _overlaps(table: RuleTable, claims: Bools, now: Bools | None) -> tuple[Overlap, ...]:
    patterns = np.unique(np.packbits(claims[:, claims.sum(axis=0) > 1], axis=0), axis=1)
    contested = np.unpackbits(patterns, axis=0, count=len(claims)).astype(np.float32)
    together = contested @ contested.T
    return tuple(
        Overlap(
            first=int(first),
            second=int(second),
            same_segment=table.lines[first].segment == table.lines[second].segment,
            customers=None if now is None else int((now[first] & now[second]).sum()),
        )
        for first, second in zip(*np.nonzero(np.triu(together, 1)), strict=True)
    )


def _unreached_lines(claims: Bools, now: Bools | None) -> tuple[UnreachedLine, ...]:
    found = []
    taken = np.zeros(claims.shape[1], dtype=bool)
    for place, true in enumerate(claims):
        if not true.any():
            found.append(UnreachedLine(line=place, reason="impossible"))
        elif not (true & ~taken).any():
            earlier = tuple(int(one) for one in np.nonzero((claims[:place] & true).any(axis=1))[0])
            found.append(UnreachedLine(line=place, reason="shadowed", earlier=earlier))
        elif now is not None and not now[place].any():
            found.append(UnreachedLine(line=place, reason="nobody"))
        taken |= true
    return tuple(found)


def _unreached_segments(table: RuleTable, lines: tuple[UnreachedLine, ...]) -> tuple[str, ...]:
    dead = {one.line for one in lines if one.reason != "nobody"}
    filled = {line.segment for place, line in enumerate(table.lines) if place not in dead}
    filled |= {one for one in (table.otherwise, table.unknown) if one}
    return tuple(segment.id for segment in table.segments if segment.id not in filled)


def _unreached_values(found: tuple[Axis, ...], columns: Columns | None) -> tuple[UnreachedValue, ...]:
    """Return the whole numbers of bounded fields, such as scores, that no customer has."""
    return tuple(
        UnreachedValue(field=axis.field, value=float(value))
        for axis in found
        for low, high in [(axis.domain.low, axis.domain.high)]
        if columns is not None
        and axis.domain.kind == "whole"
        and low is not None
        and high is not None
        and high - low < MOST_HOLES
        for value in np.setdiff1d(np.arange(low, high + 1), column(axis.field, columns))
    )


def _ties(table: RuleTable, columns: Columns | None) -> tuple[Tie, ...]:
    if columns is None:
        return ()
    cuts = {
        (condition.field, number)
        for line in table.lines
        for condition in conditions_of(line.when)
        if condition.operator in ("ge", "gt", "le", "lt", "between")
        for number in condition.numbers()
    }
    found = []
    for field, number in sorted(cuts):
        values = column(field, columns)
        if not is_text(values) and len(np.unique(values)) > 2:  # between two values every cut has a crowd beside it
            customers = int((values == number).sum())
            if customers >= CROWD * len(values) > 0:
                found.append(Tie(field=field, value=number, customers=customers, share=customers / len(values)))
    return tuple(found)
