"""Edits of where a segmentation's customers come from and what their fields mean: a new document each, none saved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from evaluators.documents import revise
from evaluators.errors import EvaluationError
from evaluators.segmentations.candidates import needed_fields
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.source import CustomerTable, OrderLog
from services.parts import fields_of, placed, required, without


def set_customers(document: SegmentationEvaluation, table: CustomerTable | None) -> SegmentationEvaluation:
    """Take a customer table into use, or none. Fields stay, so that candidates that read them do."""
    return _with_source(document, customers=table)


def set_orders(document: SegmentationEvaluation, log: OrderLog | None) -> SegmentationEvaluation:
    """Take a log of orders into use, or none. Fields stay, so that candidates that read them do."""
    return _with_source(document, orders=log)


def set_days(
    document: SegmentationEvaluation, *, split_on: date | None, window_days: int, earlier_on: date | None
) -> SegmentationEvaluation:
    """Say where the past ends, how long the outcome is awaited, and from which day moves are counted.

    Raises
    ------
    EvaluationError
        ``earlier_not_before_split``.
    DocumentError
        ``document_invalid``.
    """
    if split_on is not None and earlier_on is not None and earlier_on >= split_on:
        raise EvaluationError("earlier_not_before_split", earlier=earlier_on, split=split_on)
    return _with_source(document, split_on=split_on, window_days=window_days, earlier_on=earlier_on)


def set_seasons(document: SegmentationEvaluation, seasons: bool) -> SegmentationEvaluation:
    """Say whether it is worked out in which month and season customers buy."""
    return _with_source(document, seasons=seasons)


def set_outcome(document: SegmentationEvaluation, outcome: str) -> SegmentationEvaluation:
    """Say whether the outcome is money, or that something was bought at all; raises ``document_invalid``."""
    return revise(document, settings=fields_of(document.settings) | {"outcome": outcome})


def put_field(document: SegmentationEvaluation, field: CustomerField) -> SegmentationEvaluation:
    """Add a field, or replace the one with its id."""
    return revise(document, fields=placed(document.fields, field))


def change_field(document: SegmentationEvaluation, field_id: str, **changes: object) -> SegmentationEvaluation:
    """Change what is said of a field. One that is made a channel becomes a field of yes and no.

    Raises
    ------
    NotFound
        ``part_unknown``.
    DocumentError
        ``document_invalid``.
    """
    return change_fields(document, [field_id], **changes)


def change_fields(
    document: SegmentationEvaluation, field_ids: Collection[str], **changes: object
) -> SegmentationEvaluation:
    """Change what is said of several fields, as ``change_field`` does of one."""
    for field_id in field_ids:
        required(document.fields, field_id)
    if changes.get("role") == "channel":
        changes = {"kind": "yes_no", **changes}
    return revise(
        document,
        fields=tuple(fields_of(one) | changes if one.id in field_ids else one for one in document.fields),
    )


def set_aside(document: SegmentationEvaluation, columns: Collection[str]) -> SegmentationEvaluation:
    """Let nobody be segmented by some columns: their fields are ignored."""
    return revise(
        document,
        fields=tuple(
            one.model_copy(update={"role": "ignored"}) if one.source in columns else one for one in document.fields
        ),
    )


def remove_field(document: SegmentationEvaluation, field_id: str) -> SegmentationEvaluation:
    """Take a field out.

    Raises
    ------
    NotFound
        ``part_unknown``.
    EvaluationError
        ``field_in_use`` with the candidates that read it.
    """
    left = without(document.fields, field_id)
    users = [one.id for one in document.candidates if field_id in needed_fields(one)]
    if users:
        raise EvaluationError("field_in_use", field=field_id, count=len(users))
    return revise(document, fields=left)


def add_fields(document: SegmentationEvaluation, fields: Iterable[CustomerField]) -> SegmentationEvaluation:
    """Add the fields whose column no field names yet and whose id is free."""
    found = list(document.fields)
    for one in fields:
        if not any(one.source == other.source or one.id == other.id for other in found):
            found.append(one)
    return revise(document, fields=tuple(found))


def _with_source(document: SegmentationEvaluation, **changes: object) -> SegmentationEvaluation:
    return revise(document, data=fields_of(document.data) | changes)
