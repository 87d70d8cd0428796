"""D1 and D2: are segments large and valuable enough to serve and to test in, and how even are they."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluators.campaigns.sample_size import proportion_sample_size
from evaluators.errors import DataError
from evaluators.notes import Note
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured, unassigned_note
from evaluators.segmentations.criteria.segments import segments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSubstance:
    """One segment against the floor."""

    label: int
    customers: int
    share: float  # of all customers, 0..1
    profit: float | None  # of the segment, before the cost of serving it; None: value not known
    large_enough: bool  # customers reach the floor
    pays: bool | None  # profit covers the cost of serving it; None: value not known

    @property
    def clears(self) -> bool:
        """Whether the segment clears what is known of the floor."""
        return self.large_enough and self.pays is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class Substantial:
    """D1 of one segmentation."""

    criterion: MeasuredCriterion  # raw: the smaller of the two shares
    people: float  # share of customers in segments that clear the floor
    value: float | None  # share of value in them; None: not known, or all customers together bring nothing
    floor: int  # customers that a segment needs
    segments: tuple[SegmentSubstance, ...]  # by label


def floor_for_tests(baseline: float, effect: float, *, power: float = 0.8, alpha: float = 0.05) -> int:
    """Return the customers that a segment needs to carry a test of two equal arms.

    Parameters
    ----------
    baseline : float
        Share that answers without the campaign, 0..1.
    effect : float
        Smallest difference worth finding, absolute; baseline + effect within 0..1.
    power, alpha : float

    Raises
    ------
    NotComputable
        ``no_effect_to_find`` for effect 0.

    >>> floor_for_tests(0.10, 0.02)
    7682
    """
    return proportion_sample_size(baseline, baseline + effect, power=power, alpha=alpha).customers


def substantial(
    labels: ArrayLike,
    *,
    floor: int,
    value: ArrayLike | None = None,
    margin: float = 1.0,
    costs: float | Mapping[int, float] = 0.0,
) -> Substantial:
    """Measure D1: the share of people, and of value, in segments that clear the floor; the smaller is scored.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: counted among all, never above the floor.
    floor : int
        Customers that a segment needs, such as ``floor_for_tests``.
    value : array_like, shape (n,), optional
        Money of each customer over the time that costs are of.
    margin : float
        Profit per money of value.
    costs : float or mapping of int to float
        Of serving a segment, for all or by label (0 where a label is not named).

    Raises
    ------
    DataError
        ``outcome_missing`` where some customers have no value.
    """
    segments = segments_of(labels)
    worth = None if value is None else _checked_value(value, rows=len(segments.codes))
    rows = len(segments.codes)
    found = []
    for code, label in enumerate(segments.labels):
        inside = segments.codes == code
        profit = None if worth is None else margin * float(worth[inside].sum())
        cost = costs.get(label, 0.0) if isinstance(costs, Mapping) else costs
        customers = int(inside.sum())
        found.append(
            SegmentSubstance(
                label=label,
                customers=customers,
                share=customers / rows,
                profit=profit,
                large_enough=customers >= floor,
                pays=None if profit is None else profit >= cost,
            )
        )
    found.sort(key=lambda one: one.label)
    return _substantial(tuple(found), floor, worth, margin, unassigned_note(segments.unassigned, rows))


def _substantial(
    found: tuple[SegmentSubstance, ...],
    floor: int,
    worth: np.ndarray | None,
    margin: float,
    notes: tuple[Note, ...],
) -> Substantial:
    clear = [one for one in found if one.clears]
    people = sum(one.share for one in clear)
    whole = 0.0 if worth is None else margin * float(worth.sum())
    value = sum(one.profit or 0.0 for one in clear) / whole if whole > 0 else None
    raw = people if value is None else min(people, value)
    if len(clear) < len(found):
        notes += (Note(code="segments_under_floor", facts={"count": len(found) - len(clear), "of": len(found)}),)
    return Substantial(
        criterion=measured("D1", raw, null=0.0, ceiling=1.0, notes=notes),
        people=people,
        value=value,
        floor=floor,
        segments=found,
    )


def _checked_value(value: ArrayLike, *, rows: int) -> np.ndarray:
    given = np.asarray(value, dtype=float)
    if given.shape != (rows,):
        raise ValueError(f"{rows} values are needed, not of shape {given.shape}")
    if not np.isfinite(given).all():
        raise DataError("outcome_missing", count=int((~np.isfinite(given)).sum()), rows=rows)
    return given


def balance(labels: ArrayLike, *, scored: bool = False) -> MeasuredCriterion:
    """Measure D2: exp(H) / K, H the entropy of the segments' shares in nats; 1 when all are equally large.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        -1: left out.
    scored : bool
        On request only: few large segments and a small one of the best customers may be right.

    References
    ----------
    Hill (1973), Ecology 54:427-432. doi:10.2307/1934352
    """
    segments = segments_of(labels)
    shares = segments.sizes / segments.sizes.sum()
    even = float(np.exp(-(shares * np.log(shares)).sum())) / segments.count
    notes = unassigned_note(segments.unassigned, len(segments.codes))
    if segments.count == 1:
        notes += (Note(code="single_segment"),)
    return measured("D2", even, null=1 / segments.count, ceiling=1.0, notes=notes, scored=scored)
