"""Meanings of columns that wait to be confirmed: where they start from, one change at a time, what they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.source import CustomerTable, OrderLog
from services import editing_segmentation_data, segmentation_sources
from services.datasets import KeptTable
from services.segmentation_sources import TableKind
from ui.panels.edits import made

SINGLE = ("customer", "joined", "outcome", "value", "at", "order", "amount", "quantity", "price", "category")
SEVERAL = ("traits", "engagement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Meanings as they stand on the page, for a table of either kind."""

    kind: TableKind
    customers: Mapping[str, Any]
    orders: Mapping[str, Any]

    @property
    def values(self) -> Mapping[str, Any]:
        """The meanings of the kind that is chosen."""
        return self.customers if self.kind == "customers" else self.orders

    @property
    def missing(self) -> tuple[str, ...]:
        """Roles without which the table cannot be used."""
        return tuple(role for role in ("customer", "at") if self.kind == "orders" and not self.orders[role])


def draft_key(table: KeptTable) -> str:
    """Return what the draft and its fields are called by."""
    return f"source-{table.file.sha256[:12]}"


def draft_of(document: SegmentationEvaluation, table: KeptTable) -> Draft:
    """Return the draft on the page, or the one that the document or the guess starts it with."""
    key = draft_key(table)
    if key not in st.session_state:
        st.session_state[key] = _started(document, table)
    return st.session_state[key]


def change_draft(key: str, draft: Draft, **changes: Any) -> None:
    """Replace meanings in the draft. A column has one: it leaves the one that it had."""
    values = dict(draft.values)
    taken = {one for name, one in changes.items() if isinstance(one, str) and name in SINGLE}
    for name in SEVERAL:
        taken |= set(changes.get(name, ()))
    for name in SINGLE:
        if name not in changes and values.get(name) in taken:
            values[name] = None
    for name in SEVERAL:
        if name not in changes and name in values:
            values[name] = tuple(one for one in values[name] if one not in taken)
    st.session_state[key] = replace(draft, **{draft.kind: values | changes})


def change_kind(key: str, draft: Draft, kind: TableKind) -> None:
    """Take the table for one of the other kind."""
    st.session_state[key] = replace(draft, kind=kind)


def forget(key: str) -> None:
    """Start again from the document, or from the guess."""
    st.session_state.pop(key, None)


def taken_over(document: SegmentationEvaluation, table: KeptTable, draft: Draft) -> SegmentationEvaluation:
    """Return the document with the table in use, and what is suggested for it.

    Raises
    ------
    EvaluationError
        As ``services.segmentation_sources.with_suggestions``; ``document_invalid``.
    """
    if draft.kind == "customers":
        people = made(CustomerTable, file=table.file, **draft.customers)
        return segmentation_sources.with_suggestions(editing_segmentation_data.set_customers(document, people))
    values = dict(draft.orders)
    engagement = segmentation_sources.engaged(values.pop("engagement"), values["traits"])
    log = made(OrderLog, file=table.file, engagement=engagement, **values)
    return segmentation_sources.with_suggestions(editing_segmentation_data.set_orders(document, log))


def _started(document: SegmentationEvaluation, table: KeptTable) -> Draft:
    source = document.data
    kind = segmentation_sources.guess(table).kind
    people, log = segmentation_sources.starting_customers(table), None
    if source.customers is not None and source.customers.file.sha256 == table.file.sha256:
        kind, people = "customers", source.customers
    if source.orders is not None and source.orders.file.sha256 == table.file.sha256:
        kind, log = "orders", source.orders
    return Draft(kind=kind, customers=_bare(people), orders=_orders(table, log))


def _orders(table: KeptTable, log: OrderLog | None) -> dict[str, Any]:
    """Return the meanings of a log's columns, as far as they are known."""
    found = segmentation_sources.guess(table)
    if log is None:
        try:
            log = segmentation_sources.starting_log(table)
        except EvaluationError:
            log = None
    if log is not None:
        return _bare(log) | {"engagement": tuple(one.column for one in log.engagement)}
    roles = ("customer", "at", "order", "amount", "quantity", "price", "category")
    values: dict[str, Any] = {role: found.column("orders", role) for role in roles}
    return values | {"cancelled_with": "", "traits": found.columns("trait"), "engagement": found.columns("engagement")}


def _bare(part: CustomerTable | OrderLog) -> dict[str, Any]:
    return {name: getattr(part, name) for name in type(part).model_fields if name != "file"}
