"""The numbers that decide how segmentations are measured: shown, editable, kept in the document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from evaluators.segmentations.segmentation_settings import Effort
from services import editing_segmentation_weighing as weighing
from services import segmentations
from ui.panels import fields, result_settings
from ui.panels.campaigns import typed
from ui.panels.edits import change
from ui.panels.need_edits import CURRENCIES
from ui.panels.segmentations.page import SegmentationPage

OUTCOMES = ("money", "yes_no")
RANKING = {
    "thresholds": result_settings.GROUPS["thresholds"],
    "widths": ("measured", "weak", "guess", "per_year", "most", "stale_after_days"),
    "variation": result_settings.GROUPS["variation"],
    "": ("vikor_v", "product_floor", "promethee_indifference", "promethee_preference", "draws", "seed"),
}
EFFORTS = tuple(Effort.model_fields)


def show(page: SegmentationPage) -> None:
    """Draw every setting in its group."""
    t = page.t
    st.caption(t("segmentation_page.settings.why"))
    _outcome(page)
    _sizes(page)
    _floor(page)
    _effort(page)
    st.button(t("page.settings.reset"), key="segmentation-settings-reset", on_click=_reset)
    with st.expander(t("segmentation_page.settings.ranking"), key="ranking-settings", on_change="rerun") as folded:
        if folded.open:
            st.caption(t("segmentation_page.settings.seed"))
            result_settings.show(page, RANKING)


def _outcome(page: SegmentationPage) -> None:
    t, given = page.t, page.document.settings
    with _box(page, "outcome"):
        fields.segments(
            t("segmentation_page.settings.outcome.kind"),
            OUTCOMES,
            given.outcome,
            lambda kind: _set(weighing.set_settings, outcome=kind),
            key="settings-outcome",
            name=lambda kind: t(f"segmentation_page.settings.outcome.{kind}"),
        )
        with st.grid(3, min_column_width=200):
            _share(page, "targeted", given.targeted, least=1, most=99)
            _share(page, "cap_share", given.cap_share, least=51, shown=given.outcome == "money")
            fields.choice(
                t("segmentation_page.settings.currency"),
                tuple(dict.fromkeys((*CURRENCIES, given.currency))),
                given.currency,
                lambda currency: currency and _set(weighing.set_settings, currency=currency),
                key="settings-currency",
                name=str,
                placeholder=t("page.choose"),
            )


def _sizes(page: SegmentationPage) -> None:
    given = page.document.settings
    with _box(page, "sizes"), st.grid(3, min_column_width=200):
        _count(page, "servable", given.servable, most=200)
        _count(page, "least", given.floor.least, weighing.set_floor, least=0, optional=False)
        _count(page, "least_people", given.least_people, most=10_000, optional=False)


def _floor(page: SegmentationPage) -> None:
    t, floor = page.t, page.document.settings.floor
    with _box(page, "floor"):
        with st.grid(3, min_column_width=200):
            _count(page, "customers", floor.customers, weighing.set_floor)
            if floor.customers is None:
                _share(page, "baseline", floor.baseline, edit=weighing.set_floor, most=99)
                _share(page, "effect", floor.effect, edit=weighing.set_floor, least=0.1, most=99)
            _share(page, "margin", floor.margin, edit=weighing.set_floor)
            fields.decimal(
                t("segmentation_page.settings.cost", currency=page.document.settings.currency),
                floor.cost,
                lambda cost: _set(weighing.set_floor, cost=cost),
                key="settings-cost",
                t=t,
                least=0,
            )
        needed = page.words.count(segmentations.needed_customers(page.document))
        st.caption(t("segmentation_page.settings.floor.needed", n=needed))


def _effort(page: SegmentationPage) -> None:
    t, effort = page.t, page.document.settings.effort
    with _box(page, "effort"):
        with st.grid(3, min_column_width=200):
            for name in EFFORTS:
                least, most = _limits(name)
                fields.whole(
                    t(f"segmentation_page.settings.{name}"),
                    getattr(effort, name),
                    partial(_put, weighing.set_effort, name),
                    key=f"settings-{name}",
                    least=least,
                    most=most,
                )
        st.button(t("segmentation_page.settings.effort.usual"), key="settings-effort-usual", on_click=_usual)


def _box(page: SegmentationPage, group: str):
    box = st.container(border=True, key=f"settings-{group}-box")
    box.markdown(f"**{page.t(f'segmentation_page.settings.{group}')}**")
    box.caption(page.t(f"segmentation_page.settings.{group}.why"))
    return box


def _share(
    page: SegmentationPage,
    name: str,
    value: float,
    *,
    edit: Callable = weighing.set_settings,
    least: float = 0,
    most: float = 100,
    shown: bool = True,
) -> None:
    if shown:
        typed.percent(
            page.t(f"segmentation_page.settings.{name}"),
            value,
            partial(_put, edit, name),
            key=f"settings-{name}",
            t=page.t,
            least=least,
            most=most,
        )


def _count(
    page: SegmentationPage,
    name: str,
    value: int | None,
    edit: Callable = weighing.set_settings,
    *,
    least: int = 1,
    most: int = 100_000_000,
    optional: bool = True,
) -> None:
    typed.count(
        page.t(f"segmentation_page.settings.{name}"),
        value,
        partial(_put, edit, name),
        key=f"settings-{name}",
        t=page.t,
        least=least,
        most=most,
        optional=optional,
        placeholder=page.t(f"segmentation_page.settings.{name}.empty") if optional else "",
    )


def _limits(name: str) -> tuple[int, int]:
    """Return the least and the most that the document takes for an effort."""
    limits = Effort.model_fields[name].metadata
    return (
        next(one.ge for one in limits if hasattr(one, "ge")),
        next(one.le for one in limits if hasattr(one, "le")),
    )


def _put(edit: Callable, name: str, value: object) -> bool:
    return _set(edit, **{name: value})


def _set(edit: Callable, **fields: object) -> bool:
    return change(lambda document: edit(document, **fields), "settings")


def _usual() -> None:
    change(weighing.reset_effort, "settings")


def _reset() -> None:
    change(weighing.reset_settings, "settings")
