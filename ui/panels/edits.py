"""From what a user types to an edit of the document: one call for a change, one small helper for forms."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import streamlit as st
from pydantic import ValidationError

from evaluators.documents import Part, problems_of
from evaluators.errors import DocumentError
from evaluators.kinds import AnyDocument
from i18n import Texts
from i18n.formats import editable, number
from i18n.parsing import parse_number
from i18n.sentences import number_problem
from ui import escape, state
from ui.panels import fields

P = TypeVar("P", bound=Part)


def change(edit: Callable[[Any], AnyDocument], action: str) -> bool:
    """Run a pure edit on the tab's copy and save it; ``False`` when it was refused (said on the page)."""
    return state.apply(edit, action=action) is not None


def rebuilt(part: P, /, **changes: object) -> P:
    """Return a part with some fields replaced, checked by its own rules.

    Raises
    ------
    DocumentError
        ``document_invalid`` with the places and reasons.
    """
    values = {name: getattr(part, name) for name in type(part).model_fields}
    return made(type(part), **(values | changes))


def made(model: type[P], /, **values: object) -> P:
    """Return a new part, checked by its own rules; raises as ``rebuilt`` does."""
    try:
        return model(**values)
    except ValidationError as fault:
        raise DocumentError("document_invalid", problems=problems_of(fault)) from fault


def new_id(kind: str) -> str:
    """Return an id that no other part has."""
    return f"{kind}-{secrets.token_hex(6)}"


class Form:
    """The fields of one form. They start anew after a submit that went through, and stay after one that did not."""

    def __init__(self, name: str, t: Texts) -> None:
        self.name = name
        self.t = t
        self.faults: list[str] = []

    @property
    def _round(self) -> str:
        return f"{self.name}-round"

    def key(self, field: str) -> str:
        """Return a field's widget key."""
        return f"{self.name}-{st.session_state.get(self._round, 0)}-{field}"

    def text(self, field: str, label: str, value: str = "", *, area: bool = False, **more: Any) -> None:
        """Draw a text field."""
        draw = st.text_area if area else st.text_input
        draw(label, value, key=self.key(field), **more)

    def decimal(self, field: str, label: str, value: float | None = None, **more: Any) -> None:
        """Draw a text field for a decimal; it is read when the form is sent."""
        start = "" if value is None else editable(value, self.t.language)
        st.text_input(label, start, key=self.key(field), autocomplete="off", **more)

    def choice(
        self,
        field: str,
        label: str,
        options: Sequence[Any],
        name: Callable[[Any], str],
        value: Any = None,
        **more: Any,
    ) -> None:
        """Draw a drop-down list; nothing is chosen unless ``value`` says so."""
        shown = dict(zip(options, fields.distinct([name(option) for option in options]), strict=True))
        index = list(options).index(value) if value in options else None
        more.setdefault("placeholder", self.t("page.choose"))
        st.selectbox(label, list(options), index=index, format_func=shown.get, key=self.key(field), **more)

    def whole(self, field: str, label: str, value: int, least: int, most: int, **more: Any) -> None:
        """Draw a field for a whole number."""
        st.number_input(label, least, most, value, step=1, key=self.key(field), **more)

    def toggle(self, field: str, label: str, value: bool = False, **more: Any) -> None:
        """Draw a tick box."""
        st.checkbox(label, value, key=self.key(field), **more)

    def day(self, field: str, label: str, value: date | None = None, **more: Any) -> None:
        """Draw a date field that may be empty."""
        st.date_input(label, value, format=fields.date_format(self.t), key=self.key(field), **more)

    def send(self, label: str, receive: Callable[[Form], bool], **more: Any) -> None:
        """Draw what was wrong with the last try, and the button that sends the form."""
        for fault in st.session_state.get(f"{self.name}-faults", ()):
            st.error(fault)
        more.setdefault("type", "primary")
        st.form_submit_button(label, key=self.key("send"), on_click=self._sent, args=(receive,), **more)

    def _sent(self, receive: Callable[[Form], bool]) -> None:
        self.faults = []
        done = fields.handed(receive, self)
        st.session_state[f"{self.name}-faults"] = tuple(self.faults)
        if done and not self.faults:
            st.session_state[self._round] = st.session_state.get(self._round, 0) + 1

    @property
    def ok(self) -> bool:
        """Say whether everything read so far was fine."""
        return not self.faults

    def refuse(self, reason: str) -> bool:
        """Keep the form as it is and say why; returns ``False`` for the receiver to return."""
        self.faults.append(reason)
        return False

    def value(self, field: str) -> Any:
        """Return what stands in a field."""
        return st.session_state.get(self.key(field))

    def required(self, field: str, label: str) -> Any:
        """Return what stands in a field that must not be empty."""
        found = self.value(field)
        found = found.strip() if isinstance(found, str) else found
        if found is None or found == "":
            self.refuse(self.t("page.problem.empty", field=escape.markdown(label)))
        return found

    def number(
        self, field: str, label: str, *, least: float | None = None, most: float | None = None, optional: bool = False
    ) -> float | None:
        """Return the decimal in a field; ``None`` when it is empty or cannot be read (then the form says why)."""
        parsed = parse_number(str(self.value(field) or ""))
        if parsed.problem == "empty" and optional:
            return None
        if parsed.value is None:
            self.refuse(f"{escape.markdown(label)}: {number_problem(parsed, self.t.language)}")
        elif least is not None and parsed.value < least:
            self._limit(label, "input.too_small", least)
        elif most is not None and parsed.value > most:
            self._limit(label, "input.too_large", most)
        return parsed.value

    def _limit(self, label: str, code: str, limit: float) -> None:
        said = self.t(code, limit=number(limit, self.t.language, None))
        self.refuse(f"{escape.markdown(label)}: {said}")
