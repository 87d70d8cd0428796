"""A measured criterion: the raw value, what chance gives, what is attainable, and where between them it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluators.notes import Note, Severity
from evaluators.results import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredCriterion:
    """One criterion of one segmentation."""

    code: str  # A1..G2
    raw: float | None  # in the criterion's own unit; None: not computed, see notes
    null: float | None  # raw value at which the score is 0; None: the criterion has none, or was not computed
    null_interval: Interval | None  # where 95 % of chance's draws lie; None: nothing was drawn
    ceiling: float | None  # raw value at which the score is 1; None as of null
    score: float | None  # 0..1; None: shown only, or not computed
    better_than_chance: bool | None  # above null and null_interval; None: nothing was drawn to compare with
    interval: Interval | None  # 95 % of the raw value; None: it is an exact count, or was not computed
    notes: tuple[Note, ...] = ()


def place(raw: float, *, null: float, ceiling: float) -> float:
    """Return where a value lies between null and ceiling, cut to 0..1; 0 where there is no room between them.

    Less is better where the ceiling is below the null.

    >>> round(place(0.3, null=0.2, ceiling=0.6), 9), place(8.0, null=16.0, ceiling=4.0)
    (0.25, 0.6666666666666666)
    """
    if ceiling == null:
        return 0.0
    return min(max((raw - null) / (ceiling - null), 0.0), 1.0)


def measured(
    code: str,
    raw: float,
    *,
    null: float,
    ceiling: float,
    null_interval: Interval | None = None,
    interval: Interval | None = None,
    notes: Sequence[Note] = (),
    better: bool | None = None,
    scored: bool = True,
) -> MeasuredCriterion:
    """Score a raw value; one that is not above the null and the range of chance scores 0, and a note says so.

    Parameters
    ----------
    code : str
    raw, null, ceiling : float
        As of ``place``.
    null_interval : Interval, optional
        Range of chance, from the same statistic; only where more is better.
    interval : Interval, optional
        Of the raw value.
    notes : sequence of Note
    better : bool, optional
        Better than chance, where that was found out otherwise than by ``null_interval``.
    scored : bool
        False: shown beside the others, without a score.
    """
    if null_interval is not None:
        better = raw > max(null_interval.high, null)
    remarks = tuple(notes)
    if better is False and scored:
        remarks += (Note(code="no_better_than_chance", facts={"raw": raw, "chance": null}),)
    if raw > ceiling and scored and ceiling > null:
        remarks += (Note(code="above_ceiling", facts={"raw": raw, "ceiling": ceiling}),)
    points = 0.0 if better is False else place(raw, null=null, ceiling=ceiling)
    return MeasuredCriterion(
        code=code,
        raw=raw,
        null=null,
        null_interval=null_interval,
        ceiling=ceiling,
        score=points if scored else None,
        better_than_chance=better,
        interval=interval,
        notes=remarks,
    )


def not_measured(code: str, *notes: Note) -> MeasuredCriterion:
    """Return a criterion without a value: its weight is uncovered, never a zero."""
    return MeasuredCriterion(
        code=code,
        raw=None,
        null=None,
        null_interval=None,
        ceiling=None,
        score=None,
        better_than_chance=None,
        interval=None,
        notes=notes,
    )


def unassigned_note(unassigned: int, rows: int) -> tuple[Note, ...]:
    """Return the remark that some customers have no segment, if so."""
    if not unassigned:
        return ()
    facts = {"count": unassigned, "rows": rows}
    return (Note(code="customers_unassigned", severity=Severity.WARNING, facts=facts),)
