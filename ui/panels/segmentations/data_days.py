"""Days that part past and outcome: the split, how long the outcome is awaited, and from where moves are counted."""

from __future__ import annotations

from functools import partial

import streamlit as st

from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from services import editing_segmentation_data, segmentation_sources
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage

LONGEST_WINDOW = 3_650
OUTCOMES = ("money", "yes_no")


def show(page: SegmentationPage) -> None:
    """Draw the days, where there is something that can follow them."""
    t, source = page.t, page.document.data
    st.header(t("segmentation_page.days.title"), anchor="days")
    st.caption(t("segmentation_page.days.why" if source.orders is not None else "segmentation_page.days.why_table"))
    with st.grid(3, min_column_width=200):
        fields.day(
            t("segmentation_page.days.split"),
            source.split_on,
            partial(_set, "split_on"),
            key="days-split",
            t=t,
            help=t("segmentation_page.days.split.help"),
        )
        if source.orders is not None:
            fields.whole(
                t("segmentation_page.days.window"),
                source.window_days,
                partial(_set, "window_days"),
                key="days-window",
                least=1,
                most=LONGEST_WINDOW,
                help=t("segmentation_page.days.window.help"),
            )
            fields.day(
                t("segmentation_page.days.earlier"),
                source.earlier_on,
                partial(_set, "earlier_on"),
                key="days-earlier",
                t=t,
                help=t("segmentation_page.days.earlier.help"),
            )
    if source.orders is not None:
        _of_a_log(page)
    if source.orders is not None or (source.customers is not None and source.customers.outcome):
        fields.segments(
            t("segmentation_page.days.outcome"),
            OUTCOMES,
            page.document.settings.outcome,
            lambda kind: change(lambda one: editing_segmentation_data.set_outcome(one, kind), "outcome_kind"),
            key="days-outcome",
            name=lambda kind: t(f"segmentation_page.days.outcome.{kind}"),
            help=t("segmentation_page.days.outcome.help"),
        )


def _of_a_log(page: SegmentationPage) -> None:
    """Draw what only a log allows: days that fit it, and the season of buying."""
    t = page.t
    st.button(
        t("segmentation_page.days.suggest"),
        key="days-suggest",
        on_click=_suggest,
        args=(page,),
        icon=":material/auto_fix_high:",
        help=t("segmentation_page.days.suggest.help"),
    )
    fields.toggle(
        t("segmentation_page.days.seasons"),
        page.document.data.seasons,
        _set_seasons,
        key="days-seasons",
        help=t("segmentation_page.days.seasons.help"),
    )


def _set_seasons(seasons: bool) -> None:
    """Work out the seasons or not, with fields for them."""

    def edit(document):
        return segmentation_sources.with_suggestions(editing_segmentation_data.set_seasons(document, seasons))

    change(edit, "seasons")


def _set(part: str, value: object) -> None:
    def edit(document):
        source = document.data
        days = {name: getattr(source, name) for name in ("split_on", "window_days", "earlier_on")} | {part: value}
        return editing_segmentation_data.set_days(document, **days)

    change(edit, f"days_{part}")


def _suggest(page: SegmentationPage) -> None:
    t = page.t
    try:
        days = segmentation_sources.suggested_days(page.document)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    if days is None:
        st.warning(t("segmentation_page.days.too_short"))
        return
    change(
        lambda document: editing_segmentation_data.set_days(
            document, split_on=days.split_on, window_days=days.window_days, earlier_on=days.earlier_on
        ),
        "days_suggested",
    )
