"""The data step of a campaign test: for each send, where its figures come from; below, the rule and the kept tables."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.experiment import Send
from evaluators.campaigns.source import CustomerRows, PastedTable
from services import datasets
from settings import settings
from ui import escape
from ui.panels import kept_tables, upload
from ui.panels.campaigns import roles, roles_decides, rule, sends, table
from ui.panels.campaigns.page import CampaignPage
from ui.panels.campaigns.sends import send_name, sends_of

WAYS = ("rows", "table", "named")
UNSAVED = ("way-", "rows-", "roles-", "outcomes-", "paste-", "kept-")  # what the tab holds of one test's data step


def show(page: CampaignPage) -> None:
    """Draw the whole step."""
    t = page.t
    _begin_anew(page.opened.id)
    st.write(t("data.intro"))
    found = sends_of(page.document)
    for place, send in enumerate(found):
        if len(found) == 1:
            _send(page, send)
            continue
        name, last = escape.label(send_name(send, place, t)), place == len(found) - 1
        with st.expander(name, expanded=last, key=f"at-{send.id}"):
            _send(page, send)
    if len(found) > 1:
        roles_decides.show(page)
    sends.add(page)
    with st.expander(t("data.rule.title"), key="own-rule", on_change="rerun") as folded:
        if folded.open:
            rule.show(page)
    with st.expander(t("data.kept.title"), key="kept-tables", on_change="rerun") as folded:
        if folded.open:
            kept_tables.show(t, {one.sha256 for one in datasets.files_named(page.document)})


def _begin_anew(evaluation_id: str) -> None:
    """Forget what another test's data step has left in this tab: sends of two tests are often called the same."""
    if st.session_state.get("data-of") == evaluation_id:
        return
    for key in [str(key) for key in st.session_state if str(key).startswith(UNSAVED)]:
        del st.session_state[key]
    st.session_state["data-of"] = evaluation_id


def _send(page: CampaignPage, send: Send) -> None:
    """Draw one send: its way in, then its dates."""
    t = page.t
    ways = WAYS if settings().data_paths else WAYS[:2]
    way = st.segmented_control(
        t("data.way"),
        ways,
        default=_way(send, ways),
        required=True,
        format_func=lambda code: t(f"data.way.{code}"),
        key=f"way-{send.id}",
    )
    st.caption(t(f"data.way.{way}.why"))
    if way == "table":
        table.show(page, send)
    else:
        _rows(page, send, way)
    sends.show(page, send)


def _rows(page: CampaignPage, send: Send, way: str) -> None:
    """Draw the rows that are in use, and where others are taken from."""
    t, source = page.t, send.source
    if isinstance(source, CustomerRows):
        roles.in_use(page, send, source)
        with st.expander(t("data.other_file"), key=f"other-{send.id}", on_change="rerun") as folded:
            if not folded.open:
                return
            found = _choose(page, send, way)
            if found is not None and found.file.sha256 != source.file.sha256:
                roles.show(page, send, found)
        return
    found = _choose(page, send, way)
    if found is not None:
        roles.show(page, send, found)


def _choose(page: CampaignPage, send: Send, way: str) -> datasets.KeptTable | None:
    key = f"rows-{send.id}"
    return upload.named(page.t, key) if way == "named" else upload.choose(page.t, key)


def _way(send: Send, ways: tuple[str, ...]) -> str:
    """Return the way that the send's figures came in by; rows for one without figures."""
    source = send.source
    if isinstance(source, PastedTable):
        return "table" if source.rows else "rows"
    is_named = "named" in ways and any(one.file.sha256 == source.file.sha256 for one in datasets.named().values())
    return "named" if is_named else "rows"
