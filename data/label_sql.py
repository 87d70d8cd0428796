"""A segmentation as SQL for another database, with the version that wrote it and a checksum of what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.label_fields import free_name
from data.labels import Way, checksum_of, fields_of, with_labels
from data.measures import column_of
from evaluators.version import VERSION

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSql:
    """A segmentation as one SELECT, to be kept where the data are."""

    text: str  # with version and checksum in comments above it
    dialect: str
    checksum: str  # of the way: the same in every dialect
    version: str  # of the package that wrote it


def label_sql(
    columns: Mapping[str, Any], way: Way, *, customer: str, names: Sequence[str], source: str, dialect: str
) -> LabelSql:
    """Return a SELECT of customers and their segments, null for the unassigned.

    Parameters
    ----------
    columns : mapping
        Types by column, as ibis names them: of at least the customer and the fields.
    names : sequence of str
        Of the segments, in the order of their numbers.
    source : str
        Table that the SELECT reads.
    dialect : str
        Such as duckdb, postgres or databricks.

    Raises
    ------
    DataError
        As ``with_labels``; ``column_missing``.
    """
    import ibis

    table = ibis.table(dict(columns), name=source)
    column_of(table, customer)
    used = [name for name in dict.fromkeys((customer, *fields_of(way))) if name in columns]
    return select_sql(table.select(*used), way, customer=customer, names=names, dialect=dialect)


def select_sql(
    table: Table, way: Way, *, customer: str, names: Sequence[str], dialect: str, remarks: Sequence[str] = ()
) -> LabelSql:
    """Return the same of a table that may itself be worked out from others.

    Parameters
    ----------
    remarks : sequence of str
        What to know of it, each put into the comments above.
    """
    import ibis

    name = free_name("label", table.columns)
    labelled = with_labels(table, way, name)
    branches = [(labelled[name] == place, ibis.literal(word)) for place, word in enumerate(names)]
    segment = ibis.cases(*branches, else_=ibis.null("string"))
    select = ibis.to_sql(labelled.select(customer=labelled[customer], segment=segment), dialect=dialect)
    checksum = checksum_of(way)
    head = [f"puntari {VERSION}", f"sha256 {checksum}", *(" ".join(one.split()) for one in remarks)]
    text = "".join(f"-- {line}\n" for line in head) + f"{select}\n"
    return LabelSql(text=text, dialect=dialect, checksum=checksum, version=VERSION)
