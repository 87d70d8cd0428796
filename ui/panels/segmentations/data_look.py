"""Looking at the data: worked out once, then what became of the rows and what to be careful with."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.segmentations.data_look import DataLook
from i18n.sentences import error_sentence
from reports.segmentations.context import SegmentationWords
from reports.segmentations.look import LookWords, customer_blocks, log_notes, log_table, unusable_text
from services import editing_segmentation_data, segmentation_sources
from ui import draw, escape
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage

AT_ONCE = 2_000_000  # rows of the tables that are looked at without being asked
MOST_NAMED = 12


def show(page: SegmentationPage) -> None:
    """Draw what the rows are and what the columns cannot do."""
    t = page.t
    st.header(t("segmentation_page.look.title"), anchor="look")
    said = looked(page)
    if said is None:
        return
    for block in customer_blocks(said):
        draw.draw(block)
    if said.look.log is not None:
        draw.draw(log_table(said, said.look.log))
        for note in log_notes(said, said.look.log):
            st.caption(escape.markdown(note))
    unusable(page, said)


def looked(page: SegmentationPage) -> LookWords | None:
    """Return the look, worked out where it is not ready; ``None`` where it cannot be, or waits to be asked for."""
    t, document = page.t, page.document
    rows = sum(file.rows for file in document.data.files)
    if rows > AT_ONCE and not segmentation_sources.is_looked_at(document):
        st.info(t("segmentation_page.look.many"))
        if not st.button(t("segmentation_page.look.start"), key="look-start", type="primary"):
            return None
    try:
        return _words(page, _worked_out(page))
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return None


def _worked_out(page: SegmentationPage) -> DataLook:
    t, document = page.t, page.document
    if segmentation_sources.is_looked_at(document):
        return segmentation_sources.look(document)
    bar = st.progress(0.0, text=t("segmentation_page.look.working"))
    try:
        return segmentation_sources.look(
            document, lambda share: bar.progress(min(share, 1.0), text=t("segmentation_page.look.working"))
        )
    finally:
        bar.empty()


def _words(page: SegmentationPage, look: DataLook) -> LookWords:
    return LookWords(SegmentationWords(page.document, None, page.t.language), look)


def unusable(page: SegmentationPage, said: LookWords) -> None:
    """Draw the columns that nobody can be segmented by, each with its reason, and one click that sets them aside."""
    t, document = page.t, page.document
    found = said.look.unusable
    if not found:
        return
    with st.expander(t.plural("segmentation_page.look.unusable", len(found), n=len(found)), key="look-unusable"):
        for one in found:
            name = escape.label(said.name(one))
            st.markdown(f"- **{name}**: {escape.markdown(unusable_text(said, one))}")
    inputs = {one.source for one in document.fields if one.role in ("input", "filter", "channel")}
    columns = {one.column for one in found if one.column in inputs and one.unusable not in ("kind", "name_taken")}
    if not columns:
        return
    names = [said.name(one) for one in found if one.column in columns]
    st.warning(escape.markdown(t("segmentation_page.look.in_the_way", fields=said.words.join(names, MOST_NAMED))))
    st.button(
        t("segmentation_page.look.set_aside"),
        key="look-set-aside",
        on_click=change,
        args=(lambda one: editing_segmentation_data.set_aside(one, columns), "set_aside"),
    )
