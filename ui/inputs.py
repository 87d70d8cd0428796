"""Fields that Streamlit lacks: a decimal number read the same way in both languages."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from i18n.formats import editable, number
from i18n.parsing import ParsedNumber, parse_number
from i18n.sentences import number_problem
from ui.state import language, words


def decimal(
    label: str,
    value: float | None,
    key: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    optional: bool = False,
    unit: str = "",
    help: str | None = None,
    placeholder: str | None = None,
    on_change: Callable[[], None] | None = None,
    disabled: bool = False,
    label_visibility: str = "visible",
) -> float | None:
    """Draw a field for a decimal number.

    Parameters
    ----------
    label : str
        Markdown is active in it: escape what users wrote.
    value : float or None
        What the field starts with; ``None`` is an empty field.
    key : str
        Widget key, from ids.
    minimum, maximum : float or None
        Limits, both allowed.
    optional : bool
        An empty field is a ``None`` and not a fault.

    Returns
    -------
    float or None
        The number typed; ``value`` while the text cannot be read (the reason stands under the field, with both
        readings to choose from when there are two).
    """
    typed = st.text_input(
        f"{label} ({unit})" if unit else label,
        "" if value is None else editable(value, language()),
        key=key,
        help=help,
        placeholder=placeholder,
        on_change=on_change or "rerun",
        disabled=disabled,
        label_visibility=label_visibility,
        autocomplete="off",
    )
    parsed = parse_number(typed or "")
    if optional and parsed.problem == "empty":
        return None
    if parsed.problem == "empty" and value is None:
        return None  # untouched and required: the page says what is missing
    if parsed.value is None:
        _explain(parsed, key)
        return value
    return parsed.value if _within(parsed.value, minimum, maximum) else value


def typed_decimal(key: str, default: float | None = None) -> float | None:
    """Return the number in the field ``key``, for callbacks; ``default`` while it cannot be read."""
    parsed = parse_number(str(st.session_state.get(key) or ""))
    return default if parsed.value is None else parsed.value


def _explain(parsed: ParsedNumber, key: str) -> None:
    with st.container(key=f"{key}-problem"):
        st.caption(f":red[{number_problem(parsed, language())}]")
        if parsed.choices:
            with st.container(horizontal=True):
                for index, choice in enumerate(parsed.choices):
                    st.button(number(choice, language(), None), key=f"{key}-{index}", on_click=_put, args=(key, choice))


def _put(key: str, choice: float) -> None:
    st.session_state[key] = editable(choice, language())


def _within(value: float, minimum: float | None, maximum: float | None) -> bool:
    t = words()
    if minimum is not None and value < minimum:
        st.caption(f":red[{t('input.too_small', limit=number(minimum, language(), None))}]")
        return False
    if maximum is not None and value > maximum:
        st.caption(f":red[{t('input.too_large', limit=number(maximum, language(), None))}]")
        return False
    return True
