"""The numbers that decide how a result is worked out: shown, editable, kept in the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from evaluators.tools.settings import Settings
from evaluators.weighed import decision_settings
from services import editing
from ui.panels import fields
from ui.panels.edits import change, rebuilt
from ui.panels.weighing import WeighingPage

SHARES = frozenset({"clear_acceptability", "leads_acceptability", "close_acceptability", "budget_share", "vikor_v"})
GROUPS = {
    "thresholds": (
        "clear_acceptability",
        "leads_acceptability",
        "leads_points",
        "close_acceptability",
        "information_points",
    ),
    "widths": ("measured", "vendor", "dated", "weak", "guess", "per_year", "most", "stale_after_days"),
    "variation": ("sure", "normal", "unsure"),
    "": ("budget_share", "vikor_v", "product_floor", "promethee_indifference", "promethee_preference", "draws", "seed"),
}
WHOLE = {"stale_after_days": (1, 36_500), "draws": (1_000, 1_000_000), "seed": (0, 2**32 - 1)}


def show(page: WeighingPage, groups: Mapping[str, Sequence[str]] = GROUPS) -> None:
    """Draw the settings in their groups, all of them unless some are named."""
    t = page.t
    st.caption(t("page.settings.why"))
    for group, names in groups.items():
        title = t(f"page.settings.{group or 'other'}")
        st.markdown(f"**{title}**")
        settings = decision_settings(page.document)
        part = getattr(settings, group) if group else settings
        with st.grid(3, min_column_width=200):
            for name in names:
                _setting(page, group, name, getattr(part, name))
    st.button(t("page.settings.reset"), key="settings-reset", on_click=_put, args=(Settings(),))


def _setting(page: WeighingPage, group: str, name: str, value: float) -> None:
    t = page.t
    label, key = t(f"page.settings.{name}"), f"setting-{group}-{name}"
    if name in WHOLE:
        least, most = WHOLE[name]
        receive = partial(_set, decision_settings(page.document), group, name)
        fields.whole(label, value, receive, key=key, least=least, most=most)
        return
    unit = 100 if name in SHARES or group == "variation" else 1
    label = f"{label} (%)" if unit == 100 else label
    settings = decision_settings(page.document)
    fields.decimal(
        label, value * unit, lambda figure: _set(settings, group, name, figure / unit), key=key, t=t, least=0, most=100
    )


def _set(settings: Settings, group: str, name: str, value: float) -> bool:
    if group:
        return _put(rebuilt(settings, **{group: rebuilt(getattr(settings, group), **{name: value})}))
    return _put(rebuilt(settings, **{name: value}))


def _put(settings: Settings) -> bool:
    return change(lambda document: editing.set_settings(document, settings), "settings")
