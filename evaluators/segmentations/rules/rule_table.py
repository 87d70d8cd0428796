"""A table of rule lines, each naming a segment, and the labels that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from evaluators.documents import Id, Label, Part, known_ids, unique_ids
from evaluators.segmentations.rules.conditions import Bools, Columns, Rule, column, conditions_of, depth, holds, missing

DEEPEST = 10
Labels = NDArray[np.int64]


class RuleSegment(Part):
    """A segment that lines can name."""

    id: Id
    name: Label = ""  # empty: the reader's language names it from its id


class RuleLine(Part):
    """Who belongs to a segment, or to a part of it: several lines may name the same one."""

    segment: Id
    when: Rule

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if depth(self.when) > DEEPEST:
            raise ValueError(f"when: at most {DEEPEST} levels of parts inside parts")
        return self


class RuleTable(Part):
    """Lines that divide customers into segments."""

    mode: Literal["ordered", "exclusive"] = "ordered"  # ordered: the first line that holds decides
    segments: Annotated[tuple[RuleSegment, ...], Field(min_length=1, max_length=200)]
    lines: Annotated[tuple[RuleLine, ...], Field(max_length=1_000)] = ()
    otherwise: Id | None = None  # whom no line takes though nothing is missing; None: unassigned
    unknown: Id | None = None  # whom no line takes while a compared value is missing; None: unassigned

    @model_validator(mode="after")
    def _names_known_segments(self) -> Self:
        known = unique_ids("segments", [segment.id for segment in self.segments])
        named = [line.segment for line in self.lines] + [one for one in (self.otherwise, self.unknown) if one]
        known_ids("lines.segment", named, known)
        return self

    def place(self, segment: str | None) -> int:
        """Return a segment's label: its place among the segments, -1 for none."""
        return next((place for place, one in enumerate(self.segments) if one.id == segment), -1)

    def fields(self) -> tuple[str, ...]:
        """Return the fields that the lines compare, in the order of their first use."""
        return tuple(dict.fromkeys(one.field for line in self.lines for one in conditions_of(line.when)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLabels:
    """What a table makes of the customers."""

    labels: Labels  # per customer: place of the segment in the table, -1 unassigned
    line: Labels  # per customer: the first line that holds, -1 none
    contested: int  # customers whom lines of different segments claim; in an exclusive table they are unassigned
    uncovered: int  # customers whom no line takes though nothing is missing
    incomplete: int  # customers whom no line takes while a compared value is missing


def rule_labels(table: RuleTable, columns: Columns) -> RuleLabels:
    """Label customers by a table of rules.

    Parameters
    ----------
    table : RuleTable
        An ordered table is settled by the first line that holds. In an exclusive one, customers claimed for
        different segments stay unassigned, so that no order decides in silence.
    columns : mapping of ndarray
        At least the fields that the lines compare.

    Raises
    ------
    DataError
        ``rule_field_unknown`` or ``rule_field_kind``.
    """
    rows = len(next(iter(columns.values()), ()))
    labels, line = np.full(rows, -1, dtype=np.int64), np.full(rows, -1, dtype=np.int64)
    contested = np.zeros(rows, dtype=bool)
    for place, one in enumerate(table.lines):
        segment, true = table.place(one.segment), holds(one.when, columns)
        contested |= true & (line >= 0) & (labels != segment)
        new = true & (line < 0)
        line[new], labels[new] = place, segment
    left = line < 0
    incomplete = left & any_missing(table, columns, rows)
    labels[left & ~incomplete] = table.place(table.otherwise)
    labels[incomplete] = table.place(table.unknown)
    if table.mode == "exclusive":
        labels[contested] = -1
    return RuleLabels(
        labels=labels,
        line=line,
        contested=int(contested.sum()),
        uncovered=int((left & ~incomplete).sum()),
        incomplete=int(incomplete.sum()),
    )


def any_missing(table: RuleTable, columns: Columns, rows: int) -> Bools:
    """Return who lacks at least one value that the table compares."""
    found = np.zeros(rows, dtype=bool)
    for field in table.fields():
        found |= missing(column(field, columns))
    return found
