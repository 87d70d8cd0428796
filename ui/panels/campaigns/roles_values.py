"""What the values of the variant column mean: variants of the test, one of them the control, or none of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest
from services.datasets import KeptTable
from ui import escape
from ui.panels import fields
from ui.panels.campaigns.page import CampaignPage
from ui.panels.campaigns.roles_draft import OUT, Draft, change_draft, variants_of


def show(
    page: CampaignPage, table: KeptTable, draft: Draft, key: str, preview: CampaignTest | None, send_id: str
) -> None:
    """Draw the control and the values in the test; where the design has variants, one list for each value."""
    values = known_values(table, draft.roles.variant)
    if not draft.roles.variant or preview is None:
        return
    if not values:
        st.caption(page.t("data.values.unknown"))
    elif page.document.design.variants:
        _matched(page, draft, key, values, variants_of(preview, send_id))
    else:
        _new(page, draft, key, values, preview, send_id)


def known_values(table: KeptTable, column: str) -> tuple[str, ...]:
    """Return all values of a column; none where they are not all known."""
    facts = next((one for one in table.columns if one.name == column), None)
    return facts.examples if facts is not None and len(facts.examples) == facts.distinct else ()


def _new(
    page: CampaignPage, draft: Draft, key: str, values: tuple[str, ...], preview: CampaignTest, send_id: str
) -> None:
    t = page.t
    ids = variants_of(preview, send_id)
    control = preview.design.control
    inside = [value for value in values if draft.meanings.get(value) != OUT]
    field, why = st.columns([2, 3], vertical_alignment="bottom")
    with field:
        fields.choice(
            t("data.values.control"),
            inside,
            next((value for value, ident in ids.items() if control is not None and ident == control.id), None),
            lambda value: change_draft(key, draft, control=value),
            key=f"{key}-control",
            name=str,
            placeholder=t("page.choose"),
        )
    with why:
        st.caption(t("data.values.control.help"))
    if len(values) > 2:
        fields.several(
            t("data.values.inside"),
            values,
            inside,
            partial(_set_inside, key, draft, values),
            key=f"{key}-inside",
            name=escape.label,
            help=t("data.values.inside.help"),
        )


def _set_inside(key: str, draft: Draft, values: tuple[str, ...], chosen: list[str]) -> None:
    """Keep at least two values in the test."""
    if len(chosen) >= 2:
        change_draft(key, draft, meanings={value: OUT for value in values if value not in chosen})


def _matched(page: CampaignPage, draft: Draft, key: str, values: tuple[str, ...], found: dict[str, str]) -> None:
    t, names = page.t, page.words.variants
    options = (*names, OUT)
    st.caption(t("data.values.matched"))
    with st.grid(2, min_column_width=220):
        for place, value in enumerate(values):
            fields.choice(
                escape.label(value),
                options,
                draft.meanings.get(value, found.get(value, OUT)),
                partial(_set_meaning, key, draft, found, values, value),
                key=f"{key}-value-{place}",
                name=lambda ident: t("data.values.out") if ident == OUT else names[ident],
                placeholder=t("page.choose"),
            )
    lacking = [name for ident, name in names.items() if ident not in found.values()]
    if lacking:
        st.warning(t("data.values.lacking", names=escape.markdown(page.words.join(lacking))))


def _set_meaning(
    key: str, draft: Draft, found: dict[str, str], values: tuple[str, ...], value: str, meaning: str
) -> None:
    meanings = {one: draft.meanings.get(one, found.get(one, OUT)) for one in values}
    change_draft(key, draft, meanings={**meanings, value: meaning})
