"""Planned actions: what each segment would be given, by which channel and to what end."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.segmentations.candidates import BASELINES
from services import editing_segmentation_weighing as weighing
from ui import escape
from ui.panels import fields
from ui.panels.edits import change, rebuilt
from ui.panels.segmentations.page import SegmentationPage

PARTS = ("offer", "channel", "goal")


def show(page: SegmentationPage) -> None:
    """Draw one candidate's segments with what each would be given."""
    t, words = page.t, page.words
    st.write(t("segmentation_page.actions.intro"))
    offered = [one.id for one in page.document.candidates if not isinstance(one, BASELINES)]
    if not offered:
        st.info(t("segmentation_page.actions.no_candidates"))
        return
    candidate = st.selectbox(
        t("segmentation_page.actions.candidate"),
        offered,
        index=offered.index(_first(page, offered)),
        format_func=words.candidates.get,
        key="actions-candidate",
        placeholder=t("page.choose"),
    )
    segments = words.segments[candidate]
    if not segments:
        st.info(t("segmentation_page.actions.later"))
    for segment, name in segments.items():
        _segment(page, candidate, segment, name)
    _gone(page, candidate, set(segments))
    if segments:
        _so_far(page, candidate)


def _first(page: SegmentationPage, offered: list[str]) -> str:
    """Return the candidate that leads; the first one where that is not known."""
    leader = None if page.words.result is None else page.words.result.ranking.verdict.leader
    return leader if leader in offered else offered[0]


def _segment(page: SegmentationPage, candidate: str, segment: str, name: str) -> None:
    t = page.t
    planned = weighing.action_of(page.document, candidate, segment)
    with st.container(border=True, key=f"action-{candidate}-{segment}"):
        st.markdown(f"**{escape.label(name)}**{_size(page, candidate, segment)}")
        with st.grid(3, min_column_width=180):
            for part in PARTS:
                fields.text(
                    t(f"segmentation_page.actions.{part}"),
                    getattr(planned, part),
                    partial(_put, candidate, segment, part),
                    key=f"action-{candidate}-{segment}-{part}",
                    placeholder=t(f"segmentation_page.actions.{part}.placeholder"),
                )


def _size(page: SegmentationPage, candidate: str, segment: str) -> str:
    """Return how many customers a segment has, where they are counted."""
    found = page.words.result
    if found is None:
        return ""
    sizes = {one.segment: one.customers for one in found.candidate(candidate).segments}
    return " · " + page.t("segmentation_page.actions.size", n=page.words.people(sizes.get(segment, 0)))


def _put(candidate: str, segment: str, part: str, words: str) -> bool:
    def edit(document):
        return weighing.put_action(
            document, rebuilt(weighing.action_of(document, candidate, segment), **{part: words.strip()})
        )

    return change(edit, "action")


def _gone(page: SegmentationPage, candidate: str, known: set[str]) -> None:
    """Name actions of segments that the candidate no longer has, and offer to drop them."""
    gone = [one for one in page.document.actions if one.candidate == candidate and one.segment not in known]
    if not gone or not known:
        return
    planned = page.words.join([escape.label(one.offer or one.channel or one.goal) for one in gone])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(page.t("segmentation_page.actions.gone", actions=planned))
        st.button(
            page.t("page.remove"),
            key=f"actions-gone-{candidate}",
            on_click=_drop,
            args=(candidate, tuple(one.segment for one in gone)),
            type="tertiary",
        )


def _drop(candidate: str, segments: tuple[str, ...]) -> None:
    def edit(document):
        for segment in segments:
            empty = dict.fromkeys(PARTS, "")
            document = weighing.put_action(document, rebuilt(weighing.action_of(document, candidate, segment), **empty))
        return document

    change(edit, "action")


def _so_far(page: SegmentationPage, candidate: str) -> None:
    """Say what part of the segments has an action of its own, as it is scored."""
    found = page.words.result
    one = None if found is None else found.candidate(candidate).criterion("G1")
    if one is None or one.measured.raw is None:
        st.caption(page.t("segmentation_page.actions.why"))
        return
    share = page.words.share(one.measured.raw)
    st.caption(f"{page.t('segmentation_page.actions.so_far', share=share)} {page.t('segmentation_page.actions.why')}")
