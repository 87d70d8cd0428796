"""Step 4, Scores and evidence: the grid of tools and criteria, and what opens below it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from evaluators.tools.performances import cells
from evaluators.tools.results import Cell, CellState
from i18n.formats import date_text
from services import clock, editing
from ui.panels import cell_editor, quotes, reviews, table_import, team, trials
from ui.panels.edits import change
from ui.panels.figures import figure_text
from ui.panels.weighing import WeighingPage

WAYS = ("cell", "quote", "trial", "reviews", "team", "table")
SHOWN = {
    "cell": cell_editor.show,
    "quote": quotes.show,
    "trial": trials.show,
    "reviews": reviews.show,
    "team": team.show,
    "table": lambda page, found: table_import.show(page, "scores"),
}


def show(page: WeighingPage) -> None:
    """Draw the whole step."""
    t = page.t
    st.write(t("page.scores.intro"))
    if not page.document.tools or not page.document.criteria:
        st.info(t("page.scores.empty"))
        return
    found = {(cell.tool, cell.criterion): cell for cell in cells(page.document)}
    grid(page, found)
    ages(page)
    way = st.segmented_control(
        t("page.scores.way"),
        WAYS,
        default="cell",
        required=True,
        format_func=lambda code: t(f"page.scores.way.{code}"),
        key="scores-way",
    )
    SHOWN[way](page, found)


def grid(page: WeighingPage, found: Mapping[tuple[str, str], Cell]) -> None:
    """Draw the overview of the cells; choosing one opens it in the editor."""
    t, names = page.t, page.names
    tools, criteria = (list(dict.fromkeys(pair[place] for pair in found)) for place in (0, 1))
    columns: dict[str, list[str]] = {"tool": [names.tools[tool] for tool in tools]}
    titles: dict[str, object] = {"tool": st.column_config.TextColumn(t("page.tool"), pinned=True)}
    for criterion in criteria:
        columns[criterion] = [cell_text(page, found[tool, criterion]) for tool in tools]
        titles[criterion] = st.column_config.TextColumn(names.criteria[criterion])
    st.dataframe(
        columns,
        column_config=titles,
        hide_index=True,
        key="scores-grid",
        on_select=_open_chosen,
        selection_mode="single-cell",
        alt=t("page.scores.grid"),
        row_height=44,
    )
    unknown = sum(cell.state is CellState.UNKNOWN for cell in found.values())
    st.caption(t("page.scores.marks"))
    if unknown:
        st.caption(t.plural("page.scores.unknown", unknown, number=unknown))


def ages(page: WeighingPage) -> None:
    """Say what day ages are counted to, and offer today."""
    t, day = page.t, page.document.as_of
    today = clock.today()
    if day == today:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("page.scores.as_of", day=date_text(day, t.language)), width="content")
        st.button(t("page.scores.as_of.today"), key="as-of", on_click=_to_today, type="tertiary")


def _to_today() -> None:
    change(lambda document: editing.touch_as_of(document, clock.today()), "as_of")


def _open_chosen() -> None:
    """Put the chosen cell's tool and criterion into the editor's fields."""
    chosen = st.session_state["scores-grid"]["selection"]["cells"]
    if chosen:
        row, column = chosen[0]
        st.session_state["cell-row"] = row
        if column != "tool":
            st.session_state["cell-criterion"] = column
        st.session_state["scores-way"] = "cell"


def cell_text(page: WeighingPage, cell: Cell) -> str:
    """Return what is known of a cell, and its marks, in words."""
    t = page.t
    if cell.state in {CellState.UNKNOWN, CellState.QUOTE_ONLY}:
        return t(f"page.cell.{cell.state.value}")
    marks = [
        t(f"page.mark.{mark}")
        for mark, on in (
            ("conflict", cell.state is CellState.CONFLICT),
            ("stale", cell.stale),
            ("weak", cell.weak),
            ("clipped", cell.clipped),
        )
        if on
    ]
    figure = figure_text(page, cell.criterion, cell.raw, cell.raw_low, cell.raw_high)
    return " · ".join((figure, *marks))
