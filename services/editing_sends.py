"""Edits of a test's sends and where their figures come from: a table of sums, or customer rows that are kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.campaigns.source import CustomerRows, OutcomeTable, PastedTable, Roles, TableRow
from evaluators.data_files import DataFile
from evaluators.documents import Label, revise
from evaluators.errors import EvaluationError, NotFound
from services.editing_campaign_rows import design_from_roles, rows_from_guess, values_of
from services.editing_campaign_tables import PastedPreview, parse_table, parse_table_file, table_into
from services.parts import fields_of, free_id, required, without

__all__ = [
    "PastedPreview",
    "add_outcomes",
    "add_send",
    "change_send",
    "design_from_roles",
    "parse_table",
    "parse_table_file",
    "remove_outcomes",
    "remove_send",
    "rows_from_guess",
    "set_roles",
    "set_rows_source",
    "set_table",
    "table_into",
    "values_of",
]


def add_send(document: CampaignTest, name: Label = "", sent_on: date | None = None) -> CampaignTest:
    """Add a send without figures yet; it is the last of ``sends``."""
    send_id = free_id(name, [one.id for one in document.sends], otherwise="send")
    return revise(document, sends=(*document.sends, Send(id=send_id, name=name, sent_on=sent_on)))


def change_send(document: CampaignTest, send_id: str, **fields: object) -> CampaignTest:
    """Set a send's name, sent_on, last_outcome_on, planned_customers, final or source; raises ``part_unknown``."""
    values = fields_of(required(document.sends, send_id)) | fields
    return revise(document, sends=tuple(values if one.id == send_id else one for one in document.sends))


def remove_send(document: CampaignTest, send_id: str) -> CampaignTest:
    """Take a send out with its figures; kept files stay. Raises ``part_unknown``."""
    return revise(document, sends=without(document.sends, send_id))


def set_table(document: CampaignTest, send_id: str, rows: Sequence[TableRow]) -> CampaignTest:
    """Give a send's sums as a table, in place of what it had; raises ``part_unknown``."""
    return change_send(document, send_id, source=PastedTable(rows=tuple(rows)))


def set_rows_source(document: CampaignTest, send_id: str, rows: CustomerRows) -> CampaignTest:
    """Take a send's figures from kept customer rows, in place of what it had; raises ``part_unknown``."""
    return change_send(document, send_id, source=rows)


def set_roles(document: CampaignTest, send_id: str, roles: Roles) -> CampaignTest:
    """Say what the columns of a send's file mean.

    Raises
    ------
    NotFound
        ``part_unknown``.
    EvaluationError
        ``send_has_no_rows``; ``role_column_unknown`` when the file has no such column.
    """
    rows = rows_of(document, send_id)
    named = [roles.variant, roles.customer, *roles.segment_columns, roles.exposed_at, roles.outcome_at, roles.cluster]
    _check_columns(rows.file, [*named, *roles.metrics.values(), *roles.covariates])
    return change_send(document, send_id, source=rows.model_copy(update={"roles": roles}))


def add_outcomes(document: CampaignTest, send_id: str, outcomes: OutcomeTable) -> CampaignTest:
    """Join a table of what customers did; a file that is joined already is joined anew. Raises as ``set_roles``."""
    rows = rows_of(document, send_id)
    _check_columns(outcomes.file, [outcomes.customer, outcomes.at, *(one or None for one in outcomes.metrics.values())])
    others = tuple(one for one in rows.outcomes if one.file.sha256 != outcomes.file.sha256)
    values = fields_of(rows) | {"outcomes": (*others, outcomes)}
    return change_send(document, send_id, source=values)


def remove_outcomes(document: CampaignTest, send_id: str, sha256: str) -> CampaignTest:
    """Join a table no more; raises as ``set_roles``, and ``part_unknown`` when it is not joined."""
    rows = rows_of(document, send_id)
    kept = tuple(one for one in rows.outcomes if one.file.sha256 != sha256)
    if len(kept) == len(rows.outcomes):
        raise NotFound("part_unknown", id=sha256[:80], available=[one.file.name for one in rows.outcomes])
    return change_send(document, send_id, source=rows.model_copy(update={"outcomes": kept}))


def rows_of(document: CampaignTest, send_id: str) -> CustomerRows:
    """Return where a send's rows are kept, raising as ``set_roles``."""
    source = required(document.sends, send_id).source
    if not isinstance(source, CustomerRows):
        raise EvaluationError("send_has_no_rows", send=send_id)
    return source


def _check_columns(file: DataFile, columns: Sequence[str | None]) -> None:
    missing = [one for one in dict.fromkeys(columns) if one is not None and one not in file.columns]
    if missing:
        raise EvaluationError("role_column_unknown", missing=missing, file=file.name, available=list(file.columns))
