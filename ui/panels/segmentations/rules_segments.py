"""The segments that rules name: their names, more of them, and where those go whom no line takes."""

from __future__ import annotations

import streamlit as st

from evaluators.documents import text_of
from evaluators.segmentations.candidates import Rfm, Rules
from evaluators.segmentations.rules.rule_table import RuleSegment, RuleTable
from reports.segmentations.context import SegmentationWords
from services import editing_segmentation_candidates as candidates
from services import editing_segmentation_rules as editing
from ui import state
from ui.panels import fields
from ui.panels.edits import Form, change
from ui.panels.segmentations import rules_line
from ui.panels.segmentations.candidates_inputs import fold, key_of, tell_of_lost
from ui.panels.segmentations.candidates_names import both
from ui.panels.segmentations.page import SegmentationPage

RESTS = ("otherwise", "unknown")
NEW = {"otherwise": editing.OTHERS, "unknown": "unknown"}
NAMES = {"otherwise": "segment_name.others", "unknown": "segment_name.unknown"}


def rest(page: SegmentationPage, candidate: Rules | Rfm, table: RuleTable, words: SegmentationWords) -> None:
    """Draw where those go whom no line takes, and those whose value is missing."""
    t = page.t
    known = [one.id for one in table.segments]
    with st.grid(2, min_column_width=240, vertical_alignment="bottom"):
        for which in RESTS:
            new = () if NEW[which] in known else (NEW[which],)
            fields.choice(
                t(f"segmentation_page.rules.{which}"),
                (*known, *new),
                getattr(table, which),
                lambda segment, which=which: _set_rest(candidate.id, which, segment),
                key=key_of(candidate, which),
                name=lambda segment, which=which, new=new: _option(t, words, candidate.id, segment, which, new),
                placeholder=t("segmentation_page.rules.nowhere"),
                optional=True,
                help=t(f"segmentation_page.rules.{which}.help"),
            )


def _option(t, words: SegmentationWords, candidate_id: str, segment: str, which: str, new: tuple[str, ...]) -> str:
    if segment in new:
        return t("segmentation_page.rules.new_rest", name=t(NAMES[which]))
    return words.segment(candidate_id, segment)


def _set_rest(candidate_id: str, which: str, segment: str | None) -> bool:
    name = both(NAMES[which])
    return change(lambda document: editing.set_rest(document, candidate_id, which, segment, name), "rules")


def show(page: SegmentationPage, candidate: Rules | Rfm, table: RuleTable, words: SegmentationWords) -> None:
    """Draw the segments' names, folded, and a form for one more."""
    t = page.t
    title = t.plural("segmentation_page.rules.segments", len(table.segments), n=len(table.segments))
    with fold(title, key_of(candidate, "segments")) as names:
        if not names.open:
            return
        for one in table.segments:
            _segment(page, candidate, one, words, alone=len(table.segments) == 1)
        form = Form(key_of(candidate, "segment"), t)
        with (
            st.form(key_of(candidate, "segment-form"), border=False),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            form.text(
                "name",
                t("segmentation_page.rules.segment.add"),
                placeholder=t("segmentation_page.rules.segment.placeholder"),
            )
            form.send(t("page.add"), lambda sent: _add(sent, candidate.id), type="secondary")


def _segment(
    page: SegmentationPage, candidate: Rules | Rfm, one: RuleSegment, words: SegmentationWords, *, alone: bool
) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom"):
        fields.text(
            t("segmentation_page.rules.segment.name", name=words.proposed[candidate.id].get(one.id, one.id)),
            text_of(one.name, t.language),
            lambda name: change(
                lambda document: editing.rename_segment(document, candidate.id, one.id, name.strip()), "rules"
            ),
            key=key_of(candidate, "segment", one.id),
            placeholder=words.segment(candidate.id, one.id),
            label_visibility="collapsed",
        )
        st.button(
            t("page.remove"),
            key=key_of(candidate, "segment", one.id, "remove"),
            on_click=_remove,
            args=(candidate.id, one.id),
            disabled=alone,
            help=t("segmentation_page.rules.segment.remove"),
            type="tertiary",
        )


def _add(form: Form, candidate_id: str) -> bool:
    name = form.required("name", form.t("segmentation_page.rules.segment.add"))
    return form.ok and change(lambda document: editing.add_segment(document, candidate_id, name), "rules")


def _remove(candidate_id: str, segment: str) -> None:
    rules_line.close(candidate_id)
    copy = state.opened()
    before = 0 if copy is None else candidates.said_of_segments(copy.document, candidate_id)
    change(lambda document: editing.remove_segment(document, candidate_id, segment), "rules")
    tell_of_lost(candidate_id, before)
