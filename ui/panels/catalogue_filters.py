"""The catalogue's filters, the same on the Catalogue page and when tools are picked for an evaluation."""

from __future__ import annotations

import streamlit as st

from i18n import Texts
from services import catalogue
from services.catalogue import Filters

FIELDS = {"categories": "category", "segments_on": "segments_on", "deployments": "deployment"}
"""Fields of the filters and the prefix of their options' names."""


def filtered(t: Texts, *, key: str) -> Filters:
    """Draw the filters and return what is asked."""
    choices = catalogue.filter_choices()
    text = st.text_input(
        t("page.catalogue.search"),
        key=f"{key}-text",
        type="search",
        placeholder=t("page.catalogue.search.placeholder"),
        persist_state="session",
    )
    with st.grid(3, min_column_width=200):
        chosen = {
            field: st.multiselect(
                t(f"page.catalogue.{field}"),
                getattr(choices, field),
                format_func=lambda code, prefix=prefix: t(f"{prefix}.{code}"),
                key=f"{key}-{field}",
                placeholder=t("page.catalogue.any"),
                persist_state="session",
            )
            for field, prefix in FIELDS.items()
        }
    meets = st.pills(
        t("page.catalogue.meets"),
        choices.meets,
        selection_mode="multi",
        format_func=lambda code: t(f"must_have.{code}"),
        key=f"{key}-meets",
        persist_state="session",
        wrap=True,
    )
    return Filters(text=text or "", meets=tuple(meets), **{field: tuple(ids) for field, ids in chosen.items()})
