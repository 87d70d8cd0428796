"""The quote form: a price offer as received, and the offers there are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from evaluators.tools.evidence import PriceTier, Quote
from evaluators.tools.results import Cell
from i18n.formats import date_text, money
from i18n.parsing import parse_number
from services import editing
from ui import escape
from ui.panels.edits import Form, change, made, new_id
from ui.panels.need_edits import CURRENCIES
from ui.panels.page import Page

KINDS = ("offer", "price_list", "invoice", "guess")
MEASURES = ("contacts", "sends", "seats")


def show(page: Page, found: Mapping[tuple[str, str], Cell]) -> None:
    """Draw the quotes and the form that adds one."""
    t = page.t
    st.caption(t("page.quote.why"))
    for quote in page.document.quotes:
        _quote(page, quote)
    tiered = st.toggle(t("page.quote.tiered"), key="quote-tiered", help=t("page.quote.tiered.help"))
    form = Form("quote", t)
    with st.form("quote"):
        st.markdown(f"**{t('page.quote.add')}**")
        _price(page, form, tiered)
        _terms(page, form)
        form.send(t("page.quote.save"), partial(_save, tiered))


def _quote(page: Page, quote: Quote) -> None:
    t = page.t
    if quote.monthly is not None:
        price = money(quote.monthly, quote.currency, t.language)
    else:
        price = t("page.quote.tiers_from", price=money(quote.tiers[0].monthly, quote.currency, t.language))
    said = [t(f"page.quote.kind.{quote.kind}"), t("page.quote.with_vat" if quote.vat_included else "page.quote.no_vat")]
    said.append(date_text(quote.seen, t.language) if quote.seen else t("page.undated"))
    if quote.valid_until:
        said.append(t("page.quote.valid", day=date_text(quote.valid_until, t.language)))
    with st.container(border=True):
        tool = escape.label(page.names.tools[quote.tool])
        st.markdown(f"**{tool}** · {escape.markdown(t('page.quote.month', price=price))}")
        st.caption(escape.markdown(" · ".join([*said, quote.source] if quote.source else said)))
        st.button(t("page.remove"), key=f"quote-{quote.id}", on_click=_remove, args=(quote.id,), type="tertiary")


def _price(page: Page, form: Form, tiered: bool) -> None:
    t, tools = page.t, page.names.tools
    with st.grid(3, min_column_width=180):
        form.choice("tool", t("page.tool"), list(tools), tools.get)
        if not tiered:
            form.decimal("monthly", t("page.quote.monthly"), placeholder="49,90")
        form.choice("currency", t("page.need.currency"), CURRENCIES, str, page.document.need.scenario.currency)
        form.decimal("set_up", t("page.quote.set_up"), placeholder="0")
    if tiered:
        form.choice("tiers_by", t("page.quote.tiers_by"), MEASURES, lambda code: t(f"page.quote.by.{code}"), "contacts")
        form.text("tiers", t("page.quote.tiers"), area=True, placeholder=t("page.quote.tiers.placeholder"))
    else:
        form.toggle("per_seat", t("page.quote.per_seat"))
    form.toggle("vat_included", t("page.quote.vat_included"))


def _terms(page: Page, form: Form) -> None:
    t = page.t
    with st.grid(3, min_column_width=180):
        form.choice("kind", t("page.quote.kind"), KINDS, lambda code: t(f"page.quote.kind.{code}"), "offer")
        form.day("seen", t("page.date"))
        form.day("valid_until", t("page.quote.valid_until"))
        form.whole("term_months", t("page.quote.term"), 1, 1, 120)
        form.decimal("yearly_discount", t("page.quote.discount"), placeholder="0")
    form.toggle("billed_yearly", t("page.quote.billed_yearly"))
    form.text("source", t("page.source"), placeholder=t("page.quote.source.placeholder"))
    form.text("includes", t("page.quote.includes"), placeholder=t("page.quote.includes.placeholder"))


def _save(tiered: bool, form: Form) -> bool:
    t = form.t
    tool = form.required("tool", t("page.tool"))
    monthly = None if tiered else form.number("monthly", t("page.quote.monthly"), least=0)
    set_up = form.number("set_up", t("page.quote.set_up"), least=0, optional=True)
    discount = form.number("yearly_discount", t("page.quote.discount"), least=0, most=100, optional=True)
    tiers = _tiers(form) if tiered else ()
    if not form.ok:
        return False
    quote = made(
        Quote,
        id=new_id("quote"),
        tool=tool,
        monthly=monthly,
        per_seat=bool(form.value("per_seat")),
        set_up=set_up or 0,
        tiers=tiers,
        tiers_by=form.value("tiers_by") or "contacts",
        currency=form.value("currency") or "EUR",
        vat_included=bool(form.value("vat_included")),
        term_months=form.value("term_months"),
        yearly_discount=(discount or 0) / 100,
        billed_yearly=bool(form.value("billed_yearly")),
        valid_until=form.value("valid_until"),
        seen=form.value("seen"),
        kind=form.value("kind") or "offer",
        source=form.value("source"),
        includes=form.value("includes"),
    )
    return change(lambda document: editing.put_quote(document, quote), "quote")


def _tiers(form: Form) -> tuple[PriceTier, ...]:
    """Read one tier a line: up to how many, an equals sign, the price a month; a star for no upper end."""
    found = []
    for line in str(form.value("tiers") or "").splitlines():
        if not line.strip():
            continue
        size, _, price = (part.strip() for part in line.partition("="))
        up_to, monthly = parse_number(size).value, parse_number(price).value
        if monthly is None or (up_to is None and size != "*"):
            form.refuse(form.t("page.quote.tiers.unread", line=escape.label(line)))
            return ()
        found.append(PriceTier(up_to=up_to, monthly=monthly))
    ends = [tier.up_to if tier.up_to is not None else float("inf") for tier in found]
    if not found or ends != sorted(set(ends)):
        form.refuse(form.t("page.quote.tiers.order"))
    return tuple(found)


def _remove(quote_id: str) -> None:
    change(lambda document: editing.remove_quote(document, quote_id), "remove_quote")
