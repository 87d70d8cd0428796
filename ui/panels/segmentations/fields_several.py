"""Marking several fields at once: what is left empty stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from services.editing_segmentation_data import change_fields
from ui import state
from ui.panels import fields
from ui.panels.edits import Form, change
from ui.panels.segmentations.fields_form import MARKS, POINTS, ROLES
from ui.panels.segmentations.page import SegmentationPage

FORM = "fields-together"


def show(page: SegmentationPage) -> None:
    """Draw the form."""
    t, form = page.t, Form(FORM, page.t)
    names = fields.named(page.words.fields)
    with st.form(FORM, border=False):
        st.multiselect(
            t("segmentation_page.several.fields"),
            list(names),
            format_func=names.get,
            key=form.key("fields"),
            placeholder=t("page.choose"),
        )
        with st.grid(2, min_column_width=240):
            form.choice(
                "role", t("segmentation_page.field.role"), ROLES, lambda role: t(f"segmentation_page.field.role.{role}")
            )
            form.choice(
                "at_signup",
                t("segmentation_page.field.at_signup.is"),
                (True, False),
                lambda yes: t("answer.yes" if yes else "answer.no"),
            )
            form.choice(
                "sensitivity",
                t("segmentation_page.field.sensitivity"),
                POINTS,
                lambda points: t(f"segmentation_page.field.sensitivity.{points}"),
            )
            form.choice(
                "reliability",
                t("segmentation_page.field.reliability"),
                MARKS,
                lambda mark: f"{mark} · {t(f'data_look.reliability.{mark}')}",
            )
            form.day("collected_on", t("segmentation_page.field.collected_on"))
        form.send(t("segmentation_page.several.mark"), _mark)


def _mark(form: Form) -> bool:
    t = state.words()
    chosen: Sequence[str] = form.value("fields") or ()
    parts = ("role", "at_signup", "sensitivity", "reliability", "collected_on")
    changes = {name: form.value(name) for name in parts if form.value(name) is not None}
    if not chosen or not changes:
        return form.refuse(t("segmentation_page.several.nothing"))
    return change(lambda document: change_fields(document, chosen, **changes), "mark_fields")
