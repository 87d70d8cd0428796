"""Fields that campaigns need beside the common ones: shares in per cent, counts, texts with suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from evaluators.campaigns.design import Metric
from i18n import Texts
from ui import state
from ui.panels import fields
from ui.panels.fields import Receive

DIGITS = 10  # decimals of a per cent that are kept, so that 0.07 is shown as 7


def percent(
    label: str,
    value: float | None,
    receive: Receive,
    *,
    key: str,
    t: Texts,
    least: float | None = 0,
    most: float | None = 100,
    **more: Any,
) -> None:
    """Draw a field for a share, typed in per cent or percentage points and kept as 0..1; limits are in per cent."""
    fields.decimal(
        label, as_percent(value), lambda typed: receive(as_share(typed)), key=key, t=t, least=least, most=most, **more
    )


def as_percent(share: float | None) -> float | None:
    """Return a share in per cent."""
    return None if share is None else round(share * 100, DIGITS)


def as_share(percent: float | None) -> float | None:
    """Return per cent as a share."""
    return None if percent is None else round(percent / 100, DIGITS + 2)


def figure(
    label: str, metric: Metric, value: float | None, receive: Receive, *, key: str, t: Texts, **more: Any
) -> None:
    """Draw a field for a metric's figure: in per cent when it is a share, else in its own unit."""
    if metric.kind == "proportion":
        percent(label, value, receive, key=key, t=t, **more)
    else:
        fields.decimal(label, value, receive, key=key, t=t, least=more.pop("least", 0), **more)


def count(label: str, value: int | None, receive: Receive, *, key: str, t: Texts, **more: Any) -> None:
    """Draw a field for a whole number, of customers for example, which may be empty."""

    def whole(typed: float | None) -> None:
        if typed is not None and typed != int(typed):
            st.error(state.words()("campaign_page.problem.whole"))
            return
        receive(None if typed is None else int(typed))

    limits = {"least": 0, "most": 10**12, "optional": True}
    fields.decimal(label, value, whole, key=key, t=t, **(limits | more))


def suggested(label: str, suggestions: Sequence[str], value: str, receive: Receive, *, key: str, **more: Any) -> None:
    """Draw a text field that offers ready answers and takes any other."""
    st.session_state[key] = value or None
    st.selectbox(
        label,
        list(dict.fromkeys((*suggestions, *((value,) if value else ())))),
        index=None,
        key=key,
        on_change=_send,
        args=(key, receive),
        accept_new_options=True,
        **more,
    )


def _send(key: str, receive: Receive) -> None:
    fields.handed(receive, (st.session_state[key] or "").strip())
