"""Moves between segments that time alone makes: they are no change of behaviour, and are counted apart."""

from __future__ import annotations

import streamlit as st

from evaluators.segmentations.candidates import LifecycleStages, Rfm, Rules, table_of
from evaluators.segmentations.rules.lifecycle import FORMER
from reports.segmentations.context import SegmentationWords
from services import editing_segmentation_candidates as editing
from ui.panels.edits import change
from ui.panels.segmentations.candidates_inputs import key_of, many
from ui.panels.segmentations.page import SegmentationPage

Move = tuple[str, str]


def show(page: SegmentationPage, candidate: Rules | LifecycleStages | Rfm) -> None:
    """Draw the moves that are marked."""
    table = table_of(candidate)
    if table is None or len(table.segments) < 2:
        return
    t, words = page.t, SegmentationWords(page.document, None, page.t.language)
    ids = [one.id for one in table.segments]
    moves = [(before, after) for before in ids for after in ids if before != after]
    marked = [(one.before, one.after) for one in candidate.aging]

    def name(move: Move) -> str:
        before, after = (words.segment(candidate.id, one) for one in move)
        return t("segmentation_page.aging.move", before=before, after=after)

    many(
        t("segmentation_page.aging"),
        moves,
        marked,
        lambda chosen: _set(candidate.id, chosen),
        key=key_of(candidate, "aging"),
        name=name,
        help=t("segmentation_page.aging.help"),
        placeholder=t("segmentation_page.aging.none"),
    )
    leaving = [(one, FORMER) for one in ids if one != FORMER and FORMER in ids]
    if leaving and not marked:
        st.button(
            t("segmentation_page.aging.former"),
            key=key_of(candidate, "aging-former"),
            on_click=_set,
            args=(candidate.id, tuple(leaving)),
            type="tertiary",
        )


def _set(candidate_id: str, moves: tuple[Move, ...]) -> bool:
    return change(lambda document: editing.set_aging(document, candidate_id, moves), "candidate")
