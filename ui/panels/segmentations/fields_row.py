"""One field: how it spreads, what is missing, old or unsure about it, and below it what it means."""

from __future__ import annotations

import streamlit as st

from evaluators.segmentations.data_look import FieldLook
from evaluators.segmentations.fields import CustomerField
from reports.blocks import Figure, Tone
from reports.segmentations.look import LookWords, field_figure, field_sentences, field_verdict
from services import segmentation_sources
from services.editing_segmentation_data import add_fields
from ui import draw, escape
from ui.panels.edits import change
from ui.panels.segmentations import fields_form
from ui.panels.segmentations.page import SegmentationPage

ICONS = {Tone.GOOD: ":material/check:", Tone.WARNING: ":material/error:"}


def show(page: SegmentationPage, said: LookWords, one: FieldLook) -> None:
    """Draw one field."""
    t = page.t
    field = None if one.field is None else page.document.field(one.field)
    with st.container(border=True, key=f"field-{_place(said, one)}"):
        text, picture = st.columns([3, 2])
        with text:
            st.markdown(f"**{escape.label(said.name(one))}**")
            st.caption(escape.markdown(_marks(page, one, field)))
            st.markdown(escape.markdown(" ".join(field_sentences(said, one))))
            verdict, tone = field_verdict(said, one)
            st.markdown(f"{ICONS[tone]} {escape.markdown(verdict)}")
        figure = field_figure(said, one)
        if figure is not None:
            with picture:
                draw.draw(_without_caption(figure), f"-{_place(said, one)}")
        if field is not None:
            with st.expander(t("segmentation_page.field.mark"), key=f"field-mark-{field.id}", on_change="rerun") as at:
                if at.open:
                    fields_form.show(page, field)
        elif one.unusable != "name_taken":
            _begin(page, one)


def _without_caption(figure: Figure) -> Figure:
    """Return a figure without its caption: the field's name stands beside it already."""
    return Figure(spec=figure.spec, alt=figure.alt, name="spread", height=figure.height)


def _place(said: LookWords, one: FieldLook) -> int:
    return next(place for place, other in enumerate(said.look.fields) if other is one)


def _marks(page: SegmentationPage, one: FieldLook, field: CustomerField | None) -> str:
    """Return what is said of a field, in one line."""
    t = page.t
    parts = [t(f"segmentation_page.field.origin.{one.origin}"), t(f"data_look.kind.{one.kind}")]
    if field is None:
        return " · ".join([*parts, t("segmentation_page.field.not_yet")])
    parts.append(t(f"segmentation_page.field.role.{field.role}"))
    if field.gathered_by is not None:
        parts.append(t(f"segmentation_page.field.gathered_by.{field.gathered_by}"))
    if field.at_signup:
        parts.append(t("segmentation_page.field.at_signup"))
    parts.append(t("segmentation_page.field.sensitivity.of", points=field.sensitivity))
    if field.special_category:
        parts.append(t("segmentation_page.field.special"))
    if field.inferred:
        parts.append(t("segmentation_page.field.inferred"))
    return " · ".join(parts)


def _begin(page: SegmentationPage, one: FieldLook) -> None:
    """Offer to make a field of a column that has none."""
    found = [new for new in segmentation_sources.suggested_fields(page.document) if new.source == one.column]
    if found:
        st.button(
            page.t("segmentation_page.field.begin"),
            key=f"field-begin-{found[0].id}",
            on_click=change,
            args=(lambda document: add_fields(document, found), "add_field"),
        )
