"""What segments are weighed by: measured or judged, on which axis, with what weight, and the least that is asked."""

from __future__ import annotations

from functools import partial
from typing import get_args

import streamlit as st

from evaluators.segmentations.selection_parts import Measure, SegmentCriterion
from reports.segmentations.choosing import criterion_name
from reports.segmentations.ranking import MeasuredWords
from services import editing_segmentation_targets as targets
from ui import escape
from ui.panels import fields
from ui.panels.edits import Form, change, made
from ui.panels.segmentations.page import SegmentationPage

MEASURES: tuple[Measure, ...] = get_args(Measure)
AXES = ("attractiveness", "competitiveness")
SHARES = frozenset({"share", "value_share", "reachable"})
MOST = 1_000_000_000_000


def show(page: SegmentationPage, words: MeasuredWords) -> None:
    """Draw the criteria of both axes and the form that adds one."""
    t = page.t
    st.write(t("segmentation_page.segments.criteria.intro"))
    for axis in AXES:
        st.subheader(t(f"segmentation_page.segments.axis.{axis}"), anchor=axis)
        st.caption(t(f"segmentation_page.segments.axis.{axis}.plain"))
        held = [one for one in page.document.selection.criteria if one.axis == axis]
        if not held:
            st.info(t("segmentation_page.segments.criteria.none"))
        for one in held:
            _criterion(page, words, one)
    _new(page)


def _criterion(page: SegmentationPage, words: MeasuredWords, one: SegmentCriterion) -> None:
    t, key = page.t, f"segment-criterion-{one.id}"
    with st.container(border=True, key=key):
        st.markdown(f"**{escape.label(criterion_name(words, one))}**")
        st.caption(_found_by(page, one))
        with st.grid(3, min_column_width=190):
            fields.text(
                t("segmentation_page.segments.criteria.name"),
                words.label(one.name, None),
                lambda name: _change(one.id, name=name.strip()),
                key=f"{key}-name",
                placeholder=criterion_name(words, one),
            )
            fields.slider(
                t("segmentation_page.segments.criteria.points"),
                round(min(one.points, 100)),
                lambda points: _change(one.id, points=float(points)),
                key=f"{key}-points",
            )
            _minimum(page, one, key)
        st.button(t("page.remove"), key=f"{key}-remove", on_click=_remove, args=(one.id,), type="tertiary")


def _found_by(page: SegmentationPage, one: SegmentCriterion) -> str:
    if one.measure is None:
        return page.t("segmentation_page.segments.criteria.judged")
    measure = page.t(f"segmentation_measure.{one.measure}")
    return page.t("segmentation_page.segments.criteria.measured", measure=measure)


def _minimum(page: SegmentationPage, one: SegmentCriterion, key: str) -> None:
    """Draw the limit below which a segment is out, in the measure's unit; of shares as per cent."""
    t = page.t
    unit = 100 if one.measure in SHARES else 1
    label = t("segmentation_page.segments.criteria.minimum")
    fields.decimal(
        f"{label} (%)" if unit == 100 else label,
        None if one.minimum is None else one.minimum * unit,
        lambda figure: _change(one.id, minimum=None if figure is None else figure / unit),
        key=f"{key}-minimum",
        t=t,
        most=100 if unit == 100 or one.measure is None else MOST,
        optional=True,
        placeholder=t("segmentation_page.segments.criteria.no_minimum"),
    )


def _change(criterion_id: str, **changes: object) -> bool:
    edit = partial(targets.change_segment_criterion, criterion_id=criterion_id, **changes)
    return change(lambda document: edit(document), "segment_criterion")


def _remove(criterion_id: str) -> None:
    change(lambda document: targets.remove_segment_criterion(document, criterion_id), "segment_criterion")


def _new(page: SegmentationPage) -> None:
    t = page.t
    with st.expander(
        t("segmentation_page.segments.criteria.add"), key="segment-criterion-new", on_change="rerun"
    ) as fold:
        if not fold.open:
            return
        form = Form("segment-criterion", t)
        with st.form("segment-criterion", border=False):
            form.text("name", t("segmentation_page.segments.criteria.name"))
            with st.grid(2, min_column_width=200):
                form.choice(
                    "axis",
                    t("segmentation_page.segments.criteria.axis"),
                    AXES,
                    lambda axis: t(f"segmentation_page.segments.axis.{axis}"),
                    AXES[0],
                )
                form.choice(
                    "measure",
                    t("segmentation_page.segments.criteria.measure"),
                    MEASURES,
                    lambda measure: t(f"segmentation_measure.{measure}"),
                    placeholder=t("segmentation_page.segments.criteria.judged"),
                )
                form.decimal("points", t("segmentation_page.segments.criteria.points"), 30)
            form.send(t("segmentation_page.segments.criteria.save"), _add)


def _add(form: Form) -> bool:
    t = form.t
    name = (form.value("name") or "").strip()
    measure = form.value("measure")
    if not name and measure is None:
        form.required("name", t("segmentation_page.segments.criteria.name"))
    points = form.number("points", t("segmentation_page.segments.criteria.points"), least=0, most=100)
    if not form.ok or points is None:
        return False
    new = made(SegmentCriterion, id="new", name=name, axis=form.value("axis"), measure=measure, points=points)
    return change(lambda document: targets.add_segment_criterion(document, new), "segment_criterion")
