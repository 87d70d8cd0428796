"""One cell: all statements side by side, and the form that adds or changes the team's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

import streamlit as st

from evaluators.tools.document import Criterion
from evaluators.tools.evidence import Evidence
from evaluators.tools.facts import Confidence
from evaluators.tools.results import Cell, Statement
from i18n.formats import date_text, number
from services import editing
from ui import escape
from ui.panels.edits import Form, change, made, new_id
from ui.panels.figures import figure_text
from ui.panels.weighing import WeighingPage

CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
STATES = ("known", "interval", "unknown", "quote_only")


def show(page: WeighingPage, found: Mapping[tuple[str, str], Cell]) -> None:
    """Draw one of the cells that are found, which one is chosen here."""
    t, names = page.t, page.names
    rows, criteria = (list(dict.fromkeys(pair[place] for pair in found)) for place in (0, 1))
    if "cell-row" in st.session_state:
        st.session_state["cell-tool"] = rows[min(st.session_state.pop("cell-row"), len(rows) - 1)]
    with st.grid(2, min_column_width=220):
        tool = st.selectbox(
            t("page.tool"), rows, format_func=names.tools.get, key="cell-tool", placeholder=t("page.choose")
        )
        criterion_id = st.selectbox(
            t("page.criterion"),
            criteria,
            format_func=names.criteria.get,
            key="cell-criterion",
            placeholder=t("page.choose"),
        )
    cell = found[tool, criterion_id]
    criterion = names.criterion(criterion_id)
    value = number(cell.value, t.language, 0)
    key = "page.cell.assumed" if cell.assumed else "page.cell.value"
    low, high = number(cell.low, t.language, 0), number(cell.high, t.language, 0)
    st.markdown(t(key, value=value, low=low, high=high))
    _statements(page, criterion, cell)
    _form(page, tool, criterion)


def _statements(page: WeighingPage, criterion: Criterion, cell: Cell) -> None:
    t = page.t
    if not cell.statements:
        st.info(t("page.cell.nothing"))
        return
    st.markdown(f"**{t('page.cell.statements')}**")
    for place, statement in enumerate(cell.statements):
        with st.container(border=True, key=f"statement-{cell.tool}-{cell.criterion}-{place}"):
            st.markdown(_line(page, criterion, statement))
            st.caption(_origin(page, statement))
            if statement.origin == "evidence":
                st.button(
                    t("page.remove"),
                    key=f"evidence-remove-{statement.reference}",
                    on_click=_remove,
                    args=(statement.reference,),
                    type="tertiary",
                )


def _line(page: WeighingPage, criterion: Criterion, statement: Statement) -> str:
    t = page.t
    if statement.value is not None and statement.raw is statement.raw_low is statement.raw_high is None:
        figure = t("page.cell.words_only")
    else:
        figure = figure_text(page, criterion.id, statement.raw, statement.raw_low, statement.raw_high)
    used = t("page.cell.used") if statement.used else t("page.cell.beside")
    return f"**{escape.markdown(figure)}** · {used}"


def _origin(page: WeighingPage, statement: Statement) -> str:
    t = page.t
    said = [t(f"page.origin.{statement.origin}")]
    for prefix in ("evidence_kind", "source_kind"):
        if t.has(f"{prefix}.{statement.kind}"):
            said.append(t(f"{prefix}.{statement.kind}"))
            break
    if statement.by is not None:
        said.append(escape.label(page.names.evaluators.get(statement.by, statement.by)))
    said.append(date_text(statement.seen, t.language) if statement.seen else t("page.undated"))
    said.extend(t(f"page.mark.{mark}") for mark in ("stale", "weak") if getattr(statement, mark))
    if statement.source:
        said.append(escape.label(statement.source, 200))
    return " · ".join(said)


def _remove(evidence_id: str) -> None:
    change(lambda document: editing.remove_evidence(document, evidence_id), "remove_evidence")


def _form(page: WeighingPage, tool: str, criterion: Criterion) -> None:
    t = page.t
    form = Form(f"evidence-{tool}-{criterion.id}", t)
    state = st.segmented_control(
        t("page.cell.state"),
        STATES if criterion.scale.type == "price" else STATES[:3],
        default="known",
        required=True,
        format_func=lambda code: t(f"page.cell.state.{code}"),
        key=f"evidence-state-{tool}-{criterion.id}",
        help=t("page.cell.state.help"),
    )
    with st.form(f"evidence-{tool}-{criterion.id}"):
        st.markdown(f"**{t('page.cell.add')}**")
        _figure(page, criterion, form, state)
        with st.grid(3, min_column_width=180):
            form.choice(
                "kind", t("page.cell.kind"), page.evidence_kinds, lambda code: t(f"evidence_kind.{code}"), "guess"
            )
            form.day("seen", t("page.date"))
            if page.document.evaluators:
                people = page.names.evaluators
                form.choice("by", t("page.cell.by"), list(people), people.get, placeholder=t("page.cell.by.team"))
            if page.advanced:
                form.choice(
                    "confidence", t("page.cell.confidence"), CONFIDENCES, lambda code: t(f"confidence.{code}"), "medium"
                )
        form.text("source", t("page.source"), placeholder=t("page.source.placeholder"))
        form.text("note", t("page.note"), placeholder=t("page.note.placeholder"))
        form.send(t("page.cell.save"), partial(_save, tool, criterion, state))


def _figure(page: WeighingPage, criterion: Criterion, form: Form, state: str) -> None:
    """Draw the fields of a figure on the criterion's scale."""
    t = page.t
    fields = {"known": ("value",), "interval": ("low", "high")}.get(state, ())
    for field in fields:
        label = t({"value": "page.cell.figure", "low": "page.low", "high": "page.high"}[field])
        if criterion.scale.type == "grades":
            grades = {grade.id: page.names.label(grade.name) for grade in criterion.scale.grades}
            form.choice(field, label, list(grades), grades.get)
        elif criterion.scale.type == "yes_no":
            form.choice(field, label, (True, False), lambda yes: t("word.yes" if yes else "word.no"))
        else:
            ends = (page.names.raw(criterion.id, end) for end in (criterion.scale.worst, criterion.scale.best))
            form.decimal(field, label, placeholder=" – ".join(ends))


def _save(tool: str, criterion: Criterion, state: str, form: Form) -> bool:
    t = form.t
    figures: dict[str, Any] = {}
    for field in {"known": ("value",), "interval": ("low", "high")}.get(state, ()):
        label = t({"value": "page.cell.figure", "low": "page.low", "high": "page.high"}[field])
        read = form.required if criterion.scale.type in {"grades", "yes_no"} else form.number
        figures[field] = read(field, label)
    if not form.ok:
        return False
    if state == "interval":
        if criterion.scale.type == "yes_no":
            return form.refuse(t("page.cell.no_interval"))
        if not _in_order(criterion, figures):
            return form.refuse(t("page.problem.low_high"))
    evidence = made(
        Evidence,
        id=new_id("evidence"),
        tool=tool,
        criterion=criterion.id,
        state="known" if state == "interval" else state,
        kind=form.value("kind") or "guess",
        confidence=form.value("confidence") or "medium",
        source=form.value("source"),
        seen=form.value("seen"),
        by=form.value("by"),
        note=form.value("note"),
        **figures,
    )
    return change(lambda document: editing.put_evidence(document, evidence), "evidence")


def _in_order(criterion: Criterion, figures: Mapping[str, Any]) -> bool:
    if criterion.scale.type == "grades":
        order = [grade.id for grade in criterion.scale.grades]
        return order.index(figures["low"]) <= order.index(figures["high"])
    return figures["low"] <= figures["high"]
