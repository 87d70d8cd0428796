"""One line of rules while it is changed: its segment, how its conditions are joined, and each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import Rfm, Rules
from evaluators.segmentations.rules.conditions import Condition, Rule
from evaluators.segmentations.rules.rule_table import RuleTable
from reports.segmentations.context import SegmentationWords
from reports.segmentations.rule_words import rule_text
from reports.words import capital
from services import editing_segmentation_rules as editing
from services.segmentation_conditions import compared_fields
from ui import escape
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations import rules_condition
from ui.panels.segmentations.candidates_inputs import key_of
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

OPEN = "rule-open-{}"
JOINED = ("all", "any")


def is_open(candidate_id: str, place: int) -> bool:
    """Say whether a line is being changed; one at a time is."""
    return st.session_state.get(OPEN.format(candidate_id)) == place


def open_line(candidate_id: str, place: int) -> None:
    """Open a line, closing the one that was open."""
    st.session_state[OPEN.format(candidate_id)] = place


def close(candidate_id: str) -> None:
    """Close the line that is open."""
    st.session_state.pop(OPEN.format(candidate_id), None)


def toggle(candidate_id: str, place: int) -> None:
    """Open a line that is closed, or close it."""
    if is_open(candidate_id, place):
        close(candidate_id)
    else:
        open_line(candidate_id, place)


def show(
    page: SegmentationPage,
    candidate: Rules | Rfm,
    table: RuleTable,
    place: int,
    words: SegmentationWords,
    customers: CustomerFrame | None,
) -> None:
    """Draw the fields of the open line. Groups inside groups are shown in words and kept as they are."""
    t, line = page.t, table.lines[place]
    how, parts = editing.parts_of(line.when)
    with st.grid(2, min_column_width=220, vertical_alignment="bottom"):
        fields.choice(
            t("segmentation_page.rules.segment"),
            tuple(one.id for one in table.segments),
            line.segment,
            lambda segment: segment and _set(candidate.id, place, segment=segment),
            key=key_of(candidate, "line", place, "segment"),
            name=lambda segment: words.segment(candidate.id, segment),
            placeholder=t("page.choose"),
        )
        if len(parts) > 1:
            fields.segments(
                t("segmentation_page.rules.joined"),
                JOINED,
                how,
                lambda chosen: _parts(candidate.id, place, chosen, parts),
                key=key_of(candidate, "line", place, "joined"),
                name=lambda one: t(f"segmentation_page.rules.joined.{one}"),
            )
    for index, part in enumerate(parts):
        receive = _receiver(candidate.id, place, index)
        if isinstance(part, Condition):
            removable = len(parts) > 1
            rules_condition.show(
                page, candidate, part, receive, key=key_of(candidate, "line", place, index),
                words=words, customers=customers, removable=removable,
            )  # fmt: skip
        else:
            _group(page, candidate, part, words, place, index)
    _add(page, candidate, place, parts, customers)


def _group(
    page: SegmentationPage, candidate: Rules | Rfm, part: Rule, words: SegmentationWords, place: int, index: int
) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(escape.markdown(capital(rule_text(words, part))), help=page.t("segmentation_page.rules.group"))
        st.button(
            page.t("segmentation_page.rules.condition.remove"),
            key=key_of(candidate, "line", place, index, "remove"),
            on_click=_receiver(candidate.id, place, index),
            args=(None,),
            type="tertiary",
        )


def _receiver(candidate_id: str, place: int, index: int):
    """Return what takes a part's new rule, or ``None`` to take the part out, from the line as it then is."""

    def receive(part: Rule | None) -> bool:
        def edit(document):
            line = editing.line_of(document, candidate_id, place)
            how, parts = editing.parts_of(line.when)
            left = (*parts[:index], *(() if part is None else (part,)), *parts[index + 1 :])
            return editing.set_line(document, candidate_id, place, when=editing.joined(how, left))

        return change(edit, "rules")

    return receive


def _add(
    page: SegmentationPage,
    candidate: Rules | Rfm,
    place: int,
    parts: Sequence[Rule],
    customers: CustomerFrame | None,
) -> None:
    known = compared_fields(page.document, candidate)
    if not known:
        return
    used = {part.field for part in parts if isinstance(part, Condition)}
    field = next((one for one in known if one not in used), known[0])
    start = rules_condition.start(page, candidate, customers, field)
    st.button(
        page.t("segmentation_page.rules.condition.add"),
        key=key_of(candidate, "line", place, "add"),
        on_click=_append,
        args=(candidate.id, place, start),
        icon=":material/add:",
        type="tertiary",
    )


def _append(candidate_id: str, place: int, start: Condition) -> None:
    def edit(document):
        how, parts = editing.parts_of(editing.line_of(document, candidate_id, place).when)
        return editing.set_line(document, candidate_id, place, when=editing.joined(how, (*parts, start)))

    change(edit, "rules")


def _parts(candidate_id: str, place: int, how: str, parts: Sequence[Rule]) -> bool:
    return _set(candidate_id, place, when=editing.joined(how, parts))


def _set(candidate_id: str, place: int, **changes: object) -> bool:
    return change(lambda document: editing.set_line(document, candidate_id, place, **changes), "rules")
