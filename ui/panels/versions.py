"""Versions of one evaluation: the list, restore, and two of them side by side."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from evaluators.documents import text_of
from evaluators.errors import EvaluationError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.tools.document import ToolEvaluation
from i18n import Texts
from i18n.formats import moment_text
from i18n.sentences import error_sentence, fact_text
from reports import files
from reports.blocks import Column, Table, TableCell
from reports.segmentations.context import SegmentationWords
from services import evaluations
from services.evaluations import Comparison, VersionHead
from services.versions import VersionSide
from ui import draw, escape, state
from ui.panels.moments import local

MOST = 50  # differences listed


def show(evaluation_id: str, t: Texts) -> None:
    """Draw the versions of one evaluation."""
    with st.form(f"version-{evaluation_id}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"version-{evaluation_id}-label"
        st.text_input(t("page.versions.label"), key=key, placeholder=t("page.versions.label.placeholder"))
        st.form_submit_button(
            t("page.versions.save"), key=f"version-{evaluation_id}-save", on_click=_save, args=(evaluation_id, key, t)
        )
    kept = evaluations.versions(evaluation_id)
    if not kept:
        st.caption(t("page.versions.none"))
        return
    for version in kept:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_name(version, t))
            st.button(
                t("page.versions.restore"),
                key=f"restore-{evaluation_id}-{version.number}",
                on_click=_restore,
                args=(evaluation_id, version.number, t),
                type="tertiary",
                help=t("page.versions.restore.help"),
            )
    if len(kept) > 1:
        _compare(evaluation_id, {version.number: version for version in kept}, t)


def _name(version: VersionHead, t: Texts) -> str:
    named = t("page.versions.line", number=version.number, when=moment_text(local(version.saved_at), t.language))
    return escape.markdown(f"{named} · {version.label}" if version.label else named)


def _save(evaluation_id: str, key: str, t: Texts) -> None:
    _tried(t, lambda: evaluations.save_version(evaluation_id, st.session_state[key]))
    st.session_state[key] = ""


def _restore(evaluation_id: str, version: int, t: Texts) -> None:
    if _tried(t, lambda: evaluations.restore_version(evaluation_id, version)):
        st.success(t("page.versions.restored", number=version))


def _tried(t: Texts, act) -> bool:
    try:
        act()
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return False
    state.refresh()
    return True


def _compare(evaluation_id: str, kept: dict[int, VersionHead], t: Texts) -> None:
    st.markdown(f"**{t('page.versions.compare')}**")
    numbers = sorted(kept)
    first, second = st.columns(2)
    a = first.selectbox(
        t("page.versions.first"),
        numbers,
        index=len(numbers) - 2,
        format_func=lambda number: t("page.versions.number", number=number),
        key=f"compare-a-{evaluation_id}",
        placeholder=t("page.choose"),
    )
    b = second.selectbox(
        t("page.versions.second"),
        numbers,
        index=len(numbers) - 1,
        format_func=lambda number: t("page.versions.number", number=number),
        key=f"compare-b-{evaluation_id}",
        placeholder=t("page.choose"),
    )
    if a == b:
        st.caption(t("page.versions.same"))
        return
    try:
        found = evaluations.compare_versions(evaluation_id, a, b)
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return
    _comparison(found, t)


def _comparison(found: Comparison, t: Texts) -> None:
    """Draw both verdicts and what differs between the documents."""
    for column, side in zip(st.columns(2), (found.first, found.second), strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{t('page.versions.number', number=side.number)}**")
            if side.result is None:
                unmeasured = side.code == "segmentation_not_measured"
                st.caption(t("page.versions.not_measured" if unmeasured else "page.versions.no_result"))
            else:
                st.markdown(escape.markdown(files.sentence_of(side.document, side.result, t.language)))
    if not found.changed:
        st.caption(t("page.versions.no_changes"))
        return
    names = {place: name for side in (found.first, found.second) for place, name in _named(side, t)}
    heads = ("page.versions.place", "page.versions.before", "page.versions.after")
    rows = tuple(
        (
            TableCell(text=_place(field.place, names, t)),
            TableCell(text=_value(field.before, names, t)),
            TableCell(text=_value(field.after, names, t)),
        )
        for field in found.changed[:MOST]
    )
    caption = t.plural("page.versions.changed", len(found.changed), number=len(found.changed))
    draw.blocks(
        [Table(caption=caption, columns=tuple(Column(text=t(key)) for key in heads), rows=rows, name="changed")]
    )


def _named(side: VersionSide, t: Texts) -> Iterator[tuple[str, str]]:
    """Yield the ids of all named parts of a document with their names; of a segment after its candidate's id."""
    document = side.document
    if isinstance(document, SegmentationEvaluation):
        words = SegmentationWords(document, side.result, t.language, show_names=True)
        for names in (words.fields, words.candidates, words.criteria, words.groups, words.evaluators):
            yield from names.items()
        for candidate, segments in words.segments.items():
            yield from ((f"{candidate}.{segment}", name) for segment, name in segments.items())
        return
    parts = (
        (*document.tools, *document.criteria, *document.groups, *document.evaluators)
        if isinstance(document, ToolEvaluation)
        else (*document.design.metrics, *document.design.variants, *document.design.segments)
    )
    yield from ((part.id, text_of(part.name, t.language)) for part in parts)


def _place(place: str, names: dict[str, str], t: Texts) -> str:
    """Return a place in words: known fields by their names, ids by what they name."""
    steps = place.split(".")
    said = [
        names.get(f"{before}.{step}") or names.get(step) or _field(before, step, t)
        for before, step in zip(["", *steps], steps, strict=False)
    ]
    return " › ".join(step for step in said if step)


def _field(before: str, step: str, t: Texts) -> str:
    known = (key for key in (f"page.place.{before}.{step}", f"page.place.{step}") if t.has(key))
    key = next(known, None)
    return step if key is None else t(key)


def _value(value: object, names: dict[str, str], t: Texts) -> str:
    if isinstance(value, str):
        return escape.shortened(names.get(value, value)) or "–"
    if isinstance(value, dict | list):
        return t("page.versions.whole") if value else "–"
    return "–" if value is None else fact_text(value, t.language)
