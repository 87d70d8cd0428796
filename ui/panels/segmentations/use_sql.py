"""Use it, as SQL: the same segments in a database of one's own."""

from __future__ import annotations

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from reports.segmentations.using import CHECKSUM_SHOWN, sql_remarks
from services import segment_labels
from services.segment_labels import DIALECTS
from ui.panels.segmentations.page import SegmentationPage
from ui.panels.segmentations.use_package import Used

TABLES, FEATURES = "tables", "features"
STATEMENT_PIXELS = 420


def show(page: SegmentationPage, used: Used) -> None:
    """Draw the whole part."""
    t, package = page.t, used.package
    st.write(t("segmentation_page.use.sql.intro"))
    with st.grid(3, min_column_width=200, vertical_alignment="bottom"):
        dialect = st.selectbox(
            t("segmentation_page.use.sql.dialect"),
            DIALECTS,
            format_func=lambda one: t(f"segmentation_page.use.sql.{one}"),
            key="use-sql-dialect",
            placeholder=t("page.choose"),
        )
        reads = _reads(page, used)
        names = {name: _name(page, name) for name in ([FEATURES] if reads == FEATURES else package.tables)}
    if package.orders is not None:
        st.caption(t("segmentation_page.use.sql.remark", day=used.words.day(package.counted_on)))
    try:
        found = segment_labels.sql_of(
            page.document,
            package,
            dialect,
            t.language,
            remarks=sql_remarks(used.words, ready=reads == FEATURES),
            **names,
        )
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return
    shown = found.checksum[:CHECKSUM_SHOWN]
    st.caption(t("segmentation_page.use.sql.known", version=found.version, checksum=shown))
    with st.container(height=STATEMENT_PIXELS, border=False, key="use-sql-statement"):
        st.code(found.text, language="sql", wrap_lines=True)  # a box of its own scrolls without the keyboard
    st.download_button(
        t("segmentation_page.use.sql.download"),
        found.text.encode(),
        file_name=f"{t('segmentation_page.use.file.name')}.sql",
        mime="application/sql",
        key="use-sql-file",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )


def _reads(page: SegmentationPage, used: Used) -> str:
    """Draw what the statement reads, where there is a choice."""
    t = page.t
    if used.package.orders is None:
        return TABLES
    chosen = st.selectbox(
        t("segmentation_page.use.sql.reads"),
        (TABLES, FEATURES),
        format_func=lambda one: t(f"segmentation_page.use.sql.reads.{one}"),
        key="use-sql-reads",
        placeholder=t("page.choose"),
    )
    return str(chosen)


def _name(page: SegmentationPage, table: str) -> str:
    typed = st.text_input(page.t(f"segmentation_page.use.sql.{table}"), table, key=f"use-sql-{table}")
    return typed.strip() or table
