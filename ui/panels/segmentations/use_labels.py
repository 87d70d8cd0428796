"""Use it, as files: every customer's segment, checked against the segmentation itself, and the package."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from reports.segmentations.using import checked_blocks, package_blocks, stand_in_blocks
from services import datasets, segment_labels, segment_packages
from services.segment_labels import Checked
from ui import draw
from ui.panels.segmentations.page import SegmentationPage
from ui.panels.segmentations.use_package import Used, downloads

KEPT = "use-checked"


def show(page: SegmentationPage, used: Used) -> None:
    """Draw the whole part."""
    t = page.t
    st.write(t("segmentation_page.use.labels.intro"))
    _remarks(page)
    if st.button(t("segmentation_page.use.labels.count"), key="use-count", type="primary", icon=":material/label:"):
        _count(page, used)
    stamp, checked = st.session_state.get(KEPT, (None, None))
    if checked is not None and stamp == _stamp(page, used):
        _checked(page, used, checked)
    else:
        draw.blocks(stand_in_blocks(used.words), key="use-stand-in")
    _package(page, used)


def _stamp(page: SegmentationPage, used: Used) -> tuple[object, ...]:
    """Return what decides the labels, so that old counts are not shown beside another choice."""
    return (page.opened.id, used.candidate, used.package.way_sha256, used.package.counted_on, page.document.data)


def _remarks(page: SegmentationPage) -> None:
    t, data = page.t, page.document.data
    if data.customers is not None and data.customers.customer is None:
        st.caption(t("segmentation_page.use.labels.rows"))
    ids = {one.file.sha256: one.customer for one in (data.customers, data.orders) if one is not None}
    kept = {one.file.sha256: one.columns for one in datasets.listed()}
    if any(one.hashed for sha, column in ids.items() for one in kept.get(sha, ()) if one.name == column):
        st.caption(t("segmentation_page.use.labels.hashed"))


def _count(page: SegmentationPage, used: Used) -> None:
    t = page.t
    try:
        with st.spinner(t("segmentation_page.use.labels.counting"), show_time=True):
            found = segment_labels.check_labels(page.document, used.package)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    st.session_state[KEPT] = (_stamp(page, used), found)


def _checked(page: SegmentationPage, used: Used, checked: Checked) -> None:
    draw.blocks(checked_blocks(used.words, checked), key="use-labels")
    document, package, language = page.document, used.package, page.t.language
    customers = sum(checked.counts) + checked.unassigned
    downloads(
        page.t,
        "use-labels",
        customers,
        lambda kind: segment_labels.label_file(document, package, kind, language).content,
    )


def _package(page: SegmentationPage, used: Used) -> None:
    t = page.t
    st.header(t("segmentation_page.use.package.title"), anchor="package")
    st.write(t("segmentation_page.use.package.why"))
    draw.blocks(package_blocks(used.words), key="use-package")
    st.download_button(
        t("segmentation_page.use.package.download"),
        segment_packages.package_json(used.package).encode(),
        file_name=f"{t('segmentation_page.use.package.name')}.json",
        mime="application/json",
        key="use-package-file",
        icon=":material/inventory_2:",
        on_click="ignore",
    )
    st.caption(t("segmentation_page.use.package.command"))
    tables = " ".join(f"--{one} {one}.csv" for one in used.package.tables)
    name, labels = t("segmentation_page.use.package.name"), t("segmentation_page.use.file.name")
    st.code(f"python cli.py assign {name}.json {tables} -o {labels}.csv", language=None, wrap_lines=True)
