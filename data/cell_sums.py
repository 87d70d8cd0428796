"""Sums of a send's customers by variant and segment: whole numbers stay whole, others come centred from the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from data.customers import SEGMENT, VARIANT, Sources
from data.measures import Measure
from evaluators.campaigns.aggregates import Moments
from evaluators.errors import DataError

if TYPE_CHECKING:
    from ibis.expr.types import Table

MOST_GROUPS = 20_000  # variants times segments; more are no segments but ids
BUCKET = "bucket"
WHOLE = "decimal(38, 0)"


@dataclass(slots=True)
class Sums:
    """What is known of a group of customers and can be put together with another group's."""

    measures: tuple[Measure, ...]
    customers: int = 0
    answered: list[int] = field(default_factory=list)  # customers with a value, by measure
    sums: list[int | float] = field(default_factory=list)  # total in units of an exact measure; mean of another one
    products: dict[tuple[int, int], int | float] = field(default_factory=dict)
    # of two exact measures the sum of products in units; of others the sum of centred products

    def add(self, other: Sums) -> None:
        """Take the customers of another group in.

        References
        ----------
        Chan, Golub and LeVeque (1983), Am. Stat. 37:242-247. doi:10.1080/00031305.1983.10483115
        """
        if not self.customers:
            self.answered, self.sums, self.products = list(other.answered), list(other.sums), dict(other.products)
        else:
            self.products = {pair: self._joined(pair, other) for pair in self.products}
            self.sums = [self._total(i, other) for i in range(len(self.measures))]
            self.answered = [a + b for a, b in zip(self.answered, other.answered, strict=True)]
        self.customers += other.customers

    def mean(self, i: int) -> float:
        """Return a measure's mean over those who answered; 0 where nobody did."""
        one, count = self.measures[i], self.answered[i]
        if count == 0:
            return 0.0
        return float(Fraction(int(self.sums[i]), count * 10**one.scale)) if one.exact else float(self.sums[i])

    def centred(self, pair: tuple[int, int]) -> float:
        """Return the sum of centred products of two measures."""
        (j, i), value = pair, self.products[pair]
        one, other, n = self.measures[j], self.measures[i], self.customers
        if not (one.exact and other.exact):
            return float(value)
        units = 10 ** (one.scale + other.scale)
        return float(Fraction(n * int(value) - int(self.sums[j]) * int(self.sums[i]), n * units))

    def _joined(self, pair: tuple[int, int], other: Sums) -> int | float:
        j, i = pair
        both = self.products[pair] + other.products[pair]
        if self.measures[j].exact and self.measures[i].exact:
            return both
        gaps = (self.mean(j) - other.mean(j)) * (self.mean(i) - other.mean(i))
        return both + gaps * (self.customers * (other.customers / (self.customers + other.customers)))

    def _total(self, i: int, other: Sums) -> int | float:
        if self.measures[i].exact:
            return self.sums[i] + other.sums[i]
        count = self.answered[i] + other.answered[i]
        return self.sums[i] + (other.sums[i] - self.sums[i]) * (other.answered[i] / count) if count else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Sums by (variant id, segment id) and, when asked for, bucket."""

    measures: tuple[Measure, ...]
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
        ``too_many_segments``, ``figures_too_large``.
    """
    from data.customers import KEY

    keys = [VARIANT, SEGMENT]
    if buckets is not None:
        people = people.mutate(**{BUCKET: sources.engine.digits(people[KEY], buckets, 2)})
        keys.append(BUCKET)
    rows = _rows(sources, people, keys)
    if len({(row[VARIANT], row[SEGMENT]) for row in rows}) > MOST_GROUPS:
        column = sources.rows.roles.segment or sources.rows.roles.variant
        raise DataError("too_many_segments", column=column, limit=MOST_GROUPS)
    groups: dict[tuple[str, str | None], dict[str, Sums]] = {}
    for row in sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys)):
        if row[VARIANT] not in sources.labels:
            continue
        cell = groups.setdefault(_cell_key(sources, row), {})
        cell.setdefault(row.get(BUCKET, ""), Sums(sources.measures)).add(_sums(row, sources.measures))
    return Grouped(measures=sources.measures, groups=groups)


def _rows(sources: Sources, people: Table, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Run the aggregation; with wider numbers where the products of whole units need them."""
    try:
        return sources.engine.rows(aggregation(people, keys, sources.measures))
    except OverflowError:
        pass
    try:
        return sources.engine.rows(aggregation(people, keys, sources.measures, wide=True))
    except OverflowError as fault:
        raise DataError("figures_too_large", columns=[one.column for one in sources.measures if one.column]) from fault


def aggregation(people: Table, keys: Sequence[str], measures: Sequence[Measure], *, wide: bool = False) -> Table:
    """Return the one expression that everything is worked out from: counts, sums and products per group.

    Figures that are not whole numbers are centred by the engine itself (mean, variance, covariance): differences of
    large raw sums would lose the digits that matter.

    Parameters
    ----------
    wide : bool
        Multiply as 38-digit decimals: slower, for units whose products leave 64 bits.
    """
    units = [people[f"u{place}"] for place in range(len(measures))]
    figures: dict[str, Any] = {"n": people.count()}
    for i, one in enumerate(measures):
        if one.kind == "rating":
            figures[f"n{i}"] = units[i].count()
        figures[f"s{i}"] = _whole(units[i], wide) if one.exact else units[i].mean()
        for j, other in enumerate(measures[: i + 1]):
            if one.exact and other.exact:
                if not (i == j and one.zero_or_one):
                    figures[f"p{j}_{i}"] = _whole_products(units[j], other, units[i], one, wide)
            elif i == j:
                figures[f"p{j}_{i}"] = units[i].var(how="sample")
            else:
                figures[f"p{j}_{i}"] = _plain(units[j], other).cov(_plain(units[i], one), how="sample")
    return people.group_by(*keys).aggregate(**figures)


def moments_of(grouped: Grouped, sums: Sums) -> tuple[Moments, frozenset[str]]:
    """Centre a group's sums; also name the ratings that not everybody gave, whose spread is not known from here."""
    measures, n = grouped.measures, sums.customers
    k = len(measures)
    partial = {i for i in range(k) if sums.answered[i] != n}
    means = np.array([sums.mean(i) for i in range(k)])
    products = np.zeros((k, k))
    for j, i in sums.products:
        if i not in partial and j not in partial:
            products[i, j] = products[j, i] = sums.centred((j, i))
    diagonal = np.diag_indices(k)
    products[diagonal] = np.maximum(products[diagonal], 0.0)
    names = tuple(one.name for one in measures)
    return Moments(names, n, means, products), frozenset(names[i] for i in partial)


def _plain(unit: Any, one: Measure) -> Any:
    """Return a measure in its own unit as a floating point number."""
    if not one.exact:
        return unit
    return unit.cast("float64") / 10**one.scale if one.scale else unit.cast("float64")


def _whole_products(left: Any, other: Measure, right: Any, one: Measure, wide: bool) -> Any:
    """Return the exact sum of products; with what is 0 or 1 it is the sum over those who did it."""
    if one.zero_or_one or other.zero_or_one:
        did, rest = (right, left) if one.zero_or_one else (left, right)
        return rest.cast(WHOLE).sum(where=did == 1) if wide else rest.sum(where=did == 1).cast(WHOLE)
    return _whole(_times(left, right, wide), wide)


def _times(left: Any, right: Any, wide: bool) -> Any:
    return left.cast(WHOLE) * right.cast(WHOLE) if wide else left * right


def _whole(value: Any, wide: bool) -> Any:
    """Return the sum of whole numbers as a 38-digit number."""
    return value.cast(WHOLE).sum() if wide else value.sum().cast(WHOLE)


def _sums(row: Mapping[str, Any], measures: tuple[Measure, ...]) -> Sums:
    n, k = int(row["n"]), len(measures)
    products: dict[tuple[int, int], int | float] = {}
    for i in range(k):
        for j in range(i + 1):
            value = _number(row[f"p{j}_{i}"] if f"p{j}_{i}" in row else row[f"s{i}"])
            products[j, i] = value if measures[j].exact and measures[i].exact else value * (n - 1)
    return Sums(
        measures=measures,
        customers=n,
        answered=[int(row.get(f"n{i}", n)) for i in range(k)],
        sums=[_number(row[f"s{i}"]) for i in range(k)],
        products=products,
    )


def _number(value: Any) -> int | float:
    """Return a figure as it came: whole or floating; over too few values it is nothing."""
    if value is None:
        return 0
    return value if isinstance(value, float) else int(value)


def _cell_key(sources: Sources, row: Mapping[str, Any]) -> tuple[str, str | None]:
    return sources.labels[row[VARIANT]], segment_of(sources, row[SEGMENT])


def segment_of(sources: Sources, value: str | None) -> str | None:
    """Return the segment that a value in the segments' column means."""
    segments = sources.rows.roles.segments
    return segments.get(value) if segments and value is not None else value


def merged_sums(parts: Iterable[Sums], measures: tuple[Measure, ...]) -> Sums:
    """Return the sums of several groups together."""
    total = Sums(measures)
    for part in parts:
        total.add(part)
    return total
