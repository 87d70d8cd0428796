"""The segmentation that is put to use, as a package with its words, and the files that are made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from evaluators.documents import Label, content_hash
from evaluators.segmentations.package import SegmentPackage
from evaluators.segmentations.results import SegmentationResult
from i18n import Texts
from reports.segmentations.using import PackageWords, candidate_label, field_labels, segment_labels
from services import segment_labels as labels
from services import segment_packages
from services.segment_labels import FileKind
from ui.panels.segmentations.page import SegmentationPage

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
WORKBOOK_ROWS = 200_000
PACKED = "use-packed"


@dataclass(frozen=True)
class Used:
    """What a part of the step works with."""

    candidate: str
    result: SegmentationResult
    package: SegmentPackage
    names: dict[str, Label]  # of the segments, by id
    name: Label  # of the segmentation
    words: PackageWords


def packed(page: SegmentationPage, result: SegmentationResult, candidate: str) -> Used:
    """Return a candidate as a package; raises as ``services.segment_packages.package_of``."""
    document = page.document
    names = segment_labels(document, result, candidate)
    name = candidate_label(document, result, candidate)
    stamp = (content_hash(document), candidate)
    kept = st.session_state.get(PACKED)
    if kept is None or kept[0] != stamp:
        package = segment_packages.package_of(
            document, result, candidate, names=names, candidate_name=name, field_names=field_labels(document)
        )
        st.session_state[PACKED] = kept = (stamp, package)
    return Used(candidate, result, kept[1], names, name, PackageWords(kept[1], page.t.language))


def downloads(t: Texts, key: str, customers: int, make: Callable[[FileKind], bytes]) -> None:
    """Draw a button for each kind of file; a file is made when its button is pressed, never before."""
    kinds = [one for one in labels.FILE_KINDS if one != "xlsx" or customers <= WORKBOOK_ROWS]
    with st.container(horizontal=True):
        for kind in kinds:
            st.download_button(
                t(f"segmentation_page.use.file.{kind}"),
                lambda kind=kind: make(kind),
                file_name=f"{t('segmentation_page.use.file.name')}.{kind}",
                mime=MEDIA_TYPES[kind],
                key=f"{key}-{kind}",
                type="primary" if kind == "csv" else "secondary",
                icon=":material/download:",
                on_click="ignore",
            )
