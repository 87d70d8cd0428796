"""Tables of what customers did, joined to a send's customers: orders, clicks, unsubscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.campaigns.source import CustomerRows, OutcomeTable
from i18n.formats import number
from services import editing_campaigns, editing_sends
from services.datasets import KeptTable
from ui import escape
from ui.panels import fields, upload
from ui.panels.campaigns.metric_presets import preset_metric
from ui.panels.campaigns.page import CampaignPage
from ui.panels.campaigns.roles_draft import NEW, with_metrics
from ui.panels.campaigns.roles_metrics import NUMERIC, guessed_meaning, meaning_field
from ui.panels.campaigns.sends import change_send
from ui.panels.edits import change

COUNTED = ("bought", "orders")  # what rows of a table may be, beside the metrics of the test


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What the columns of an outcome table mean, until it is joined."""

    customer: str | None
    at: str | None
    metrics: dict[str, str]  # column to metric id, or "new:" and a kind
    rows: tuple[str, ...] = ()  # metrics that count rows: ids, or presets


def show(page: CampaignPage, send: Send, source: CustomerRows) -> None:
    """Draw the tables that are joined, and the way to one more."""
    t = page.t
    st.caption(t("data.outcomes.why"))
    if source.roles.customer is None:
        st.info(t("data.outcomes.no_customer"))
        return
    for one in source.outcomes:
        _joined(page, send, one)
    key = f"outcomes-{send.id}"
    table = upload.choose(page.t, key)
    if table is not None and table.file.sha256 != source.file.sha256:
        _columns(page, send, source, table, key)


def _joined(page: CampaignPage, send: Send, one: OutcomeTable) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center"):
        names = page.words.join([page.words.name(metric) for metric in one.metrics])
        rows = number(one.file.rows, t.language, 0)
        file = t.plural("data.table_rows", one.file.rows, name=one.file.name, number=rows)
        st.markdown(escape.markdown(f"{file} · {names}" if names else file), width="content")
        st.button(
            t("data.outcomes.remove"),
            key=f"outcomes-remove-{send.id}-{one.file.sha256[:12]}",
            on_click=_remove,
            args=(send.id, one.file.sha256),
            type="tertiary",
            icon=":material/link_off:",
        )


def _remove(send_id: str, sha256: str) -> None:
    change(lambda document: editing_sends.remove_outcomes(document, send_id, sha256), "remove_outcomes")


def started(table: KeptTable, customer: str | None) -> Joined:
    """Return what the columns probably mean; a column called as the customer's in the other file is the same."""
    guesses = table.guess.guesses
    roles = {one.role: one.column for one in guesses if one.role in ("customer", "outcome_at")}
    dates = [one.name for one in table.columns if one.type in ("date", "moment")]
    amounts = {one.column: guessed_meaning(table, one.column) for one in guesses if one.role == "metric"}
    return Joined(
        customer=customer if customer in table.file.columns else roles.get("customer"),
        at=roles.get("outcome_at", dates[0] if len(dates) == 1 else None),
        metrics=amounts,
    )


def _columns(page: CampaignPage, send: Send, source: CustomerRows, table: KeptTable, key: str) -> None:
    """Draw what the columns mean and the button that joins the table."""
    t, draft_key = page.t, f"{key}-{table.file.sha256[:12]}"
    draft: Joined = st.session_state.get(draft_key) or started(table, source.roles.customer)

    def put(**changes: object) -> None:
        st.session_state[draft_key] = Joined(
            **{name: getattr(draft, name) for name in ("customer", "at", "metrics", "rows")} | changes
        )

    with st.grid(2, min_column_width=220):
        for name in ("customer", "at"):
            fields.choice(
                t(f"data.outcomes.{name}"),
                table.file.columns,
                getattr(draft, name),
                lambda column, name=name: put(**{name: column}),
                key=f"{draft_key}-{name}",
                name=str,
                placeholder=t("data.role.none"),
                optional=name == "at",
                help=t(f"data.outcomes.{name}.help"),
            )
    _measured(page, table, draft, draft_key, put)
    st.button(
        t("data.outcomes.use"),
        key=f"{draft_key}-use",
        on_click=_use,
        args=(send.id, table, draft, key),
        type="primary",
        disabled=draft.customer is None or not (draft.metrics or draft.rows),
    )


def _measured(page: CampaignPage, table: KeptTable, draft: Joined, key: str, put) -> None:
    """Draw which columns are summed per customer, and what its rows are counted as."""
    t, metrics = page.t, page.words.metrics
    free = [one.name for one in table.columns if one.type in NUMERIC and one.name != draft.customer]
    free = free if table.columns else list(table.file.columns)

    def chosen() -> None:
        columns = st.session_state[f"{key}-metrics"]
        put(metrics={one: draft.metrics.get(one) or guessed_meaning(table, one) for one in columns})

    st.session_state[f"{key}-metrics"] = [one for one in draft.metrics if one in free]
    st.multiselect(
        t("data.outcomes.metrics"),
        free,
        key=f"{key}-metrics",
        on_change=chosen,
        placeholder=t("data.role.none"),
        help=t("data.outcomes.metrics.help"),
    )
    with st.grid(3, min_column_width=180):
        for place, (column, meaning) in enumerate(draft.metrics.items()):
            receive = partial(_set_meaning, put, draft, column)
            meaning_field(page, column, meaning, receive, f"{key}-metric-{place}")
    options = [*metrics, *(f"{NEW}{one}" for one in COUNTED if one not in metrics)]
    names = {**metrics, **{f"{NEW}{one}": t(f"data.outcomes.new.{one}") for one in COUNTED}}

    def counted() -> None:
        put(rows=tuple(st.session_state[f"{key}-rows"]))

    st.session_state[f"{key}-rows"] = [one for one in draft.rows if one in options]
    st.multiselect(
        t("data.outcomes.rows"),
        options,
        format_func=names.__getitem__,
        key=f"{key}-rows",
        on_change=counted,
        placeholder=t("data.role.none"),
        help=t("data.outcomes.rows.help"),
    )


def _set_meaning(put, draft: Joined, column: str, meaning: str) -> None:
    put(metrics={**draft.metrics, column: meaning})


def _use(send_id: str, table: KeptTable, draft: Joined, key: str) -> None:
    if change_send(send_id, lambda document: joined(document, send_id, table, draft), "outcomes"):
        upload.forget(key)
        st.session_state.pop(f"{key}-{table.file.sha256[:12]}", None)


def joined(document: CampaignTest, send_id: str, table: KeptTable, draft: Joined) -> CampaignTest:
    """Return the test with the table joined to the send's customers, and its new metrics in the design.

    Raises
    ------
    EvaluationError
        As ``services.editing_sends.add_outcomes``.
    """
    document, columns, _ = with_metrics(document, table, draft.metrics)
    for one in draft.rows:
        ident = one
        if one.startswith(NEW):
            metric = preset_metric(one.removeprefix(NEW), document.design)
            document, ident = editing_campaigns.put_metric(document, metric), metric.id
        columns[ident] = ""
    outcomes = OutcomeTable(file=table.file, customer=draft.customer or "", at=draft.at, metrics=columns)
    return editing_sends.add_outcomes(document, send_id, outcomes)
