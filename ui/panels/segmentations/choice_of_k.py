"""How many segments a model should look for: measured behind a button, with a way to stop, and taken with another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from reports.segmentations.choice_of_k import advised, choice_blocks
from reports.segmentations.context import SegmentationWords
from services import segmentation_candidates
from services.segmentation_candidates import MOST_K, USUAL_K
from services.segmentation_sizes import Sized
from ui import draw
from ui.panels.segmentations.candidates_inputs import key_of, set_of
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame


def show(page: SegmentationPage, candidate: Sized, customers: CustomerFrame) -> None:
    """Offer to compare numbers of segments, or show what was found."""
    most = _most(page, candidate)
    known = segmentation_candidates.known_choice(page.document, candidate, most=most)
    if known is None:
        _offer(page, candidate, customers, most)
        return
    t = page.t
    with st.container(border=True, key=key_of(candidate, "sizes")):
        st.markdown(f"**{t('segmentation_page.sizes.title')}**")
        draw.blocks(choice_blocks(SegmentationWords(page.document, None, t.language), known), key=candidate.id)
        with st.container(horizontal=True):
            for number in advised(known):
                st.button(
                    t("segmentation_page.sizes.take", n=number),
                    key=key_of(candidate, "sizes", number),
                    on_click=_take,
                    args=(candidate.id, number),
                    disabled=number == candidate.segments,
                )


def _most(page: SegmentationPage, candidate: Sized) -> int:
    if not page.advanced:
        return USUAL_K
    return int(
        st.number_input(
            page.t("segmentation_page.sizes.most"),
            3,
            MOST_K,
            USUAL_K,
            key=key_of(candidate, "sizes-most"),
            help=page.t("segmentation_page.sizes.most.help"),
        )
    )


def _offer(page: SegmentationPage, candidate: Sized, customers: CustomerFrame, most: int) -> None:
    t = page.t
    st.caption(t("segmentation_page.sizes.why", most=most))
    if not st.button(t("segmentation_page.sizes.start"), key=key_of(candidate, "sizes-start")):
        return
    working = t("segmentation_page.sizes.working")
    bar = st.progress(0.0, text=working)
    st.button(t("segmentation_page.measure.stop"), key=key_of(candidate, "sizes-stop"))  # any press ends this run
    try:
        segmentation_candidates.choose_k(
            page.document, candidate, customers, lambda share: bar.progress(min(share, 1.0), text=working), most=most
        )
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return
    st.rerun()


def _take(candidate_id: str, number: int) -> None:
    set_of(candidate_id, segments=number)
