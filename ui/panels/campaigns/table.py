"""A send's figures as a table: pasted from a spreadsheet or a mail tool, or typed in."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.campaigns.experiment import Send
from evaluators.campaigns.source import CustomerRows
from evaluators.errors import EvaluationError
from i18n.formats import number
from i18n.sentences import error_sentence
from services import editing_campaign_tables as tables
from services import editing_sends
from services.editing_sends import PastedPreview
from ui import escape, state
from ui.panels import fields
from ui.panels.campaigns import roles_decides, table_editor
from ui.panels.campaigns.page import CampaignPage
from ui.panels.campaigns.sends import begun, change_send

MOST = 200  # rows and problems that are shown
PLACES = ("variant", "segment", "sent", "delivered", "recipients", "ignored")
SQUARES = ":squares"


def show(page: CampaignPage, send: Send) -> None:
    """Draw the figures that there are, and the ways to give others."""
    t, source = page.t, send.source
    if isinstance(source, CustomerRows):
        st.warning(t("data.table.replaces", name=escape.label(source.file.name)))
    elif source.rows:
        roles_decides.beside(page)
    has_rows = not isinstance(source, CustomerRows) and bool(source.rows)
    if page.document.design.variants and page.document.design.metrics and not isinstance(source, CustomerRows):
        table_editor.show(page, send)
    title = t("data.table.paste_other" if has_rows else "data.table.paste")
    with st.expander(title, expanded=not has_rows, key=f"paste-at-{send.id}-{has_rows}"):
        _paste(page, send)


def _paste(page: CampaignPage, send: Send) -> None:
    t = page.t
    st.caption(t("data.table.columns"))
    with st.form(f"paste-{send.id}", border=False):
        st.text_area(
            t("data.table.text"),
            key=f"paste-{send.id}-text",
            placeholder=t("data.table.text.placeholder"),
            height=150,
        )
        st.file_uploader(t("data.table.file"), type=["csv", "xlsx"], key=f"paste-{send.id}-file")
        st.form_submit_button(t("data.table.look"), key=f"paste-{send.id}-look", on_click=_look, args=(send.id,))
    fault = st.session_state.get(f"paste-{send.id}-fault")
    if fault is not None:
        st.error(error_sentence(*fault, t.language))
    preview = st.session_state.get(f"paste-{send.id}-preview")
    if preview is not None:
        _preview(page, send, preview)


def _look(send_id: str) -> None:
    """Take what is to be read, a paste before a file, and read it."""
    text, file = (st.session_state.get(f"paste-{send_id}-{part}") for part in ("text", "file"))
    given = (text.strip("\n"), "") if text and text.strip() else (file.getvalue(), file.name) if file else None
    for part in ("preview", "fault", "meanings"):
        st.session_state.pop(f"paste-{send_id}-{part}", None)
    if given is None:
        st.error(state.words()("page.import.nothing"))
        return
    st.session_state[f"paste-{send_id}-given"] = given
    _read(send_id)


def _read(send_id: str) -> None:
    """Read what was given, with what has been said about its columns; keep the reading for the page."""
    opened, key = state.opened(), f"paste-{send_id}"
    if opened is None:
        return
    content, filename = st.session_state[f"{key}-given"]
    meanings = st.session_state.get(f"{key}-meanings", {})
    document = opened.document
    st.session_state.pop(f"{key}-fault", None)
    try:
        if filename:
            found = tables.parse_table_file(content, filename, document, meanings=meanings)
        else:
            found = editing_sends.parse_table(content, document, meanings=meanings)
    except EvaluationError as fault:
        st.session_state[f"{key}-fault"] = (fault.code, fault.facts)
        return
    st.session_state[f"{key}-preview"] = found


def _preview(page: CampaignPage, send: Send, preview: PastedPreview) -> None:
    """Draw what was read, what was not, and the button that takes it over."""
    t = page.t
    for problem in preview.problems[:MOST]:
        st.warning(error_sentence(problem.code, problem.facts, t.language))
    count = len(preview.rows)
    st.markdown(t.plural("data.table.read", count, number=count, column=escape.label(preview.customers_from)))
    st.dataframe(_figures(page, preview), hide_index=True, alt=t("data.table.alt"), key=f"paste-{send.id}-table")
    _remarks(page, preview)
    _meanings(page, send, preview)
    if preview.problems:
        st.caption(t("page.import.all_or_nothing"))
    st.button(
        t("data.table.use"),
        key=f"paste-{send.id}-use",
        on_click=_use,
        args=(send.id,),
        disabled=bool(preview.problems) or not count,
        type="primary",
        icon=":material/check:",
    )


def _figures(page: CampaignPage, preview: PastedPreview) -> dict[str, list[str]]:
    """Return the rows as texts by column, headings as they stood."""
    t, rows = page.t, preview.rows[:MOST]

    def said(figure: float | None) -> str:
        return "" if figure is None else number(figure, t.language, None)

    figures: dict[str, list[str]] = {}
    for one in preview.columns:
        if one.meaning in ("variant", "segment"):
            figures[one.heading] = [getattr(row, one.meaning) for row in rows]
        elif one.heading == preview.customers_from:
            figures[one.heading] = [said(row.customers) for row in rows]
        elif one.meaning in ("sum", "squares") and one.metric:
            part = "sums" if one.meaning == "sum" else "squares"
            figures[one.heading] = [said(getattr(row, part).get(one.metric)) for row in rows]
    return figures


def _remarks(page: CampaignPage, preview: PastedPreview) -> None:
    """Say what was left out, what is missing, and what cannot be worked out from this."""
    t = page.t
    if preview.unused:
        names = page.words.join([escape.shortened(one, 40) for one in preview.unused])
        st.warning(t("data.table.unused", names=escape.markdown(names)))
    if preview.left_out:
        names = page.words.join([name for _, name in preview.left_out])
        st.caption(escape.markdown(t("data.table.left_out", names=names)))
    for line, heading in preview.gaps[:5]:
        st.caption(escape.markdown(t("data.table.gap", line=number(line, t.language, 0), column=heading)))
    squares = {one.metric for one in preview.columns if one.meaning == "squares"}
    sums = [one for one in preview.columns if one.meaning == "sum" and one.kind in ("mean", "rating")]
    lacking = [one.heading for one in sums if one.metric not in squares]
    if lacking:
        st.info(t("data.table.no_squares", names=escape.markdown(page.words.join(lacking))))


def _meanings(page: CampaignPage, send: Send, preview: PastedPreview) -> None:
    """Draw what each column was taken for, to be mended by a list."""
    t, key = page.t, f"paste-{send.id}"
    metrics = dict(page.words.metrics)
    metrics |= {one.metric: one.heading for one in preview.columns if one.metric and one.metric not in metrics}
    options = (*PLACES, *metrics, *(f"{one}{SQUARES}" for one in metrics))

    def name(meaning: str) -> str:
        if meaning in PLACES:
            return t(f"data.table.meaning.{meaning}")
        if meaning.endswith(SQUARES):
            return t("data.table.squares_of", metric=metrics[meaning.removesuffix(SQUARES)])
        return metrics[meaning]

    folded = st.expander(t("data.table.mend"), expanded=bool(preview.unused), key=f"{key}-mend")
    with folded, st.grid(3, min_column_width=180):
        for place, one in enumerate(preview.columns):
            fields.choice(
                escape.label(one.heading),
                options,
                _meaning(one),
                partial(_mean, send.id, one.heading),
                key=f"{key}-column-{place}",
                name=name,
                placeholder=t("data.table.meaning.unknown"),
            )


def _meaning(column: object) -> str | None:
    """Return a column's meaning as the lists name it."""
    match column:
        case object(meaning="variant" | "segment" | "ignored" as meaning):
            return meaning
        case object(meaning="customers", counted=counted):
            return counted
        case object(meaning="sum", metric=metric):
            return metric
        case object(meaning="squares", metric=metric):
            return f"{metric}{SQUARES}"
    return None


def _mean(send_id: str, heading: str, meaning: str) -> None:
    meanings = st.session_state.get(f"paste-{send_id}-meanings", {})
    st.session_state[f"paste-{send_id}-meanings"] = {**meanings, heading: meaning}
    _read(send_id)


def _use(send_id: str) -> None:
    key = f"paste-{send_id}"
    preview = st.session_state.get(f"{key}-preview")
    if preview is None:
        return
    if change_send(
        send_id, lambda document: editing_sends.table_into(begun(document, send_id), send_id, preview), "take_table"
    ):
        for part in ("preview", "given", "meanings", "fault"):
            st.session_state.pop(f"{key}-{part}", None)
        st.session_state[f"{key}-text"] = ""
        table_editor.restart(send_id)
