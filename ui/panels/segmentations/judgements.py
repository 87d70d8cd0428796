"""What people judge of the candidates: the criteria that no measure tells of, by several evaluators."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from evaluators.tools.performances import cells
from evaluators.tools.results import Cell
from ui.panels import cell_editor, scores, team
from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage) -> None:
    """Draw the judged criteria as a grid, the editor of one cell, and the people."""
    t = page.t
    st.write(t("segmentation_page.judgements.intro"))
    found = judged_cells(page)
    if found:
        scores.grid(page, found)
        scores.ages(page)
        cell_editor.show(page, found)
    elif not page.document.candidates:
        st.info(t("segmentation_page.judgements.no_candidates"))
    else:
        st.info(t("segmentation_page.judgements.none"))
    st.header(t("segmentation_page.judgements.people"), anchor="people")
    team.show(page, found)


def judged_cells(page: SegmentationPage) -> Mapping[tuple[str, str], Cell]:
    """Return what is said of each candidate on each criterion that people judge."""
    judged = {one.id for one in page.document.criteria if one.code is None}
    every = cells(page.names.document)
    return {(one.tool, one.criterion): one for one in every if one.criterion in judged}
