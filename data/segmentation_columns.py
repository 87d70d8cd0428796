"""Everything that a document's customers could be segmented by, field or not, and what of it cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.features import NO_FEATURES, CustomerData
from data.field_values import FieldColumn, FieldKind, field_kind
from data.log_features import log_features
from data.order_lines import KEY
from evaluators.segmentations.data_look import Origin
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryColumn:
    """All that customers could be segmented by."""

    data: CustomerData  # with every column that can be read as a field
    origins: Mapping[str, Origin]  # of the columns and features of ``data``, in their order
    unlike: frozenset[str]  # columns that cannot be read as their field says
    taken: tuple[str, ...]  # columns of the customer table whose name another one or a feature has


def every_column(document: SegmentationEvaluation, data: CustomerData) -> EveryColumn:
    """Return the data with every column as a field.

    Raises
    ------
    DataError
        As ``data.log_features.log_features``.
    """
    fields = {one.source: one for one in document.fields}
    origins: dict[str, Origin] = {}
    unlike: set[str] = set()
    clashing: list[str] = []
    log, people = data.parts()
    if log is not None and document.data.orders is not None:
        traits = tuple(_column(log[0], name, fields.get(name), unlike) for name in document.data.orders.traits)
        data = replace(data, log_columns=replace(log[1], traits=traits))
        made = log_features(log[0], replace(log[1], traits=traits), data.period, seasons=data.seasons).columns
        own = {one.column for one in traits}
        origins = {name: "orders" if name in own else "made" for name in made if name not in (KEY, *NO_FEATURES)}
    if people is not None and document.data.customers is not None:
        taken = {name.casefold() for name in (KEY, *NO_FEATURES, *origins)}
        chosen = []
        for name in document.data.customers.file.columns:
            if name not in document.data.customers.columns:
                continue
            if name.casefold() in taken:
                clashing.append(name)
                continue
            chosen.append(_column(people[0], name, fields.get(name), unlike))
            taken.add(name.casefold())
            origins[name] = "customers"
        data = replace(data, people_columns=replace(people[1], fields=tuple(chosen)))
    return EveryColumn(data=data, origins=origins, unlike=frozenset(unlike), taken=tuple(clashing))


def _column(table: Table, name: str, field: CustomerField | None, unlike: set[str]) -> FieldColumn:
    """Return a column as its field says, or as its type does where it cannot be read so."""
    plain = FieldColumn(column=name)
    if field is None:
        return plain
    if not _readable_as(field.kind, field_kind(table, plain)):
        unlike.add(name)
        return plain
    return FieldColumn(column=name, kind=field.kind)


def _readable_as(said: FieldKind, own: FieldKind) -> bool:
    if said == "category":
        return True
    return own == "date" if said == "date" else own in ("number", "yes_no")
