"""The fields one by one, a page of them at a time, narrowed by a word or by what they are."""

from __future__ import annotations

import streamlit as st

from evaluators.segmentations.data_look import FieldLook
from i18n.formats import number
from reports.segmentations.look import MOSTLY_MISSING, LookWords
from ui.panels.segmentations import fields_row
from ui.panels.segmentations.page import SegmentationPage

ABREAST = 10  # fields drawn at once
KINDS = ("all", "input", "channel", "care", "unused")


def show(page: SegmentationPage, said: LookWords) -> None:
    """Draw the fields that are asked for."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", key="fields-narrow"):
        kind = st.segmented_control(
            t("segmentation_page.fields.show"),
            KINDS,
            default="all",
            required=True,
            format_func=lambda code: t(f"segmentation_page.fields.show.{code}"),
            key="fields-kind",
            wrap=True,
        )
        word = st.text_input(
            t("segmentation_page.fields.find"), key="fields-word", placeholder=t("page.optional"), width=260
        )
    found = [one for one in said.look.fields if _fits(page, said, one, kind, word)]
    if not found:
        st.info(t("segmentation_page.fields.none"))
        return
    for one in _some(page, found):
        fields_row.show(page, said, one)


def _fits(page: SegmentationPage, said: LookWords, one: FieldLook, kind: str, word: str) -> bool:
    wanted = word.strip().casefold()
    if wanted and wanted not in f"{said.name(one)} {one.column}".casefold():
        return False
    field = None if one.field is None else page.document.field(one.field)
    role = None if field is None else field.role
    if kind == "care":
        return needs_care(one) or (field is not None and field.special_category)
    if kind == "unused":
        return role in (None, "ignored", "outcome")
    return kind == "all" or role == kind


def needs_care(one: FieldLook) -> bool:
    """Say whether something about a field is to be looked at before it is used."""
    return bool(one.unusable or one.spread != "enough" or one.old or one.missing_share >= MOSTLY_MISSING)


def _some(page: SegmentationPage, found: list[FieldLook]) -> list[FieldLook]:
    """Draw the choice of a page, where there is more than one, and return its fields."""
    t = page.t
    if len(found) <= ABREAST:
        return found
    starts = list(range(0, len(found), ABREAST))
    if st.session_state.get("fields-page") not in starts:
        st.session_state["fields-page"] = 0
    start = st.selectbox(
        t("segmentation_page.fields.page"),
        starts,
        format_func=lambda place: t(
            "segmentation_page.fields.page.of",
            first=place + 1,
            last=min(place + ABREAST, len(found)),
            all=number(len(found), t.language, 0),
        ),
        key="fields-page",
        placeholder=t("page.choose"),
        width=260,
    )
    return found[start : start + ABREAST]
