"""Which columns are measured, how each is counted, and which one decides."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest
from evaluators.documents import text_of
from services.datasets import KeptTable
from ui import escape
from ui.panels import fields
from ui.panels.campaigns import roles_reasons
from ui.panels.campaigns.page import CampaignPage
from ui.panels.campaigns.roles_draft import NEW, Draft, change_draft, change_roles, metric_choices

NUMERIC = ("integer", "decimal", "number", "boolean")


def show(page: CampaignPage, table: KeptTable, draft: Draft, key: str, preview: CampaignTest | None) -> None:
    """Draw the columns that are measured, how each is counted, and which one decides."""
    t = page.t
    st.session_state[f"{key}-metrics"] = list(draft.metrics)
    st.multiselect(
        t("data.metrics"),
        measurable(table, draft),
        key=f"{key}-metrics",
        on_change=_set_columns,
        args=(key, draft, table),
        placeholder=t("data.role.none"),
        help=t("data.metrics.help"),
    )
    if not draft.metrics:
        st.caption(t("data.metrics.without"))
        return
    with st.grid(3, min_column_width=180):
        for place, (column, meaning) in enumerate(draft.metrics.items()):
            with st.container():
                meaning_field(page, column, meaning, partial(_set_meaning, key, draft, column), f"{key}-metric-{place}")
                st.caption(roles_reasons.reason(table, "metric", column, t))
    _primary(page, draft, key, preview)


def measurable(table: KeptTable, draft: Draft) -> list[str]:
    """Return the columns that hold numbers or yes and no and have no other role, and those chosen already."""
    named = {draft.roles.variant, draft.roles.customer, draft.roles.segment, draft.roles.cluster}
    unknown = not table.columns
    free = [one.name for one in table.columns if one.type in NUMERIC]
    columns = table.file.columns if unknown else free
    return [*dict.fromkeys((*(one for one in columns if one not in named), *draft.metrics))]


def meaning_field(page: CampaignPage, column: str, meaning: str, receive: fields.Receive, key: str) -> None:
    """Draw the list of what a column may measure: a metric of the test, or a new one of some kind."""
    t, names = page.t, page.words.metrics

    def name(one: str) -> str:
        if not one.startswith(NEW):
            return names[one]
        kind = t(f"data.kind.{one.removeprefix(NEW)}")
        return t("data.kind.new", kind=kind) if names else kind

    fields.choice(
        escape.label(column),
        metric_choices(page.document.design),
        meaning,
        receive,
        key=key,
        name=name,
        placeholder=t("page.choose"),
    )


def guessed_meaning(table: KeptTable, column: str) -> str:
    """Return how a column that was just chosen is counted."""
    guess = next((one for one in table.guess.guesses if one.column == column and one.kind), None)
    facts = next((one for one in table.columns if one.name == column), None)
    if guess is not None:
        return f"{NEW}{guess.kind}"
    two = facts is not None and (facts.type == "boolean" or set(facts.examples) == {"0", "1"})
    return f"{NEW}proportion" if two else f"{NEW}mean"


def _set_columns(key: str, draft: Draft, table: KeptTable) -> None:
    chosen = st.session_state[f"{key}-metrics"]
    metrics = {column: draft.metrics.get(column) or guessed_meaning(table, column) for column in chosen}
    change_roles(key, draft, covariates=tuple(one for one in draft.roles.covariates if one not in chosen))
    change_draft(key, st.session_state[key], metrics=metrics)


def _set_meaning(key: str, draft: Draft, column: str, meaning: str) -> None:
    """Give a column a meaning; a metric of the test is read from one column only."""
    others = {
        name: one for name, one in draft.metrics.items() if one != meaning or one.startswith(NEW) or name == column
    }
    change_draft(key, draft, metrics={**others, column: meaning})


def _primary(page: CampaignPage, draft: Draft, key: str, preview: CampaignTest | None) -> None:
    """Draw the choice of the metric that decides."""
    t = page.t
    deciding = preview.design.primary_metric if preview is not None else None
    if deciding is None:
        return
    by_name = text_of(deciding.name, t.language)
    column = next((one for one, meaning in draft.metrics.items() if meaning == deciding.id), by_name)
    if column not in draft.metrics:
        st.caption(t("data.metrics.primary_elsewhere", metric=escape.label(by_name)))
        return
    field, why = st.columns([2, 3], vertical_alignment="bottom")
    with field:
        fields.choice(
            t("data.metrics.primary"),
            list(draft.metrics),
            column,
            lambda chosen: change_draft(key, draft, primary=chosen),
            key=f"{key}-primary",
            name=str,
            placeholder=t("page.choose"),
        )
    with why:
        st.caption(t("data.metrics.primary.help"))
