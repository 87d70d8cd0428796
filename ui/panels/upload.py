"""Bring in a table of customers or orders, or choose one that is kept or that the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from evaluators.errors import EvaluationError, NotFound
from i18n import Texts
from i18n.formats import date_text, number
from i18n.sentences import error_sentence
from services import datasets, named_tables
from services.datasets import KeptTable
from settings import settings
from ui import escape, state
from ui.panels import fields
from ui.panels.moments import local

TYPES = ["csv", "tsv", "txt", "gz", "xlsx", "parquet"]
MOST_ASKED = 8  # columns that are asked about at once


def choose(t: Texts, key: str, label: str = "") -> KeptTable | None:
    """Draw the file field and the kept tables; return the table that was chosen, ``None`` while there is none."""
    given = settings()
    file = st.file_uploader(
        label or t("data.upload.file"),
        type=TYPES,
        key=f"{key}-file",
        help=t(
            "data.upload.help",
            megabytes=number(given.upload_bytes / 1e6, t.language, 0),
            rows=number(given.dataset_rows, t.language, 0),
        ),
    )
    st.caption(t("data.upload.privacy"))
    if file is not None:
        _read(file, key, t)
    fault = st.session_state.get(f"{key}-fault") if file is not None else None
    if fault is not None:
        st.error(error_sentence(*fault, t.language))
        return None
    kept = {one.id: one for one in datasets.listed()}
    if kept and file is None:
        fields.choice(
            t("data.upload.kept"),
            list(kept),
            st.session_state.get(f"{key}-table"),
            partial(_take, key),
            key=f"{key}-kept",
            name=lambda ident: kept_name(kept[ident], t),
            placeholder=t("page.choose"),
            optional=True,
        )
    table = kept.get(st.session_state.get(f"{key}-table", ""))
    if table is not None:
        _ask_types(t, key, table, can_read_again=file is not None)
    return table


def named(t: Texts, key: str) -> KeptTable | None:
    """Draw the files that the settings name; return the one chosen."""
    found = datasets.named()
    if not found:
        st.info(t("data.named.none"))
        return None
    chosen = st.selectbox(
        t("data.named.choose"),
        list(found),
        index=None,
        format_func=lambda name: t.plural(
            "data.table_rows",
            found[name].file.rows,
            name=name,
            number=number(found[name].file.rows, t.language, 0),
        ),
        key=f"{key}-named",
        placeholder=t("page.choose"),
    )
    return found.get(chosen)


def described(table: KeptTable, columns: tuple[str, ...]) -> KeptTable:
    """Return a named table with what its columns hold; each column asked about is read through once."""
    key = f"described-{table.file.sha256[:12]}"
    asked, found = st.session_state.get(key, ((), None))
    if found is None or asked != columns:
        with st.spinner(state.words()("data.upload.reading"), show_time=True):
            found = named_tables.described(table, columns)
        st.session_state[key] = (columns, found)
    return found


def kept_name(table: KeptTable, t: Texts) -> str:
    """Return what a kept table is called in lists: name, rows and the day it came."""
    rows = number(table.file.rows, t.language, 0)
    said = t.plural("data.table_rows", table.file.rows, name=table.file.name, number=rows)
    return f"{said} · {date_text(local(table.created_at), t.language)}" if table.created_at else said


def forget(key: str) -> None:
    """Let the fields start anew after their table was taken into use."""
    for part in ("table", "fault", "stamp", "types"):
        st.session_state.pop(f"{key}-{part}", None)


def table_of(sha256: str) -> KeptTable | None:
    """Return a table by its content; ``None`` when it is not kept any more."""
    found = (*datasets.listed(), *datasets.named().values())
    return next((one for one in found if one.file.sha256 == sha256), None)


def _take(key: str, table_id: str | None) -> None:
    if table_id is None:
        st.session_state.pop(f"{key}-table", None)
    else:
        st.session_state[f"{key}-table"] = table_id


def _read(file: Any, key: str, t: Texts) -> None:
    """Read a file once for what is declared of its columns; the next runs find it kept."""
    types: Mapping[str, str] = st.session_state.get(f"{key}-types", {})
    stamp = (file.file_id, tuple(sorted(types.items())))
    if st.session_state.get(f"{key}-stamp") == stamp:
        return
    if stamp[0] != st.session_state.get(f"{key}-stamp", ("",))[0]:
        types, stamp = {}, (file.file_id, ())
        st.session_state[f"{key}-types"] = {}
    st.session_state[f"{key}-stamp"] = stamp
    st.session_state.pop(f"{key}-fault", None)
    bar = st.progress(0.0, text=t("data.upload.reading"))

    def advance(share: float) -> None:
        bar.progress(min(share, 1.0), text=t("data.upload.reading"))

    try:
        table = datasets.add(file.getvalue(), file.name, types=types, progress=advance)
        st.session_state[f"{key}-table"] = table.id
    except EvaluationError as fault:
        st.session_state[f"{key}-fault"] = (fault.code, fault.facts)
        st.session_state.pop(f"{key}-table", None)
    finally:
        bar.empty()


def _ask_types(t: Texts, key: str, table: KeptTable, *, can_read_again: bool) -> None:
    """Ask what cannot be told from the values: decimal commas or thousands, day or month first."""
    unclear = [one for one in table.columns if one.choices][:MOST_ASKED]
    for one in unclear:
        said = escape.label(one.name)
        if not can_read_again:
            st.warning(t("data.upload.unclear_kept", column=said))
            continue
        fields.segments(
            t("data.upload.unclear", column=said),
            one.choices,
            st.session_state.get(f"{key}-types", {}).get(one.name),
            partial(_declare, key, one.name),
            key=f"{key}-type-{table.columns.index(one)}",
            name=lambda code: t(f"data.upload.type.{code}"),
        )
    for one in table.columns:
        if one.unlike is not None:
            line, value = one.unlike
            said, at = escape.label(value, 40), number(line, t.language, 0)
            st.warning(t("data.upload.unlike", column=escape.label(one.name), line=at, value=said))


def _declare(key: str, column: str, declared: str) -> None:
    st.session_state[f"{key}-types"] = {**st.session_state.get(f"{key}-types", {}), column: declared}


def missing(sha256: str) -> bool:
    """Say whether a table that a document names is gone."""
    try:
        datasets.path_of(sha256)
    except NotFound:
        return True
    return False
