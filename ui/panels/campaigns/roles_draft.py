"""Column roles that wait to be confirmed: where they start from, one change at a time, and what they make of a test."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from evaluators.campaigns.design import Design
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.source import CustomerRows, Roles
from evaluators.documents import text_of
from services import editing_campaigns, editing_sends
from services.datasets import KeptTable
from ui.panels.campaigns.metric_presets import SYMBOLS
from ui.panels.campaigns.sends import begun

NEW = "new:"
KINDS = ("proportion", "mean", "money", "rating")
OUT = ""  # a value that is no variant of the test
BEST_MARKS = (5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Roles as they stand on the page."""

    roles: Roles  # without metrics; an empty variant column is none yet
    metrics: dict[str, str]  # column to the id of a metric in the design, or "new:" and a kind
    meanings: dict[str, str]  # value of the variant column to variant id or "": what the user has said
    control: str | None = None  # value; None: as guessed
    primary: str | None = None  # column; None: as the design says, or the first


def draft_key(send_id: str, table: KeptTable) -> str:
    """Return what the draft and its fields are called by."""
    return f"roles-{send_id}-{table.file.sha256[:12]}"


def draft_of(document: CampaignTest, send_id: str, table: KeptTable) -> Draft:
    """Return the draft on the page, or the one that the document or the guess starts it with."""
    found: Draft | None = st.session_state.get(draft_key(send_id, table))
    return found if found is not None else started(document, send_id, table)


def change_draft(key: str, draft: Draft, **changes: object) -> None:
    """Replace parts of the draft; for callbacks."""
    st.session_state[key] = replace(draft, **changes)


def change_roles(key: str, draft: Draft, **changes: object) -> None:
    """Replace roles in the draft. A column has one role: it leaves the one that it had."""
    also = changes.get("segment_also", ())
    taken = {one for one in changes.values() if isinstance(one, str)} | {*(also if isinstance(also, tuple) else ())}
    freed = {
        name: None if name != "variant" else ""
        for name in ("variant", "customer", "segment", "exposed_at", "outcome_at", "cluster")
        if name not in changes and getattr(draft.roles, name) in taken
    }
    covariates = tuple(one for one in draft.roles.covariates if one not in taken)
    metrics = {column: meaning for column, meaning in draft.metrics.items() if column not in taken}
    roles = draft.roles.model_copy(update={"covariates": covariates, **freed, **changes})
    values = {} if "variant" in changes else draft.meanings
    control = None if "variant" in changes else draft.control
    change_draft(key, draft, roles=roles, metrics=metrics, meanings=values, control=control)


def forget(key: str) -> None:
    """Start again from the document, or from the guess."""
    st.session_state.pop(key, None)


def started(document: CampaignTest, send_id: str, table: KeptTable) -> Draft:
    """Return the roles that the document has for this table, else those that are guessed."""
    source = next((send.source for send in document.sends if send.id == send_id), None)
    design = document.design
    if isinstance(source, CustomerRows) and source.file.sha256 == table.file.sha256:
        roles = source.roles
        metrics = {column: metric for metric, column in roles.metrics.items()}
        return Draft(roles=_bare(roles), metrics=metrics, meanings=dict(roles.variants))
    guess = table.guess
    roles = guess.roles or Roles(variant="")
    metrics = {}
    for one in guess.guesses:
        if one.role == "metric" and one.metric:
            known = _known(design, one.column, one.metric)
            if known or not design.metrics:
                metrics[one.column] = known or f"{NEW}{one.kind}"
    return Draft(roles=_bare(roles), metrics=metrics, meanings={})


def _bare(roles: Roles) -> Roles:
    return roles.model_copy(update={"metrics": {}, "variants": {}})


def _known(design: Design, column: str, guessed: str) -> str | None:
    """Return the metric of the design that a column is called after."""
    for metric in design.metrics:
        names = {metric.id, *(text_of(metric.name, language).casefold() for language in ("fi", "en"))}
        if {column.casefold(), guessed} & names:
            return metric.id
    return None


def taken_over(document: CampaignTest, send_id: str, table: KeptTable, draft: Draft) -> CampaignTest:
    """Return the test with the table as the send's source and what its design lacked.

    Raises
    ------
    EvaluationError
        As ``services.editing_sends.design_from_roles``.
    """
    document, metrics, primary = with_metrics(begun(document, send_id), table, draft.metrics, draft.primary)
    new = not document.design.variants
    meanings = {} if new else {value: ident for value, ident in draft.meanings.items() if ident}
    roles = draft.roles.model_copy(update={"metrics": metrics, "variants": meanings})
    document = editing_sends.design_from_roles(document, send_id, table, roles)
    if primary is not None and primary != getattr(document.design.primary_metric, "id", None):
        document = editing_campaigns.set_primary(document, primary)
    if not new:
        return document
    ids = variants_of(document, send_id)
    for value, ident in ids.items():
        if draft.meanings.get(value) == OUT:
            document = editing_campaigns.remove_variant(document, ident)
    if draft.control in ids and draft.meanings.get(draft.control) != OUT:
        document = editing_campaigns.move_variant(document, ids[draft.control], 0)
    return document


def with_metrics(
    document: CampaignTest, table: KeptTable, meanings: dict[str, str], primary: str | None = None
) -> tuple[CampaignTest, dict[str, str], str | None]:
    """Return the test with the new metrics added, the column of each metric, and the metric of the primary column."""
    columns: dict[str, str] = {}
    for column, meaning in meanings.items():
        ident = meaning
        if meaning.startswith(NEW):
            kind = meaning.removeprefix(NEW)
            fields = new_fields(document.design, table, column, kind)
            document = editing_campaigns.add_metric(document, column, "mean" if kind == "money" else kind, **fields)
            ident = document.design.metrics[-1].id
        columns[ident] = column
    deciding = next((ident for ident, column in columns.items() if column == primary), None)
    return document, columns, deciding


def new_fields(design: Design, table: KeptTable, column: str, kind: str) -> dict[str, object]:
    """Return what a new metric has beside its name and kind."""
    if kind == "money":
        currency = design.money.currency
        return {"unit": SYMBOLS.get(currency, currency)}
    if kind == "rating":
        facts = next((one for one in table.columns if one.name == column), None)
        largest = facts.largest if facts is not None and facts.largest is not None else BEST_MARKS[0]
        return {"highest": next((mark for mark in BEST_MARKS if largest <= mark), BEST_MARKS[-1])}
    return {}


def variants_of(document: CampaignTest, send_id: str) -> dict[str, str]:
    """Return the variant that each value of a send's column means."""
    source = next(send.source for send in document.sends if send.id == send_id)
    return dict(source.roles.variants) if isinstance(source, CustomerRows) else {}


def metric_choices(design: Design) -> tuple[str, ...]:
    """Return what a column can measure: the design's metrics, and new ones of each kind."""
    return (*(metric.id for metric in design.metrics), *(f"{NEW}{kind}" for kind in KINDS))
