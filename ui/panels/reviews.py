"""Stars and counts from review sites."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from evaluators.tools.evidence import Review
from evaluators.tools.results import Cell
from i18n.formats import date_text, number
from services import editing
from ui import escape
from ui.panels.edits import Form, change, made, new_id
from ui.panels.page import Page


def show(page: Page, found: Mapping[tuple[str, str], Cell]) -> None:
    """Draw the reviews and the form that adds one."""
    t, tools = page.t, page.names.tools
    st.caption(t("page.review.why"))
    for review in page.document.reviews:
        _review(page, review)
    form = Form("review", t)
    with st.form("review"):
        st.markdown(f"**{t('page.review.add')}**")
        with st.grid(3, min_column_width=180):
            form.choice("tool", t("page.tool"), list(tools), tools.get)
            form.text("site", t("page.review.site"), placeholder=t("page.review.site.placeholder"))
            form.decimal("stars", t("page.review.stars"), placeholder="4,6")
            form.whole("count", t("page.review.count"), 1, 1, 10_000_000)
            form.day("seen", t("page.date"))
        form.send(t("page.review.save"), _save)


def _review(page: Page, review: Review) -> None:
    t = page.t
    stars = number(review.stars, t.language, None)
    line = t.plural("page.review.line", review.count, stars=stars, number=page.names.count(review.count))
    said = [review.site, date_text(review.seen, t.language) if review.seen else t("page.undated")]
    with st.container(border=True):
        st.markdown(f"**{escape.label(page.names.tools[review.tool])}** · {line}")
        st.caption(escape.markdown(" · ".join(part for part in said if part)))
        st.button(t("page.remove"), key=f"review-{review.id}", on_click=_remove, args=(review.id,), type="tertiary")


def _save(form: Form) -> bool:
    t = form.t
    tool = form.required("tool", t("page.tool"))
    stars = form.number("stars", t("page.review.stars"), least=1, most=5)
    if not form.ok:
        return False
    review = made(
        Review,
        id=new_id("review"),
        tool=tool,
        site=form.value("site"),
        stars=stars,
        count=form.value("count"),
        seen=form.value("seen"),
    )
    return change(lambda document: editing.put_review(document, review), "review")


def _remove(review_id: str) -> None:
    change(lambda document: editing.remove_review(document, review_id), "remove_review")
