"""Use it, on new customers: fresh tables in, segments, drift alarm and moves out. The files are not kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.segmentations.package import SegmentPackage
from i18n.sentences import error_sentence
from reports.segmentations.drifting import new_blocks
from reports.segmentations.using import PackageWords, needs_sentence
from services import clock, datasets, segment_assigning, segment_packages
from services.segment_assigning import Given, Upload
from ui import draw, escape
from ui.panels import fields
from ui.panels.segmentations.page import SegmentationPage
from ui.panels.segmentations.use_package import Used, downloads
from ui.panels.upload import kept_name

TYPES = ["csv", "tsv", "txt", "gz", "xlsx", "parquet"]
KEPT = "use-placed"


@dataclass(frozen=True)
class _Asked:
    """What new customers are placed by; the stamp changes with anything in it."""

    tables: dict[str, Given]
    on: date
    before: Given | None
    stamp: tuple[object, ...]


def show(page: SegmentationPage, used: Used) -> None:
    """Draw the whole part."""
    t = page.t
    st.write(t("segmentation_page.use.new.intro"))
    package = _package(page) or used.package
    words = PackageWords(package, t.language)
    asked = _asked(page, words)
    ready = set(asked.tables) == set(package.tables)
    pressed = st.button(
        t("segmentation_page.use.new.place"),
        key="use-place",
        type="primary",
        icon=":material/group_add:",
        disabled=not ready,
    )
    if pressed:
        _place(page, package, asked)
    stamp, found = st.session_state.get(KEPT, (None, None))
    if found is None or stamp != asked.stamp:
        return
    draw.blocks(new_blocks(words, found, asked.on), key="use-new")
    st.caption(t("segmentation_page.use.new.files"))
    downloads(
        t,
        "use-new",
        found.customers,
        lambda kind: _file(segment_assigning.assign(package, asked.tables, t.language, on=asked.on, kind=kind)),
    )


def _file(made: segment_assigning.Assigned) -> bytes:
    return b"" if made.file is None else made.file.content


def _package(page: SegmentationPage) -> SegmentPackage | None:
    """Draw the field for a package that was exported earlier; return it where one is given."""
    t = page.t
    with st.expander(t("segmentation_page.use.new.package"), key="use-other-package"):
        st.caption(t("segmentation_page.use.new.package.why"))
        file = st.file_uploader(t("segmentation_page.use.new.package.file"), type=["json"], key="use-package-given")
        if file is None:
            return None
        try:
            package = segment_packages.read_package(file.getvalue())
        except EvaluationError as fault:
            st.error(error_sentence(fault.code, fault.facts, t.language))
            return None
        words = PackageWords(package, t.language)
        said = t("segmentation_page.use.new.package.used", name=words.name, day=words.day(package.made_on))
        st.caption(escape.markdown(said))
        return package


def _asked(page: SegmentationPage, words: PackageWords) -> _Asked:
    t, package = page.t, words.package
    tables: dict[str, Given] = {}
    stamp: list[object] = [package.checksum]
    for name in package.tables:
        st.markdown(escape.markdown(needs_sentence(words, name)))
        given, known = _table(page, name)
        stamp.append(known)
        if given is not None:
            tables[name] = given
    on = st.date_input(
        t("segmentation_page.use.new.on"),
        clock.today(),
        format=fields.date_format(t),
        key="use-on",
        help=t("segmentation_page.use.new.on.help"),
    )
    before, known = _before(page)
    day = on if isinstance(on, date) else clock.today()
    return _Asked(tables=tables, on=day, before=before, stamp=(*stamp, day, known))


def _table(page: SegmentationPage, name: str) -> tuple[Given | None, object]:
    """Draw a file field and the kept tables; return what was given, and what tells it from another."""
    t = page.t
    label = t(f"segmentation_page.use.new.{name}")
    with st.grid(2, min_column_width=240, vertical_alignment="bottom"):
        file = st.file_uploader(label, type=TYPES, key=f"use-{name}-file", label_visibility="collapsed")
        kept = {one.id: one for one in datasets.listed()}
        chosen = None
        if kept and file is None:
            names = fields.named({one: escape.label(kept_name(table, t)) for one, table in kept.items()})
            chosen = st.selectbox(
                t("segmentation_page.use.new.kept"),
                list(kept),
                index=None,
                format_func=names.get,
                key=f"use-{name}-kept",
                placeholder=t("page.choose"),
            )
    if file is not None:
        return _upload(file), file.file_id
    if chosen is None:
        return None, None
    return datasets.path_of(kept[chosen].file.sha256), chosen


def _before(page: SegmentationPage) -> tuple[Given | None, object]:
    t = page.t
    with st.expander(t("segmentation_page.use.new.before"), key="use-before"):
        st.caption(t("segmentation_page.use.new.before.why"))
        file = st.file_uploader(t("segmentation_page.use.new.before.file"), type=TYPES, key="use-before-file")
    return (None, None) if file is None else (_upload(file), file.file_id)


def _upload(file: Any) -> Upload:
    return Upload(content=file.getvalue(), filename=file.name)


def _place(page: SegmentationPage, package: SegmentPackage, asked: _Asked) -> None:
    t = page.t
    said = t("segmentation_page.use.new.placing")
    bar = st.progress(0.0, text=said)
    st.button(t("segmentation_page.use.new.stop"), key="use-stop")  # any press ends this run at its next progress
    try:
        made = segment_assigning.assign(
            package,
            asked.tables,
            t.language,
            on=asked.on,
            before=asked.before,
            progress=lambda share: bar.progress(min(share, 1.0), text=said),
        )
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    finally:
        bar.empty()
    st.session_state[KEPT] = (asked.stamp, made.found)
    st.rerun()
