"""The decimal field: both marks in both languages, questions instead of guesses."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def _page(value, optional, minimum, maximum):
    import streamlit as st

    from ui.inputs import decimal

    got = decimal("Price", value, "field", optional=optional, minimum=minimum, maximum=maximum, unit="€")
    st.session_state["got"] = got


def page(locale="fi-FI", value=10.0, optional=False, minimum=None, maximum=None):
    app = AppTest.from_function(_page, args=(value, optional, minimum, maximum))
    app.context = {"locale": locale}
    return app.run()


@pytest.mark.parametrize("locale", ["fi-FI", "en-GB"])
@pytest.mark.parametrize(
    ("typed", "value"), [("12,5", 12.5), ("12.5", 12.5), ("1 234,5", 1234.5), ("1\u202f234.5", 1234.5), ("\u22127", -7)]
)
def test_reads_in_either_language(locale, typed, value):
    app = page(locale)
    app.text_input(key="field").set_value(typed).run()
    assert app.session_state["got"] == value
    assert not app.caption


def test_starts_with_the_value_as_people_write_it():
    assert page("fi-FI", 12.5).text_input(key="field").value == "12,5"
    assert page("en-GB", 12.5).text_input(key="field").value == "12.5"
    assert page("en-GB", None).text_input(key="field").value == ""


def test_an_ambiguous_number_asks_and_the_answer_counts():
    app = page("en-GB")
    app.text_input(key="field").set_value("1,234").run()
    assert app.session_state["got"] == 10, "nothing changes before the answer"
    assert [button.label for button in app.button] == ["1.234", "1,234"]
    app.button[1].click().run()
    assert app.session_state["got"] == 1234
    assert not app.button
    app.text_input(key="field").set_value("1,234").run()
    app.button[0].click().run()
    assert app.session_state["got"] == 1.234


@pytest.mark.parametrize(
    ("typed", "word"), [("1.234,5", "single"), ("1e5", "exponent"), ("abc", "not a number"), ("", "Enter")]
)
def test_a_refusal_gives_its_reason_and_keeps_the_value(typed, word):
    app = page("en-GB")
    app.text_input(key="field").set_value(typed).run()
    assert app.session_state["got"] == 10
    assert word in app.caption[0].value


def test_an_optional_field_may_be_empty():
    app = page(optional=True)
    app.text_input(key="field").set_value("").run()
    assert app.session_state["got"] is None
    assert not app.caption


def test_limits_are_said():
    app = page("en-GB", minimum=0, maximum=100)
    app.text_input(key="field").set_value("-1").run()
    assert app.session_state["got"] == 10
    assert "at least 0" in app.caption[0].value
    app.text_input(key="field").set_value("100.5").run()
    assert "at most 100" in app.caption[0].value
    app.text_input(key="field").set_value("100").run()
    assert app.session_state["got"] == 100
