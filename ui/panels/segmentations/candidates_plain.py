"""Candidates without a method of their own: labels from elsewhere, no segments, and random ones."""

from __future__ import annotations

import streamlit as st

from evaluators.segmentations.candidates import Imported, NoSegments, Random
from reports.segmentations.context import SegmentationWords
from ui.panels import fields
from ui.panels.segmentations.candidates_inputs import key_of, many, of_kinds, set_of
from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage, candidate: Imported | NoSegments | Random) -> None:
    """Draw the few settings there are."""
    t = page.t
    st.caption(t(f"segmentation_page.type.{candidate.type}"))
    if isinstance(candidate, Random):
        fields.whole(
            t("segmentation_page.model.segments"),
            candidate.segments,
            lambda count: set_of(candidate.id, segments=count),
            key=key_of(candidate, "segments"),
            least=2,
            most=50,
        )
    if isinstance(candidate, Imported):
        _imported(page, candidate)


def _imported(page: SegmentationPage, candidate: Imported) -> None:
    t, words = page.t, SegmentationWords(page.document, None, page.t.language)
    fields.choice(
        t("segmentation_page.imported.field"),
        of_kinds(page, "category", "number", "yes_no"),
        candidate.field,
        lambda field: field and set_of(candidate.id, field=field),
        key=key_of(candidate, "field"),
        name=words.field,
        placeholder=t("page.choose"),
    )
    others = [one.id for one in page.document.fields if one.role != "ignored" and one.id != candidate.field]
    many(
        t("segmentation_page.imported.uses"),
        others,
        candidate.uses,
        lambda chosen: set_of(candidate.id, uses=chosen),
        key=key_of(candidate, "uses"),
        name=words.field,
        help=t("segmentation_page.imported.uses.help"),
        placeholder=t("page.choose"),
    )
