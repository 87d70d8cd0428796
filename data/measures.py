"""Columns as numbers that add up exactly: whole units such as cents where the column's type allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from evaluators.campaigns.cells import CLUSTER_CUSTOMERS
from evaluators.campaigns.design import Design, Metric
from evaluators.errors import DataError

if TYPE_CHECKING:
    from ibis.expr.types import Table

Kind = Literal["proportion", "mean", "ratio", "rating", "covariate", "size"]
LARGEST_SCALE = 9  # decimals beyond which a column is added as floating point numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A metric or covariate, and how it is added up."""

    name: str  # metric id, or the covariate's column
    kind: Kind
    column: str  # in its table; empty: rows are counted
    source: int | None  # which outcome table; None: the assignment
    exact: bool  # whole units of ``10 ** -scale``; otherwise floating point
    scale: int = 0
    cap: Decimal | None = None  # winsorising limit, of one customer's sum
    summed: bool = False  # over the customers of a cluster

    @property
    def zero_or_one(self) -> bool:
        """Whether a customer's figure is 0 or 1, so that it is its own square."""
        return self.kind == "proportion" and not self.summed

    @property
    def cap_units(self) -> int | float | None:
        """The limit in the measure's own units."""
        if self.cap is None:
            return None
        return int(self.cap.scaleb(self.scale)) if self.exact else float(self.cap)

    def units(self, table: Table) -> Any:
        """Return the row's value in units: whole numbers when exact, as it stands of a proportion. Missing stays so."""
        import ibis

        if not self.column:
            return ibis.literal(1, type="int64")
        value: Any = table[self.column]
        if self.kind == "proportion":
            return value.cast("int32") if value.type().is_boolean() else value
        if not self.exact:
            return value.cast("float64")
        return (value * 10**self.scale).cast("int64") if self.scale else value.cast("int64")

    def per_customer(self, units: Any) -> Any:
        """Return one customer's figure out of several rows."""
        if self.kind == "proportion":
            return units.max()
        if self.kind == "covariate":
            return units.min()
        if self.kind == "rating":
            return units.mean() if not self.exact else units.max()
        return units.sum().cast("int64") if self.exact else units.sum()

    def filled(self, units: Any) -> Any:
        """Return a customer's figure as it came, 0 or 1 of a proportion; missing is nothing done, but for a rating.

        An engine that knows a column to be without gaps drops the filling only where it comes first.
        """
        if self.kind == "rating":
            return units
        given = units.fill_null(0)
        return (given > 0).cast("int32") if self.kind == "proportion" else given

    def capped(self, units: Any) -> Any:
        """Return a customer's figure under the limit, missing ones filled."""
        import ibis

        filled = self.filled(units)
        if self.cap_units is None or self.kind == "proportion":
            return filled
        return ibis.least(filled, ibis.literal(self.cap_units, type="int64" if self.exact else "float64"))


def metric_measure(metric: Metric, column: str, table: Table, source: int | None) -> Measure:
    """Return how a metric is added up from a column.

    Raises
    ------
    DataError
        ``column_missing`` or ``column_not_numeric``.
    """
    cap = None if metric.cap is None or metric.kind == "proportion" else Decimal(repr(metric.cap)).normalize()
    if not column or metric.kind == "proportion":
        if column:
            _numeric_scale(table, column)
        return Measure(name=metric.id, kind=metric.kind, column=column, source=source, exact=True, cap=cap)
    found = _numeric_scale(table, column)
    finest = max(found or 0, -_exponent(cap)) if found is not None else None
    exact = finest is not None and finest <= LARGEST_SCALE
    return Measure(
        name=metric.id,
        kind=metric.kind,
        column=column,
        source=source,
        exact=exact,
        scale=finest if exact and finest else 0,
        cap=cap,
    )


def covariate_measure(column: str, table: Table, design: Design) -> Measure:
    """Return how a covariate is added up.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_numeric``, or ``covariate_is_metric`` when it has a metric's name.
    """
    if column in {metric.id for metric in design.metrics}:
        raise DataError("covariate_is_metric", column=column)
    scale = _numeric_scale(table, column)
    exact = scale is not None and scale <= LARGEST_SCALE
    return Measure(
        name=column, kind="covariate", column=column, source=None, exact=exact, scale=scale if exact and scale else 0
    )


def cluster_measures(measures: Sequence[Measure]) -> list[Measure]:
    """Return the measures as sums over clusters, with the number of customers after the metrics."""
    summed = [
        replace(one, summed=True, exact=False, scale=0) if one.kind == "rating" else replace(one, summed=True)
        for one in measures
    ]
    size = Measure(name=CLUSTER_CUSTOMERS, kind="size", column="", source=None, exact=True, summed=True)
    metrics = [one for one in summed if one.kind != "covariate"]
    return [*metrics, size, *(one for one in summed if one.kind == "covariate")]


def column_of(table: Table, name: str) -> Any:
    """Return a column.

    Raises
    ------
    DataError
        ``column_missing`` with those that exist.
    """
    if name not in table.columns:
        raise DataError("column_missing", column=name, available=list(table.columns))
    return table[name]


def _numeric_scale(table: Table, column: str) -> int | None:
    """Return how many decimals a column's type holds; ``None``: floating point."""
    kind = column_of(table, column).type()
    if kind.is_boolean() or kind.is_integer():
        return 0
    if kind.is_decimal():
        return int(kind.scale or 0)
    if kind.is_floating():
        return None
    raise DataError("column_not_numeric", column=column)


def _exponent(cap: Decimal | None) -> int:
    return 0 if cap is None else int(cap.as_tuple().exponent)
