"""A segmentation as SQL over the tables of customers themselves, or over a table of their features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data.engines import ROW
from data.features import CustomerData
from data.label_sql import LabelSql, select_sql
from data.labels import Way
from data.order_lines import KEY
from data.segmentation_data import customer_data, features_of
from evaluators.errors import DataError
from evaluators.segmentations.document import SegmentationEvaluation

if TYPE_CHECKING:
    from ibis.expr.types import Table

DIALECTS = ("duckdb", "postgres", "databricks", "bigquery", "snowflake")


def tables_sql(
    document: SegmentationEvaluation,
    data: CustomerData,
    way: Way,
    *,
    names: Sequence[str],
    sources: Mapping[str, str],
    dialect: str,
    remarks: Sequence[str] = (),
) -> LabelSql:
    """Return a SELECT that works the features out and labels the customers in one statement.

    Parameters
    ----------
    document : SegmentationEvaluation
        What the columns mean, which fields there are, and the day that is counted to.
    data : CustomerData
        Open tables, whose columns and types another database's are taken to be like.
    names : sequence of str
        Of the segments, in the order of their numbers.
    sources : mapping
        What the tables ``customers`` and ``orders`` are called there.
    dialect : str
        One of ``DIALECTS``.
    remarks : sequence of str
        Put into the comments above.

    Raises
    ------
    DataError
        As ``with_labels`` and ``data.features.customer_features``; ``sql_needs_ids``.
    """
    _check_ids(document)
    people = None if document.data.customers is None else _elsewhere(data.people, sources["customers"])
    log = None if document.data.orders is None else _elsewhere(data.log, sources["orders"])
    features = features_of(customer_data(document, people=people, log=log), document)
    return select_sql(features, way, customer=KEY, names=names, dialect=dialect, remarks=remarks)


def features_sql(
    document: SegmentationEvaluation,
    data: CustomerData,
    way: Way,
    *,
    names: Sequence[str],
    source: str,
    dialect: str,
    remarks: Sequence[str] = (),
) -> LabelSql:
    """Return a SELECT over a table that has the features already, one row per customer; as ``tables_sql``."""
    _check_ids(document)
    columns = dict(features_of(data, document).schema().items())
    return select_sql(_named(columns, source), way, customer=KEY, names=names, dialect=dialect, remarks=remarks)


def _check_ids(document: SegmentationEvaluation) -> None:
    people = document.data.customers
    if people is not None and people.customer is None:
        raise DataError("sql_needs_ids")


def _elsewhere(table: Table | None, name: str) -> Table | None:
    """Return a table of another database with the same columns."""
    if table is None:
        return None
    return _named({column: kind for column, kind in table.schema().items() if column != ROW}, name)


def _named(columns: Mapping[str, Any], name: str) -> Table:
    """Return a table by its name; points part it from its schema, and that from its catalogue."""
    import ibis

    *path, own = name.split(".")
    above = dict(zip(("database", "catalog"), path[::-1], strict=False)) if len(path) <= 2 and all(path) else None
    if above is None or not own:
        return ibis.table(dict(columns), name=name)
    return ibis.table(dict(columns), name=own, **above)
