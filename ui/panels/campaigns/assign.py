"""Step 4 of a plan, Assign: a customer list in, an assignment file for the mail tool out. Neither is kept."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from evaluators.documents import content_hash
from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.sentences import error_sentence
from reports.campaigns import dealing
from services import assigning, editing_campaigns
from services.assigning import CustomerList, ExcludedFile, ListColumns
from ui import draw, escape, state
from ui.panels.campaigns.page import CampaignPage

TYPES = ["csv", "gz", "xlsx", "parquet"]
MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
DEALT = "assign-dealt"
HOLDOUT = "holdout"  # as the file has it


def show(page: CampaignPage) -> None:
    """Draw the whole step."""
    t = page.t
    st.write(t("campaign_page.assign.intro"))
    if len(page.document.design.variants) < 2:
        st.info(t("campaign_page.assign.two"))
        return
    if page.document.lock is None:
        st.caption(t("campaign_page.assign.unlocked"))
    file = st.file_uploader(
        t("campaign_page.count.file"), type=TYPES, key="assign-file", help=t("campaign_page.assign.file.help")
    )
    found = None if file is None else _looked_at("assign-list", file, t)
    if file is None or found is None:
        return
    columns = _columns(page, found)
    excluded_text, excluded_file = _excluded(t)
    if columns is None:
        st.info(t("campaign_page.assign.no_customer"))
        return
    given = {"columns": columns, "excluded_text": excluded_text, "excluded_file": excluded_file}
    if st.button(t("campaign_page.assign.deal"), key="assign-deal", type="primary", icon=":material/shuffle:"):
        _deal(page, file, given)
    _dealt(page, file, given)


def _looked_at(key: str, file: Any, t: Texts) -> CustomerList | None:
    """Return what a list's columns are; read once an upload."""
    kept = st.session_state.get(key)
    if kept is not None and kept[0] == file.file_id:
        return kept[1]
    try:
        with st.spinner(t("campaign_page.assign.reading")):
            found = assigning.look_at(file.getvalue(), file.name)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return None
    st.session_state[key] = (file.file_id, found)
    return found


def _columns(page: CampaignPage, found: CustomerList) -> ListColumns | None:
    """Draw which column means what, guessed and easy to mend; ``None`` while nothing tells customers apart."""
    t, guess = page.t, found.guess
    names = [one.name for one in found.columns]
    st.caption(t.plural("campaign_page.assign.read", found.rows, number=page.words.count(found.rows)))
    with st.grid(3, min_column_width=200):
        customer = _column(t, "customer", names, guess.customer if guess else None)
        segment = _column(t, "segment", names, guess.segment if guess else None)
        consent = _column(t, "consent", names, guess.consent if guess else None)
    _covariates(page, [one.name for one in found.columns if one.smallest is not None])
    return None if customer is None else ListColumns(customer=customer, segment=segment, consent=consent)


def _column(t: Texts, role: str, names: list[str], guess: str | None) -> str | None:
    return st.selectbox(
        t(f"campaign_page.assign.{role}"),
        names,
        index=names.index(guess) if guess in names else None,
        key=f"assign-{role}",
        help=t(f"campaign_page.assign.{role}.help"),
        placeholder=t("page.choose") if role == "customer" else t("campaign_page.assign.no_column"),
    )


def _covariates(page: CampaignPage, names: list[str]) -> None:
    t, chosen = page.t, page.document.assignment.covariates
    if not names:
        return
    st.session_state["assign-covariates"] = [name for name in chosen if name in names]
    st.multiselect(
        t("campaign_page.assign.covariates"),
        names,
        key="assign-covariates",
        on_change=_set_covariates,
        help=t("campaign_page.assign.covariates.help"),
        placeholder=t("campaign_page.assign.covariates.none"),
    )


def _set_covariates() -> None:
    chosen = tuple(st.session_state["assign-covariates"])
    state.apply(editing_campaigns.set_assignment, action="assignment", covariates=chosen)


def _excluded(t: Texts) -> tuple[str, ExcludedFile | None]:
    """Draw who must not be sent anything: typed, pasted, or in a file of their own."""
    with st.expander(t("campaign_page.assign.excluded"), key="assign-excluded"):
        text = st.text_area(
            t("campaign_page.assign.excluded.text"),
            key="assign-excluded-text",
            placeholder=t("campaign_page.assign.excluded.placeholder"),
        )
        file = st.file_uploader(t("campaign_page.assign.excluded.file"), type=TYPES, key="assign-excluded-file")
        found = None if file is None else _looked_at("assign-excluded-list", file, t)
        if file is None or found is None:
            return text, None
        names = [one.name for one in found.columns]
        guess = found.guess.customer if found.guess else None
        column = st.selectbox(
            t("campaign_page.assign.excluded.column"),
            names,
            index=names.index(guess) if guess in names else None,
            key="assign-excluded-column",
            placeholder=t("page.choose"),
        )
    if column is None:
        return text, None
    return text, ExcludedFile(content=file.getvalue(), filename=file.name, column=column)


def _deal(page: CampaignPage, file: Any, given: dict[str, Any]) -> None:
    """Deal the customers; the plan gets the salts that it lacks first, so that the deal can be made again."""
    t = page.t
    saved = state.apply(assigning.with_salts, action="assignment")
    if saved is None:
        return
    try:
        with st.spinner(t("campaign_page.assign.dealing")):
            made = assigning.assign_list(saved.document, file.getvalue(), file.name, **given)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    st.session_state[DEALT] = (_signature(saved.document, file, given), made.summary)


def _signature(document: Any, file: Any, given: dict[str, Any]) -> tuple[object, ...]:
    """Return what decides a deal, so that an old one is not shown beside new choices."""
    other = given["excluded_file"]
    rest = None if other is None else (other.filename, len(other.content), other.column)
    return (content_hash(document), file.file_id, given["columns"], given["excluded_text"], rest)


def _dealt(page: CampaignPage, file: Any, given: dict[str, Any]) -> None:
    """Draw the last deal in numbers, its files, and what makes it again."""
    t, opened = page.t, state.opened()
    kept = st.session_state.get(DEALT)
    if kept is None or opened is None or kept[0] != _signature(opened.document, file, given):
        return
    summary = kept[1]
    draw.blocks(dealing.assignment_blocks(page.words, summary), key="dealt")
    st.header(t("campaign_page.assign.files"), anchor="assignment-files")
    st.caption(t("campaign_page.assign.files.why"))
    kinds = ("csv", "xlsx") if summary.assigned + summary.kept_out <= assigning.WORKBOOK_ROWS else ("csv",)
    with st.container(horizontal=True):
        for kind in kinds:
            st.download_button(
                t(f"campaign_page.assign.{kind}"),
                partial(_file, opened.document, file, given, kind),
                file_name=f"{t('campaign_page.assign.file_name')}.{kind}",
                mime=MEDIA_TYPES[kind],
                key=f"assign-{kind}",
                type="primary" if kind == "csv" else "secondary",
                icon=":material/download:",
                on_click="ignore",
            )
    names = [f"{one} = {page.words.name(one)}" for one in summary.variants]
    st.caption(escape.markdown(t("campaign_page.assign.names", names=page.words.join(names, 20))))
    if summary.kept_out:
        st.caption(escape.markdown(t("campaign_page.assign.holdout", name=HOLDOUT)))
    _salts(opened.document, t)


def _file(document: Any, file: Any, given: dict[str, Any], kind: Any) -> bytes:
    return assigning.assign_list(document, file.getvalue(), file.name, kind=kind, **given).content


def _salts(document: Any, t: Texts) -> None:
    with st.expander(t("campaign_page.assign.again"), key="assign-again"):
        st.caption(t("campaign_page.assign.again.why"))
        st.caption(t("campaign_page.assign.salt"))
        st.code(document.assignment.salt, language=None, wrap_lines=True)
        st.caption(t("campaign_page.assign.holdout_salt"))
        st.code(document.assignment.holdout_salt, language=None, wrap_lines=True)
