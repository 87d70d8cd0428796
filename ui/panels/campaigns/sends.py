"""The sends of a test: name, dates, planned customers; add and take out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.documents import revise, text_of
from i18n import Texts
from services import editing_campaigns, editing_sends
from ui.panels import fields
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import change

FIRST = "send"
MOST_PLANNED = 10**12


def sends_of(document: CampaignTest) -> tuple[Send, ...]:
    """Return the sends; the first one stands ready to be filled even before it is in the document."""
    return document.sends or (Send(id=FIRST),)


def send_name(send: Send, place: int, t: Texts) -> str:
    """Return what a send is called; its number when it has no name."""
    return text_of(send.name, t.language).strip() or t("data.send.number", number=place + 1)


def change_send(send_id: str, edit: Callable[[CampaignTest], CampaignTest], action: str) -> bool:
    """Run an edit on a document that surely has the send; for callbacks."""
    return change(lambda document: edit(begun(document, send_id)), action)


def begun(document: CampaignTest, send_id: str) -> CampaignTest:
    """Return the document with the send in it."""
    if any(send.id == send_id for send in document.sends):
        return document
    return revise(document, sends=(*document.sends, Send(id=send_id)))


def show(page: CampaignPage, send: Send) -> None:
    """Draw the fields of one send."""
    t = page.t
    several = len(page.document.sends) > 1
    with st.grid(2, min_column_width=220):
        set_ = partial(_set, send.id)
        fields.day(
            t("data.send.sent_on"),
            send.sent_on,
            partial(set_, "sent_on"),
            key=f"sent-on-{send.id}",
            t=t,
            help=t("data.send.sent_on.help"),
        )
        fields.day(
            t("data.send.until"),
            send.last_outcome_on,
            partial(set_, "last_outcome_on"),
            key=f"until-{send.id}",
            t=t,
            help=t("data.send.until.help", days=page.document.design.window_days),
        )
        if several or page.advanced:
            fields.text(
                t("data.send.name"),
                text_of(send.name, t.language),
                partial(set_, "name"),
                key=f"send-name-{send.id}",
                placeholder=t("data.send.name.placeholder"),
            )
        if several or page.advanced or page.document.design.looks.method != "fixed":
            fields.decimal(
                t("data.send.planned"),
                send.planned_customers,
                partial(_planned, send.id),
                key=f"planned-{send.id}",
                t=t,
                least=1,
                most=MOST_PLANNED,
                optional=True,
                help=t("data.send.planned.help"),
                placeholder=t("page.optional"),
            )
    _reading(page, send, several)


def _reading(page: CampaignPage, send: Send, several: bool) -> None:
    """Draw what kind of reading this is, and the way out for a send that is one of several."""
    t, document = page.t, page.document
    if document.design.looks.method != "fixed" or not send.final or page.advanced:
        fields.toggle(
            t("data.send.final"),
            send.final,
            partial(_set, send.id, "final"),
            key=f"final-{send.id}",
            help=t("data.send.final.help"),
        )
    if several:
        st.button(
            t("data.send.remove"),
            key=f"send-remove-{send.id}",
            on_click=change,
            args=(lambda document: editing_sends.remove_send(document, send.id), "remove_send"),
            type="tertiary",
            icon=":material/delete:",
        )


def add(page: CampaignPage) -> None:
    """Draw the way to one more send, and how many are still to come."""
    t, document = page.t, page.document
    if not document.sends:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            t("data.send.add"),
            key="send-add",
            on_click=change,
            args=(editing_sends.add_send, "add_send"),
            icon=":material/add:",
            help=t("data.send.add.help"),
        )
    if len(document.sends) > 1 or document.sends_remaining or page.advanced:
        fields.whole(
            t("data.send.remaining"),
            document.sends_remaining,
            lambda count: change(lambda doc: editing_campaigns.set_sends_remaining(doc, count), "sends_remaining"),
            key="sends-remaining",
            least=0,
            most=1_000,
            width=260,
            help=t("data.send.remaining.help"),
        )


def _set(send_id: str, field: str, value: object) -> None:
    def edit(document: CampaignTest) -> CampaignTest:
        return editing_sends.change_send(document, send_id, **{field: value})

    change_send(send_id, edit, f"send_{field}")


def _planned(send_id: str, count: float | None) -> None:
    _set(send_id, "planned_customers", None if count is None else round(count))
