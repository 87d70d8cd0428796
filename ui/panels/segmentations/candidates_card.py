"""One candidate: its name, what it segments by, and the ways to copy, move and remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.documents import text_of
from evaluators.segmentations.candidates import Candidate, Imported, LifecycleStages, NoSegments, Random, Rfm, Rules
from evaluators.segmentations.checkup import Checkup
from reports.segmentations.context import SegmentationWords
from reports.segmentations.doctor import in_short
from services import editing_segmentation_candidates as editing
from services import segmentation_candidates
from ui import escape, state
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations import (
    candidates_lifecycle,
    candidates_models,
    candidates_plain,
    candidates_rfm,
    rules,
    rules_aging,
)
from ui.panels.segmentations.candidates_inputs import fold, key_of
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

MOST_LOOKED = 300_000  # customers on whom the rules of folded candidates are looked through, too


def show(page: SegmentationPage, candidate: Candidate, customers: CustomerFrame | None) -> None:
    """Draw the candidate, folded until it is opened."""
    words = SegmentationWords(page.document, None, page.t.language)
    checkup = _looked(page, candidate, customers)
    title = escape.label(words.candidates[candidate.id])
    if checkup is not None:
        title = page.t("segmentation_page.candidate.title", name=title, said=in_short(words, checkup))
    icon = None if checkup is None or checkup.sound else ":material/warning:"
    with fold(title, key_of(candidate, "card"), icon=icon) as card:
        if card.open:
            _name(page, candidate, words)
            _settings(page, candidate, customers)
            _ways(page, candidate)


def _looked(page: SegmentationPage, candidate: Candidate, customers: CustomerFrame | None) -> Checkup | None:
    """Return how a candidate's rules stand; ``None``: it has none, or there are too many customers for a glance."""
    if customers is None or len(customers.ids) > MOST_LOOKED:
        return None
    return segmentation_candidates.diagnosed(page.document, candidate, customers)


def _name(page: SegmentationPage, candidate: Candidate, words: SegmentationWords) -> None:
    t = page.t
    fields.text(
        t("page.name"),
        text_of(candidate.name, t.language),
        lambda name: change(
            lambda document: editing.rename_candidate(document, candidate.id, name.strip()), "candidate"
        ),
        key=key_of(candidate, "name"),
        placeholder=words.candidates[candidate.id],
        help=t("segmentation_page.candidate.name.help"),
    )


def _settings(page: SegmentationPage, candidate: Candidate, customers: CustomerFrame | None) -> None:
    if isinstance(candidate, Rules):
        rules.show(page, candidate, customers)
    elif isinstance(candidate, LifecycleStages):
        candidates_lifecycle.show(page, candidate, customers)
    elif isinstance(candidate, Rfm):
        candidates_rfm.show(page, candidate, customers)
    elif isinstance(candidate, Imported | NoSegments | Random):
        candidates_plain.show(page, candidate)
    else:
        candidates_models.show(page, candidate, customers)
    if page.advanced and isinstance(candidate, Rules | LifecycleStages | Rfm):
        rules_aging.show(page, candidate)
    if page.advanced:
        fields.text(
            page.t("segmentation_page.candidate.note"),
            candidate.note,
            lambda note: change(
                lambda document: editing.change_candidate(document, candidate.id, note=note.strip()), "candidate"
            ),
            key=key_of(candidate, "note"),
            area=True,
            height=80,
        )


def _rename(candidate_id: str, name: str) -> bool:
    return change(lambda document: editing.rename_candidate(document, candidate_id, name), "candidate")


def _ways(page: SegmentationPage, candidate: Candidate) -> None:
    t = page.t
    with st.container(horizontal=True, horizontal_alignment="right"):
        if len(page.document.candidates) > 1:
            for by, way in ((-1, "up"), (1, "down")):
                st.button(
                    t(f"segmentation_page.candidate.{way}"),
                    key=key_of(candidate, way),
                    on_click=_move,
                    args=(candidate.id, by),
                    type="tertiary",
                )
        st.button(
            t("segmentation_page.candidate.copy"),
            key=key_of(candidate, "copy"),
            on_click=_copy,
            args=(candidate.id,),
            type="tertiary",
        )
        st.button(
            t("page.remove"), key=key_of(candidate, "remove"), on_click=_remove, args=(candidate.id,), type="tertiary"
        )


def _move(candidate_id: str, by: int) -> None:
    change(lambda document: editing.move_candidate(document, candidate_id, by), "candidate")


def _copy(candidate_id: str) -> None:
    t = state.words()

    def edit(document):
        name = SegmentationWords(document, None, t.language).candidates[candidate_id]
        return editing.duplicate_candidate(document, candidate_id, t("segmentation_page.candidate.copied", name=name))

    change(edit, "add_candidate")


def _remove(candidate_id: str) -> None:
    change(lambda document: editing.remove_candidate(document, candidate_id), "remove_candidate")
