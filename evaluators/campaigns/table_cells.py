"""Cells from a table of sums as a mail tool prints it, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.cells import Audit, Cell
from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.experiment import Send
from evaluators.campaigns.source import PastedTable, TableRow
from evaluators.errors import DataError, EvaluationError


def table_metrics(send: Send, design: Design) -> tuple[str, ...]:
    """Return the metrics that every row of the table has a sum of: an empty place is not zero."""
    rows = [row for row in _rows(send) if row.customers]
    return tuple(one.id for one in design.metrics if rows and all(one.id in row.sums for row in rows))


def table_cells(send: Send, design: Design) -> tuple[list[Cell], Audit]:
    """Return the cells of a send's table and what can be counted on it.

    A proportion's squares are its sum. The spread of a mean or rating without squares, and of a ratio without squares
    or products, is not known. Between different metrics a table tells no more than the products of a ratio with its
    denominator.

    Raises
    ------
    DataError
        ``table_row_twice`` or ``events_outside_trials``.
    EvaluationError
        ``squares_too_small`` when no customers can have these sums.
    """
    names = table_metrics(send, design)
    metrics = [one for one in design.metrics if one.id in names]
    rows = [row for row in _rows(send) if row.customers]
    places = [(row.variant, row.segment) for row in rows]
    for place in places:
        if places.count(place) > 1:
            raise DataError("table_row_twice", variant=place[0], segment=place[1] or "")
    cells = [_cell(send.id, row, metrics) for row in rows]
    return cells, _audit(send, rows)


def _rows(send: Send) -> tuple[TableRow, ...]:
    return send.source.rows if isinstance(send.source, PastedTable) else ()


def _cell(send: str, row: TableRow, metrics: list[Metric]) -> Cell:
    ids = [one.id for one in metrics]
    products = np.full((len(ids), len(ids)), np.nan)
    for place, one in enumerate(metrics):
        square = _square(row, one)
        of_ratio = one.denominator in ids
        if square is None or (of_ratio and one.id not in row.products):
            continue
        products[place, place] = _centred(row, one.id, one.id, square)
        if one.denominator is not None and of_ratio:
            other = ids.index(one.denominator)
            cross = _centred(row, one.id, one.denominator, row.products[one.id])
            products[place, other] = products[other, place] = cross
    means = [float(Fraction(row.sums[one]) / row.customers) for one in ids]
    moments = Moments(tuple(ids), row.customers, np.array(means), products)
    return Cell(send=send, variant=row.variant, segment=row.segment, moments=moments)


def _square(row: TableRow, metric: Metric) -> float | None:
    if metric.kind != "proportion":
        return row.squares.get(metric.id)
    events = row.sums[metric.id]
    if not 0 <= events <= row.customers or events != int(events):
        raise DataError("events_outside_trials", events=events, trials=row.customers)
    return events


def _centred(row: TableRow, one: str, other: str, product: float) -> float:
    """Return the centred sum of products; a square may fall short by the rounding of what was printed."""
    taken = Fraction(row.sums[one]) * Fraction(row.sums[other]) / row.customers
    value = float(Fraction(product) - taken)
    if one == other and value < 0:
        if -value > 1e-9 * abs(product):
            raise EvaluationError(
                "squares_too_small", metric=one, squares=product, total=row.sums[one], customers=row.customers
            )
        return 0.0
    return value


def _audit(send: Send, rows: Iterable[TableRow]) -> Audit:
    listed = list(rows)
    return Audit(
        send=send.id,
        rows=len(listed),
        customers=sum(row.customers for row in listed),
        duplicates=None,
        in_two_variants=None,
        unmatched_outcomes=None,
        unknown_variant=0,
        outcome_before_exposure=None,
        outside_window=None,
        missing_outcomes=None,
        top_share=None,
        id_predicts_variant=None,
        fingerprint=None,
    )
