"""The long work: the button that starts it, what it will take, how far it is, and a way to stop it."""

from __future__ import annotations

import streamlit as st

from evaluators.segmentations.document import SegmentationEvaluation
from i18n.formats import percent
from i18n.sentences import error_sentence
from services import measuring, segmentations
from ui import escape, state
from ui.panels.segmentations.page import SegmentationPage

EVERY = 1.0  # seconds between two looks at how far it is
TIMES = ((15, "seconds"), (40, "half_minute"), (90, "minute"), (240, "minutes"), (900, "quarter"))
"""Seconds up to which an estimate is told in these words; beyond them it is long."""
BEFORE = "measured-before"


def remember(page: SegmentationPage) -> None:
    """Note what the result at hand was measured from, to name later what has changed since."""
    st.session_state[BEFORE] = (page.opened.id, segmentations.measured_parts(page.document))


def show(page: SegmentationPage) -> None:
    """Offer to measure, or say what is missing; while it runs, show how far it is and how to stop it."""
    t, document, evaluation_id = page.t, page.document, page.opened.id
    if not document.data.files or not document.candidates:
        st.info(t("segmentation_page.measure.missing"))
        return
    if measuring.under_way(evaluation_id, document) is not None:
        _working(evaluation_id, document)
        return
    if segmentations.is_measured(document):  # it ended while this page was drawn
        st.rerun()
    fault = measuring.fault_of(evaluation_id, document)
    if fault is not None:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
    with st.container(border=True, key="measuring"):
        st.markdown(escape.markdown(_why(page)))
        st.caption(t("segmentation_page.measure.estimate", time=_time(page)))
        st.button(
            t("segmentation_page.measure"),
            key="measure",
            on_click=measuring.start,
            args=(evaluation_id, document),
            type="primary",
            icon=":material/play_arrow:",
        )
    with st.expander(t("segmentation_page.measure.what"), key="measuring-what"):
        st.markdown(t("segmentation_page.measure.again"))
        st.markdown(t("segmentation_page.measure.holds"))


def _why(page: SegmentationPage) -> str:
    """Say why there is something to measure: what has changed since the last time, where that is known."""
    t = page.t
    owner, before = st.session_state.get(BEFORE, ("", {}))
    if owner != page.opened.id:
        return t("segmentation_page.measure.why")
    parts = segmentations.measured_parts(page.document)
    changed = [t(f"segmentation_page.measure.part.{name}") for name in parts if parts[name] != before.get(name)]
    return t("segmentation_page.measure.changed", parts=page.words.join(changed))


def _time(page: SegmentationPage) -> str:
    seconds = measuring.estimated_seconds(page.document)
    code = next((code for most, code in TIMES if seconds <= most), "long")
    return page.t(f"segmentation_page.measure.time.{code}")


@st.fragment(run_every=EVERY)
def _working(evaluation_id: str, document: SegmentationEvaluation) -> None:
    """Draw how far it is, again and again; when it is over the whole page is drawn anew."""
    t = state.words()
    work = measuring.under_way(evaluation_id, document)
    stage = None if work is None else work.state
    if stage is None:
        st.rerun()
    with st.container(border=True, key="measuring"):
        said = t(f"segmentation_page.measure.{stage}", share=percent(work.share, t.language))
        st.progress(min(work.share, 1.0), text=said)
        st.button(
            t("segmentation_page.measure.stop"),
            key="measure-stop",
            on_click=_stop,
            args=(work,),
            disabled=stage == "stopping",
            icon=":material/stop:",
        )
        st.caption(t("segmentation_page.measure.meanwhile"))


def _stop(work: measuring.Measuring) -> None:
    work.stop()
    state.tell(state.words()("segmentation_page.measure.stopped"))
