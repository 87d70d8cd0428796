"""Input fields that always show what the document holds and hand every change to one function.

The document is the only truth: before a field is drawn its state is set from the document, so undo, restore and
another tab's edits show at once. A change is taken in the field's callback, before the page runs again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.formats import editable
from i18n.parsing import parse_number
from i18n.sentences import error_sentence
from ui import inputs, state

Receive = Callable[[Any], None]


def _send(key: str, receive: Receive) -> None:
    handed(receive, st.session_state[key])


def handed(receive: Callable[..., Any], *values: Any) -> Any:
    """Call what takes a change; a change that the document's rules refuse is said on the page."""
    try:
        return receive(*values)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, state.language()))
        return None


def text(
    label: str, value: str, receive: Receive, *, key: str, placeholder: str = "", area: bool = False, **more: Any
) -> None:
    """Draw a text field."""
    st.session_state[key] = value
    draw = st.text_area if area else st.text_input
    draw(label, key=key, on_change=_send, args=(key, receive), placeholder=placeholder, **more)


def choice(
    label: str,
    options: Sequence[Any],
    value: Any,
    receive: Receive,
    *,
    key: str,
    name: Callable[[Any], str],
    optional: bool = False,
    **more: Any,
) -> None:
    """Draw a drop-down list, which can be emptied when ``optional``. Options of one name are told apart by a number."""
    known = value in options
    st.session_state[key] = value if known else None
    st.selectbox(
        label,
        list(options),
        index=0 if known and not optional else None,
        format_func=dict(zip(options, distinct([name(option) for option in options]), strict=True)).get,
        key=key,
        on_change=_send,
        args=(key, receive),
        **more,
    )


def segments(
    label: str,
    options: Sequence[Any],
    value: Any,
    receive: Receive,
    *,
    key: str,
    name: Callable[[Any], str],
    **more: Any,
) -> None:
    """Draw a few options side by side, one of which is always chosen. ``name`` gives Markdown."""
    st.session_state[key] = value
    st.segmented_control(
        label, list(options), format_func=name, key=key, required=True, on_change=_send, args=(key, receive), **more
    )


def toggle(label: str, value: bool, receive: Receive, *, key: str, **more: Any) -> None:
    """Draw a switch."""
    st.session_state[key] = value
    st.toggle(label, key=key, on_change=_send, args=(key, receive), **more)


def whole(label: str, value: int, receive: Receive, *, key: str, least: int, most: int, **more: Any) -> None:
    """Draw a field for a whole number."""
    st.session_state[key] = value
    st.number_input(
        label, min_value=least, max_value=most, step=1, key=key, on_change=_send, args=(key, receive), **more
    )


def decimal(
    label: str,
    value: float | None,
    receive: Receive,
    *,
    key: str,
    t: Texts,
    least: float | None = None,
    most: float | None = None,
    optional: bool = False,
    **more: Any,
) -> None:
    """Draw a field for a decimal. What cannot be read stays in the field with the reason, and changes nothing."""
    limits = (least, most, optional)
    if not st.session_state.get(f"{key}-unread"):
        st.session_state[key] = "" if value is None else editable(value, t.language)
    elif _read(key, receive, *limits):  # one of two readings was chosen
        st.rerun()
    send = partial(_read, key, receive, *limits)
    inputs.decimal(label, None, key, minimum=least, maximum=most, optional=optional, on_change=send, **more)


def _read(key: str, receive: Receive, least: float | None, most: float | None, optional: bool) -> bool:
    """Hand a readable number over; say whether there was one."""
    parsed = parse_number(str(st.session_state.get(key) or ""))
    figure = parsed.value
    empty = optional and parsed.problem == "empty"
    within = figure is not None and (least is None or figure >= least) and (most is None or figure <= most)
    st.session_state[f"{key}-unread"] = not (empty or within)
    if empty or within:
        handed(receive, figure)
    return empty or within


def slider(label: str, value: int, receive: Receive, *, key: str, most: int = 100, **more: Any) -> None:
    """Draw a slider of whole numbers from zero."""
    st.session_state[key] = value
    st.slider(label, 0, most, key=key, on_change=_send, args=(key, receive), **more)


def day(label: str, value: date | None, receive: Receive, *, key: str, t: Texts, **more: Any) -> None:
    """Draw a date field that may be empty."""
    st.session_state[key] = value
    st.date_input(label, value=None, format=date_format(t), key=key, on_change=_send, args=(key, receive), **more)


def date_format(t: Texts) -> str:
    """Return how dates are typed in the page's language."""
    return "DD.MM.YYYY" if t.language == "fi" else "DD/MM/YYYY"


def named(names: Mapping[str, str]) -> dict[str, str]:
    """Return the same names by id, those that stand twice told apart by a number."""
    return dict(zip(names, distinct(list(names.values())), strict=True))


def distinct(names: Sequence[str]) -> Iterator[str]:
    """Number the names that stand twice, since lists tell their options apart by name."""
    used: set[str] = set()
    for name in names:
        shown, count = name, 1
        while shown in used:
            count += 1
            shown = f"{name} ({count})"
        used.add(shown)
        yield shown


def several(
    label: str,
    options: Sequence[Any],
    value: Sequence[Any],
    receive: Receive,
    *,
    key: str,
    name: Callable[[Any], str],
    **more: Any,
) -> None:
    """Draw options side by side, any number of which may be chosen. ``name`` gives Markdown."""
    st.session_state[key] = list(value)
    st.pills(
        label,
        list(options),
        selection_mode="multi",
        format_func=name,
        key=key,
        on_change=_send,
        args=(key, receive),
        **more,
    )
