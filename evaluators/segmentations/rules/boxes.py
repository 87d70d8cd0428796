"""Cells of a grid joined into few boxes, and a box written as a rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluators.segmentations.rules.conditions import AllOf, AnyOf, Bools, Condition, Rule, is_missing
from evaluators.segmentations.rules.domain import OTHER, Atom, Axis

Box = tuple[tuple[int, ...], ...]
"""For each axis, the places of the atoms that lie inside."""


def boxes(wanted: Bools, axes: Sequence[Axis]) -> list[Box]:
    """Cover cells by boxes that do not overlap.

    Parameters
    ----------
    wanted : ndarray of bool
        One dimension per axis.
    axes : sequence of Axis
        The fields. A range grows only to its neighbours, categories join freely, and a missing value joins only
        where every present one is inside.

    Returns
    -------
    list of Box
        Grown one by one from the first cell left, last axis first: few, not always the fewest.
    """
    left = wanted.copy()
    found = []
    while left.any():
        start = np.unravel_index(int(left.argmax()), left.shape)
        box: list[tuple[int, ...]] = [(int(place),) for place in start]
        for which in reversed(range(len(axes))):
            box[which] = _grown(left, box, which, axes[which])
        left[np.ix_(*box)] = False
        found.append(tuple(box))
    return found


def _grown(left: Bools, box: list[tuple[int, ...]], which: int, axis: Axis) -> tuple[int, ...]:
    free = _free(left, box, which)
    start, missing = box[which][0], axis.missing
    if start == missing:
        return (start,)
    present = [place for place in range(len(axis.atoms)) if place != missing]
    if axis.domain.kind == "category":
        inside = [place for place in present if free[place]]
    else:
        low = high = start
        while low - 1 in present and free[low - 1]:
            low -= 1
        while high + 1 in present and free[high + 1]:
            high += 1
        inside = list(range(low, high + 1))
    if missing is not None and inside == present and free[missing]:
        inside.append(missing)
    return tuple(inside)


def _free(left: Bools, box: list[tuple[int, ...]], which: int) -> NDArray[np.bool_]:
    """Return for each atom of an axis whether the box moved there meets wanted cells only."""
    wide = [*box[:which], tuple(range(left.shape[which])), *box[which + 1 :]]
    others = tuple(axis for axis in range(left.ndim) if axis != which)
    return np.asarray(left[np.ix_(*wide)].all(axis=others), dtype=bool)


def box_rule(box: Box, axes: Sequence[Axis]) -> Rule:
    """Write a box as a rule: one condition per field that it does not leave free."""
    parts = [part for axis, inside in zip(axes, box, strict=True) for part in _conditions(axis, inside)]
    if not parts:
        field = axes[0].field
        return AnyOf(any=(Condition(field=field, operator="present"), is_missing(field)))
    return parts[0] if len(parts) == 1 else AllOf(all=tuple(parts))


def _conditions(axis: Axis, inside: tuple[int, ...]) -> list[Condition]:
    if len(inside) == len(axis.atoms) and axis.missing is not None:
        return []
    if inside == (axis.missing,):
        return [is_missing(axis.field)]
    if len(inside) == len(axis.atoms) - (axis.missing is not None):
        return [] if axis.missing is None else [Condition(field=axis.field, operator="present")]
    atoms = [axis.atoms[place] for place in inside]
    return [_category(axis, atoms)] if axis.domain.kind == "category" else _range(axis, atoms[0], atoms[-1])


def _category(axis: Axis, atoms: list[Atom]) -> Condition:
    names = tuple(str(atom.example) for atom in atoms)
    if OTHER in names:
        outside = tuple(str(one.example) for one in axis.atoms if one.example is not None and one.example not in names)
        return Condition(field=axis.field, operator="not_in", values=outside)
    if len(names) == 1:
        return Condition(field=axis.field, operator="eq", value=names[0])
    return Condition(field=axis.field, operator="in", values=names)


def _range(axis: Axis, first: Atom, last: Atom) -> list[Condition]:
    low, high = first.low, last.high
    if axis.domain.kind == "whole" and low is not None and high is not None:
        start, end = low[0], high[0] - 1
        if start == end:
            return [Condition(field=axis.field, operator="eq", value=start)]
        return [Condition(field=axis.field, operator="between", value=start, upper=end)]
    parts = []
    if low is not None:
        parts.append(Condition(field=axis.field, operator="gt" if low[1] else "ge", value=low[0]))
    if high is not None:
        parts.append(Condition(field=axis.field, operator="le" if high[1] else "lt", value=high[0]))
    return parts
