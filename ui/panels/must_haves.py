"""Step 1, must-haves: conditions without which a tool is out, and what is known of each tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import streamlit as st

from evaluators.documents import text_of
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.must_haves import findings
from evaluators.tools.need import Answer, MustHave, MustHaveKind
from evaluators.tools.results import MustHaveFinding
from i18n import Texts
from services import editing
from ui import escape
from ui.panels import fields
from ui.panels.edits import Form, change, new_id, rebuilt

NAMED = ("integration", "own")  # kinds that say more in a name
PLAIN = tuple(kind for kind in get_args(MustHaveKind) if kind not in NAMED)
ANSWERS = ("yes", "no", "unknown")


def show(document: ToolEvaluation, t: Texts) -> None:
    """Draw the conditions and what is known of each tool."""
    st.header(t("page.must.title"), anchor="must-haves")
    st.caption(t("page.must.why"))
    must_haves = document.need.must_haves
    fields.several(
        t("page.must.plain"),
        PLAIN,
        [must.kind for must in must_haves if must.kind in PLAIN],
        _set_plain,
        key="must-plain",
        name=lambda kind: t(f"must_have.{kind}"),
    )
    for kind in NAMED:
        _named(kind, [must for must in must_haves if must.kind == kind], t)
    if must_haves and document.tools:
        _findings(document, t)


def name_of(must: MustHave, t: Texts) -> str:
    """Return what a must-have is called; users' own names are not escaped yet."""
    own = text_of(must.name, t.language)
    if must.kind == "own":
        return own
    return f"{t(f'must_have.{must.kind}')}: {own}" if own else t(f"must_have.{must.kind}")


def _with_must_haves(document: ToolEvaluation, must_haves: tuple[MustHave, ...]) -> ToolEvaluation:
    """Return the document with these must-haves; answers to those that are gone go too."""
    asked = {must.id for must in must_haves}
    answers = tuple(answer for answer in document.need.answers if answer.must_have in asked)
    return editing.set_need(document, rebuilt(document.need, must_haves=must_haves, answers=answers))


def _set_plain(kinds: list[MustHaveKind]) -> None:
    def edit(document: ToolEvaluation) -> ToolEvaluation:
        old = document.need.must_haves
        kept = [must for must in old if must.kind in NAMED or must.kind in kinds]
        present = {must.kind for must in kept}
        new = [MustHave(id=kind, kind=kind) for kind in kinds if kind not in present]
        return _with_must_haves(document, (*kept, *new))

    change(edit, "must_haves")


def _named(kind: MustHaveKind, must_haves: list[MustHave], t: Texts) -> None:
    form = Form(f"must-{kind}", t)
    with st.form(f"must-{kind}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        form.text("name", t(f"page.must.{kind}"), placeholder=t(f"page.must.{kind}.placeholder"))
        form.send(t("page.add"), lambda sent: _add_named(kind, sent), type="secondary")
    for must in must_haves:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(escape.label(name_of(must, t)), width="content")
            st.button(
                t("page.remove"), key=f"must-remove-{must.id}", on_click=_remove, args=(must.id,), type="tertiary"
            )


def _add_named(kind: MustHaveKind, form: Form) -> bool:
    name = form.required("name", form.t(f"page.must.{kind}"))
    if not form.ok:
        return False
    must = MustHave(id=new_id("must"), kind=kind, name=name)
    return change(lambda document: _with_must_haves(document, (*document.need.must_haves, must)), "must_haves")


def _remove(must_id: str) -> None:
    def edit(document: ToolEvaluation) -> ToolEvaluation:
        return _with_must_haves(document, tuple(must for must in document.need.must_haves if must.id != must_id))

    change(edit, "must_haves")


def _findings(document: ToolEvaluation, t: Texts) -> None:
    found = {(finding.tool, finding.must_have): finding for finding in findings(document)}
    columns: dict[str, list[str]] = {"tool": [text_of(tool.name, t.language) for tool in document.tools]}
    titles: dict[str, str] = {"tool": t("page.tool")}
    for must in document.need.must_haves:
        columns[must.id] = [_answer(found, tool.id, must.id, t) for tool in document.tools]
        titles[must.id] = name_of(must, t)
    st.dataframe(columns, column_config=titles, hide_index=True, alt=t("page.must.table"), key="must-table")
    st.caption(t("page.must.unknown"))
    with st.expander(t("page.must.answer.title"), key="must-answer"):
        _answer_form(document, t)


def _answer(found: Mapping[tuple[str, str], MustHaveFinding], tool: str, must: str, t: Texts) -> str:
    finding = found.get((tool, must))
    if finding is None or finding.answer == "unknown":
        return t("page.must.answer.unknown")
    by = t("page.must.by_team") if finding.by_team else t("page.must.by_catalogue")
    return f"{t(f'page.must.answer.{finding.answer}')} ({by})"


def _answer_form(document: ToolEvaluation, t: Texts) -> None:
    tools = {tool.id: text_of(tool.name, t.language) for tool in document.tools}
    musts = {must.id: name_of(must, t) for must in document.need.must_haves}
    form = Form("answer", t)
    with st.form("answer", border=False):
        with st.grid(2, min_column_width=220):
            form.choice("tool", t("page.tool"), list(tools), tools.__getitem__)
            form.choice("must", t("page.must.one"), list(musts), musts.__getitem__)
            form.choice("answer", t("page.must.answer"), ANSWERS, lambda code: t(f"page.must.answer.{code}"))
            form.day("seen", t("page.date"))
        form.text("source", t("page.source"), placeholder=t("page.source.placeholder"))
        form.send(t("page.must.answer.save"), _save_answer)


def _save_answer(form: Form) -> bool:
    t = form.t
    tool = form.required("tool", t("page.tool"))
    must = form.required("must", t("page.must.one"))
    answer = form.required("answer", t("page.must.answer"))
    if not form.ok:
        return False
    found = Answer(tool=tool, must_have=must, answer=answer, source=form.value("source"), seen=form.value("seen"))
    return change(lambda document: editing.put_answer(document, found), "answer")
