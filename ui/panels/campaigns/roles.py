"""What the columns of a file mean: guessed with a reason each, mended by a list, taken into use with one click."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.campaigns.source import CustomerRows
from evaluators.errors import EvaluationError
from i18n.formats import number
from i18n.sentences import error_sentence
from services.datasets import KeptTable
from ui import draw, escape
from ui.panels import fields, upload
from ui.panels.campaigns import outcomes, roles_decides, roles_metrics, roles_reasons, roles_values
from ui.panels.campaigns.page import CampaignPage
from ui.panels.campaigns.roles_draft import Draft, change_roles, draft_key, draft_of, forget, taken_over
from ui.panels.campaigns.sends import change_send

MAIN = ("variant", "customer", "segment")
DATES = ("exposed_at", "outcome_at")
READ = ("before", "after", "unknown")


def in_use(page: CampaignPage, send: Send, source: CustomerRows) -> None:
    """Draw the rows that a send has: what decides, what the columns mean, and what is joined to them."""
    t = page.t
    count = number(source.file.rows, t.language, 0)
    name = t.plural("data.table_rows", source.file.rows, name=source.file.name, number=count)
    if upload.missing(source.file.sha256):
        st.warning(t("data.roles.file_gone", name=escape.label(name)))
        return
    st.success(t("data.roles.in_use", name=escape.label(name)), icon=":material/check_circle:")
    roles_decides.beside(page)
    table = upload.table_of(source.file.sha256)
    if table is not None:
        with st.expander(t("data.roles.title"), key=f"mend-{send.id}", on_change="rerun") as folded:
            if folded.open:
                show(page, send, table)
    with st.expander(t("data.outcomes.title"), key=f"outcomes-at-{send.id}", on_change="rerun") as folded:
        if folded.open:
            outcomes.show(page, send, source)


def show(page: CampaignPage, send: Send, table: KeptTable) -> None:
    """Draw the roles of a table's columns and the button that takes them into use."""
    t, document = page.t, page.document
    if not table.id:
        table = _looked_into(document, send.id, table)
    key = draft_key(send.id, table)
    draft = draft_of(document, send.id, table)
    with st.container(border=True, key=f"{key}-box"):
        st.markdown(f"**{t('data.roles.heading', name=escape.label(table.file.name))}**")
        if not draft.roles.variant:
            st.info(t("data.roles.no_variant"))
        for role in MAIN:
            _role(page, table, draft, key, role)
        if draft.roles.segment:
            _segment_also(page, table, draft, key)
            _segment_read(page, draft, key)
        preview, fault = _preview(document, send.id, table, draft)
        roles_values.show(page, table, draft, key, preview, send.id)
        roles_metrics.show(page, table, draft, key, preview)
        _folded(page, table, draft, key)
        if fault is not None:
            st.error(error_sentence(fault.code, fault.facts, t.language))
        st.button(
            t("data.roles.use"),
            key=f"{key}-use",
            on_click=_use,
            args=(send.id, table, draft),
            type="primary",
            disabled=preview is None,
            icon=":material/check:",
        )


def _looked_into(document: CampaignTest, send_id: str, table: KeptTable) -> KeptTable:
    """Return a table that the settings name with its types, and the values of the columns that need them."""
    table = upload.described(table, ())
    roles = draft_of(document, send_id, table).roles
    return upload.described(table, tuple(one for one in (roles.variant, roles.segment) if one))


def _folded(page: CampaignPage, table: KeptTable, draft: Draft, key: str) -> None:
    """Draw what is seldom needed: the other roles, and all columns of the file."""
    t = page.t
    with st.expander(t("data.roles.more"), key=f"{key}-more", on_change="rerun") as folded:
        if folded.open:
            _more(page, table, draft, key)
    if not table.columns:
        return
    count = len(table.file.columns)
    with st.expander(t("data.roles.columns", number=count), key=f"{key}-all", on_change="rerun") as folded:
        if folded.open:
            draw.draw(roles_reasons.columns_table(table, t))


def _preview(
    document: CampaignTest, send_id: str, table: KeptTable, draft: Draft
) -> tuple[CampaignTest | None, EvaluationError | None]:
    """Return what the test would be with these roles, or why it cannot be."""
    if not draft.roles.variant:
        return None, None
    try:
        return taken_over(document, send_id, table, draft), None
    except EvaluationError as fault:
        return None, fault


def _use(send_id: str, table: KeptTable, draft: Draft) -> None:
    if change_send(send_id, lambda document: taken_over(document, send_id, table, draft), "take_rows"):
        forget(draft_key(send_id, table))
        upload.forget(f"rows-{send_id}")
        for name in ("mend", "other"):
            st.session_state.pop(f"{name}-{send_id}", None)


def _role(page: CampaignPage, table: KeptTable, draft: Draft, key: str, role: str) -> None:
    """Draw one role: the column, and beside it why."""
    t = page.t
    chosen = getattr(draft.roles, role) or None
    field, why = st.columns([2, 3], vertical_alignment="bottom")
    with field:
        fields.choice(
            t(f"data.role.{role}"),
            table.file.columns,
            chosen,
            partial(_set_role, key, draft, role),
            key=f"{key}-{role}",
            name=str,
            placeholder=t("data.role.none"),
            optional=role != "variant",
            help=t(f"data.role.{role}.help"),
        )
    with why:
        st.caption(roles_reasons.reason(table, role, chosen, t) if chosen else t(f"data.role.{role}.without"))


def _set_role(key: str, draft: Draft, role: str, column: str | None) -> None:
    change_roles(key, draft, **{role: column or ("" if role == "variant" else None)})


def _segment_also(page: CampaignPage, table: KeptTable, draft: Draft, key: str) -> None:
    """Draw the columns that divide the segments further: their values are crossed."""
    t, roles = page.t, draft.roles
    used = {roles.variant, roles.customer, roles.segment, roles.exposed_at, roles.outcome_at, *draft.metrics}
    free = [column for column in table.file.columns if column not in used]
    field, why = st.columns([2, 3], vertical_alignment="bottom")
    st.session_state[f"{key}-segment-also"] = [one for one in roles.segment_also if one in free]
    field.multiselect(
        t("data.role.segment_also"),
        free,
        key=f"{key}-segment-also",
        on_change=_set_segment_also,
        args=(key, draft),
        max_selections=2,
        placeholder=t("data.role.none"),
    )
    why.caption(t("data.role.segment_also.help"))


def _set_segment_also(key: str, draft: Draft) -> None:
    change_roles(key, draft, segment_also=tuple(st.session_state[f"{key}-segment-also"]))


def _segment_read(page: CampaignPage, draft: Draft, key: str) -> None:
    t = page.t
    field, why = st.columns([2, 3], vertical_alignment="bottom")
    with field:
        fields.choice(
            t("data.role.segment_read"),
            READ,
            draft.roles.segment_read,
            lambda when: change_roles(key, draft, segment_read=when),
            key=f"{key}-segment-read",
            name=lambda when: t(f"data.role.segment_read.{when}"),
            placeholder=t("page.choose"),
        )
    with why:
        st.caption(t("data.role.segment_read.help"))


def _more(page: CampaignPage, table: KeptTable, draft: Draft, key: str) -> None:
    """Draw the roles that are seldom mended: what was known before, dates, what was dealt together."""
    t = page.t
    used = {draft.roles.variant, draft.roles.customer, draft.roles.segment, *draft.metrics}
    free = [column for column in table.file.columns if column not in used]
    st.session_state[f"{key}-covariates"] = [one for one in draft.roles.covariates if one in free]
    st.multiselect(
        t("data.role.covariates"),
        free,
        key=f"{key}-covariates",
        on_change=_set_covariates,
        args=(key, draft),
        placeholder=t("data.role.none"),
        help=t("data.role.covariates.help"),
    )
    for column in draft.roles.covariates:
        why = roles_reasons.reason(table, "covariate", column, t)
        st.caption(f"**{escape.label(column)}** · {why}")
    for role in (*DATES, "cluster"):
        _role(page, table, draft, key, role)


def _set_covariates(key: str, draft: Draft) -> None:
    change_roles(key, draft, covariates=tuple(st.session_state[f"{key}-covariates"]))
