"""What one field means: its name, kind and role, how delicate it is, how old and how sure."""

from __future__ import annotations

from functools import partial
from typing import get_args

import streamlit as st

from evaluators.documents import text_of
from evaluators.segmentations.fields import CustomerField, GatheredBy
from services import editing_segmentation_data
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage

KINDS = ("number", "category", "yes_no", "date")
ROLES = ("input", "channel", "filter", "outcome", "ignored")
POINTS = tuple(range(6))
MARKS = (1, 2, 3, 4, 5)
WAYS: tuple[GatheredBy, ...] = get_args(GatheredBy)


def show(page: SegmentationPage, field: CustomerField) -> None:
    """Draw the marks of a field; each change is saved at once."""
    t = page.t
    set_ = partial(_set, field.id)
    with st.grid(2, min_column_width=240):
        fields.text(
            t("segmentation_page.field.name"),
            text_of(field.name, t.language),
            partial(set_, "name"),
            key=f"field-name-{field.id}",
            placeholder=page.words.field(field.id),
        )
        fields.choice(
            t("segmentation_page.field.kind"),
            KINDS,
            field.kind,
            partial(set_, "kind"),
            key=f"field-kind-{field.id}",
            name=lambda kind: t(f"data_look.kind.{kind}"),
            placeholder=t("page.choose"),
            help=t("segmentation_page.field.kind.help"),
        )
        fields.choice(
            t("segmentation_page.field.role"),
            ROLES,
            field.role,
            partial(set_, "role"),
            key=f"field-role-{field.id}",
            name=lambda role: t(f"segmentation_page.field.role.{role}"),
            placeholder=t("page.choose"),
            help=t("segmentation_page.field.role.help"),
        )
        fields.choice(
            t("segmentation_page.field.sensitivity"),
            POINTS,
            field.sensitivity,
            partial(set_, "sensitivity"),
            key=f"field-points-{field.id}",
            name=lambda points: t(f"segmentation_page.field.sensitivity.{points}"),
            placeholder=t("page.choose"),
            help=t("segmentation_page.field.sensitivity.help"),
        )
        _age(page, field)
    _switches(page, field)
    st.button(
        t("segmentation_page.field.remove"),
        key=f"field-remove-{field.id}",
        on_click=change,
        args=(lambda document: editing_segmentation_data.remove_field(document, field.id), "remove_field"),
        type="tertiary",
        icon=":material/delete:",
    )


def _age(page: SegmentationPage, field: CustomerField) -> None:
    """Draw how and when the values were collected, and how far they can be relied on."""
    t = page.t
    fields.choice(
        t("segmentation_page.field.gathered_by"),
        WAYS,
        field.gathered_by,
        partial(_set, field.id, "gathered_by"),
        key=f"field-gathered-{field.id}",
        name=lambda way: t(f"segmentation_page.field.gathered_by.{way}"),
        placeholder=t("segmentation_page.field.gathered_by.none"),
        help=t("segmentation_page.field.gathered_by.help"),
        optional=True,
    )
    fields.day(
        t("segmentation_page.field.collected_on"),
        field.collected_on,
        partial(_set, field.id, "collected_on"),
        key=f"field-collected-{field.id}",
        t=t,
        help=t("segmentation_page.field.collected_on.help"),
    )
    fields.choice(
        t("segmentation_page.field.reliability"),
        MARKS,
        field.reliability,
        partial(_set, field.id, "reliability"),
        key=f"field-reliability-{field.id}",
        name=lambda mark: f"{mark} · {t(f'data_look.reliability.{mark}')}",
        placeholder=t("segmentation_page.field.not_judged"),
        optional=True,
    )


def _switches(page: SegmentationPage, field: CustomerField) -> None:
    """Draw what is so or not, and the ground that a delicate field needs."""
    t = page.t
    for name in ("at_signup", "special_category", "inferred"):
        fields.toggle(
            t(f"segmentation_page.field.{name}.is"),
            getattr(field, name),
            partial(_set, field.id, name),
            key=f"field-{name}-{field.id}",
            help=t(f"segmentation_page.field.{name}.help"),
        )
    if field.special_category or field.inferred or field.basis:
        fields.text(
            t("segmentation_page.field.basis"),
            field.basis,
            partial(_set, field.id, "basis"),
            key=f"field-basis-{field.id}",
            placeholder=t("segmentation_page.field.basis.placeholder"),
            help=t("segmentation_page.field.basis.help"),
        )


def _set(field_id: str, part: str, value: object) -> None:
    if part == "name":
        value = str(value).strip()
    change(
        lambda document: editing_segmentation_data.change_field(document, field_id, **{part: value}), f"field_{part}"
    )
