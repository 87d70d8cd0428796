"""The rule builder: lines as sentences that can be changed, moved and removed; segments; where the rest goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import Rfm, Rules, table_of
from evaluators.segmentations.rules.conditions import Condition
from evaluators.segmentations.rules.rule_table import RuleLine, RuleTable
from reports.segmentations.context import SegmentationWords
from reports.segmentations.rule_words import line_text
from services import editing_segmentation_rules as editing
from services.segmentation_conditions import compared_fields
from ui import escape
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations import rules_condition, rules_doctor, rules_line, rules_segments
from ui.panels.segmentations.candidates_inputs import fold, key_of
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

MODES = ("ordered", "exclusive")
MOST_OPEN = 30  # lines that are drawn with their buttons; more are folded


def show(page: SegmentationPage, candidate: Rules | Rfm, customers: CustomerFrame | None) -> None:
    """Draw the rule table and what the doctor says of it."""
    table = table_of(candidate)
    if table is None:
        return
    t, words = page.t, SegmentationWords(page.document, None, page.t.language)
    st.markdown(f"**{t('segmentation_page.rules.lines')}**")
    st.caption(t(f"segmentation_page.rules.{table.mode}.plain"))
    if len(table.lines) > MOST_OPEN:
        title = t("segmentation_page.rules.many", n=len(table.lines))
        with fold(title, key_of(candidate, "lines")) as lines:
            if lines.open:
                _lines(page, candidate, table, words, customers)
    else:
        _lines(page, candidate, table, words, customers)
    _add(page, candidate, table, customers)
    rules_segments.rest(page, candidate, table, words)
    if page.advanced:
        _mode(page, candidate, table)
    rules_segments.show(page, candidate, table, words)
    rules_doctor.show(page, candidate, customers)


def _lines(
    page: SegmentationPage,
    candidate: Rules | Rfm,
    table: RuleTable,
    words: SegmentationWords,
    customers: CustomerFrame | None,
) -> None:
    if not table.lines:
        st.info(page.t("segmentation_page.rules.empty"))
    for place, line in enumerate(table.lines):
        with st.container(border=True, key=key_of(candidate, "line", place)):
            _line(page, candidate, table, words, place, line)
            if rules_line.is_open(candidate.id, place):
                rules_line.show(page, candidate, table, place, words, customers)


def _line(
    page: SegmentationPage,
    candidate: Rules | Rfm,
    table: RuleTable,
    words: SegmentationWords,
    place: int,
    line: RuleLine,
) -> None:
    t = page.t
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"{place + 1}\\. {_said(words, candidate, line)}", width="stretch")
        with st.container(horizontal=True, width="content", gap="small"):
            opened = rules_line.is_open(candidate.id, place)
            st.button(
                t("segmentation_page.rules.close" if opened else "segmentation_page.rules.change"),
                key=key_of(candidate, "line", place, "change"),
                on_click=rules_line.toggle,
                args=(candidate.id, place),
                type="tertiary",
            )
            for by, way in ((-1, "up"), (1, "down")):
                st.button(
                    t(f"segmentation_page.rules.way.{way}"),
                    key=key_of(candidate, "line", place, way),
                    on_click=_move,
                    args=(candidate.id, place, by),
                    disabled=not 0 <= place + by < len(table.lines),
                    help=t(f"segmentation_page.rules.{way}", line=place + 1),
                    type="tertiary",
                )
            st.button(
                t("page.remove"),
                key=key_of(candidate, "line", place, "remove"),
                on_click=_remove,
                args=(candidate.id, place),
                type="tertiary",
            )


def _said(words: SegmentationWords, candidate: Rules | Rfm, line: RuleLine) -> str:
    name, when = (escape.markdown(one) for one in line_text(words, candidate.id, line))
    return words.t("segmentation_page.rules.line", name=name, when=when) if name else when


def _move(candidate_id: str, place: int, by: int) -> None:
    rules_line.close(candidate_id)
    change(lambda document: editing.move_line(document, candidate_id, place, by), "rules")


def _remove(candidate_id: str, place: int) -> None:
    rules_line.close(candidate_id)
    change(lambda document: editing.remove_line(document, candidate_id, place), "rules")


def _add(page: SegmentationPage, candidate: Rules | Rfm, table: RuleTable, customers: CustomerFrame | None) -> None:
    """Offer a new line, which begins with an ordinary condition and opens to be changed."""
    known = compared_fields(page.document, candidate)
    if not known:
        return
    used = table.fields()
    field = next((one for one in known if one not in used), known[0])
    start = rules_condition.start(page, candidate, customers, field)
    st.button(
        page.t("segmentation_page.rules.add"),
        key=key_of(candidate, "line-add"),
        on_click=_add_line,
        args=(candidate.id, _for_new_line(table), start, len(table.lines)),
        icon=":material/add:",
    )


def _for_new_line(table: RuleTable) -> str:
    """Return the segment that a new line begins with: one without a line, else the first."""
    named = {one.segment for one in table.lines} | {table.otherwise, table.unknown}
    return next((one.id for one in table.segments if one.id not in named), table.segments[0].id)


def _add_line(candidate_id: str, segment: str, when: Condition, place: int) -> None:
    if change(lambda document: editing.add_line(document, candidate_id, segment, when), "rules"):
        rules_line.open_line(candidate_id, place)


def _mode(page: SegmentationPage, candidate: Rules | Rfm, table: RuleTable) -> None:
    t = page.t
    fields.segments(
        t("segmentation_page.rules.mode"),
        MODES,
        table.mode,
        lambda mode: change(lambda document: editing.set_mode(document, candidate.id, mode), "rules"),
        key=key_of(candidate, "mode"),
        name=lambda mode: t(f"segmentation_page.rules.{mode}"),
        help=t("segmentation_page.rules.mode.help"),
    )
