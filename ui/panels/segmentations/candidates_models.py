"""Models that find the segments: what they read, how many they look for, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import Density, LatentClass, Learnt, Prototypes
from reports.segmentations.context import SegmentationWords
from services.segmentation_sizes import Sized
from ui.panels import fields
from ui.panels.segmentations import choice_of_k
from ui.panels.segmentations.candidates_inputs import key_of, many, of_kinds, set_of
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

SCALINGS = ("standard", "robust", "none")
MISSING = ("leave_out", "median")


def show(page: SegmentationPage, candidate: Learnt, customers: CustomerFrame | None) -> None:
    """Draw the fields and the number of segments; the rest is for those who ask for it."""
    t, words = page.t, SegmentationWords(page.document, None, page.t.language)
    st.caption(t(f"segmentation_page.type.{candidate.type}"))
    _fields(page, candidate, words)
    if not candidate.reads():
        st.warning(t("segmentation_page.model.no_fields"))
    if isinstance(candidate, Sized):
        fields.whole(
            t("segmentation_page.model.segments"),
            candidate.segments,
            lambda count: set_of(candidate.id, segments=count),
            key=key_of(candidate, "segments"),
            least=2,
            most=50,
        )
        if customers is not None and candidate.reads():
            choice_of_k.show(page, candidate, customers)
    if page.advanced:
        _advanced(page, candidate, words)


def _fields(page: SegmentationPage, candidate: Learnt, words: SegmentationWords) -> None:
    t, mixed = page.t, isinstance(candidate, Prototypes | LatentClass)
    numbers = of_kinds(page, "number", "date", *(() if mixed else ("yes_no",)))
    if not isinstance(candidate, LatentClass) or page.advanced or candidate.fields:
        many(
            t("segmentation_page.model.numbers" if mixed else "segmentation_page.model.fields"),
            numbers,
            candidate.fields,
            lambda chosen: set_of(candidate.id, fields=chosen),
            key=key_of(candidate, "fields"),
            name=words.field,
            placeholder=t("page.choose"),
        )
    if isinstance(candidate, Prototypes | LatentClass):
        many(
            t("segmentation_page.model.categories"),
            of_kinds(page, "category", "yes_no", *(("number",) if page.advanced else ())),
            candidate.categories,
            lambda chosen: set_of(candidate.id, categories=chosen),
            key=key_of(candidate, "categories"),
            name=words.field,
            help=t("segmentation_page.model.categories.help"),
            placeholder=t("page.choose"),
        )


def _advanced(page: SegmentationPage, candidate: Learnt, words: SegmentationWords) -> None:
    t = page.t
    if candidate.fields:
        with st.grid(2, min_column_width=220, vertical_alignment="bottom"):
            _choice(page, candidate, "scaling", SCALINGS)
            _choice(page, candidate, "missing", MISSING)
        many(
            t("segmentation_page.model.signed_log"),
            candidate.fields,
            candidate.signed_log,
            lambda chosen: set_of(candidate.id, signed_log=chosen),
            key=key_of(candidate, "signed-log"),
            name=words.field,
            help=t("segmentation_page.model.signed_log.help"),
            placeholder=t("segmentation_page.model.signed_log.none"),
        )
    with st.grid(2, min_column_width=220, vertical_alignment="bottom"):
        if isinstance(candidate, Density):
            _density(page, candidate)
        else:
            _search(page, candidate)
        if isinstance(candidate, Prototypes):
            fields.decimal(
                t("segmentation_page.model.mismatch"),
                candidate.mismatch,
                lambda price: set_of(candidate.id, mismatch=price),
                key=key_of(candidate, "mismatch"),
                t=t,
                least=0,
                optional=True,
                help=t("segmentation_page.model.mismatch.help"),
                placeholder=t("segmentation_page.model.mismatch.none"),
            )


def _choice(page: SegmentationPage, candidate: Learnt, name: str, options: tuple[str, ...]) -> None:
    t = page.t
    fields.choice(
        t(f"segmentation_page.model.{name}"),
        options,
        getattr(candidate, name),
        lambda chosen: chosen and set_of(candidate.id, **{name: chosen}),
        key=key_of(candidate, name),
        name=lambda one: t(f"segmentation_page.model.{name}.{one}"),
        help=t(f"segmentation_page.model.{name}.help"),
        placeholder=t("page.choose"),
    )


def _search(page: SegmentationPage, candidate: Sized) -> None:
    t = page.t
    for name in ("tries", "limit"):
        fields.whole(
            t(f"segmentation_page.model.{name}"),
            getattr(candidate, name),
            lambda count, name=name: set_of(candidate.id, **{name: count}),
            key=key_of(candidate, name),
            least=1,
            most=1_000,
            help=t(f"segmentation_page.model.{name}.help"),
        )


def _density(page: SegmentationPage, candidate: Density) -> None:
    t = page.t
    fields.decimal(
        t("segmentation_page.model.smallest"),
        candidate.smallest,
        lambda size: set_of(candidate.id, smallest=None if size is None else round(size)),
        key=key_of(candidate, "smallest"),
        t=t,
        least=2,
        most=1_000_000,
        optional=True,
        placeholder=t("segmentation_page.model.smallest.none"),
        help=t("segmentation_page.model.smallest.help"),
    )
    fields.whole(
        t("segmentation_page.model.depth"),
        candidate.depth,
        lambda depth: set_of(candidate.id, depth=depth),
        key=key_of(candidate, "depth"),
        least=1,
        most=12,
        help=t("segmentation_page.model.depth.help"),
    )
