"""How each segment stands out from all customers, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluators.segmentations.rules.conditions import Columns, is_text, missing
from evaluators.segmentations.rules.rule_table import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLevel:
    """Where a segment lies on a number or a yes/no field."""

    ridit: float  # mean share of all customers below its members, half of the equal ones added; 0.5: as everybody
    mean: float
    median: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLevel:
    """What a segment mostly is."""

    value: str  # its commonest category
    share: float  # of its members who have a value
    overall_share: float  # of all customers who have a value


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentProfile:
    """One segment beside all customers."""

    label: int
    customers: int
    numbers: Mapping[str, NumberLevel]  # by field; a field without a value in the segment is left out
    categories: Mapping[str, CategoryLevel]  # by field


def profiles(labels: Labels, columns: Columns, segments: int) -> tuple[SegmentProfile, ...]:
    """Profile every segment.

    Parameters
    ----------
    labels : ndarray of int
        0 to ``segments`` - 1, -1 unassigned.
    columns : mapping of ndarray
        The fields to profile by.
    segments : int

    Returns
    -------
    tuple of SegmentProfile
        One per label, empty segments too.

    References
    ----------
    Bross (1958), Biometrics 14:18-38, doi:10.2307/2527727 (ridits).
    """
    members = [labels == label for label in range(segments)]
    numbers: list[dict[str, NumberLevel]] = [{} for _ in members]
    categories: list[dict[str, CategoryLevel]] = [{} for _ in members]
    for field, values in columns.items():
        present = ~missing(values)
        own = [(place, inside & present) for place, inside in enumerate(members) if (inside & present).any()]
        if is_text(values):
            names = np.where(present, values, "").astype(str)
            for place, inside in own:
                categories[place][field] = _category(names[present], names[inside])
        else:
            figures = np.where(present, values, 0).astype(np.float64)
            ridits = np.zeros(len(figures))
            ridits[present] = _ridits(figures[present])
            for place, inside in own:
                numbers[place][field] = _number(ridits[inside], figures[inside])
    return tuple(
        SegmentProfile(label=place, customers=int(inside.sum()), numbers=numbers[place], categories=categories[place])
        for place, inside in enumerate(members)
    )


def _ridits(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    return np.asarray(((below + counts / 2) / len(values))[place], dtype=np.float64)


def _number(ridits: NDArray[np.float64], figures: NDArray[np.float64]) -> NumberLevel:
    return NumberLevel(ridit=float(ridits.mean()), mean=float(figures.mean()), median=float(np.median(figures)))


def _category(everybody: NDArray[np.str_], members: NDArray[np.str_]) -> CategoryLevel:
    found, counts = np.unique(members, return_counts=True)
    value = str(found[counts.argmax()])
    return CategoryLevel(
        value=value,
        share=float(counts.max() / counts.sum()),
        overall_share=float((everybody == value).mean()),
    )
