"""The doctor of a candidate's rules at work: who falls where, what is wrong, and the repair behind one button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import Candidate
from evaluators.segmentations.checkup import Checkup
from reports.segmentations.context import SegmentationWords
from reports.segmentations.doctor import doctor_blocks
from services import editing_segmentation_candidates as editing
from services import segmentation_candidates
from ui import draw
from ui.panels.edits import change
from ui.panels.segmentations.candidates_inputs import key_of, tell_of_lost
from ui.panels.segmentations.candidates_names import both
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame


def show(page: SegmentationPage, candidate: Candidate, customers: CustomerFrame | None, *, brief: bool = False) -> None:
    """Draw what the doctor finds; nothing without customers. ``brief``: the lines themselves are not shown."""
    if customers is None:
        return
    checkup = segmentation_candidates.diagnosed(page.document, candidate, customers)
    if checkup is None:
        return
    t = page.t
    st.markdown(f"**{t('segmentation_page.doctor.title')}**")
    words = SegmentationWords(page.document, None, t.language)
    draw.blocks(doctor_blocks(words, candidate.id, checkup, brief=brief), candidate.id)
    if _can_be_repaired(checkup, advanced=page.advanced and not brief):
        st.button(
            t("segmentation_page.doctor.repair"),
            key=key_of(candidate, "repair"),
            on_click=_repair,
            args=(page, candidate.id, customers),
            help=t("segmentation_page.doctor.repair.help"),
            type="secondary" if checkup.sound else "primary",
        )


def _can_be_repaired(checkup: Checkup, *, advanced: bool) -> bool:
    """Say whether a repair would change something: faults, or for those who ask, an order that decides."""
    found = checkup.diagnosis
    return found is not None and (not checkup.sound or (advanced and found.order_matters))


def _repair(page: SegmentationPage, candidate_id: str, customers: CustomerFrame) -> None:
    before = editing.said_of_segments(page.document, candidate_id)
    rest, unknown = both("segment_name.others"), both("segment_name.unknown")
    change(
        lambda document: segmentation_candidates.repaired(
            document, candidate_id, customers, rest=rest, unknown=unknown
        ),
        "candidate",
    )
    tell_of_lost(candidate_id, before)
