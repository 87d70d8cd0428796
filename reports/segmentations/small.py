"""The one place where groups of very few customers are kept from being seen in anything that is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluators.segmentations.migration import Migration
from evaluators.segmentations.results import CandidateFound, SegmentationResult, SegmentFound

FEWEST = 5
"""Customers from which a group's own figures are shown; of a smaller one a person might be recognised."""
UNASSIGNED = ""
OF_SEGMENT = ("customers", "share", "value", "value_share", "outcome", "reachable", "explained", "at_signup")
"""Figures of a segment that are kept from being seen with it, beside its profile."""

Row = tuple[int | None, ...]
Matrix = tuple[Row, ...]


def is_few(customers: int) -> bool:
    """Say whether a group has somebody, and so few that it is not shown."""
    return 0 < customers < FEWEST


def hidden_segments(found: CandidateFound) -> frozenset[str]:
    """Return the segments without figures, ``UNASSIGNED`` for the customers without a segment.

    A small one is hidden, and so many of the next smallest that what is left, when the shown ones are taken from all
    customers, is neither a single group nor few.
    """
    sizes = {one.segment: one.customers for one in found.segments if one.customers}
    if found.unassigned:
        sizes[UNASSIGNED] = found.unassigned
    hidden = {name for name, size in sizes.items() if is_few(size)}
    for name in sorted((name for name in sizes if name not in hidden), key=lambda name: (sizes[name], name)):
        if not hidden or (len(hidden) > 1 and not is_few(sum(sizes[one] for one in hidden))):
            break
        hidden.add(name)
    return frozenset(hidden)


def seen(found: CandidateFound) -> tuple[SegmentFound, ...]:
    """Return the segments whose figures may be shown, empty ones too."""
    hidden = hidden_segments(found)
    return tuple(one for one in found.segments if one.segment not in hidden)


def seen_unassigned(found: CandidateFound) -> int | None:
    """Return how many customers have no segment; ``None``: it is not shown."""
    return None if UNASSIGNED in hidden_segments(found) else found.unassigned


def seen_moves(found: CandidateFound) -> Matrix:
    """Return the matrix of moves with ``None`` for what is not shown; empty without moves."""
    if found.migration is None:
        return ()
    labels = {one.label for one in found.segments if one.segment in hidden_segments(found)}
    return masked(found.migration.matrix, labels)


def seen_counts(moves: Migration) -> dict[str, int | None]:
    """Return how many stayed, aged, changed, left and joined; ``None`` for few, and for what would tell the few."""
    counts: dict[str, int | None] = {
        name: getattr(moves, name) for name in ("stayed", "aged", "changed", "left", "joined")
    }
    few = {name for name, count in counts.items() if count is not None and is_few(count)}
    parts = {name: getattr(moves, name) for name in ("stayed", "aged", "changed") if getattr(moves, name)}
    if len(few & parts.keys()) == 1 and (rest := parts.keys() - few):
        few.add(min(rest, key=lambda name: (parts[name], name)))
    return {name: None if name in few else count for name, count in counts.items()}


def seen_at_stake(moves: Migration) -> float | None:
    """Return the value of those who moved to a segment of less worth; ``None``: not known, or of few customers."""
    if moves.value is None:
        return None
    pairs = [(sum(worth), sum(row)) for worth, row in zip(moves.value.matrix, moves.matrix, strict=True)]
    means = [worth / customers if customers else None for worth, customers in pairs]
    down = sum(
        customers
        for before, row in zip(means, moves.matrix, strict=True)
        for after, customers in zip(means, row, strict=True)
        if before is not None and after is not None and after < before
    )
    return None if is_few(down) else moves.value.at_stake


def tells_sizes(found: CandidateFound) -> bool:
    """Say whether each segment's part in the shift may be shown: it tells how large the segment was before."""
    return all(cell is not None for row in seen_moves(found) for cell in row)


def masked(matrix: Sequence[Sequence[int]], whole: set[int] | None = None) -> Matrix:
    """Return a matrix of customers in which no cell of few can be seen or worked out from sums of rows and columns.

    Parameters
    ----------
    matrix : sequence of sequence of int
    whole : set of int
        Rows and columns that are hidden as a whole.
    """
    size, out = len(matrix), whole or set()
    hidden = {
        (row, column)
        for row in range(size)
        for column in range(size)
        if is_few(matrix[row][column]) or row in out or column in out
    }
    lines = [[(row, column) for column in range(size)] for row in range(size)]
    lines += [[(row, column) for row in range(size)] for column in range(size)]
    while (more := _companions(matrix, lines, hidden)) - hidden:
        hidden |= more
    return tuple(
        tuple(None if (row, column) in hidden else matrix[row][column] for column in range(size)) for row in range(size)
    )


def _companions(
    matrix: Sequence[Sequence[int]], lines: Sequence[Sequence[tuple[int, int]]], hidden: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Return the smallest shown cell of each line in which the hidden ones could be worked out from the line's sum."""
    found = set()
    for line in lines:
        inside = [matrix[row][column] for row, column in line if (row, column) in hidden and matrix[row][column]]
        shown = [cell for cell in line if cell not in hidden and matrix[cell[0]][cell[1]]]
        if inside and shown and (len(inside) == 1 or is_few(sum(inside))):
            found.add(min(shown, key=lambda cell: (matrix[cell[0]][cell[1]], cell)))
    return found


def without_few(result: SegmentationResult, content: dict[str, Any]) -> dict[str, Any]:
    """Return a result as JSON in which groups of few customers have no figures.

    Parameters
    ----------
    result : SegmentationResult
    content : dict
        The same result as plain data.
    """
    pairs = zip(result.candidates, content["candidates"], strict=True)
    candidates = [_candidate(found, plain) for found, plain in pairs]
    chosen = next((one for one in result.candidates if one.candidate == result.selected), None)
    hidden: frozenset[str] = frozenset() if chosen is None else hidden_segments(chosen)
    places = [_place(one) if one["segment"] in hidden else one for one in content["selection"]]
    whole: dict[str, Any] = without_few_in_notes({**content, "candidates": candidates, "selection": places})
    return whole


def without_few_in_notes(part: Any) -> Any:
    """Return plain data whose notes and faults do not tell how few customers a group has."""
    if isinstance(part, list):
        return [without_few_in_notes(one) for one in part]
    if not isinstance(part, Mapping):
        return part
    facts = part.get("facts")
    found = {name: without_few_in_notes(one) for name, one in part.items()}
    if isinstance(facts, Mapping):
        found["facts"] = {
            name: None if name == "customers" and isinstance(one, int) and is_few(one) else one
            for name, one in facts.items()
        }
    return found


def _candidate(found: CandidateFound, plain: dict[str, Any]) -> dict[str, Any]:
    hidden = hidden_segments(found)
    if found.migration is not None:
        plain = {**plain, "migration": _migration(found, found.migration, plain["migration"])}
    if found.shift is not None and not tells_sizes(found):
        plain = {**plain, "shift": {**plain["shift"], "by_segment": []}}
    if not hidden:
        return plain
    return {
        **plain,
        "segments": [_segment(one) if one["segment"] in hidden else one for one in plain["segments"]],
        "unassigned": None if UNASSIGNED in hidden else plain["unassigned"],
        "assigner": None,  # the centre of a segment of one is that customer
        "notes": [one for one in plain["notes"] if one["code"] != "segment_unassigned" or UNASSIGNED not in hidden],
    }


def _segment(plain: dict[str, Any]) -> dict[str, Any]:
    return {**plain, **dict.fromkeys(OF_SEGMENT), "profile": None, "stability": None}


def _place(plain: dict[str, Any]) -> dict[str, Any]:
    return {**plain, "figures": [], "attractiveness": None, "competitiveness": None}


def _migration(found: CandidateFound, moves: Migration, plain: dict[str, Any]) -> dict[str, Any]:
    matrix = seen_moves(found)
    counts = seen_counts(moves)
    value = plain["value"]
    if value is not None:
        rows = zip(matrix, value["matrix"], strict=True)
        kept = [
            [None if customers is None else amount for customers, amount in zip(row, amounts, strict=True)]
            for row, amounts in rows
        ]
        value = {**value, "matrix": kept, "at_stake": seen_at_stake(moves)} | {
            name: None for name, count in counts.items() if count is None and name in value
        }
    rate = None if counts["stayed"] is None else plain["stay_rate"]
    return {**plain, **counts, "stay_rate": rate, "matrix": [list(row) for row in matrix], "value": value}
