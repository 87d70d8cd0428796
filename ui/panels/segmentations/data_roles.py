"""What the columns of a table mean: guessed with a reason each, mended by a list, taken into use with one click."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from services import segmentation_sources
from services.datasets import KeptTable
from ui import escape, state
from ui.panels import fields, upload
from ui.panels.campaigns.roles_reasons import values_text
from ui.panels.edits import change
from ui.panels.segmentations.data_draft import (
    Draft,
    change_draft,
    change_kind,
    draft_key,
    draft_of,
    forget,
    taken_over,
)
from ui.panels.segmentations.page import SegmentationPage

KINDS = ("customers", "orders")
CUSTOMER_ROLES = ("customer", "joined", "outcome", "value")
ORDER_ROLES = ("customer", "at", "order", "amount", "quantity", "price", "category")
NEEDED = ("customer", "at")
_DATES, _NUMBERS = ("date", "moment"), ("integer", "decimal", "number")
_TYPES = {
    "joined": _DATES,
    "at": _DATES,
    "outcome": (*_NUMBERS, "boolean"),
    "value": _NUMBERS,
    "amount": _NUMBERS,
    "quantity": _NUMBERS,
    "price": _NUMBERS,
}
"""Types of columns that a role can have; any where none is named."""


def show(page: SegmentationPage, table: KeptTable) -> None:
    """Draw the meanings of a table's columns and the button that takes them into use."""
    t = page.t
    key, draft = draft_key(table), draft_of(page.document, table)
    in_use = table.file.sha256 in {one.sha256 for one in page.document.data.files}
    with st.container(border=not in_use, key=f"{key}-box"):
        if not in_use:
            st.markdown(f"**{t('data.roles.heading', name=escape.label(table.file.name))}**")
            fields.segments(
                t("segmentation_page.data.kind"),
                KINDS,
                draft.kind,
                partial(change_kind, key, draft),
                key=f"{key}-kind",
                name=lambda kind: t(f"segmentation_page.data.kind.{kind}"),
            )
            st.caption(t(f"segmentation_page.data.kind.{draft.kind}.why"))
        for role in CUSTOMER_ROLES if draft.kind == "customers" else ORDER_ROLES:
            _role(page, table, draft, role)
        if draft.kind == "orders":
            _more_of_a_log(page, table, draft)
        if draft.missing:
            names = [t(f"segmentation_page.data.role.{role}") for role in draft.missing]
            st.info(t("segmentation_page.data.needs", roles=page.words.join(names)))
        st.button(
            t("data.roles.use"),
            key=f"{key}-use",
            on_click=_use,
            args=(table, draft),
            type="primary",
            disabled=bool(draft.missing),
            icon=":material/check:",
        )


def _role(page: SegmentationPage, table: KeptTable, draft: Draft, role: str) -> None:
    """Draw one role: the column, and beside it why."""
    t, key = page.t, draft_key(table)
    chosen = draft.values.get(role)
    field, why = st.columns([2, 3], vertical_alignment="bottom")
    with field:
        fields.choice(
            t(f"segmentation_page.data.role.{role}"),
            _fitting(table, role, chosen),
            chosen,
            partial(_set_role, key, draft, role),
            key=f"{key}-{draft.kind}-{role}",
            name=str,
            placeholder=t("data.role.none"),
            optional=not (draft.kind == "orders" and role in NEEDED),
            help=t(f"segmentation_page.data.role.{role}.help"),
        )
    with why:
        st.caption(_why(page, table, draft, role, chosen))


def _fitting(table: KeptTable, role: str, chosen: str | None) -> Sequence[str]:
    """Return the columns that a role can have by their type; all where the types are not known."""
    types = _TYPES.get(role)
    if types is None or not table.columns:
        return table.file.columns
    return [one.name for one in table.columns if one.type in types or one.name == chosen]


def _why(page: SegmentationPage, table: KeptTable, draft: Draft, role: str, chosen: str | None) -> str:
    """Return why a column is thought to have a role, with what it holds; or what follows from having none."""
    t = page.t
    if not chosen:
        return t(f"segmentation_page.data.role.{role}.without")
    guesses = segmentation_sources.guess(table).of(draft.kind)
    guess = next((one for one in guesses if one.column == chosen and one.role == role), None)
    why = t(f"data.reason.{guess.reason}") if guess is not None else t("data.reason.chosen")
    values = values_text(table, chosen, t) if _is_looked_into(table, chosen) else ""
    return escape.markdown(t("data.reason.values", why=why, values=values) if values else why)


def _is_looked_into(table: KeptTable, column: str) -> bool:
    return any(one.name == column and one.distinct for one in table.columns)


def _set_role(key: str, draft: Draft, role: str, column: str | None) -> None:
    change_draft(key, draft, **{role: column})


def _more_of_a_log(page: SegmentationPage, table: KeptTable, draft: Draft) -> None:
    """Draw what marks cancellations, and the columns that describe customers or count what they do."""
    t, key = page.t, draft_key(table)
    fields.text(
        t("segmentation_page.data.role.cancelled_with"),
        draft.orders["cancelled_with"],
        lambda text: change_draft(key, draft, cancelled_with=text.strip()),
        key=f"{key}-cancelled",
        placeholder=t("page.optional"),
        help=t("segmentation_page.data.role.cancelled_with.help"),
    )
    used = {draft.orders[role] for role in ORDER_ROLES}
    for role in ("traits", "engagement"):
        numbers = {one.name for one in table.columns if one.type in _NUMBERS}
        free = [name for name in table.file.columns if name not in used and (role == "traits" or name in numbers)]
        st.session_state[f"{key}-{role}"] = [one for one in draft.orders[role] if one in free]
        st.multiselect(
            t(f"segmentation_page.data.role.{role}"),
            free,
            key=f"{key}-{role}",
            on_change=_set_several,
            args=(key, draft, role),
            placeholder=t("data.role.none"),
            help=t(f"segmentation_page.data.role.{role}.help"),
        )


def _set_several(key: str, draft: Draft, role: str) -> None:
    change_draft(key, draft, **{role: tuple(st.session_state[f"{key}-{role}"])})


def _use(table: KeptTable, draft: Draft) -> None:
    t = state.words()
    try:
        done = change(lambda document: taken_over(document, table, draft), "take_table")
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    if done:
        forget(draft_key(table))
        upload.forget("source-add")
        for name in ("another", f"mend-{draft.kind}"):
            st.session_state.pop(f"source-{name}", None)
