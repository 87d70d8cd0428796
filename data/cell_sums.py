"""Sums of a send's customers by variant and segment: whole numbers stay whole, others come centred from the engine.

What costs time is every aggregate over every row, so none is asked for that nothing is worked out from: only products
that some question needs, and none of a proportion. Groups are split by its 0 and 1, and what they share adds up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from data.customers import SEGMENT, VARIANT, Sources
from data.measures import Measure
from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.cells import related
from evaluators.errors import DataError

if TYPE_CHECKING:
    from ibis.expr.types import Table

MOST_GROUPS = 20_000  # variants times segments; more are no segments but ids
MOST_SPLITS = 3  # proportions that groups are split by: each doubles them
BUCKET = "bucket"
WHOLE = "decimal(38, 0)"

Pair = tuple[int, int]  # places of two measures, the lesser first


@dataclass(slots=True)
class Sums:
    """What is known of a group of customers and can be put together with another group's."""

    measures: tuple[Measure, ...]
    customers: int = 0
    answered: list[int] = field(default_factory=list)  # customers with a value, by measure
    sums: list[int | float] = field(default_factory=list)  # total in units of an exact measure; mean of another one
    products: dict[Pair, int | float] = field(default_factory=dict)
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

    def centred(self, pair: Pair) -> float:
        """Return the sum of centred products of two measures."""
        (j, i), value = pair, self.products[pair]
        one, other, n = self.measures[j], self.measures[i], self.customers
        if not (one.exact and other.exact):
            return float(value)
        units = 10 ** (one.scale + other.scale)
        return float(Fraction(n * int(value) - int(self.sums[j]) * int(self.sums[i]), n * units))

    def _joined(self, pair: Pair, other: Sums) -> int | float:
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

    keys, splits, pairs = [VARIANT, SEGMENT], splits_of(sources.measures), pairs_of(sources)
    if buckets is not None:
        people = people.mutate(**{BUCKET: sources.engine.digits(people[KEY], buckets, 2)})
        keys, splits = [*keys, BUCKET], ()
    rows = _rows(sources, people, keys, pairs, splits)
    if len({(row[VARIANT], row[SEGMENT]) for row in rows}) > MOST_GROUPS:
        column = sources.rows.roles.segment or sources.rows.roles.variant
        raise DataError("too_many_segments", column=column, limit=MOST_GROUPS)
    order = [*keys, *(f"u{place}" for place in splits)]
    groups: dict[tuple[str, str | None], dict[str, Sums]] = {}
    for row in sorted(rows, key=lambda row: tuple(str(row[key]) for key in order)):
        if row[VARIANT] not in sources.labels:
            continue
        cell = groups.setdefault(_cell_key(sources, row), {})
        cell.setdefault(row.get(BUCKET, ""), Sums(sources.measures)).add(_sums(row, sources.measures, pairs, splits))
    return Grouped(measures=sources.measures, groups=groups)


def pairs_of(sources: Sources) -> tuple[Pair, ...]:
    """Return the places of measures whose products are needed, each with itself among them."""
    names = [one.name for one in sources.measures]
    metrics = [metric for metric in sources.design.metrics if metric.id in names]
    needed = related(metrics, sources.rows.roles.covariates, clusters=sources.clustered)
    return tuple(
        (j, i) for i in range(len(names)) for j in range(i + 1) if i == j or frozenset({names[j], names[i]}) in needed
    )


def splits_of(measures: Sequence[Measure]) -> tuple[int, ...]:
    """Return the places of the measures that are 0 or 1 and that groups are split by."""
    return tuple(place for place, one in enumerate(measures) if one.zero_or_one)[:MOST_SPLITS]


def _rows(
    sources: Sources, people: Table, keys: Sequence[str], pairs: Sequence[Pair], splits: Collection[int]
) -> list[dict[str, Any]]:
    """Run the aggregation; with wider numbers where the products of whole units need them."""
    try:
        return sources.engine.rows(aggregation(people, keys, sources.measures, pairs, splits))
    except OverflowError:
        pass
    try:
        return sources.engine.rows(aggregation(people, keys, sources.measures, pairs, splits, wide=True))
    except OverflowError as fault:
        raise DataError("figures_too_large", columns=[one.column for one in sources.measures if one.column]) from fault


def aggregation(
    people: Table,
    keys: Sequence[str],
    measures: Sequence[Measure],
    pairs: Sequence[Pair],
    splits: Collection[int] = (),
    *,
    wide: bool = False,
) -> Table:
    """Return the one expression that everything is worked out from: counts, sums and products per group.

    Figures that are not whole numbers are centred by the engine itself (variance, covariance): differences of large
    raw sums would lose the digits that matter.

    Parameters
    ----------
    pairs : sequence of (int, int)
        Places of measures to multiply.
    splits : collection of int
        Places of measures that groups are split by: in each they are constant, so nothing is added up of them.
    wide : bool
        Multiply as 38-digit decimals: slower, for units whose products leave 64 bits.
    """
    units = [people[f"u{place}"] for place in range(len(measures))]
    figures: dict[str, Any] = {"n": people.count()}
    for i, one in enumerate(measures):
        if i not in splits:
            figures[f"s{i}"] = _whole(units[i], wide) if one.exact else units[i].sum()
        if one.kind == "rating":
            figures[f"n{i}"] = units[i].count()
    for j, i in pairs:
        if not ({j, i} & set(splits) or (i == j and measures[i].zero_or_one)):
            figures[f"p{j}_{i}"] = _product(units[j], measures[j], units[i], measures[i], wide)
    return people.group_by(*keys, *(f"u{place}" for place in splits)).aggregate(**figures)


def moments_of(grouped: Grouped, sums: Sums) -> Moments:
    """Centre a group's sums. Of a rating that not everybody gave no products are known from here."""
    measures, n = grouped.measures, sums.customers
    k = len(measures)
    partial = {i for i in range(k) if sums.answered[i] != n}
    means = np.array([sums.mean(i) for i in range(k)])
    products = np.full((k, k), np.nan)
    for j, i in sums.products:
        if i not in partial and j not in partial:
            products[i, j] = products[j, i] = sums.centred((j, i))
    diagonal = np.diag_indices(k)
    products[diagonal] = np.maximum(products[diagonal], 0.0)
    return Moments(tuple(one.name for one in measures), n, means, products)


def _product(left: Any, other: Measure, right: Any, one: Measure, wide: bool) -> Any:
    """Return the exact sum of products of whole numbers; the variance or covariance of others."""
    if one.exact and other.exact:
        return _whole(left.cast(WHOLE) * right.cast(WHOLE) if wide else left * right, wide)
    if left is right:
        return right.var(how="sample")
    return _plain(left, other).cov(_plain(right, one), how="sample")


def _plain(unit: Any, one: Measure) -> Any:
    """Return a measure in its own unit as a floating point number."""
    if not one.exact:
        return unit
    return unit.cast("float64") / 10**one.scale if one.scale else unit.cast("float64")


def _whole(value: Any, wide: bool) -> Any:
    """Return the sum of whole numbers as a 38-digit number."""
    return value.cast(WHOLE).sum() if wide else value.sum().cast(WHOLE)


def _sums(
    row: Mapping[str, Any], measures: tuple[Measure, ...], pairs: Sequence[Pair], splits: Collection[int]
) -> Sums:
    n, did = int(row["n"]), {i: int(row[f"u{i}"]) for i in splits}
    answered = [int(row.get(f"n{i}", n)) for i in range(len(measures))]
    sums: list[int | float] = []
    for i, one in enumerate(measures):
        total = n * did[i] if i in did else _number(row[f"s{i}"])
        sums.append(total if one.exact else total / max(answered[i], 1))
    products: dict[Pair, int | float] = {}
    for j, i in pairs:
        exact = measures[j].exact and measures[i].exact
        if f"p{j}_{i}" in row:
            products[j, i] = _number(row[f"p{j}_{i}"]) * (1 if exact else n - 1)
        elif exact:  # what is the same for the whole group times the other; or the squares of what is 0 or 1
            products[j, i] = did.get(i, did.get(j, 1)) * sums[j if i in did else i]
        else:  # what is the same for the whole group does not vary with the other
            products[j, i] = 0.0
    return Sums(measures=measures, customers=n, answered=answered, sums=sums, products=products)


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
