"""Where a segmentation's customers come from: tables to choose among, what they probably are, a look at them."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import count
from typing import TYPE_CHECKING

from data.field_guess import FEATURES, RESERVED, feature_fields, guess_field
from data.log_hints import Days
from data.segmentation_guess import ColumnGuess, TableGuess, TableKind, engagement_name, guess_table
from data.table_files import ColumnFacts
from evaluators.segmentations.data_look import DataLook, with_fields
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.source import CustomerTable, Engagement, OrderLog
from services import datasets, editing_segmentation_data, named_tables
from services.datasets import KeptTable
from services.parts import free_id

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "ColumnGuess",
    "Days",
    "TableGuess",
    "TableKind",
    "engaged",
    "guess",
    "is_looked_at",
    "look",
    "starting_customers",
    "starting_log",
    "suggested_days",
    "suggested_fields",
    "table_of",
    "with_suggestions",
]

Progress = Callable[[float], None]
_LOOKS: OrderedDict[str, DataLook] = OrderedDict()
_LOOKS_KEPT = 8
_LOCK = threading.Lock()
MOST_FIELDS, MOST_COLUMNS, LONGEST_HEADING, LONGEST_NAME = 1_000, 50, 200, 64
"""What a document can hold: fields; traits, and counts of what customers do; characters of a column and a feature."""


def table_of(sha256: str) -> KeptTable | None:
    """Return a table by its content, with what its columns are; ``None`` when it is not kept any more."""
    kept = next((one for one in datasets.listed() if one.file.sha256 == sha256), None)
    if kept is not None:
        return kept
    named = next((one for one in datasets.named().values() if one.file.sha256 == sha256), None)
    return None if named is None else named_tables.described(named, ())


def guess(table: KeptTable) -> TableGuess:
    """Return what a table is taken for, and what its columns probably mean."""
    return guess_table(table.columns, table.file.rows)


def starting_customers(table: KeptTable) -> CustomerTable:
    """Return a customer table with its columns as they are guessed."""
    found = guess(table)
    return CustomerTable(
        file=table.file,
        customer=found.column("customers", "customer"),
        joined=found.column("customers", "joined"),
        outcome=found.column("customers", "outcome"),
        value=found.column("customers", "value"),
    )


def starting_log(table: KeptTable) -> OrderLog | None:
    """Return a log with its columns as they are guessed; ``None`` without columns of customers and of dates.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    DataError
        ``file_broken``.
    """
    found = guess(table)
    customer, at = found.column("orders", "customer"), found.column("orders", "at")
    if customer is None or at is None:
        return None
    order, quantity = found.column("orders", "order"), found.column("orders", "quantity")
    traits = found.columns("trait")[:MOST_COLUMNS]
    return OrderLog(
        file=table.file,
        customer=customer,
        at=at,
        order=order,
        amount=found.column("orders", "amount"),
        quantity=quantity,
        price=found.column("orders", "price"),
        cancelled_with=_mark(datasets.path_of(table.file.sha256), order, quantity),
        category=found.column("orders", "category"),
        traits=traits,
        engagement=engaged(found.columns("engagement"), traits),
    )


def engaged(columns: Iterable[str], traits: Collection[str]) -> tuple[Engagement, ...]:
    """Return columns that count what customers do as features, under names that nothing else has."""
    taken = {*FEATURES, *RESERVED, *(one.casefold() for one in traits)}
    found: list[Engagement] = []
    for column in columns:
        plain = name = engagement_name(column)
        for number in count(1):
            if name not in taken:
                break
            name = f"{plain[: LONGEST_NAME - 8]}_sum{number if number > 1 else ''}"
        taken.add(name)
        found.append(Engagement(name=name, column=column))
    return tuple(found[:MOST_COLUMNS])


def _mark(path: Path, order: str | None, quantity: str | None) -> str:
    from data.log_hints import cancellation_mark

    if order is None or quantity is None:
        return ""
    return cancellation_mark(path, order, quantity)


def suggested_days(document: SegmentationEvaluation) -> Days | None:
    """Return days so that the outcome ends with the log; ``None`` without a log, or where it is too short.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    DataError
        ``column_missing``, ``column_not_date``, ``file_broken``.
    """
    from data import log_hints

    orders = document.data.orders
    if orders is None:
        return None
    span = log_hints.log_span(datasets.path_of(orders.file.sha256), orders.at, until=document.as_of)
    return None if span is None else log_hints.suggested_days(*span)


def suggested_fields(document: SegmentationEvaluation) -> tuple[CustomerField, ...]:
    """Return fields for every column and feature that no field names yet, with what is guessed of each."""
    source = document.data
    known = {one.source.casefold() for one in document.fields}
    found: list[CustomerField] = []
    taken = {"customer", *(one.id for one in document.fields)}

    def add(columns: Sequence[ColumnFacts], rows: int) -> None:
        for column in columns:
            if column.name.casefold() not in known and len(column.name) <= LONGEST_HEADING:
                found.append(guess_field(column, rows, _id(column.name, taken)))
                known.add(column.name.casefold())
                taken.add(found[-1].id)

    if source.orders is not None:
        made = [one for one in feature_fields(source.orders, seasons=source.seasons) if one.source not in known]
        found += [one for one in made if one.id not in taken]
        taken |= {one.id for one in found}
        known |= {one.source for one in made}
        columns = {one.name: one for one in _columns(source.orders.file.sha256)}
        add([columns[name] for name in source.orders.traits if name in columns], source.orders.file.rows)
    if source.customers is not None:
        own = [one for one in _columns(source.customers.file.sha256) if one.name in source.customers.columns]
        add(own, source.customers.file.rows)
    return tuple(found[: max(0, MOST_FIELDS - len(document.fields))])


def _columns(sha256: str) -> tuple[ColumnFacts, ...]:
    table = table_of(sha256)
    return () if table is None else table.columns


def _id(column: str, taken: set[str]) -> str:
    """Return the column's own name where it can be an id, else one like it."""
    try:
        own = CustomerField(id=column).id
    except ValueError:
        own = ""
    return own if own and own not in taken else free_id(column, taken, otherwise="field")


def with_suggestions(document: SegmentationEvaluation) -> SegmentationEvaluation:
    """Return the document with days, where none are set, and with fields for what has none.

    Raises
    ------
    NotFound, DataError
        As ``suggested_days``.
    """
    if document.data.split_on is None and (days := suggested_days(document)) is not None:
        document = editing_segmentation_data.set_days(
            document, split_on=days.split_on, window_days=days.window_days, earlier_on=days.earlier_on
        )
    return editing_segmentation_data.add_fields(document, suggested_fields(document))


def look(document: SegmentationEvaluation, progress: Progress | None = None) -> DataLook:
    """Return a look at a document's data; what was looked at before is kept ready.

    Parameters
    ----------
    progress : callable, optional
        Told the share that is done, 0..1. What it raises stops the work.

    Raises
    ------
    DataError, NotFound, NotComputable
        As ``data.segmentation_look.look_at``.
    """
    from data.segmentation_look import look_at

    key = _key(document)
    with _LOCK:
        known = _LOOKS.get(key)
    if known is None:
        known = look_at(document, datasets.files_of(document), progress=progress)
        with _LOCK:
            _LOOKS[key] = known
            while len(_LOOKS) > _LOOKS_KEPT:
                _LOOKS.popitem(last=False)
    return with_fields(known, document)


def is_looked_at(document: SegmentationEvaluation) -> bool:
    """Say whether a look is ready and needs no work."""
    with _LOCK:
        return _key(document) in _LOOKS


def forget_looks() -> None:
    """Forget the looks that are kept ready."""
    with _LOCK:
        _LOOKS.clear()


def _key(document: SegmentationEvaluation) -> str:
    """Return what decides a look apart from what fields say of age and reliability."""
    decides = {
        "data": document.data.model_dump(mode="json"),
        "kinds": sorted((one.source, one.kind) for one in document.fields),
        "as_of": document.as_of.isoformat(),
        "outcome": document.settings.outcome,
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
