"""New tables of customers for a segmentation that is there already: features, labels in memory, and earlier labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.assignment import harmless
from data.engines import Engine
from data.label_fields import free_name
from data.label_files import FILE_COLUMNS
from data.labels import Way, with_labels
from data.measures import column_of
from data.order_lines import KEY
from data.segmentation_data import features_of, opened_data
from data.table_typing import address_hash
from evaluators.errors import DataError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.models.assigning import UNASSIGNED

if TYPE_CHECKING:
    from ibis.expr.types import Table

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """Customers and their segments, in one order."""

    ids: Any  # arrow array of texts, as they stand in files
    labels: Labels  # place of the segment; -1: none


@contextmanager
def opened_tables(document: SegmentationEvaluation, files: Mapping[str, Path]) -> Iterator[tuple[Engine, Table]]:
    """Open new tables for the block, and give one row per customer with the document's fields, by rising id.

    Ids that are texts are compared without the space around them, and addresses whatever their capitals.

    Parameters
    ----------
    document : SegmentationEvaluation
        Names the tables by their fingerprints, their columns and the fields.
    files : mapping
        Parquet file or folder by fingerprint.

    Raises
    ------
    DataError
        As ``data.features.customer_features``; ``customers_repeated`` where somebody stands twice.
    NotComputable
        ``no_customers_before_split``.
    """
    with opened_data(document, files) as (engine, given):
        people, log = given.people, given.log
        if people is not None and given.people_columns is not None and given.people_columns.customer is not None:
            people = _plain_ids(people, given.people_columns.customer)
        if log is not None and given.log_columns is not None:
            log = _plain_ids(log, given.log_columns.customer)
        table = features_of(replace(given, people=people, log=log), document)
        _check_customers(engine, table, document)
        yield engine, table.order_by(KEY)


def labels_in_memory(engine: Engine, table: Table, way: Way) -> People:
    """Return every customer's segment; raises as ``data.labels.with_labels``."""
    import pyarrow as pa

    name = free_name("label", table.columns)
    labelled = with_labels(table, way, name, engine=engine)
    found = engine.table(labelled.select(customer=labelled[KEY], label=labelled[name]))
    ids = _texts(found["customer"].cast(pa.string()))
    return People(ids=ids, labels=found["label"].to_numpy().astype(np.int64))


def earlier_labels(table: Any, places: Mapping[str, int]) -> tuple[People, int]:
    """Return the customers of an earlier file of labels, and how many stand in a segment that nobody knows.

    Parameters
    ----------
    table : arrow table
        With the columns of ``data.label_files.FILE_COLUMNS``.
    places : mapping
        Name of a segment, as it may stand in a file, to its place.

    Raises
    ------
    DataError
        ``column_missing``.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in FILE_COLUMNS:
        if name not in table.column_names:
            raise DataError("column_missing", column=name, available=list(table.column_names))
    customer, segment = (_texts(pc.cast(table[name], pa.string())) for name in FILE_COLUMNS)
    known = {str(name): place for name, place in zip(_as_in_files(list(places)), places.values(), strict=True)}
    given = pc.fill_null(pc.index_in(segment, value_set=pa.array(list(known), pa.string())), UNASSIGNED)
    labels = np.array([*known.values(), UNASSIGNED], dtype=np.int64)[given.to_numpy(zero_copy_only=False)]
    strange = (labels == UNASSIGNED) & (segment.to_numpy(zero_copy_only=False) != "")
    named = pc.not_equal(customer, "").to_numpy(zero_copy_only=False)
    return People(ids=customer.filter(pa.array(named)), labels=labels[named]), int((strange & named).sum())


def paired(before: People, after: People, secret: bytes) -> tuple[Labels, Labels]:
    """Return the earlier and the later label of everybody who stands in either; -1 for none.

    Parameters
    ----------
    secret : bytes
        Under which kept tables hold addresses as hashes, so that an address in one file is found as a hash in the
        other.
    """
    import pyarrow.compute as pc

    old, new = _comparable(before.ids, secret), _comparable(after.ids, secret)
    at = pc.fill_null(pc.index_in(new, value_set=old), -1).to_numpy(zero_copy_only=False)
    gone = ~pc.is_in(old, value_set=new).to_numpy(zero_copy_only=False)
    earlier = np.where(at >= 0, np.append(before.labels, UNASSIGNED)[at], UNASSIGNED)
    left = before.labels[gone]
    later = np.concatenate([after.labels, np.full(len(left), UNASSIGNED, dtype=np.int64)])
    return np.concatenate([earlier, left]), later


def _plain_ids(table: Table, column: str) -> Table:
    """Return the table with ids that compare as people mean them."""
    import ibis

    value: Any = column_of(table, column)
    if not value.type().is_string():
        return table
    plain = value.strip()
    return table.mutate(**{column: ibis.cases((plain.contains("@"), plain.lower()), else_=plain)})


def _check_customers(engine: Engine, table: Table, document: SegmentationEvaluation) -> None:
    from evaluators.errors import NotComputable

    key: Any = table[KEY]
    found = engine.rows(table.aggregate(rows=table.count(), different=key.nunique()))[0]
    if not found["rows"]:
        raise NotComputable("no_customers_before_split", split=document.data.split_on)
    if beyond := int(found["rows"] - found["different"]):
        people = document.data.customers
        name = KEY if people is None or people.customer is None else people.customer
        raise DataError("customers_repeated", column=name, count=beyond)


def _texts(values: Any) -> Any:
    """Return texts as they stand in a file for people, nothing for nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.fill_null(pc.utf8_trim_whitespace(values), "")
    whole = harmless(pa.table([plain], names=["text"]))["text"]
    return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


def _as_in_files(names: list[str]) -> list[str]:
    import pyarrow as pa

    return list(_texts(pa.array(names, pa.string())).to_pylist())


def _comparable(ids: Any, secret: bytes) -> Any:
    """Return ids with every address as its hash."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not secret or not pc.any(pc.match_substring(ids, "@")).as_py():
        return ids
    return pa.array([address_hash(one, secret) if "@" in one else one for one in ids.to_pylist()], pa.string())
