"""The step "fields" of a segmentation: look at each field first, then say what it is and what it may do."""

from __future__ import annotations

import streamlit as st

from reports.segmentations.look import LookWords
from services import segmentation_sources
from ui import escape
from ui.panels.edits import change
from ui.panels.segmentations import data_look, fields_list, fields_several
from ui.panels.segmentations.page import SegmentationPage

MOST_NAMED = 12


def show(page: SegmentationPage) -> None:
    """Draw the whole step."""
    t, document = page.t, page.document
    st.write(t("segmentation_page.fields.intro"))
    if not document.data.files:
        st.info(t("segmentation_page.fields.no_data"))
        return
    said = data_look.looked(page)
    if said is None:
        return
    data_look.unusable(page, said)
    _suggested(page, said)
    _delicate(page)
    fields_list.show(page, said)
    if len(document.fields) > 1:
        with st.expander(t("segmentation_page.fields.several"), key="fields-several", on_change="rerun") as folded:
            if folded.open:
                fields_several.show(page)


def _suggested(page: SegmentationPage, said: LookWords) -> None:
    """Offer fields for the columns and features that have none."""
    t = page.t
    found = segmentation_sources.suggested_fields(page.document)
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="fields-suggested"):
        looks = [one for one in said.look.fields if one.column in {new.source for new in found}]
        names = page.words.join([said.name(one) for one in looks], MOST_NAMED)
        st.markdown(escape.markdown(t("segmentation_page.fields.new", names=names)), width="stretch")
        st.button(
            t.plural("segmentation_page.fields.add", len(found), n=len(found)),
            key="fields-add",
            on_click=change,
            args=(segmentation_sources.with_suggestions, "add_fields"),
        )


def _delicate(page: SegmentationPage) -> None:
    """Say which fields need a ground before anybody is segmented by them."""
    t = page.t
    names = [
        page.words.field(one.id)
        for one in page.document.fields
        if one.role == "input" and (one.special_category or one.inferred) and not one.basis.strip()
    ]
    if names:
        st.warning(escape.markdown(t("segmentation_page.fields.delicate", fields=page.words.join(names, MOST_NAMED))))
