"""The sums of a send as a table to type in: one row for each variant and segment, texts read by our own grammar.

The editor is given the same rows for as long as it lives; what is typed is applied by row id and saved at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.experiment import Send
from evaluators.campaigns.source import PastedTable, TableRow
from i18n import Texts
from i18n.formats import editable, number
from i18n.parsing import parse_number
from i18n.sentences import number_problem
from services import editing_sends
from ui import escape, state
from ui.panels.campaigns.page import CampaignPage
from ui.panels.campaigns.sends import change_send
from ui.panels.edits import made

ID, VARIANT, SEGMENT, CUSTOMERS = "id", "variant", "segment", "customers"
PARTS = {"sum": "sums", "squares": "squares", "product": "products"}
Place = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One column of figures."""

    key: str  # "customers", or a part and a metric: "sum:revenue"
    whole: bool  # counts only
    part: str = ""  # of a row: sums, squares or products
    metric: str = ""


def show(page: CampaignPage, send: Send) -> None:
    """Draw the editor and what could not be read in it."""
    t, design = page.t, page.document.design
    key = _key(send, design)
    base: tuple[TableRow, ...] = st.session_state.setdefault(f"{key}-base", _rows(send))
    figures = figures_of(design)
    st.data_editor(
        frame(page, base, figures),
        column_config=_config(page, figures),
        column_order=_order(design, figures),
        disabled=[VARIANT, SEGMENT],
        hide_index=True,
        num_rows="fixed",
        key=key,
        on_change=_typed,
        args=(send.id, key),
        row_height=40,
    )
    st.caption(t("data.editor.saved"))
    if any(one.part == "squares" for one in figures):
        st.caption(t("data.editor.needs_squares"))
    for problem in st.session_state.get(f"{key}-problems", ()):
        st.warning(problem)


def restart(send_id: str) -> None:
    """Let the editor start anew from the document."""
    st.session_state[f"sums-{send_id}-round"] = st.session_state.get(f"sums-{send_id}-round", 0) + 1


def figures_of(design: Design) -> list[Figure]:
    """Return the columns of figures that a design's metrics need."""
    found = [Figure(CUSTOMERS, whole=True)]
    for metric in design.metrics:
        found.append(Figure(f"sum:{metric.id}", metric.kind == "proportion", PARTS["sum"], metric.id))
        if metric.kind != "proportion":
            found.append(Figure(f"squares:{metric.id}", whole=False, part=PARTS["squares"], metric=metric.id))
        if metric.kind == "ratio":
            found.append(Figure(f"product:{metric.id}", whole=False, part=PARTS["product"], metric=metric.id))
    return found


def places(design: Design, rows: tuple[TableRow, ...]) -> list[Place]:
    """Return the rows of the editor: every variant in every segment, and rows of whole variants that there are."""
    segments: list[str | None] = [segment.id for segment in design.segments]
    bare = {row.variant for row in rows if row.segment is None}
    found: list[Place] = []
    for variant in design.variants:
        if not segments or variant.id in bare:
            found.append((variant.id, None))
        found.extend((variant.id, segment) for segment in segments)
    return found


def frame(page: CampaignPage, rows: tuple[TableRow, ...], figures: list[Figure]) -> dict[str, list[str]]:
    """Return the editor's texts by column."""
    words, by_place = page.words, {(row.variant, row.segment): row for row in rows}
    listed = places(page.document.design, rows)
    texts: dict[str, list[str]] = {
        ID: [f"{variant} {segment or ''}".strip() for variant, segment in listed],
        VARIANT: [words.variants[variant] for variant, _ in listed],
        SEGMENT: [words.segments[segment] if segment else page.t("data.editor.all") for _, segment in listed],
    }
    for one in figures:
        texts[one.key] = [_text(by_place.get(place), one, page.t) for place in listed]
    return texts


def _text(row: TableRow | None, figure: Figure, t: Texts) -> str:
    if row is None:
        return ""
    value = getattr(row, figure.part).get(figure.metric) if figure.part else row.customers
    return "" if value is None else editable(value, t.language)


def _key(send: Send, design: Design) -> str:
    """Return the editor's key: another one when its rows or columns are others, and after undo."""
    parts = [[one.id for one in design.variants], [one.id for one in design.segments]]
    shape = repr((parts, [(one.id, one.kind) for one in design.metrics]))
    round_ = st.session_state.get(f"sums-{send.id}-round", 0)
    return state.widget_key("sums", send.id, round_, hashlib.sha256(shape.encode()).hexdigest()[:10])


def _rows(send: Send) -> tuple[TableRow, ...]:
    return send.source.rows if isinstance(send.source, PastedTable) else ()


def _order(design: Design, figures: list[Figure]) -> list[str]:
    return [VARIANT, *([SEGMENT] if design.segments else []), *(one.key for one in figures)]


def _config(page: CampaignPage, figures: list[Figure]) -> dict[str, object]:
    t = page.t
    config: dict[str, object] = {
        ID: None,
        VARIANT: st.column_config.TextColumn(t("data.editor.variant"), pinned=True),
        SEGMENT: st.column_config.TextColumn(t("data.editor.segment")),
    }
    for one in figures:
        config[one.key] = st.column_config.TextColumn(heading(page, one), help=_help(page, one))
    return config


def heading(page: CampaignPage, figure: Figure) -> str:
    """Return a column's heading."""
    t = page.t
    if not figure.part:
        return t("data.editor.customers")
    name = page.words.metrics[figure.metric]
    return name if figure.part == "sums" else t(f"data.editor.{figure.part}", metric=name)


def _help(page: CampaignPage, figure: Figure) -> str:
    t, metrics = page.t, {metric.id: metric for metric in page.document.design.metrics}
    if not figure.part:
        return t("data.editor.customers.help")
    metric: Metric = metrics[figure.metric]
    if figure.part == "sums":
        return t("data.editor.count.help" if metric.kind == "proportion" else "data.editor.sum.help")
    return t(f"data.editor.{figure.part}.help")


def _typed(send_id: str, key: str) -> None:
    """Apply what was typed to the rows, save those that can be read, and keep what is wrong with the rest."""
    opened = state.opened()
    if opened is None:
        return
    page = CampaignPage(opened, state.words(), advanced=False)
    base: tuple[TableRow, ...] = st.session_state.get(f"{key}-base", ())
    edited: Mapping[int, Mapping[str, str | None]] = st.session_state[key]["edited_rows"]
    kept = next((_rows(send) for send in opened.document.sends if send.id == send_id), ())
    rows, problems = read(page, base, edited, kept)
    st.session_state[f"{key}-problems"] = tuple(problems)
    change_send(send_id, lambda document: editing_sends.set_table(document, send_id, rows), "table")


def read(
    page: CampaignPage,
    base: tuple[TableRow, ...],
    edited: Mapping[int, Mapping[str, str | None]],
    kept: tuple[TableRow, ...] = (),
) -> tuple[list[TableRow], list[str]]:
    """Return the rows after what was typed, and a sentence for each row or cell that is not saved.

    Parameters
    ----------
    base : tuple of TableRow
        What the editor began with.
    edited : mapping
        Row number to column to text, as the editor gives it.
    kept : tuple of TableRow
        What the document holds: a row that cannot be saved stays as it is there.
    """
    figures = figures_of(page.document.design)
    texts = frame(page, base, figures)
    for index, cells in edited.items():
        for column, value in cells.items():
            texts[column][int(index)] = str(value or "")
    before = {(row.variant, row.segment): row for row in kept}
    rows: list[TableRow] = []
    problems: list[str] = []
    for index, place in enumerate(places(page.document.design, base)):
        where = _where(page, texts, index)
        values, wrong = _values(page, {one.key: texts[one.key][index] for one in figures}, figures)
        problems.extend(page.t("data.editor.cell_problem", row=where, **one) for one in wrong)
        reason = _impossible(page, values, figures) if values and not wrong else ""
        if reason:
            problems.append(page.t("data.editor.row_problem", row=where, reason=reason))
        if wrong or reason:
            rows.extend([before[place]] if place in before else [])
        elif values:
            rows.append(_row(place, values, figures))
    return rows, problems


def _where(page: CampaignPage, texts: Mapping[str, list[str]], index: int) -> str:
    names = [texts[VARIANT][index], *([texts[SEGMENT][index]] if page.document.design.segments else [])]
    return f"{number(index + 1, page.t.language, 0)} ({escape.label(', '.join(names))})"


def _values(
    page: CampaignPage, cells: Mapping[str, str], figures: list[Figure]
) -> tuple[dict[str, float], list[dict[str, str]]]:
    """Return the figures of a row by column, and each cell that cannot be read with the reason."""
    found: dict[str, float] = {}
    wrong: list[dict[str, str]] = []
    for one in figures:
        parsed = parse_number(cells[one.key])
        value = parsed.value
        if parsed.problem == "ambiguous" and one.whole:
            value = parsed.choices[1]  # a count has no decimals
        if parsed.problem == "empty":
            continue
        if value is None:
            reason = number_problem(parsed, page.t.language)
        elif one.whole and (value < 0 or value != int(value)):
            reason = page.t("data.editor.whole")
        else:
            found[one.key] = value
            continue
        wrong.append({"column": escape.label(heading(page, one)), "reason": reason})
    return found, wrong


def _impossible(page: CampaignPage, values: Mapping[str, float], figures: list[Figure]) -> str:
    """Say why these figures cannot stand in one row; empty when they can."""
    t = page.t
    customers = values.get(CUSTOMERS)
    if customers is None:
        return t("data.editor.customers_missing")
    for one in figures:
        if one.part == "sums" and one.whole and values.get(one.key, 0) > customers:
            return t("data.editor.too_many", metric=escape.label(heading(page, one)))
        if one.part == "sums" and values.get(one.key) and not customers:
            return t("data.editor.nobody")
        square, total = values.get(f"squares:{one.metric}"), values.get(f"sum:{one.metric}", 0.0)
        if one.part == "squares" and square is not None and square * customers < total * total * (1 - 1e-9):
            return t("data.editor.squares_too_small", metric=escape.label(page.words.metrics[one.metric]))
    return ""


def _row(place: Place, values: Mapping[str, float], figures: list[Figure]) -> TableRow:
    parts: dict[str, dict[str, float]] = {part: {} for part in PARTS.values()}
    for one in figures:
        if one.part and one.key in values:
            parts[one.part][one.metric] = values[one.key]
    return made(TableRow, variant=place[0], segment=place[1], customers=int(values[CUSTOMERS]), **parts)
