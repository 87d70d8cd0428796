"""Sums of a send's customers by variant and segment: whole numbers stay whole, others are taken about a pivot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.customers import SEGMENT, VARIANT, Sources
from data.measures import Measure
from evaluators.campaigns.aggregates import Moments
from evaluators.errors import DataError

if TYPE_CHECKING:
    from ibis.expr.types import Table

MOST_GROUPS = 20_000  # variants times segments; more are no segments but ids
PIVOT_ROWS = 1_000
FAR = 3.0  # standard deviations from zero beyond which squares would lose more than a digit
MOST_DISTANCE = 1e6  # squared standard deviations between a pivot and a group's mean that cost six digits of 16
LEAST_CUSTOMERS = 30  # a handful of like values is no spread that was lost
BUCKET = "bucket"
WHOLE = "decimal(38, 0)"
ROUNDING = 1e-13  # share of a floating point sum of squares under which what is left after centring is rounding


@dataclass(slots=True)
class Sums:
    """What adds up over customers. Exact measures in units, others less their pivot."""

    customers: int = 0
    answered: list[int] = field(default_factory=list)  # customers with a value, by measure
    sums: list[int | float] = field(default_factory=list)
    products: dict[tuple[int, int], int | float] = field(default_factory=dict)

    def add(self, other: Sums) -> None:
        """Take the customers of another group in."""
        if not self.customers:
            self.answered, self.sums, self.products = list(other.answered), list(other.sums), dict(other.products)
        else:
            self.answered = [a + b for a, b in zip(self.answered, other.answered, strict=True)]
            self.sums = [a + b for a, b in zip(self.sums, other.sums, strict=True)]
            self.products = {pair: value + other.products[pair] for pair, value in self.products.items()}
        self.customers += other.customers


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Sums by (variant id, segment id) and, when asked for, bucket."""

    measures: tuple[Measure, ...]
    pivots: tuple[float, ...]  # in the metric's unit; 0 for exact measures
    groups: Mapping[tuple[str, str | None], Mapping[str, Sums]]  # innermost key "" without buckets


def grouped_sums(sources: Sources, people: Table, *, buckets: str | None = None) -> Grouped:
    """Add up one row per customer, in one pass over it.

    Parameters
    ----------
    buckets : str, optional
        Salt: each group is also cut into 256 random parts by customer.

    Raises
    ------
    DataError
        ``too_many_segments``.
    """
    from data.customers import KEY

    pivots = _pivots(sources, people)
    keys = [VARIANT, SEGMENT]
    if buckets is not None:
        people = people.mutate(**{BUCKET: sources.engine.digits(people[KEY], buckets, 2)})
        keys.append(BUCKET)
    found = _added_up(sources, people, keys, pivots)
    better = _nearer(found)
    return found if better == pivots else _added_up(sources, people, keys, better)


def _added_up(sources: Sources, people: Table, keys: Sequence[str], pivots: tuple[float, ...]) -> Grouped:
    try:
        rows = sources.engine.rows(aggregation(people, keys, sources.measures, pivots))
    except OverflowError:
        rows = sources.engine.rows(aggregation(people, keys, sources.measures, pivots, wide=True))
    if len({(row[VARIANT], row[SEGMENT]) for row in rows}) > MOST_GROUPS:
        column = sources.rows.roles.segment or sources.rows.roles.variant
        raise DataError("too_many_segments", column=column, limit=MOST_GROUPS)
    groups: dict[tuple[str, str | None], dict[str, Sums]] = {}
    for row in sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys)):
        if row[VARIANT] not in sources.labels:
            continue
        cell = groups.setdefault(_cell_key(sources, row), {})
        cell.setdefault(row.get(BUCKET, ""), Sums()).add(_sums(row, len(sources.measures)))
    return Grouped(measures=sources.measures, pivots=pivots, groups=groups)


def _nearer(grouped: Grouped) -> tuple[float, ...]:
    """Return the pivots, and the mean of all customers where a pivot proved far from some cell for its spread.

    The first rows, which the pivots come from, may be unlike the rest.
    """
    parts = [one for cell in grouped.groups.values() for one in cell.values()]

    def nearer(i: int, pivot: float) -> float:
        if grouped.measures[i].exact or not any(_is_far(one, i) for one in parts):
            return pivot
        return pivot + sum(float(one.sums[i]) for one in parts) / max(sum(one.answered[i] for one in parts), 1)

    return tuple(nearer(i, pivot) for i, pivot in enumerate(grouped.pivots))


def _is_far(sums: Sums, i: int) -> bool:
    """Say whether a group's squares about the pivot are nearly all distance and hardly any spread."""
    squares, count = float(sums.products[i, i]), sums.answered[i]
    if count < LEAST_CUSTOMERS or squares == 0:
        return False
    return squares - float(sums.sums[i]) ** 2 / count < squares / MOST_DISTANCE


def aggregation(
    people: Table, keys: Sequence[str], measures: Sequence[Measure], pivots: Sequence[float], *, wide: bool = False
) -> Table:
    """Return the one expression that everything is worked out from: counts, sums and sums of products per group.

    Parameters
    ----------
    wide : bool
        Multiply as 38-digit decimals: slower, for units whose products leave 64 bits.
    """
    units = [people[f"u{place}"] for place in range(len(measures))]
    shifted = [_shifted(unit, one, pivot) for unit, one, pivot in zip(units, measures, pivots, strict=True)]
    figures: dict[str, Any] = {"n": people.count()}
    for i, one in enumerate(measures):
        if one.kind == "rating":
            figures[f"n{i}"] = units[i].count()
        figures[f"s{i}"] = _whole(units[i], wide) if one.exact else shifted[i].sum()
        for j, other in enumerate(measures[: i + 1]):
            if i == j and one.zero_or_one:
                continue
            if one.zero_or_one or other.zero_or_one:
                did, rest = (units[i], j) if one.zero_or_one else (units[j], i)
                figures[f"p{j}_{i}"] = _sum_where(did == 1, units[rest], shifted[rest], measures[rest], wide)
            elif one.exact and other.exact:
                figures[f"p{j}_{i}"] = _whole(_times(units[j], units[i], wide), wide)
            else:
                figures[f"p{j}_{i}"] = (shifted[j] * shifted[i]).sum()
    return people.group_by(*keys).aggregate(**figures)


def moments_of(grouped: Grouped, sums: Sums) -> tuple[Moments, frozenset[str]]:
    """Centre a group's sums; also name the ratings that not everybody gave, whose spread is not known from here."""
    measures, n = grouped.measures, sums.customers
    k = len(measures)
    partial = {i for i in range(k) if sums.answered[i] != n}
    means = np.array([_mean(grouped, sums, i) for i in range(k)])
    products = np.zeros((k, k))
    for (j, i), value in sums.products.items():
        if i not in partial and j not in partial:
            products[i, j] = products[j, i] = _centred(grouped, sums, j, i, value)
    diagonal = np.diag_indices(k)
    products[diagonal] = np.maximum(products[diagonal], 0.0)
    names = tuple(one.name for one in measures)
    return Moments(names, n, means, products), frozenset(names[i] for i in partial)


def _centred(grouped: Grouped, sums: Sums, j: int, i: int, value: int | float) -> float:
    one, other, n = grouped.measures[j], grouped.measures[i], sums.customers
    if one.exact and other.exact:
        units = 10 ** (one.scale + other.scale)
        return float(Fraction(n * int(value) - int(sums.sums[j]) * int(sums.sums[i]), n * units))
    rest = float(value) - _plain_sum(one, sums.sums[j]) * _plain_sum(other, sums.sums[i]) / n
    return 0.0 if i == j and rest <= ROUNDING * abs(value) else rest


def _mean(grouped: Grouped, sums: Sums, i: int) -> float:
    one, count = grouped.measures[i], sums.answered[i]
    if count == 0:
        return 0.0
    if one.exact:
        return float(Fraction(int(sums.sums[i]), count * 10**one.scale))
    return grouped.pivots[i] + float(sums.sums[i]) / count


def _plain_sum(one: Measure, value: int | float) -> float:
    return float(Fraction(int(value), 10**one.scale)) if one.exact else float(value)


def _pivots(sources: Sources, people: Table) -> tuple[float, ...]:
    """Return a value near each floating point measure's mean, so that its squares keep their digits."""
    inexact = [place for place, one in enumerate(sources.measures) if not one.exact]
    if not inexact:
        return (0.0,) * len(sources.measures)
    few = people.limit(PIVOT_ROWS)
    found = sources.engine.table(few.select(*(f"u{place}" for place in inexact)))
    return tuple(
        _pivot(found[f"u{place}"].to_numpy()) if place in inexact else 0.0 for place in range(len(sources.measures))
    )


def _pivot(sample: NDArray[np.float64]) -> float:
    """Return the mean where values lie far from zero for their spread; about zero less work is as exact."""
    seen = sample[np.isfinite(sample)]
    if not len(seen):
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        mean, spread = float(seen.mean()), float(seen.std())
    return mean if np.isfinite(mean) and abs(mean) > FAR * spread else 0.0


def _shifted(unit: Any, one: Measure, pivot: float) -> Any:
    if not one.exact:
        return unit - pivot if pivot else unit
    return unit.cast("float64") / 10**one.scale if one.scale else unit.cast("float64")


def _sum_where(did: Any, unit: Any, shifted: Any, one: Measure, wide: bool) -> Any:
    """Return the sum over those who did something: their products with 1, without multiplying by it."""
    if not one.exact:
        return shifted.sum(where=did)
    return unit.cast(WHOLE).sum(where=did) if wide else unit.sum(where=did).cast(WHOLE)


def _times(left: Any, right: Any, wide: bool) -> Any:
    return left.cast(WHOLE) * right.cast(WHOLE) if wide else left * right


def _whole(value: Any, wide: bool) -> Any:
    """Return the sum of whole numbers as a 38-digit number."""
    return value.cast(WHOLE).sum() if wide else value.sum().cast(WHOLE)


def _sums(row: Mapping[str, Any], k: int) -> Sums:
    n = int(row["n"])
    products = {
        (j, i): _number(row[f"p{j}_{i}"] if f"p{j}_{i}" in row else row[f"s{i}"])
        for i in range(k)
        for j in range(i + 1)
    }
    return Sums(
        customers=n,
        answered=[int(row.get(f"n{i}", n)) for i in range(k)],
        sums=[_number(row[f"s{i}"]) for i in range(k)],
        products=products,
    )


def _number(value: Any) -> int | float:
    """Return a sum as it came: whole or floating; over no values it is nothing."""
    if value is None:
        return 0
    return value if isinstance(value, float) else int(value)


def _cell_key(sources: Sources, row: Mapping[str, Any]) -> tuple[str, str | None]:
    return sources.labels[row[VARIANT]], segment_of(sources, row[SEGMENT])


def segment_of(sources: Sources, value: str | None) -> str | None:
    """Return the segment that a value in the segments' column means."""
    segments = sources.rows.roles.segments
    return segments.get(value) if segments and value is not None else value


def merged_sums(parts: Iterable[Sums]) -> Sums:
    """Return the sums of several groups together."""
    total = Sums()
    for part in parts:
        total.add(part)
    return total
