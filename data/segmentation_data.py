"""From a segmentation document to its customers: the named tables opened, their columns given a meaning, read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data.customer_frame import CustomerFrame, read_customers
from data.engines import Engine, duckdb_engine
from data.features import CustomerData, PeopleColumns, customer_features
from data.field_values import FieldColumn
from data.fingerprints import checked_path
from data.order_lines import LogColumns, Period
from evaluators.errors import DataError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.source import CustomerTable, OrderLog

if TYPE_CHECKING:
    from ibis.expr.types import Table

REPEATABLE_ROWS = 20_000_000
"""Rows of a log up to which sums are added by one thread, so that they come out the same to the last digit."""


@contextmanager
def opened_data(document: SegmentationEvaluation, files: Mapping[str, Path]) -> Iterator[tuple[Engine, CustomerData]]:
    """Open a document's tables, checked against their fingerprints, for the block.

    Parameters
    ----------
    files : mapping
        Parquet file or folder by fingerprint.

    Raises
    ------
    DataError
        ``tables_missing`` when the document names none; ``source_changed``; ``file_broken``.
    NotFound
        ``dataset_unknown``.
    """
    source = document.data
    if not source.files:
        raise DataError("tables_missing")
    paths = [checked_path(file, files) for file in source.files]
    threads = 1 if all(file.rows <= REPEATABLE_ROWS for file in source.files) else None
    with duckdb_engine(paths, threads=threads) as engine:
        tables = iter([engine.parquet(path) for path in paths])
        people = None if source.customers is None else next(tables)
        log = None if source.orders is None else next(tables)
        yield engine, customer_data(document, people=people, log=log)


def customer_data(document: SegmentationEvaluation, *, people: Table | None, log: Table | None) -> CustomerData:
    """Return tables with the meaning that a document gives to their columns."""
    source = document.data
    split = source.split_on or document.as_of
    return CustomerData(
        period=Period(split_on=split, window_days=source.window_days),
        log=log,
        log_columns=None if source.orders is None else _log_columns(document, source.orders),
        people=people,
        people_columns=None if source.customers is None else _people_columns(document, source.customers),
        seasons=source.seasons,
        split_named=source.split_on is not None,
    )


def features_of(data: CustomerData, document: SegmentationEvaluation) -> Table:
    """Return one row per customer with ``customer`` and the document's fields by their id, for rules and models."""
    table = customer_features(data)
    fields = {one.id: table[one.source] for one in document.fields if one.source in table.columns}
    return table.select(customer=table["customer"], **{name: one for name, one in fields.items() if name != "customer"})


def read_frame(document: SegmentationEvaluation, files: Mapping[str, Path]) -> CustomerFrame:
    """Read the customers of a document, one row each.

    Raises
    ------
    DataError, NotFound, NotComputable
        As ``opened_data`` and ``data.customer_frame.read_customers``.
    """
    with opened_data(document, files) as (engine, data):
        return read_customers(engine, data, earlier_on=document.data.earlier_on)


def _log_columns(document: SegmentationEvaluation, orders: OrderLog) -> LogColumns:
    fields = _field_columns(document)
    left_out = {one.source for one in document.fields if one.role in ("outcome", "ignored")} - set(fields)
    return LogColumns(
        customer=orders.customer,
        at=orders.at,
        order=orders.order,
        amount=orders.amount,
        quantity=orders.quantity,
        price=orders.price,
        cancelled_with=orders.cancelled_with,
        category=orders.category,
        traits=tuple(fields.get(one, FieldColumn(column=one)) for one in orders.traits if one not in left_out),
        engagement={one.name: one.column for one in orders.engagement},
    )


def _people_columns(document: SegmentationEvaluation, people: CustomerTable) -> PeopleColumns:
    """Return the columns that the document's fields name; the outcome is none of them."""
    fields = _field_columns(document)
    return PeopleColumns(
        customer=people.customer,
        fields=tuple(one for name, one in fields.items() if name in people.columns),
        joined=people.joined,
        outcome=people.outcome,
        outcome_kind=document.settings.outcome,
        value=people.value,
    )


def _field_columns(document: SegmentationEvaluation) -> dict[str, FieldColumn]:
    """Return what the fields that may be used say of their columns, by column."""
    named = [one for one in document.fields if one.role not in ("outcome", "ignored")]
    return {one.source: FieldColumn(column=one.source, kind=one.kind, collected_on=one.collected_on) for one in named}
