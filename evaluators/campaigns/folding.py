"""Segments with too few customers to be shown by themselves are put together before anything is read by segment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.cells import Cell, CellTable
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.outcomes import picked
from evaluators.campaigns.source import PastedTable


def fold_small(table: CellTable, document: CampaignTest) -> tuple[CellTable, tuple[str, ...]]:
    """Return the table with small segments folded into the customers without one, and which segments these are."""
    small = small_segments(table, document)
    return folded(table, small), small


def small_segments(table: CellTable, document: CampaignTest) -> tuple[str, ...]:
    """Return the segments that are not to be seen by themselves, in the table's order.

    A segment is small when some variant has at least one customer in it, sends put together, and fewer than
    ``settings.small_cell``. Arms of all customers stay as they are: figures over everybody are no one's own. What is
    left when the other segments are taken from everybody must not be one small segment, or few customers, either:
    while it is, the next smallest segment is folded too.

    Parameters
    ----------
    table : CellTable
    document : CampaignTest
    """
    sizes = ((cell.segment, cell.variant, cell.customers) for cell in table.cells)
    return _hidden(sizes, document.settings.small_cell)


def hidden_rows(document: CampaignTest) -> frozenset[str]:
    """Return the segments whose rows in tables of sums are for the user alone: small ones, in any one send too."""
    floor = document.settings.small_cell
    sends = [
        [(row.segment, row.variant, row.customers) for row in send.source.rows]
        for send in document.sends
        if isinstance(send.source, PastedTable)
    ]
    together = [size for sizes in sends for size in sizes]
    return frozenset(segment for sizes in (*sends, together) for segment in _hidden(sizes, floor))


def _hidden(sizes: Iterable[tuple[str | None, str, int]], floor: int) -> tuple[str, ...]:
    """Return the segments to hide, given customers by segment and variant."""
    customers: dict[str | None, dict[str, int]] = {}
    for segment, variant, n in sizes:
        arms = customers.setdefault(segment, {})
        arms[variant] = arms.get(variant, 0) + n
    rest = customers.pop(None, {})
    segments = {one: arms for one, arms in customers.items() if one is not None}
    small = {one for one, arms in segments.items() if _few(arms, floor)}
    others = sorted((one for one in segments if one not in small), key=lambda one: sum(segments[one].values()))
    for one in others:
        if not small or not _tells(rest, [segments[name] for name in small], floor):
            break
        small.add(one)
    return tuple(one for one in segments if one in small)


def _few(arms: Mapping[str, int], floor: int) -> bool:
    return any(0 < n < floor for n in arms.values())


def _tells(rest: Mapping[str, int], small: Sequence[Mapping[str, int]], floor: int) -> bool:
    """Return whether all customers less those of the shown segments give a segment, or few customers, away."""
    hidden = [*small, rest] if any(rest.values()) else list(small)
    together = {variant: sum(arms.get(variant, 0) for arms in hidden) for arms in hidden for variant in arms}
    return len(hidden) == 1 or _few(together, floor)


def folded(table: CellTable, segments: Collection[str]) -> CellTable:
    """Return the table with some segments' customers put to those without a segment; nobody is lost."""
    if not segments:
        return table
    places: dict[tuple[str, str, str | None], list[Cell]] = {}
    for cell in table.cells:
        segment = None if cell.segment in segments else cell.segment
        places.setdefault((cell.send, cell.variant, segment), []).append(replace(cell, segment=segment))
    return replace(table, cells=tuple(_together(cells) for cells in places.values()))


def _together(cells: Sequence[Cell]) -> Cell:
    """Return cells of one send and variant as one; a metric that one of them lacks is left out."""
    first = cells[0]
    if len(cells) == 1:
        return first
    shared = tuple(name for name in first.moments.names if all(name in cell.moments.names for cell in cells))
    histograms = {
        name: values
        for name in shared
        if all(name in cell.histograms for cell in cells)
        for values in (_values([cell.histograms[name] for cell in cells]),)
    }
    return replace(
        first,
        moments=reduce(Moments.merge, (picked(cell.moments, shared) for cell in cells)),
        histograms=histograms,
    )


def _values(parts: Sequence[tuple[tuple[float, int], ...]]) -> tuple[tuple[float, int], ...]:
    counts: dict[float, int] = {}
    for value, n in (pair for part in parts for pair in part):
        counts[value] = counts.get(value, 0) + n
    return tuple(sorted(counts.items()))
